"""Plays a run in front of a reader: progress on standard error, the findings on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from audition.records.evidence import Trial, TrialId
from audition.records.findings import Grade

if TYPE_CHECKING:
    from audition.usecases.run import Done, Order


class Counter:
    """How many trials are done, on one line that is written over, where someone is watching."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()
        self._running = 0
        self._done = 0
        self._failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watched and (self._done or self._running):
            click.echo("\r\033[K", err=True, nl=False)

    def started(self, trial: TrialId) -> None:  # noqa: ARG002  # the count is what is shown
        """One more is under way."""
        self._running += 1
        self._show()

    def finished(self, trial: Trial, grades: Sequence[Grade]) -> None:  # noqa: ARG002
        """One more is stored."""
        self._running -= 1
        self._done += 1
        self._failed += not trial.ending.scored
        self._show()

    def _show(self) -> None:
        if self._watched:
            failed = f", {self._failed} failed" if self._failed else ""
            click.echo(f"\r\033[K{self._done} done{failed}, {self._running} running", err=True, nl=False)


def play_and_show(root: Path, order: Order, *, resume: str | None, report: Path | None, verbose: bool) -> int:
    """The exit code of a run that was played, shown and reported."""
    from audition.usecases import run as playing
    from audition.usecases.report import conclude

    with Counter() as counter:
        done = playing.resume(root, resume, order, counter) if resume else playing.run(root, order, counter)
    conclusion = conclude(root, done.path, report)
    for line in conclusion.lines(verbose=verbose):
        click.echo(line)
    return _ending(done, conclusion.exit_code)


def _ending(done: Done, exit_code: int) -> int:
    if done.interrupted:
        click.echo(f"interrupted: what was finished is kept; `audition run --resume {done.facts.id}` goes on", err=True)
        return 130
    if done.stopped:
        click.echo(f"stopped: {done.stopped}; `audition run --resume {done.facts.id}` goes on", err=True)
        return 4
    return exit_code
