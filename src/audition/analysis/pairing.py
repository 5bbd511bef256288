"""What may be held against each other: only what is alike; the rest is left out, by name and with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from audition.analysis.sides import Side
from audition.records.evidence import Origin, TrialId
from audition.records.findings import LeftOut
from audition.records.grades import Mark


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two sides reduced to what is alike."""

    baseline: Side
    candidate: Side
    left_out: tuple[LeftOut, ...]


def pair(baseline: Side, candidate: Side) -> Pair:
    """The two sides with the scenarios and graders that are the same on both.

    A trial whose answers came from the response cache is an earlier run's trial: it is no evidence against that run.
    """
    left_out: list[LeftOut] = []
    if baseline.run != candidate.run:
        candidate = _uncached(candidate, left_out)
    if why := _unlike(baseline, candidate):
        left_out.append(LeftOut(what="every scenario", why=why))
        nothing = [_only(side, lambda _: False) for side in (baseline, candidate)]
        return Pair(baseline=nothing[0], candidate=nothing[1], left_out=tuple(left_out))
    alike = _alike_scenarios(baseline, candidate, left_out)
    baseline, candidate = (_only(side, lambda trial: trial.scenario in alike) for side in (baseline, candidate))
    unlike = _unlike_graders(baseline, candidate, left_out)
    return Pair(baseline=_without(baseline, unlike), candidate=_without(candidate, unlike), left_out=tuple(left_out))


def repeated(baseline: Side, candidate: Side) -> int:
    """How many of the candidate's trials replay recordings that the baseline's replayed before.

    The same prompt, scenario, schema and index make the same recording, unless it was made anew: then another number
    of answers, or what the same grader read in them, gives it away, and none of its scenario is counted.
    """
    if (baseline.facts.digest, baseline.schema_digest) != (candidate.facts.digest, candidate.schema_digest):
        return 0
    before, after = (
        {(one.trial.scenario, one.trial.index): one.turns for one in side.ended if one.origin is Origin.REPLAY}
        for side in (baseline, candidate)
    )
    read = [
        {(mark.trial.scenario, mark.trial.index, mark.grader, mark.version): mark.value for mark in side.marks}
        for side in (baseline, candidate)
    ]
    alike = {
        scenario
        for scenario, known in baseline.scenarios.items()
        if scenario in candidate.scenarios and candidate.scenarios[scenario].digest == known.digest
    }
    anew = {
        *(place[0] for place in before.keys() & after.keys() if before[place] != after[place]),
        *(place[0] for place in read[0].keys() & read[1].keys() if read[0][place] != read[1][place]),
    }
    return sum(scenario in alike - anew for scenario, _ in before.keys() & after.keys())


def _unlike(baseline: Side, candidate: Side) -> str:
    """What differs for all of two sides; empty: nothing does."""
    if baseline.schema_digest != candidate.schema_digest:
        return "the deliverable's schema differs between the sides"
    if baseline.run != candidate.run and not baseline.player.is_like(candidate.player):
        return f"{baseline.label} was played by {baseline.player}, {candidate.label} by {candidate.player}"
    return ""


def _uncached(side: Side, left_out: list[LeftOut]) -> Side:
    """The side without what the response cache answered."""
    cached = {one.trial for one in side.ended if one.origin is Origin.CACHED}
    if not cached:
        return side
    named = [str(trial) for trial in sorted(cached.intersection(side.planned))]
    why = "answered from the response cache: an earlier run's trials, no new evidence; `--fresh` asks anew"
    left_out.append(LeftOut(what=f"{len(named)} of {len(side.planned)} trials: {', '.join(named)}", why=why))
    return _only(side, lambda trial: trial not in cached)


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


def _only(side: Side, wanted: Callable[[TrialId], bool]) -> Side:
    return replace(
        side,
        planned=tuple(filter(wanted, side.planned)),
        ended=tuple(one for one in side.ended if wanted(one.trial)),
        marks=tuple(mark for mark in side.marks if wanted(mark.trial)),
    )


def _unlike_graders(baseline: Side, candidate: Side, left_out: list[LeftOut]) -> set[tuple[str, str]]:
    """(scenario, grader) pairs that graded differently on the two sides; a grader is named once for each reason.

    A scenario of which one side has no grade at all tells nothing of its graders: its trials are missing or failed.
    """
    before, after = _instruments(baseline.marks), _instruments(candidate.marks)
    graded = {scenario for scenario, _ in before} & {scenario for scenario, _ in after}
    unlike: dict[tuple[str, str], str] = {}
    for key in sorted(before.keys() | after.keys()):
        if key[0] not in graded:
            continue
        if key not in before or key not in after:
            side = candidate if key in after else baseline
            unlike[key] = f"only {side.label} was graded by it"
        elif several := next((one for one in (before[key], after[key]) if one.judges > 1), None):
            unlike[key] = f"several judges on one side: {several.fingerprint}"
        elif before[key] != after[key]:
            unlike[key] = _difference(before[key], after[key])
    reasons: dict[tuple[str, str], list[str]] = {}
    for (scenario, grader), why in unlike.items():
        reasons.setdefault((grader, why), []).append(scenario)
    for (grader, why), scenarios in sorted(reasons.items()):
        left_out.append(LeftOut(what=f"{grader} on {', '.join(scenarios)}", why=why))
    return set(unlike)


@dataclass(frozen=True)
class _Instrument:
    """What graded the trials of one scenario under one name; several of a kind are joined."""

    version: str
    fingerprint: str
    role: str
    judges: int
    """Fingerprints among its grades: scores of unlike ones have no mean."""


def _difference(before: _Instrument, after: _Instrument) -> str:
    if before.fingerprint != after.fingerprint:
        return f"another judge: {before.fingerprint or 'none'} against {after.fingerprint or 'none'}"
    if before.version != after.version:
        return "the check or rubric itself changed"
    return f"its role changed: {before.role} against {after.role}"


def _instruments(marks: Iterable[Mark]) -> dict[tuple[str, str], _Instrument]:
    """(scenario, grader) → what graded there, of the graders that are compared."""
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for mark in marks:
        if mark.compared:
            role = f"{mark.role.value} of {mark.points:g} points" if mark.points != 1.0 else mark.role.value
            known = (mark.version, mark.fingerprint or "", role)
            found.setdefault((mark.trial.scenario, mark.grader), set()).add(known)
    instruments = {}
    for key, several in found.items():
        versions, fingerprints, roles = (
            sorted({part for part in parts if part}) for parts in zip(*several, strict=True)
        )
        joined = ("+".join(versions), " and ".join(fingerprints), "+".join(roles))
        instruments[key] = _Instrument(*joined, judges=len(fingerprints))
    return instruments


def _without(side: Side, unlike: set[tuple[str, str]]) -> Side:
    if not unlike:
        return side
    return replace(side, marks=tuple(mark for mark in side.marks if (mark.trial.scenario, mark.grader) not in unlike))
