"""How well grounding tells a right amount from a wrong one, measured on every recorded plan."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from audition.grading.check import Work
from evals.checks._stated import Amount, PlanMoney
from evals.checks.money import MoneyGrounded
from tests.fakes.works import recordings, work
from tests.unit.evals_checks.readings import reason, verdict

SEED = 20260720
CAUGHT_AT_LEAST = 0.95
"""Measured: 0.98. The demand is 0.9."""


def test_no_amount_of_any_recorded_plan_is_flagged() -> None:
    """A false alarm on honest work would cost trust in every alarm."""
    plans = map(work, recordings())
    loose = [reason(MoneyGrounded(), right) for right in plans if not verdict(MoneyGrounded(), right)]

    assert loose == []


def test_nearly_every_amount_that_is_changed_is_caught() -> None:
    """One amount at a time, off by 3 to 40 percent or with two digits swapped."""
    chance = random.Random(SEED)  # noqa: S311  # chance, not secrecy
    caught = [
        verdict(MoneyGrounded(), wrong) is False
        for right in map(work, recordings())
        for amount in PlanMoney.of(right).amounts
        for wrong in _wrong(right, amount, chance)
    ]

    assert len(caught) > 250
    assert sum(caught) / len(caught) >= CAUGHT_AT_LEAST


def _wrong(right: Work, amount: Amount, chance: random.Random) -> Iterator[Work]:
    """The work with this amount off, unless the change leaves it as it was."""
    figure = _off(amount.value, chance)
    if figure == amount.value:
        return
    document = deepcopy(right.deliverable.data)
    put_in: Any = figure
    if isinstance(amount.leaf.value, str):
        text, written = amount.leaf.value, amount.written
        shown = re.sub(r"\d[\d,.]*\d|\d", f"{figure:,.0f}", written.text, count=1)
        put_in = f"{text[: written.start]}{shown}{text[written.end :]}"
    _put(document, amount.leaf.pointer, put_in)
    yield replace(right, deliverable=replace(right.deliverable, document=document))


def _off(value: float, chance: random.Random) -> float:
    if chance.random() < 0.5:
        factor = 1 + chance.choice((-1, 1)) * chance.uniform(0.03, 0.40)
        return float(round(value * factor, 3 - len(str(int(value)))))
    digits = list(str(int(value)))
    places = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and digits[1] != "0"]
    if not places:
        return value + 10 ** (len(digits) - 1)
    place = chance.choice(places)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return float("".join(digits))


def _put(document: Any, pointer: str, value: Any) -> None:
    keys = [int(index) if index else name for index, name in re.findall(r"\[(\d+)\]|\.([\w-]+)", pointer)]
    for key in keys[:-1]:
        document = document[key]
    document[keys[-1]] = value
