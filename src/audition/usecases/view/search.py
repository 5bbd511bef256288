"""Words in every text of stored runs: what agents were given, said, called and left, and what graders said of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audition.errors import StoreError
from audition.project.places import Places
from audition.records.evidence import Trial, TrialId
from audition.records.grades import Grade, Score
from audition.records.messages import content_blocks
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_run, stored_runs

SECONDS = 1.5
"""How long one look searches; the next goes on where it ended."""
MOST = 50
"""Trials that one look finds."""
_AROUND = 90
"""Characters before and after what is found."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Words found in a trial."""

    run: str
    trial: TrialId
    part: str
    """Of the trial's page: `readings`, `deliverables`, `conversation`, `calls` or `given`."""
    where: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one look found."""

    hits: tuple[Hit, ...]
    trials: int
    """Trials looked through."""
    runs: int
    """Runs looked into."""
    next: str
    """Where the next look goes on; empty: everything was searched."""
    unread: tuple[str, ...] = ()
    """Runs that cannot be read, each with why."""


def search(places: Places, words: str, run: str = "", start: str = "") -> Found:
    """The first part of each trial that holds the words, newest run first.

    Args:
        places: The project's.
        words: As they stand; upper and lower case are alike.
        run: The run; empty: all.
        start: As `Found.next`.

    Raises:
        UsageError: There is no such run.
        StoreError: It cannot be read.
    """
    paths = [stored_run(places.runs, run)] if run else list(stored_runs(places.runs))
    first, _, passed = start.partition(":")
    names = [path.stem for path in paths]
    paths = paths[names.index(first) :] if first in names else paths
    look = _Look(words=words, until=time.monotonic() + SECONDS)
    for count, path in enumerate(paths, start=1):
        offset = int(passed) if count == 1 and passed.isdecimal() and len(passed) < 10 else 0
        try:
            with RunFile.open_readonly(path) as file:
                stopped = look.into(file, offset)
        except StoreError as error:
            if run:
                raise
            look.unread.append(f"{path.stem}: {str(error).removeprefix(f'{path}: ')}")
            continue
        if stopped is not None:
            return look.found(count, f"{path.stem}:{stopped}")
    return look.found(len(paths), "")


@dataclass(kw_only=True)
class _Look:
    """Goes through one run after the other until its time is over."""

    words: str
    until: float
    hits: list[Hit] = field(default_factory=list)
    trials: int = 0
    unread: list[str] = field(default_factory=list)

    def into(self, file: RunFile, offset: int) -> int | None:
        """Trials of the run that were looked through when time or room ended; None: all were."""
        for number, trial in file.holding(self.words, offset):
            self.trials += 1
            if trial is not None and (hit := _hit(file, file.facts.id, trial, self.words)):
                self.hits.append(hit)
            if len(self.hits) >= MOST or time.monotonic() > self.until:
                return number
        return None

    def found(self, runs: int, rest: str) -> Found:
        """What was found in so many runs."""
        return Found(
            hits=tuple(self.hits),
            trials=self.trials,
            runs=runs - len(self.unread),
            next=rest,
            unread=tuple(self.unread),
        )


def _hit(file: RunFile, run: str, trial: TrialId, words: str) -> Hit | None:
    needle = words.lower()
    for part, where, text in texts_of(file.trial(trial), list(file.grades(trial))):
        at = text.lower().find(needle)
        if at >= 0:
            end = at + len(words)
            before, after = text[max(0, at - _AROUND) : at], text[end : end + _AROUND]
            return Hit(run=run, trial=trial, part=part, where=where, before=before, found=text[at:end], after=after)
    return None  # the words stand where nobody reads, such as among the names of fields


def texts_of(trial: Trial, grades: Sequence[Grade] = ()) -> Iterator[tuple[str, str, str]]:
    """(part, what it is, text) of all that a trial's page shows."""
    for path in trial.written:
        if isinstance(file := trial.outcome[path], str):
            yield "deliverables", path, file
    yield "deliverables", "final message", trial.final_message
    for grade in grades:
        yield "readings", grade.grader, grade.reading.reason
        for quote in grade.reading.quotes if isinstance(grade.reading, Score) else ():
            yield "readings", grade.grader, quote.text
    yield from _talk(trial)
    yield from (("given", path, file) for path, file in trial.inputs.items() if isinstance(file, str))


def _talk(trial: Trial) -> Iterator[tuple[str, str, str]]:
    for message in trial.messages:
        for block in content_blocks(message):
            if block["type"] == "text":
                yield "conversation", message["role"], block["text"]
    for call in trial.trajectory:
        yield from (("calls", call.name, v if isinstance(v, str) else json.dumps(v)) for v in call.input.values())
        yield "calls", f"result of {call.name}", call.result
