"""Holds a run's rubric scores to labels, where there are labels on works of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from audition.analysis.corrected import Place, corrected
from audition.errors import DefinitionError
from audition.grading.judging.calibration import score_of
from audition.grading.judging.sheet import digest_of
from audition.grading.judging.truth import Truth, truth_of, valid_labels
from audition.grading.work import work_of
from audition.project.places import Places
from audition.project.world import World, load_world_of
from audition.records.comparison import Comparison, Findings
from audition.records.criteria import Rubric
from audition.records.evidence import TrialId
from audition.records.judging import WorkId
from audition.records.rows import Corrected
from audition.store.labels import read_labels
from audition.store.run_file import RunFile

Scored = Mapping[TrialId, float]


def with_corrections(places: Places, run: RunFile, findings: Findings, world: World | None = None) -> Findings:
    """The findings of a run, each comparison of its variants with what labels make of the rubric's difference.

    Args:
        places: Where labels are.
        run: Open.
        findings: Of the run.
        world: The run's suite where it is at hand; None: it is loaded, if there are labels.

    Raises:
        StoreError: Labels cannot be read.
    """
    facts = run.facts
    labels = {
        rubric: [label for label in read_labels(places.labels(facts.agent, rubric)) if label.rubric_digest == digest]
        for rubric, digest in facts.rubrics.items()
    }
    if not any(labels.values()) or not findings.comparisons:
        return findings
    try:
        world = world or load_world_of(places.root, facts)
    except DefinitionError:
        why = "Rubric scores are not held to labels, for today's definitions are faulty: `audition check`."
        return replace(findings, caveats=(*findings.caveats, why))
    truths = {
        rubric.id: (rubric, truth_of(valid_labels(labels.get(rubric.id, ()), rubric, world.suite)))
        for rubric in world.suite.rubrics
    }
    labelled = {name: (_scores(world, run, *truth), truth[1].whose) for name, truth in truths.items()}
    judge = _judge(run)
    return replace(
        findings,
        comparisons=tuple(
            replace(comparison, corrected=_corrections(comparison, judge, labelled))
            for comparison in findings.comparisons
        ),
    )


def _corrections(
    comparison: Comparison, judge: Mapping[str, Scored], labelled: Mapping[str, tuple[Scored, str]]
) -> tuple[Corrected, ...]:
    def side(scores: Scored, variant: str) -> Mapping[Place, float]:
        return {(trial.scenario, trial.index): value for trial, value in scores.items() if trial.variant == variant}

    pair = (comparison.baseline.variant, comparison.candidate.variant)
    compared = {row.grader for row in comparison.rows if row.compared}
    found = (
        corrected(
            rubric,
            (side(judge.get(rubric, {}), pair[0]), side(judge.get(rubric, {}), pair[1])),
            (side(given, pair[0]), side(given, pair[1])),
            whose,
        )
        for rubric, (given, whose) in labelled.items()
        if rubric in compared
    )
    return tuple(one for one in found if one is not None)


def _judge(run: RunFile) -> Mapping[str, Scored]:
    """Grader → the score of every trial that has one."""
    found: dict[str, dict[TrialId, float]] = {}
    for mark in run.marks():
        if mark.value is not None:
            found.setdefault(mark.grader, {})[mark.trial] = mark.value
    return found


def _scores(world: World, run: RunFile, rubric: Rubric, truth: Truth) -> Scored:
    """The score that labels give each of the run's trials whose very work was labelled."""
    scores = {work: score_of(rubric, opinions.values()) for work, opinions in truth.opinions.items()}
    labelled = {work.trial for work in scores}
    found = {}
    for summary in run.summaries():
        if summary.id.recorded_as in labelled:
            work = work_of(run.trial(summary.id), world.suite)
            score = scores.get(WorkId(summary.id.recorded_as, digest_of(work)))
            if score is not None:
                found[summary.id] = score
    return found
