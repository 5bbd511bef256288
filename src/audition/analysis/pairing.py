"""What may be held against each other: only what is alike; the rest is left out, by name and with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audition.analysis.sides import Side
from audition.records.findings import LeftOut

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two sides reduced to what is alike."""

    baseline: Side
    candidate: Side
    left_out: tuple[LeftOut, ...]


def pair(baseline: Side, candidate: Side) -> Pair:
    """The two sides with the scenarios and graders that are the same on both."""
    left_out: list[LeftOut] = []
    if baseline.schema_digest != candidate.schema_digest:
        left_out.append(LeftOut(what="every scenario", why="the deliverable's schema differs between the sides"))
        return Pair(baseline=_only(baseline, set()), candidate=_only(candidate, set()), left_out=tuple(left_out))
    alike = _alike_scenarios(baseline, candidate, left_out)
    baseline, candidate = _only(baseline, alike), _only(candidate, alike)
    unlike = _unlike_graders(baseline, candidate, left_out)
    return Pair(baseline=_without(baseline, unlike), candidate=_without(candidate, unlike), left_out=tuple(left_out))


def _alike_scenarios(baseline: Side, candidate: Side, left_out: list[LeftOut]) -> set[str]:
    played = [{trial.scenario for trial in side.planned} for side in (baseline, candidate)]
    alike = set()
    for scenario in sorted(played[0] | played[1]):
        if scenario not in played[0]:
            left_out.append(LeftOut(what=scenario, why=f"{baseline.label} has no trial of it"))
        elif scenario not in played[1]:
            left_out.append(LeftOut(what=scenario, why=f"{candidate.label} has no trial of it"))
        elif baseline.scenarios[scenario].digest != candidate.scenarios[scenario].digest:
            then, now = baseline.scenarios[scenario], candidate.scenarios[scenario]
            what = "the request" if then.request_digest != now.request_digest else "what the agent meets"
            left_out.append(LeftOut(what=scenario, why=f"{what} changed between the sides"))
        else:
            alike.add(scenario)
    return alike


def _only(side: Side, scenarios: set[str]) -> Side:
    return replace(
        side,
        planned=tuple(trial for trial in side.planned if trial.scenario in scenarios),
        trials=side.trials[side.trials["scenario"].isin(scenarios)],
        scores=side.scores[side.scores["scenario"].isin(scenarios)],
    )


def _unlike_graders(baseline: Side, candidate: Side, left_out: list[LeftOut]) -> set[tuple[str, str]]:
    """(scenario, grader) pairs that graded differently on the two sides, each grader named once."""
    before, after = _instruments(baseline.scores), _instruments(candidate.scores)
    unlike: dict[tuple[str, str], str] = {}
    for key in sorted(before.keys() | after.keys()):
        if key not in before or key not in after:
            side = candidate if key in after else baseline
            unlike[key] = f"only {side.label} was graded by it"
        elif before[key] != after[key]:
            (version, print_), (version_now, print_now) = before[key], after[key]
            unlike[key] = _difference(version != version_now, print_, print_now)
    for grader in sorted({grader for _, grader in unlike}):
        cases = [(scenario, why) for (scenario, name), why in unlike.items() if name == grader]
        scenarios = ", ".join(scenario for scenario, _ in cases)
        left_out.append(LeftOut(what=f"{grader} on {scenarios}", why=cases[0][1]))
    return set(unlike)


def _difference(version_differs: bool, before: str, after: str) -> str:
    if before != after:
        return f"another judge: {before or 'none'} against {after or 'none'}"
    return "the check or rubric itself changed" if version_differs else "unlike graders"


def _instruments(scores: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """(scenario, grader) → every version and fingerprint that graded there, of the graders that are compared."""
    rows = scores[scores["compared"]][["scenario", "grader", "version", "fingerprint"]].drop_duplicates()
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for scenario, grader, version, fingerprint in rows.itertuples(index=False):
        versions, prints = found.setdefault((scenario, grader), (set(), set()))
        versions.add(version)
        if isinstance(fingerprint, str):
            prints.add(fingerprint)
    return {key: ("+".join(sorted(v)), "+".join(sorted(p))) for key, (v, p) in found.items()}


def _without(side: Side, unlike: set[tuple[str, str]]) -> Side:
    import pandas as pd

    if not unlike:
        return side
    place = pd.MultiIndex.from_frame(side.scores[["scenario", "grader"]].astype("str"))
    return replace(side, scores=side.scores[~place.isin(list(unlike))])
