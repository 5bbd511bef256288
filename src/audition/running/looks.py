"""Plays a run to its end: all of its trials, or as many looks as its verdict takes."""

from __future__ import annotations

from collections.abc import Sequence

from audition.analysis.sequential import plan_of
from audition.concluding.findings import findings_of
from audition.models.protocol import Subject
from audition.records.findings import Looks
from audition.running.performance import Done, Performance
from audition.running.progress import Progress


def play_out(performance: Performance, subjects: Sequence[Subject], progress: Progress | None = None) -> Done:
    """Play what is left of a run; a sequential one ends at the first look that decides every comparison."""
    looks = performance.file.facts.looks
    if looks is None:
        return performance.play(subjects, progress)
    return _look_by_look(performance, subjects, looks, progress)


def _look_by_look(
    performance: Performance, subjects: Sequence[Subject], looks: Looks, progress: Progress | None
) -> Done:
    done = None
    for trials in plan_of(looks, performance.file.facts.margin).schedule:
        missing = {*performance.file.missing(), *performance.file.retriable()}
        wave = [subject for subject in subjects if subject.id.index < trials and subject.id in missing]
        if wave:
            done = performance.play(wave, progress)
            if done.stopped or done.interrupted:
                return done
        if all(c.verdict.decided for c in findings_of(performance.file, trials).comparisons):
            break
    performance.file.give_up()
    performance.file.finish()
    return done or Done(path=performance.file.path, facts=performance.file.facts, stopped=None)
