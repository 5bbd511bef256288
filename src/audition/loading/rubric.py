"""Rubrics: `parse_rubric(document) -> Rubric`."""

from __future__ import annotations

from audition.loading.collecting import Faults
from audition.loading.criteria import criteria_of
from audition.loading.document import Document
from audition.loading.published import form_faults
from audition.records.criteria import Criterion, Rubric
from audition.records.identity import digest


def parse_rubric(document: Document) -> Rubric:
    """A rubric as written.

    Raises:
        DefinitionError: All its faults.
    """
    faults = Faults()
    faults.extend(form_faults(document, "rubric"))
    faults.raise_any()
    criteria = criteria_of(document)
    return Rubric(
        id=document.value["id"],
        title=document.value["title"],
        criteria=criteria,
        variant=document.value.get("variant"),
        digest=rubric_digest(criteria),
        locus=document.locus("$"),
    )


def rubric_digest(criteria: tuple[Criterion, ...]) -> str:
    """Of what a judge is asked: ids and texts in their order; what an answer weighs does not change the question."""
    return digest([each.asked for each in criteria])
