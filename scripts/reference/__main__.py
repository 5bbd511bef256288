"""`python -m scripts.reference` writes docs/reference.md anew."""

from __future__ import annotations

from pathlib import Path

from scripts.reference.page import PATH, reference

if __name__ == "__main__":
    Path(PATH).write_text(reference(), encoding="utf-8")
    print(f"wrote {PATH}")
