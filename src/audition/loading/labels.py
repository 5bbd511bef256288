"""Labels as somebody wrote them into a file: `parse_labels(document) -> tuple[WrittenLabel, …]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import Document, child
from audition.loading.published import form_faults

_TRIAL = re.compile(r"(\S+) (?:× )?(\S+) #?([0-9]{1,6})")
_MET = {"met": True, "not_met": False, "not_applicable": None}


@dataclass(frozen=True, kw_only=True)
class WrittenLabel:
    """One answer of one rater."""

    scenario: str
    variant: str
    """Its id, or the part after the slash."""
    index: int
    criterion: str
    """`<rubric>/<criterion>`, `criteria/<criterion>`, or the criterion's id alone."""
    met: bool | None
    """None: it cannot apply."""
    rater: str
    rater_kind: str
    reason: str
    settled: bool
    locus: Locus


def parse_labels(document: Document) -> tuple[WrittenLabel, ...]:
    """The labels of a file, in its order.

    Raises:
        DefinitionError: Every way in which the file is not of its form, each with its line.
    """
    if faults := form_faults(document, "labels"):
        raise DefinitionError(faults)
    return tuple(_label(document, index, written) for index, written in enumerate(document.value))


def _label(document: Document, index: int, written: dict[str, Any]) -> WrittenLabel:
    locus = document.locus(child("$", index))
    trial = written["trial"]
    if isinstance(trial, str):
        if (parts := _TRIAL.fullmatch(trial)) is None:
            told = "is no trial; write it as `late-fee × clerk/terse #0`"
            raise DefinitionError([Fault(document.locus(child(child("$", index), "trial")), told)])
        trial = {"scenario": parts[1], "variant": parts[2], "index": int(parts[3])}
    return WrittenLabel(
        scenario=trial["scenario"],
        variant=trial["variant"],
        index=trial["index"],
        criterion=written["criterion"],
        met=_MET[written["opinion"]],
        rater=written["rater"],
        rater_kind=written["rater_kind"],
        reason=written.get("reason", ""),
        settled=written.get("settled", False),
        locus=locus,
    )
