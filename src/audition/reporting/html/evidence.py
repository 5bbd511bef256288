"""The trials of a report as compressed blocks: one a scenario for what its trials share, one a trial index."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from audition.records.comparison import SideSummary
from audition.records.evidence import TrialId
from audition.reporting.html.transcript import plain_inputs, plain_trial
from audition.store.run_file import RunFile

MOST_BYTES = 22_000_000
"""Of all blocks together, as they stand in the page."""
_LONG = 200
"""Characters from which on a text that several blocks hold is kept once."""


class Block(NamedTuple):
    """Compressed JSON in the page."""

    id: str
    data: str
    """Base64 of a zlib stream."""


@dataclass(frozen=True)
class Evidence:
    """The stored trials behind a report."""

    runs: Mapping[str, RunFile]
    """Run id → its open file; a run that is not among them has no trials to show."""
    sides: Sequence[SideSummary]
    room: int = MOST_BYTES
    """Bytes of the page that its trials may take."""

    @cached_property
    def stored(self) -> Mapping[str, Mapping[int, Mapping[int, RunFile]]]:
        """Scenario → trial index → place of a side → the file that holds its trial."""
        found: dict[str, dict[int, dict[int, RunFile]]] = {}
        for place, side in enumerate(self.sides):
            run = self.runs.get(side.run)
            for trial in [summary.id for summary in run.summaries()] if run else ():
                if run and trial.variant == side.variant:
                    found.setdefault(trial.scenario, {}).setdefault(trial.index, {})[place] = run
        return found

    def blocks(self, scenarios: Sequence[str]) -> Iterator[Block]:
        """The blocks of these scenarios in order, as long as they fit into the page.

        `evidence-<n>` holds what trials of the n-th scenario share, `evidence-<n>-<index>` both sides' trials of that
        index.
        """
        room = self.room
        for place, scenario in enumerate(scenarios):
            for block in self._scenario(f"evidence-{place}", scenario):
                room -= len(block.data)
                if room < 0:
                    return
                yield block

    def _scenario(self, name: str, scenario: str) -> Iterator[Block]:
        inputs: list[list[str]] = []
        plain: dict[int, dict[str, Any]] = {}
        for index, runs in sorted(self.stored.get(scenario, {}).items()):
            for place, run in runs.items():
                trial = run.trial(TrialId(scenario, self.sides[place].variant, index))
                inputs = inputs or plain_inputs(trial)
                plain.setdefault(index, {})[str(place)] = plain_trial(trial, run.grades(trial.id))
        seen = Counter(text for sides in plain.values() for text in dict.fromkeys(_texts(sides)))
        shared = {text: place for place, text in enumerate(text for text, times in seen.items() if times > 1)}
        if plain:
            yield _block(name, {"texts": list(shared), "inputs": inputs})
        for index, sides in plain.items():
            yield _block(f"{name}-{index}", _referring(sides, shared))


def _texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        if len(plain) >= _LONG:
            yield plain
    elif isinstance(plain, list | dict):
        for item in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts(item)


def _referring(plain: Any, shared: Mapping[str, int]) -> Any:
    """The same with each shared text as an object that holds its place among them."""
    if isinstance(plain, str):
        return {"shared": shared[plain]} if plain in shared else plain
    if isinstance(plain, dict):
        return {key: _referring(value, shared) for key, value in plain.items()}
    return [_referring(item, shared) for item in plain] if isinstance(plain, list) else plain


def _block(name: str, plain: Any) -> Block:
    data = json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode()
    return Block(name, b64encode(zlib.compress(data, 6)).decode())
