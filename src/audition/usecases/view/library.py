"""A project's stored runs with what each comes to, without opening those that have not changed since."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from threading import Lock

from audition.errors import AuditionError, StoreError
from audition.project.places import Places
from audition.records.findings import RunFacts
from audition.records.views import RunCard, TrialLine
from audition.reporting.opening import said_first
from audition.store.run_file import RunFile, RunState
from audition.store.run_ids import stored_run, stored_runs
from audition.store.shelf import Shelf, stamp_of
from audition.usecases.report import findings_on

READ_SECONDS = 0.6
"""How long one look at the list reads run files that it does not know; the rest is read by the next look."""
_MOST_AT_HAND = 6
"""Runs whose trials are kept in memory."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The stored runs, the newest first."""

    cards: tuple[RunCard, ...]
    unread: int
    """Files that were not read yet."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A run with its trials in a line each."""

    facts: RunFacts
    state: RunState
    lines: tuple[TrialLine, ...]


@dataclass
class Library:
    """Reads run files for pages; any thread may ask. Close it when done."""

    places: Places
    _opened: dict[str, tuple[str, Opened]] = field(default_factory=dict, init=False)
    _wanted: set[str] = field(default_factory=set, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.places.state / "view.sqlite")

    @cached_property
    def _concluding(self) -> Pool:
        """A process of its own: pages are answered meanwhile."""
        return get_context("spawn").Pool(1, _stand_back)

    def close(self) -> None:
        """Stop what is being concluded, and let go of the files."""
        if "_concluding" in self.__dict__:
            self._concluding.terminate()
            self._concluding.join()
        if "_shelf" in self.__dict__:
            self._shelf.close()

    def listed(self) -> Listed:
        """Every stored run, as far as this look could read those that it did not know."""
        until = time.monotonic() + READ_SECONDS
        known: Mapping[str, tuple[str, RunCard]] = self._shelf.all("card", RunCard)
        cards, unread = [], 0
        for path in stored_runs(self.places.runs):
            stamp, card = stamp_of(path), None
            if path.name in known and known[path.name][0] == stamp:
                card = known[path.name][1]
            if card is None or card.state == RunState.RUNNING:  # whether it still runs, its file does not say
                if time.monotonic() > until:
                    unread += 1
                    continue
                card = _card(path)
                self._shelf.keep(path.name, "card", stamp, card)
            cards.append(card)
        return Listed(cards=tuple(cards), unread=unread)

    def opened(self, run: str) -> Opened:
        """A run's facts and trials.

        Raises:
            UsageError: There is no such run.
            StoreError: It cannot be read.
        """
        path = stored_run(self.places.runs, run)
        stamp = stamp_of(path)
        with self._lock:
            known = self._opened.pop(path.name, None)
        with RunFile.open_readonly(path) as file:
            if known is None or known[0] != stamp or known[1].state is RunState.RUNNING:
                known = stamp, Opened(facts=file.facts, state=file.state, lines=tuple(file.trial_lines()))
        with self._lock:
            self._opened[path.name] = known
            while len(self._opened) > _MOST_AT_HAND:
                del self._opened[next(iter(self._opened))]
        return known[1]

    def sentences(self, runs: Sequence[RunCard]) -> Mapping[str, tuple[str, ...]]:
        """Run id → what its report says first, each sentence begun by its mark; a run that is not there is waited for.

        What is not known is concluded in the background, so that a later look finds it.
        """
        known: Mapping[str, tuple[str, _Said]] = self._shelf.all("said", _Said)
        found = {}
        for card in runs:
            name = f"{card.id}.sqlite"
            stamp = self._stamp(card)
            if name in known and known[name][0] == stamp:
                found[card.id] = known[name][1].sentences
            elif card.done and not card.problem and card.state != RunState.RUNNING:
                self._conclude(card, stamp)
        return found

    def _stamp(self, card: RunCard) -> str:
        """Of all that its sentences are made of: the run, and what was accepted."""
        return f"{stamp_of(self.places.runs / f'{card.id}.sqlite')} {stamp_of(self.places.baseline(card.agent))}"

    def _conclude(self, card: RunCard, stamp: str) -> None:
        with self._lock:
            if card.id in self._wanted:
                return
            self._wanted.add(card.id)

        def keep(said: tuple[str, ...]) -> None:
            self._shelf.keep(f"{card.id}.sqlite", "said", stamp, _Said(sentences=said))
            with self._lock:
                self._wanted.discard(card.id)

        def broke(error: BaseException) -> None:
            keep((f"! audition itself broke: {error}",))

        run = self.places.runs / f"{card.id}.sqlite"
        self._concluding.apply_async(said_of, (self.places, run), callback=keep, error_callback=broke)


def said_of(places: Places, run: Path) -> tuple[str, ...]:
    """What the report of a run says first; where it cannot be concluded from, why."""
    try:
        with RunFile.open_readonly(run) as file:
            return tuple(said_first(findings_on(places, file)))
    except AuditionError as error:
        return (f"! {str(error).splitlines()[0]}",)


def _stand_back() -> None:
    """Leave the processor to whoever reads, and Ctrl+C to the process that serves."""
    os.nice(10)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What a run's report says first."""

    sentences: tuple[str, ...]


def _card(path: Path) -> RunCard:
    try:
        with RunFile.open_readonly(path) as file:
            facts = file.facts
            return RunCard(
                id=facts.id,
                suite=facts.suite,
                agent=facts.agent,
                mode=facts.mode.value,
                created_at=facts.created_at,
                variants=tuple(facts.variants),
                scenarios=len(facts.scenarios),
                planned=len(facts.planned),
                done=sum(summary.ending.scored for summary in file.summaries()),
                state=file.state.value,
                spent_usd=file.spent_usd,
                errand=facts.errand,
            )
    except StoreError as error:
        return RunCard(id=path.stem, problem=str(error).replace(f"{path}: ", ""))
