"""Tells whether what pages are made of has changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from audition.records.identity import digest
from audition.records.variants import Variant
from audition.store.shelf import stamp_of

DEFINED = ("agents", "scenarios", "rubrics", "evals/checks")
"""Folders of what people write."""


def stamp_of_files(root: Path, folders: Iterable[str], variants: Iterable[Variant] = ()) -> str:
    """Of the project's settings, every file in these folders, and the prompts of these variants, wherever they lie."""
    files = [path for folder in folders for path in sorted((root / folder).rglob("*")) if path.is_file()]
    prompts = sorted({root / variant.path for variant in variants} - {*files})
    return digest([[str(path), stamp_of(path)] for path in (root / "pyproject.toml", *files, *prompts)])
