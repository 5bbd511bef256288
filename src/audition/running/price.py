"""What a live run would cost, from the shapes of trials that are known; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from audition.models.media import usual_tokens
from audition.models.prices import DIRECT, Tariff, tariff_of
from audition.records.evidence import Recording, Trial
from audition.records.messages import Message, parts_of
from audition.records.project import Service
from audition.records.results import Price
from audition.records.turns import Usage

TOKENS_A_MESSAGE = 30
"""The form in which a model that plays a user gives each message."""
CHARS_A_TOKEN = 4
"""English and YAML by rule of thumb; a plan's price is a range for this reason too."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a trial used its model: one entry an answer."""

    prefixes: tuple[int, ...]
    """Input tokens of each call: tools, system and the conversation so far."""
    outputs: tuple[int, ...]

    def usage(self, *, cached: bool) -> Usage:
        """The trial's tokens; with the prompt cache each call reads what the one before it wrote."""
        if not cached:
            return Usage(input_tokens=sum(self.prefixes), output_tokens=sum(self.outputs))
        written = self.prefixes[-1] if self.prefixes else 0
        return Usage(
            output_tokens=sum(self.outputs), cache_read_tokens=sum(self.prefixes[:-1]), cache_write_tokens=written
        )


@dataclass(frozen=True, kw_only=True)
class Judging:
    """The judge's calls for one rubric and model, as far as they are foreseen."""

    model: str
    calls: int
    criteria: int
    shared_tokens: int
    """Instructions and criteria: what every call begins with."""
    work_tokens: tuple[int, ...]
    """Of the works that are known; at least one."""


TOKENS_A_VERDICT = (120, 300)
"""A quote, a reason and a verdict: as a rule, and at most."""


def shape_of(recording: Recording) -> Shape:
    """The shape of a recorded trial, its tokens by rule of thumb."""
    fixed = tokens_of(recording.system) + tokens_of(json.dumps(list(recording.tools)))
    prefixes, outputs, said = [], [], fixed
    for message in recording.messages:
        size = _message_tokens(message)
        if message["role"] == "assistant":
            prefixes.append(said)
            outputs.append(size)
        said += size
    return Shape(prefixes=tuple(prefixes), outputs=tuple(outputs))


def shape_played(trial: Trial) -> Shape:
    """The shape of a trial that was played live, its tokens as they were billed."""
    used = [turn.usage for turn in trial.turns if turn.usage is not None]
    return Shape(
        prefixes=tuple(usage.total_tokens - usage.output_tokens for usage in used),
        outputs=tuple(usage.output_tokens for usage in used),
    )


def user_shape(recording: Recording, brief_tokens: int) -> Shape:
    """The shape of what a model said as the user of a recorded trial: each call holds its brief and the talk so far."""
    answers = (message for message in recording.messages if message["role"] == "assistant")
    heard = [
        _message_tokens(message)
        for message, turn in zip(answers, recording.turns, strict=True)
        if turn.stop_reason != "tool_use"
    ]
    told = brief_tokens + tokens_of(recording.request)
    prefixes, outputs = [], []
    for number, each in enumerate(recording.user_turns):
        told += heard[number] if number < len(heard) else 0
        said = tokens_of(each.said or "")
        prefixes.append(told)
        outputs.append(said + TOKENS_A_MESSAGE)
        told += said
    return Shape(prefixes=tuple(prefixes), outputs=tuple(outputs))


def price_range(
    trials: Mapping[str, int],
    shapes: Mapping[str, Sequence[Shape]],
    models: Mapping[str, str],
    service: Service = DIRECT,
) -> Price:
    """The price of a live run.

    Args:
        trials: Variant id → trials planned.
        shapes: Variant id → known trials; at least one each.
        models: Variant id → pinned model id.
        service: Where they answer.
    """
    lows, highs = [], []
    for variant, count in trials.items():
        longest = max(max(shape.prefixes, default=0) for shape in shapes[variant])
        tariff = tariff_of(models[variant], longest, service=service)
        lows.append(None if tariff is None else count * fmean(_costs(shapes[variant], tariff, cached=True)))
        highs.append(None if tariff is None else count * max(_costs(shapes[variant], tariff, cached=False)))
    calls = [[len(shape.outputs) for shape in shapes[variant]] for variant in trials]
    counts = list(trials.values())
    return Price(
        trials=sum(counts),
        calls=(
            sum(n * min(known) for n, known in zip(counts, calls, strict=True)),
            sum(n * max(known) for n, known in zip(counts, calls, strict=True)),
        ),
        low_usd=_total(lows),
        high_usd=_total(highs),
    )


def judging_price(rubrics: Sequence[Judging], service: Service = DIRECT) -> Price:
    """The price of judging live, each work once a rubric, model and repeat; retries apart."""
    lows, highs = [], []
    for asked in rubrics:
        most = max(asked.work_tokens)
        usual, longest = (count * asked.criteria for count in TOKENS_A_VERDICT)
        low = Usage(
            input_tokens=round(fmean(asked.work_tokens)), cache_read_tokens=asked.shared_tokens, output_tokens=usual
        )
        high = Usage(input_tokens=asked.shared_tokens + most, output_tokens=longest)
        tariff = tariff_of(asked.model, asked.shared_tokens + most, service=service)
        lows.append(None if tariff is None else asked.calls * tariff.cost_usd(low))
        highs.append(None if tariff is None else asked.calls * tariff.cost_usd(high))
    calls = sum(asked.calls for asked in rubrics)
    return Price(trials=calls, calls=(calls, calls), low_usd=_total(lows), high_usd=_total(highs))


def whole_price(trials: Price, judging: Price) -> Price:
    """The price of trials and of judging them, as one."""
    return replace(
        trials,
        calls=(trials.calls[0] + judging.calls[0], trials.calls[1] + judging.calls[1]),
        low_usd=_total([trials.low_usd, judging.low_usd]),
        high_usd=_total([trials.high_usd, judging.high_usd]),
    )


def users_price(played: Sequence[tuple[str, int, Sequence[Shape]]], service: Service = DIRECT) -> Price:
    """The price of the models that play users: (model, trials, known shapes of their talks) of each scenario."""
    lows, highs = [], []
    for model, count, shapes in played:
        tariff = tariff_of(model, max((max(shape.prefixes, default=0) for shape in shapes), default=0), service=service)
        costs = [] if tariff is None else _costs(shapes, tariff, cached=False)
        lows.append(count * min(costs) if costs else None)
        highs.append(count * max(costs) if costs else None)
    calls = [[count * len(shape.outputs) for shape in shapes] for _, count, shapes in played]
    return Price(
        trials=sum(count for _, count, _ in played),
        calls=(sum(min(each, default=0) for each in calls), sum(max(each, default=0) for each in calls)),
        low_usd=_total(lows),
        high_usd=_total(highs),
    )


def _costs(shapes: Sequence[Shape], tariff: Tariff, *, cached: bool) -> list[float]:
    return [tariff.cost_usd(shape.usage(cached=cached)) for shape in shapes]


def _total(costs: Sequence[float | None]) -> float | None:
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def _message_tokens(message: Message) -> int:
    content: Any = message["content"]
    if isinstance(content, str):
        return tokens_of(content)
    parts = [*content, *(part for block in content for part in parts_of(block))]
    return tokens_of(json.dumps(list(content), ensure_ascii=False)) + sum(map(usual_tokens, parts))


def tokens_of(text: str) -> int:
    """A text's tokens by rule of thumb."""
    return -(-len(text.encode()) // CHARS_A_TOKEN)
