"""Finds a judge's quote in the work, whatever YAML or Markdown did to its spaces and quotes."""

from __future__ import annotations

import re
import unicodedata

from audition.grading.check import Work
from audition.grading.passages import FINAL_MESSAGE, passages
from audition.records.findings import Quote

_MARKS = str.maketrans({**dict.fromkeys("\"'`*_\\“”„‘’«»", ""), **dict.fromkeys("‐‑‒–—−", "-")})
_BULLET = re.compile(r"(?m)^\s*(?:[-+>#|]+\s+)+")


def locate(evidence: str, work: Work) -> Quote | None:
    """The quote with its place in the plan, the final message or the names of written files; None: it is not there."""
    wanted = gist(evidence)
    if not wanted:
        return None
    for passage in passages(work, ()):
        if wanted in folded(passage.text):
            return passage.quote(evidence)
    if wanted in folded(work.deliverable.text or ""):
        return Quote(text=evidence, where="plan")
    if wanted in folded(work.trial.final_message):
        return Quote(text=evidence, where=FINAL_MESSAGE)
    if any(wanted in folded(path) for path in work.trial.written):
        return Quote(text=evidence, where="files")
    return None


def gist(evidence: str) -> str:
    """What of a quote must be found: folded, without the punctuation at its ends; empty: it quotes nothing."""
    return folded(evidence).strip(" .,;:…")


def folded(text: str) -> str:
    """The text without quoting, emphasis and bullets, its runs of white space folded to one space."""
    plain = _BULLET.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS)
    return " ".join(plain.split())
