"""What findings can be written as."""

from __future__ import annotations

from collections.abc import Mapping

FORMATS: Mapping[str, str] = {
    "html": "index.html",
    "md": "report.md",
    "json": "findings.json",
    "csv": "scores.csv",
    "junit": "junit.xml",
}
"""Format → the file's name, the page first."""
