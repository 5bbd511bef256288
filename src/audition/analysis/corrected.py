"""A rubric's difference as people would have scored it: the judge's, corrected by labels on works of both sides."""

from __future__ import annotations

from collections.abc import Mapping

from audition.records.estimates import Estimate
from audition.records.rows import Corrected

Place = tuple[str, int]
"""Scenario and trial index."""
Scores = Mapping[Place, float]

LEAST = 3
"""Labelled pairs under which nothing can be corrected."""


def corrected(
    rubric: str, judged: tuple[Scores, Scores], labelled: tuple[Scores, Scores], whose: str
) -> Corrected | None:
    """The difference candidate − baseline; None where too few pairs are labelled, or all of them are.

    Trials are paired by scenario and index. The labelled pairs should be drawn at random from all, as `audition judge
    label` draws them. Source: PPI++ (Angelopoulos, Duchi and Zrnic 2023).

    Args:
        rubric: The rubric's id.
        judged: The judge's scores of baseline and candidate, in [0, 1].
        labelled: The scores of works among them by labels.
        whose: Whose labels they are, in words.
    """
    from audition.stats import corrected_difference

    judge = {place: judged[1][place] - judged[0][place] for place in judged[0].keys() & judged[1].keys()}
    people = {
        place: labelled[1][place] - labelled[0][place]
        for place in labelled[0].keys() & labelled[1].keys() & judge.keys()
    }
    if len(people) < LEAST or len(people) == len(judge):
        return None
    known = sorted(people)
    figure = corrected_difference(
        [people[place] for place in known],
        [judge[place] for place in known],
        [judge[place] for place in sorted(judge.keys() - people.keys())],
    )
    return Corrected(
        rubric=rubric,
        whose=whose,
        difference=Estimate(value=figure.value, low=figure.interval.low, high=figure.interval.high),
        labelled=len(people),
        pairs=len(judge),
        judged=sum(judge.values()) / len(judge),
    )
