"""Attributes a difference: what is not the same on two sides, and what would tell each apart from chance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from audition.analysis.prompt_change import edited_sections
from audition.analysis.sides import Side, answered
from audition.records.attribution import Cause, Change
from audition.records.definitions import Role
from audition.records.findings import VariantFacts
from audition.records.grades import GraderKind
from audition.records.names import without_revision
from audition.records.results import UNPRICED_CAP_USD
from audition.text import counted

MOST_SECTIONS: Final = 3
"""Sections of a prompt that a change names."""
SHORT: Final = 8
"""Hexadecimal digits of a digest that a change shows."""


def changes_between(baseline: Side, candidate: Side) -> tuple[Change, ...]:
    """Everything that differs between two sides of one variant, whole as they were played; `UNSEEN` if nothing does.

    Told by digests, versions and fingerprints alone, so the same for the same stored runs.
    """
    return tuple(_changes(baseline, candidate)) or (_unseen(baseline, candidate),)


def _changes(before: Side, after: Side) -> Iterator[Change]:
    replayed = _replayed(before, after)
    settings = tuple(_settings(dict(before.facts.settings), dict(after.facts.settings)))
    if settings:
        name = without_revision(after.variant)
        tells = f"Play {name} with its {settings[0][0]} of before for one run: scores that come back were of that."
        yield Change(cause=Cause.SETTINGS, detail=", ".join(told for _, told in settings), tells=tells)
    same_text = bool(after.facts.text) and before.facts.text == after.facts.text
    if before.facts.digest != after.facts.digest and not (settings and same_text):
        detail = _edit(before.facts, after) or _digests(before.facts.digest, after.facts.digest)
        yield Change(cause=Cause.PROMPT, detail=detail, tells=f"{replayed}: what differs there is the prompt's.")
    yield from _model_change(before, after)
    yield from _judge_change(before, after)
    yield from _scenario_changes(before, after, f"{replayed}, both on today's scenarios.")
    if before.schema_digest != after.schema_digest:
        detail = _digests(before.schema_digest, after.schema_digest)
        yield Change(cause=Cause.SCHEMA, detail=detail, tells=f"{replayed}, both on today's schema.")
    if checks := _changed_checks(before, after):
        tells = f"`audition grade {before.run}` reads the earlier trials by today's checks, for free."
        yield Change(cause=Cause.CHECKS, detail=", ".join(checks), tells=tells)
    if cut := tuple(_cut_gate(before, after)):
        tells = "Passing says less than it did. Name them in `gate` again, or accept a run if that is what you want."
        yield Change(cause=Cause.GATE, detail=f"the gate no longer names {', '.join(cut)}", tells=tells)
    if before.engine != after.engine:
        tells = f"Install audition {before.engine} again and run it once more: what comes back is the engine's."
        yield Change(cause=Cause.ENGINE, detail=f"{before.engine} → {after.engine}", tells=tells)


def _edit(then: VariantFacts, after: Side) -> str:
    """What was edited in a prompt, by whose commit, when; empty: nobody knows."""
    sections = edited_sections(then.sections, after.facts.sections)
    over = len(sections) - MOST_SECTIONS
    more = f" and {counted(over, 'more section')}" if over > 0 else ""
    commit = after.facts.commit
    if commit is None:
        whose = "not committed" if after.commit and not after.facts.revision else ""
    elif commit == then.commit:
        whose = ""
    else:
        whose = f"“{commit.title}” ({commit.author}, {commit.day})"
    return "; ".join(filter(None, (", ".join(sections[:MOST_SECTIONS]) + more, whose)))


def _settings(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is asked of the model otherwise than before: its name, and from what to what."""
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            told = [each.get(name, "not said") for each in (then, now)]
            yield name, f"{name} {told[0]} → {told[1]}"


def _replayed(before: Side, after: Side) -> str:
    """How to play the past variant beside today's."""
    name = without_revision(after.variant).split("/")[-1]
    known = before.facts.commit.id if before.facts.commit else ""
    commit = before.facts.revision or known or before.commit or ""
    ref = commit[:12] if commit and not commit.endswith("+changes") else "REVISION"
    words = f"audition compare {name}@{ref} {name} --live --cap {_cap(before, after)}"
    return f"`{words}` plays both prompts today, under one model and one judge"


def _cap(before: Side, after: Side) -> int:
    """Dollars that do for both sides' trials once more; `UNPRICED_CAP_USD` where nobody knows what they cost."""
    costs = [one.cost_usd for one in (*before.ended, *after.ended)]
    known = [cost for cost in costs if cost is not None]
    return max(1, math.ceil(2 * sum(known))) if known and len(known) == len(costs) else UNPRICED_CAP_USD


def _model_change(before: Side, after: Side) -> Iterator[Change]:
    asked = before.facts.model, after.facts.model
    known = answered(before), answered(after)
    then, now = (", ".join(ids) for ids in known) if all(known) else asked
    if then == now:
        return
    if asked[0] != asked[1]:
        pin = f"Set `model: {before.facts.model}` in {after.facts.path} for one run"
        tells = f"{pin}: scores that come back show that it was the model."
    else:
        tells = (
            f"The API answers {after.facts.model} with another model now: pin an exact id that still gives the earlier "
            "one for one run; scores that come back show that it was the model."
        )
    yield Change(cause=Cause.MODEL, detail=f"{then} → {now}", tells=tells)


def _judge_change(before: Side, after: Side) -> Iterator[Change]:
    then, now = (sorted({mark.fingerprint for mark in side.marks if mark.fingerprint}) for side in (before, after))
    if then != now and then and now:
        detail = f"{', '.join(_shortened(then))} → {', '.join(_shortened(now))}"
        tells = "Unlike judges' scores are left out; `audition judge drift` has the new one judge the frozen works."
        yield Change(cause=Cause.JUDGE, detail=detail, tells=tells)


def _scenario_changes(before: Side, after: Side, tells: str) -> Iterator[Change]:
    shared = sorted(before.scenarios.keys() & after.scenarios.keys())
    unlike = [name for name in shared if before.scenarios[name].digest != after.scenarios[name].digest]
    asked = [name for name in unlike if before.scenarios[name].request_digest != after.scenarios[name].request_digest]
    met = [name for name in unlike if name not in asked]
    for cause, names in ((Cause.REQUEST, asked), (Cause.SCENARIO, met)):
        if names:
            yield Change(cause=cause, detail=", ".join(names), tells=tells)
    if other := sorted(before.scenarios.keys() ^ after.scenarios.keys()):
        yield Change(cause=Cause.SCENARIO, detail=f"on one side only: {', '.join(other)}", tells=tells)


def _changed_checks(before: Side, after: Side) -> list[str]:
    """Graders whose own version changed somewhere; one that only one side has is no change of an instrument."""
    then, now = _versions(before), _versions(after)
    return sorted(
        {grader for scenario, grader in then.keys() & now.keys() if then[scenario, grader] != now[scenario, grader]}
    )


def _versions(side: Side) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for mark in side.marks:
        found.setdefault((mark.trial.scenario, mark.grader), set()).add(mark.version)
    return found


def _cut_gate(before: Side, after: Side) -> Iterator[str]:
    """Checks that were required, or part of the gate score, and on the same scenarios decide less now or are gone.

    What a judge reads is left out: whether it decides rests on labels, which are no part of the suite.
    """
    shared = {mark.trial.scenario for mark in before.marks} & {mark.trial.scenario for mark in after.marks}
    then, now = (
        {
            mark.grader: _WEIGHT[mark.role]
            for mark in side.marks
            if mark.kind is GraderKind.CHECK and mark.trial.scenario in shared
        }
        for side in (before, after)
    )
    for grader in sorted(then):
        if then[grader] > now.get(grader, 0):
            yield f"{grader} ({'required' if then[grader] > 1 else 'points'})"


_WEIGHT = {Role.INFORMS: 0, Role.GATE: 1, Role.REQUIRED: 2}


def _unseen(before: Side, after: Side) -> Change:
    name = without_revision(after.variant).split("/")[-1]
    again = f"audition run -v {name} --live --fresh --cap {_cap(before, after)}"
    return Change(
        cause=Cause.UNSEEN,
        detail=f"nothing that is recorded differs: the model behind {after.facts.model}, or chance",
        tells=f"`{again}` plays new trials: a difference that stays is the model's, one that goes was chance.",
    )


def _digests(then: str, now: str) -> str:
    return f"{then[:SHORT]} → {now[:SHORT]}"


def _shortened(prints: list[str]) -> list[str]:
    return [print_[:SHORT] for print_ in prints]
