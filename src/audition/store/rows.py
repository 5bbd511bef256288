"""Trials and grades ↔ rows of the run file: light columns beside the whole evidence."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from audition.errors import StoreError
from audition.records.definitions import Role
from audition.records.evidence import Ended, Ending, Origin, Trial, TrialId
from audition.records.grades import STATUS, Grade, GraderKind, NotApplicable, Quote, Reading, Score, Status, Unscored
from audition.records.turns import Usage
from audition.store.codec import decode, encode, from_json, to_json
from audition.store.conversation import check_messages
from audition.store.database import MAX_VALUE_BYTES, Row

TRIAL_COLUMNS = (
    "origin", "ending", "detail", "models", "started_at", "seconds", "turns", "input_tokens", "output_tokens",
    "cache_read_tokens", "cache_write_tokens", "cost_usd", "spent_usd", "attempts", "diverged",
)  # fmt: skip
GRADER_COLUMNS = ("name", "kind", "role", "compared", "version", "fingerprint", "points")
READING_COLUMNS = ("status", "value", "passed", "reason", "detail", "quotes")

_MOST_BRACKETS = 8_000_000
"""Objects and lists of one trial's evidence: unpacked, each takes a hundred bytes."""
_SPENDING = frozenset({Origin.LIVE, Origin.BATCH})


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is known of a stored trial without unpacking its evidence."""

    id: TrialId
    origin: Origin
    ending: Ending
    detail: str
    models: tuple[str, ...]
    """The model ids that answered."""
    started_at: str | None
    seconds: float | None
    turns: int
    """Model answers."""
    usage: Usage | None
    """What the trial used, at list price; None: unknown."""
    spent_usd: float | None
    """Dollars this run paid for it, attempts that it replaced included and cached answers not; None: unknown."""
    attempts: int
    diverged: str | None

    @property
    def ended(self) -> Ended:
        """The same in the form that it is compared in."""
        return Ended(
            trial=self.id,
            ending=self.ending,
            origin=self.origin,
            diverged=self.diverged,
            attempts=self.attempts,
            cost_usd=self.usage.cost_usd if self.usage else None,
            tokens=self.usage.total_tokens if self.usage else None,
            seconds=self.seconds,
            turns=self.turns,
            models=self.models,
        )


def trial_row(trial: Trial, spent_before: float | None = 0.0) -> Row:
    """The light columns of a trial, in the order of `TRIAL_COLUMNS`.

    Args:
        trial: As it ended.
        spent_before: Dollars paid for attempts that it replaces; None: unknown.
    """
    usage = trial.usage
    spent = spent_usd(trial)
    tokens = (
        (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens, usage.cost_usd)
        if usage
        else (None,) * 5
    )
    return (
        trial.origin.value, trial.ending.value, trial.detail, json.dumps(trial.models), trial.started_at,
        trial.seconds, len(trial.turns), *tokens,
        None if spent is None or spent_before is None else spent + spent_before,
        trial.attempts, trial.diverged,
    )  # fmt: skip


def spent_usd(trial: Trial) -> float | None:
    """Dollars paid for the answers of one attempt; 0 where nothing is paid for, None where a price is unknown."""
    if trial.origin not in _SPENDING:
        return 0.0
    turns = [*trial.answers, *(each.turn for each in trial.user_turns)]
    costs = [turn.usage.cost_usd if turn.usage else None for turn in turns if not turn.cached]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def summary(trial: TrialId, row: Row, place: str) -> Summary:
    """The trial that a row of `TRIAL_COLUMNS` tells of.

    Raises:
        StoreError: It tells of none.
    """
    cells = dict(zip(TRIAL_COLUMNS, row, strict=True))
    tokens = {name: cells.pop(name) for name in TRIAL_COLUMNS if name.endswith("_tokens")}
    cost_usd = cells.pop("cost_usd")
    if not all(number is None or math.isfinite(number) for number in (cost_usd, cells["seconds"], cells["spent_usd"])):
        raise StoreError(f"{place}: the row of {trial} is damaged: a number is none; restore the run from a copy")
    try:
        cells |= {
            "origin": Origin(cells["origin"]),
            "ending": Ending(cells["ending"]),
            "models": tuple(json.loads(cells["models"])),
        }
    except ValueError as error:
        raise StoreError(f"{place}: the row of {trial} is damaged: {error}; restore the run from a copy") from error
    usage = None if tokens["input_tokens"] is None else Usage(**tokens, cost_usd=cost_usd)
    return Summary(id=trial, usage=usage, **cells)


def pack(trial: Trial) -> bytes:
    """The whole evidence, compressed.

    Raises:
        StoreError: More than can be stored.
    """
    data = to_json(encode(trial))
    if len(data) > MAX_VALUE_BYTES:
        raise StoreError(f"{trial.id}: its evidence is larger than {MAX_VALUE_BYTES:,} bytes, the most that is stored")
    return zlib.compress(data, level=3)


def unpack(packed: bytes, place: str) -> Trial:
    """The trial that `pack` packed.

    Raises:
        StoreError: It is damaged.
    """
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(packed, MAX_VALUE_BYTES)
    except zlib.error as error:
        raise StoreError(f"{place}: its evidence is damaged: {error}; restore the run from a copy") from error
    if not inflate.eof:
        raise StoreError(f"{place}: its evidence is cut short or too large; restore the run from a copy")
    if data.count(b"{") + data.count(b"[") > _MOST_BRACKETS:
        raise StoreError(f"{place}: its evidence is of more parts than a trial has; restore the run from a copy")
    trial = decode(Trial, from_json(data, place), place)
    check_messages(trial.messages, place)
    return trial


def grader_row(grade: Grade) -> Row:
    """What graded, in the order of `GRADER_COLUMNS`; alike for all trials that it graded."""
    return (
        grade.grader,
        grade.kind.value,
        grade.role.value,
        grade.compared,
        grade.version,
        grade.fingerprint,
        grade.points,
    )


def reading_row(reading: Reading) -> Row:
    """What a grader read, in the order of `READING_COLUMNS`."""
    status, reason = STATUS[type(reading)], reading.reason
    if isinstance(reading, Score):
        quotes = to_json(encode(reading.quotes)).decode() if reading.quotes else None
        return (status, reading.value, reading.passed, reason, None, quotes)
    return (status, None, None, reason, reading.detail if isinstance(reading, Unscored) else None, None)


def grader_cells(row: Row, place: str) -> Mapping[str, Any]:
    """The fields of a Grade that its grader decides, from a row of `GRADER_COLUMNS`.

    Raises:
        StoreError: It tells of no grader.
    """
    name, kind, role, compared, version, fingerprint, points = row
    try:
        kind, role = GraderKind(kind), Role(role)
    except ValueError as error:
        raise _damaged(place, error) from error
    return {
        "grader": name,
        "kind": kind,
        "role": role,
        "compared": bool(compared),
        "version": version,
        "fingerprint": fingerprint,
        "points": points,
    }


def mark_value(value: float | None, place: str) -> float | None:
    """The value of a reading.

    Raises:
        StoreError: It is none.
    """
    if value is not None and not 0.0 <= value <= 1.0:
        raise _damaged(place, f"value {value!r}")
    return value


def status(word: str, place: str) -> Status:
    """What a row's `status` says became of a reading.

    Raises:
        StoreError: Nothing that is known.
    """
    try:
        return Status(word)
    except ValueError as error:
        raise _damaged(place, error) from error


def reading(row: Row, place: str) -> Reading:
    """The reading that a row of `READING_COLUMNS` tells of.

    Raises:
        StoreError: It tells of none.
    """
    status, value, passed, reason, detail, quotes = row
    if status == STATUS[Score] and value is not None:
        try:
            return Score(value=value, passed=bool(passed), reason=reason, quotes=_quotes(quotes, place))
        except ValueError as error:
            raise _damaged(place, error) from error
    if status == STATUS[NotApplicable]:
        return NotApplicable(reason=reason)
    if status == STATUS[Unscored]:
        return Unscored(reason=reason, detail=detail or "")
    raise _damaged(place, f"status {status!r}")


def _damaged(place: str, why: object) -> StoreError:
    return StoreError(f"{place}: a grade is damaged: {why}; grade the run again")


def _quotes(quotes: str | None, place: str) -> tuple[Quote, ...]:
    if quotes is None:
        return ()
    read = (decode(Quote, quote, place) for quote in from_json(quotes.encode(), place))
    return tuple(replace(quote, where="deliverable") if quote.where == "plan" else quote for quote in read)
