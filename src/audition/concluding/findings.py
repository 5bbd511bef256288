"""Stored runs → findings: what every report shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations

from audition.analysis.comparison import compare_each
from audition.analysis.judges import judge_rows
from audition.analysis.rows import single_rows
from audition.analysis.sides import Reader, Side, answered, sides_of, summarise
from audition.analysis.terms import Terms
from audition.records.comparison import Findings, LostTrial, RequiredFailure
from audition.records.definitions import Role
from audition.records.evidence import Origin, TrialId
from audition.records.findings import Mode, RunFacts
from audition.records.grades import Grade, Score, is_saturated
from audition.records.names import without_revision
from audition.store.rows import Summary
from audition.store.run_file import RunFile

SATURATED = (
    "The gate score is saturated: every trial reached all of its points, so it can tell a fall and no rise. Give "
    "points to what good works part on, or add harder scenarios."
)


def findings_of(run: RunFile, trials: int | None = None) -> Findings:
    """What one run shows: its first variant against each other one.

    Args:
        run: Open for reading or writing.
        trials: Look at so many trials a case only, the first ones; None: at all that were planned.
    """
    facts, summaries, marks = run.facts, tuple(run.summaries()), run.marks()
    if trials is not None:
        facts = replace(facts, planned=tuple(trial for trial in facts.planned if trial.index < trials))
        summaries = tuple(summary for summary in summaries if summary.id.index < trials)
        marks = (mark for mark in marks if mark.trial.index < trials)
    sides = sides_of(facts, (summary.ended for summary in summaries), marks)
    read = {facts.id: reader(run)}
    return Findings(
        runs=(facts,),
        comparisons=compare_each(sides[0], [(side, terms_between(facts, sides[0], side)) for side in sides[1:]], read),
        sides=tuple(map(summarise, sides)),
        rows=single_rows(sides[0], read) if len(sides) == 1 else (),
        failures=required_failures(sides, read),
        lost=lost_trials(summaries),
        judges=judge_rows(sides, run.judging.judgements(), read),
        caveats=(*caveats([facts], sides), *_cached(summaries, facts)),
    )


def stored_sides(run: RunFile) -> tuple[Side, ...]:
    """The variants of a stored run as sides of comparisons."""
    return sides_of(run.facts, (summary.ended for summary in run.summaries()), run.marks())


def terms_between(facts: RunFacts, baseline: Side, candidate: Side) -> Terms:
    """How two variants of one run are compared: one variant at two revisions asks whether it got worse."""
    past = without_revision(baseline.variant) == without_revision(candidate.variant)
    return Terms(margin=facts.margin, coverage=facts.coverage, regression=past, looks=facts.looks)


def reader(run: RunFile) -> Reader:
    """Gives single readings of a run, each trial's read once."""

    @cache
    def grades(trial: TrialId) -> dict[str, Grade]:
        return {grade.grader: grade for grade in run.grades(trial)}

    return lambda trial, grader: grades(trial).get(grader)


def required_failures(sides: Sequence[Side], read: Mapping[str, Reader]) -> tuple[RequiredFailure, ...]:
    """Every required check that a trial failed, with the quote that shows it."""
    failures = []
    for side in sides:
        for mark in side.marks:
            grade = read[side.run](mark.trial, mark.grader) if mark.role is Role.REQUIRED and mark.failed else None
            if grade is not None and isinstance(grade.reading, Score):
                quotes = grade.reading.quotes
                failures.append(
                    RequiredFailure(
                        trial=mark.trial,
                        grader=mark.grader,
                        reason=grade.reading.reason,
                        quote=quotes[0] if quotes else None,
                    )
                )
    return tuple(failures)


def lost_trials(summaries: Iterable[Summary]) -> tuple[LostTrial, ...]:
    """The trials that give no scores, each with why."""
    return tuple(
        LostTrial(trial=summary.id, why=": ".join(filter(None, (summary.ending.value, summary.detail))))
        if not summary.ending.scored
        else LostTrial(trial=summary.id, why=f"the replay diverged: {summary.diverged}")
        for summary in summaries
        if not summary.ending.scored or summary.diverged is not None
    )


def caveats(runs: Iterable[RunFacts], sides: Sequence[Side] = ()) -> tuple[str, ...]:
    """What the figures of these runs stand under, each said once."""
    runs = tuple(runs)
    said = [facts.caveat for facts in runs if facts.caveat]
    prompts = [line for facts in runs for line in _same_prompts(facts)]
    others = [line for side in sides for line in _other_models(side)]
    full = [SATURATED] if is_saturated(mark for side in sides for mark in side.gate) else []
    return tuple(dict.fromkeys([*said, *prompts, *others, *_players(sides), *full]))


def _cached(summaries: Iterable[Summary], facts: RunFacts) -> Iterator[str]:
    """How much of a run is an earlier run's, and of what age."""
    if facts.mode not in (Mode.LIVE, Mode.BATCH):
        return
    planned = set(facts.planned)
    cached = [found for found in summaries if found.origin is Origin.CACHED and found.id in planned]
    if cached:
        oldest = min(found.started_at or "" for found in cached)[:10]
        yield (
            f"{len(cached)} of {len(planned)} trials were answered from the response cache, the oldest of {oldest}: "
            "an earlier run's trials, no new evidence; `--fresh` asks anew."
        )


def _other_models(side: Side) -> Iterator[str]:
    """That a side was answered by models that nobody asked for."""
    asked, others = side.facts.model, [model for model in answered(side) if model != side.facts.model]
    if others:
        yield f"{side.label} asked for {asked} and was answered by {', '.join(others)}: the figures are that model's."


def _players(sides: Sequence[Side]) -> Iterator[str]:
    """That sides were played by different players, so that what differs between them may be the player's."""
    if len({str(side.player) for side in sides}) > 1:
        told = ", ".join(f"{side.label} was played by {side.player}" for side in sides)
        yield f"{told}: what differs may be the player's."


def _same_prompts(facts: RunFacts) -> Iterator[str]:
    """Which revisions of one variant are one prompt, so that nothing but chance can tell them apart."""
    for (one, first), (other, second) in combinations(facts.variants.items(), 2):
        if first.digest == second.digest and without_revision(one) == without_revision(other):
            why = "both sides replay the same recordings" if facts.mode is Mode.REPLAY else "what differs is chance"
            yield f"The prompt is the same at {one} and {other} (digest {first.digest[:12]}): {why}."
