"""Planned looks at growing data: stop once the answer is clear, at the error rates of one look at the end."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from audition.stats.cells import Cells, Scores
from audition.stats.intervals import Interval, difference_interval
from audition.stats.permutation import TIE
from audition.stats.relabelling import RELABELLINGS, relabelled_sums
from audition.stats.spending import Spending, bounds, spent
from audition.stats.verdict import VerdictKind

_FEWEST_TRIALS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialPlan:
    """A plan of looks, fixed before the first trial.

    `most_trials` a scenario and side are looked at `looks` times at most, evenly. `alpha` may be spent on claiming a
    difference as `spending` says, `equivalence_alpha` a side on claiming that it is within `margin`, early on.
    """

    most_trials: int
    margin: float
    looks: int = 5
    alpha: float = 0.05
    spending: Spending = "power"
    equivalence_alpha: float = 0.05

    def __post_init__(self) -> None:
        if min(self.most_trials, self.looks) < 1 or not (0 < self.margin <= 1 and 0 < self.alpha < 0.5):
            raise ValueError("a sequential plan needs trials, looks, a margin in (0, 1] and an alpha in (0, 0.5)")

    @property
    def schedule(self) -> tuple[int, ...]:
        """The trials a scenario and side that each look waits for, from the third on if so many are planned."""
        first = min(_FEWEST_TRIALS, self.most_trials)
        evenly = (math.ceil(self.most_trials * (k + 1) / self.looks) for k in range(self.looks))
        return tuple(sorted({max(first, trials) for trials in evenly}))

    @property
    def fractions(self) -> tuple[float, ...]:
        """The share of planned trials at each look."""
        return tuple(trials / self.most_trials for trials in self.schedule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look found; `verdict` is None while more trials are to come.

    `number` counts looks from 1. A difference is claimed where `p_value`, cumulative over looks, is at most `spent` and
    `interval` leaves out 0. `interval` is a repeated confidence interval: it holds at all looks together, at this look
    with `confidence`. `equivalence_interval`, with its own confidence, is the one that must lie inside the margin.
    Below three trials a scenario and side there is no verdict.
    """

    number: int
    trials: int
    verdict: VerdictKind | None
    difference: float
    p_value: float
    spent: float
    interval: Interval
    confidence: float
    equivalence_interval: Interval
    equivalence_confidence: float


def look(waves: Sequence[Cells], plan: SequentialPlan, seed: int) -> Look:
    """The first look at which the run stops, or the last one there is data for.

    `waves` holds all trials so far, those since the previous look together: the same scenarios in the same order,
    where cells may be empty. A scenario joins once it has scores on both sides. Labels are exchanged within scenario
    and wave, and relabellings that would have stopped earlier count as beyond, so the false alarms of all looks
    together keep their level. Ties count half, as in the mid-p of a single look.

    Raises ValueError for no wave, more waves than looks (start a new run instead), waves of different scenarios, or a
    look at which no scenario has scores on both sides. Source: Lan and DeMets 1983, on permutation paths; equivalence
    by repeated confidence intervals, Jennison and Turnbull 2000.
    """
    schedule = plan.schedule
    if not 1 <= len(waves) <= len(schedule) or len({wave.scenarios for wave in waves}) > 1:
        raise ValueError(
            f"{len(waves)} waves for a plan of {len(schedule)} looks at the same scenarios: start a new run"
        )
    crossed = np.zeros(RELABELLINGS, dtype=np.bool_)
    for number, (difference, drawn) in enumerate(_walk(waves, seed), start=1):
        extreme, extremes = abs(difference), np.abs(drawn)
        limit = spent(plan.alpha, plan.fractions[number - 1], plan.spending, two_sided=True)
        beyond = np.count_nonzero(crossed | (extremes > extreme + TIE))
        ties = np.count_nonzero(~crossed & (np.abs(extremes - extreme) <= TIE)) + 1
        p_value = float(beyond + ties / 2) / (RELABELLINGS + 1)
        found = _read(_joined(waves[:number]), plan, number, (difference, p_value, limit))
        if found.verdict:
            break
        crossed |= _crossing(extremes, crossed, limit)
    return found


def _walk(waves: Sequence[Cells], seed: int) -> Iterator[tuple[float, Scores]]:
    """At each look the observed mean difference and those of the relabelled paths, which continue from look to look.

    A wave's draws depend on the waves up to it alone: what a look found does not change when more data come in.
    """
    scenarios, exchanged = waves[0].scenarios, _exchanged(waves)
    sums = np.zeros((scenarios, RELABELLINGS + 1))
    totals, sizes = np.zeros(scenarios), np.zeros((2, scenarios))
    for number, wave in enumerate(waves, start=1):
        rng = np.random.default_rng([seed, number])
        contents = _contents(waves[:number], exchanged=exchanged)
        for s in sorted(range(scenarios), key=contents.__getitem__):
            baseline, candidate = np.sort(wave.baseline[s]), np.sort(wave.candidate[s])
            first, second = (baseline, candidate) if exchanged else (candidate, baseline)
            drawn = _drawn(rng, np.concatenate([first, second]), len(first))
            totals[s] += first.sum() + second.sum()
            sums[s, 0] += candidate.sum()
            sums[s, 1:] += first.sum() + second.sum() - drawn if exchanged else drawn
            sizes[:, s] += len(baseline), len(candidate)
        joined = (sizes > 0).all(axis=0)
        if not joined.any():
            raise ValueError("no scenario has scores on both sides yet")
        baselines, candidates = np.where(joined, 1 / np.maximum(sizes, 1), 0.0)
        differences = ((baselines + candidates) @ sums - baselines @ totals) / joined.sum()
        yield float(differences[0]), differences[1:]


def _exchanged(waves: Sequence[Cells]) -> bool:
    """Whether draws are made with the sides exchanged, as the first waves tell that differ between the sides."""
    for number in range(1, len(waves) + 1):
        straight, turned = (sorted(_contents(waves[:number], exchanged=turn)) for turn in (False, True))
        if straight != turned:
            return turned < straight
    return False


def _drawn(rng: np.random.Generator, pooled: Scores, drawn: int) -> Scores | float:
    if not 0 < drawn < len(pooled) or pooled.min() == pooled.max():
        return float(pooled[:drawn].sum())
    return relabelled_sums(rng, pooled[:, None], drawn)[:, 0]


def _read(so_far: Cells, plan: SequentialPlan, number: int, test: tuple[float, float, float]) -> Look:
    difference, p_value, limit = test
    claims = bounds(plan.alpha, plan.fractions, plan.spending, two_sided=True)
    equivalences = bounds(plan.equivalence_alpha, plan.fractions, "pocock", two_sided=False)
    confidence = _confidence(claims[number - 1])
    interval = difference_interval(so_far, confidence)
    equivalence_interval = difference_interval(so_far, _confidence(equivalences[number - 1]))
    verdict: VerdictKind | None = "inconclusive" if number == len(plan.schedule) else None
    if _trials(so_far) >= _FEWEST_TRIALS:
        if p_value <= limit and interval.excludes(0.0):
            verdict = "improved" if difference > 0 else "regressed"
        elif equivalence_interval.within(plan.margin):
            verdict = "equivalent"
    return Look(
        number=number,
        trials=plan.schedule[number - 1],
        verdict=verdict,
        difference=difference,
        p_value=p_value,
        spent=limit,
        interval=interval,
        confidence=confidence,
        equivalence_interval=equivalence_interval,
        equivalence_confidence=_confidence(equivalences[number - 1]),
    )


def _crossing(extremes: Scores, crossed: NDArray[np.bool_], limit: float) -> NDArray[np.bool_]:
    """The paths that would stop at this look by the rule that the observed one is held to, ties together."""
    rounded = np.round(extremes, 9)
    values, counts = (part[::-1] for part in np.unique(rounded[~crossed], return_counts=True))
    p_values = (np.count_nonzero(crossed) + np.cumsum(counts) - counts / 2) / (RELABELLINGS + 1)
    stopping = values[p_values <= limit]
    return np.asarray(~crossed & (rounded >= stopping[-1])) if len(stopping) else np.zeros_like(crossed)


def _joined(waves: Sequence[Cells]) -> Cells:
    sides = ((wave.baseline for wave in waves), (wave.candidate for wave in waves))
    joined = (tuple(np.concatenate(parts) for parts in zip(*side, strict=True)) for side in sides)
    return Cells(*joined).paired()


def _contents(waves: Sequence[Cells], *, exchanged: bool) -> list[tuple[bytes, ...]]:
    """What each scenario holds, wave by wave, one side and then the other."""
    sides = [(wave.candidate, wave.baseline) if exchanged else (wave.baseline, wave.candidate) for wave in waves]
    return [
        tuple((np.sort(side[s]) + 0.0).tobytes() for pair in sides for side in pair) for s in range(waves[0].scenarios)
    ]


def _confidence(standard_errors: float) -> float:
    return 2 * NormalDist().cdf(standard_errors) - 1


def _trials(cells: Cells) -> int:
    return min(arm.typical_trials for arm in cells.arms)
