"""Finds a judge's quote in the work, whatever YAML or Markdown did to its spaces and quotes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from audition.grading.check import Work
from audition.grading.judging.showing import NOTHING, shown, visible
from audition.grading.passages import Passage, passages, stands_in
from audition.records.grades import Quote

_MARKS = str.maketrans({**dict.fromkeys("\"'`*_\\“”„‘’«»", ""), **dict.fromkeys("‐‑‒–—−", "-")})
_NEWLINE = re.compile(r"\\n|\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Line ends, also as JSON writes them."""
_SIGN = re.compile(r"[-+>#|]+")
"""A word of these alone is a bullet, a heading or a block's mark: a quote of two lines in one holds it in its midst."""


def locate(evidence: str, work: Work, parts: tuple[str, ...] = ()) -> Quote | None:
    """The quote with its place: a deliverable, final message or names of written files; None: it is not there.

    What stands there is what the trial left, or what the judge was shown of it; of these parts alone where some are
    named.
    """
    wanted = gist(evidence)
    if not wanted:
        return None
    for passage, text in _folded_passages(work):
        if wanted in text and stands_in(passage, parts, work):
            return passage.quote(evidence)
    for name, made in work.deliverables.items():
        if wanted in folded(made.text or "") and stands_in(Passage("", name), parts, work):
            return Quote(text=evidence, where=name)
    for where, text in shown(work).items():
        if text != NOTHING and wanted in folded(text) and stands_in(Passage("", where), parts, work):
            return Quote(text=evidence, where=where)
    return None


@lru_cache(maxsize=2)
def _folded_passages(work: Work) -> tuple[tuple[Passage, str], ...]:
    """Every passage with its folded text, kept while the verdicts on one work are looked through."""
    return tuple((passage, folded(passage.text)) for passage in passages(work, ()))


def gist(evidence: str) -> str:
    """What of a quote must be found: folded, without the punctuation at its ends; empty: it quotes nothing."""
    return folded(evidence).strip(" .,;:…")


def folded(text: str) -> str:
    """The text without quoting, emphasis, bullets and hidden characters, runs of white space folded to one space."""
    plain = visible(_NEWLINE.sub("\n", unicodedata.normalize("NFKC", text))).translate(_MARKS)
    return " ".join(word for word in plain.split() if not _SIGN.fullmatch(word))
