from __future__ import annotations

import numpy as np
import pytest

from audition.stats import ratio_of_means


def arrays(*cells: list[float]) -> list[np.ndarray]:
    """Amounts, a scenario at a time."""
    return [np.array(cell) for cell in cells]


def test_the_ratio_is_of_means_over_scenarios():
    """A dear scenario weighs no more than its share."""
    found = ratio_of_means(arrays([1.0, 1.0], [3.0, 3.0, 3.0]), arrays([2.0, 2.0], [2.0, 2.0]))

    assert (found.value, found.n) == (pytest.approx(1.0), 9)


def test_exchanged_sides_give_the_inverse():
    """Value and limits."""
    a, b = arrays([1.0, 1.4], [3.0, 2.5]), arrays([2.0, 2.6], [2.0, 1.8])
    straight, turned = ratio_of_means(a, b), ratio_of_means(b, a)

    assert straight.value == pytest.approx(1 / turned.value)
    assert straight.interval.low == pytest.approx(1 / turned.interval.high)


def test_the_interval_covers_the_true_ratio():
    """Skewed costs of ten scenarios that differ tenfold, five trials a side: 95 % of 600 runs, and three errors."""
    rng = np.random.default_rng(2)
    sizes = np.geomspace(1, 10, 10)
    covered = 0
    for _ in range(600):
        a, b = ([size * scale * rng.lognormal(0, 0.4, 5) for size in sizes] for scale in (1.0, 0.7))
        covered += not ratio_of_means(a, b).interval.excludes(0.7)

    assert 0.95 - 3 * np.sqrt(0.05 * 0.95 / 600) <= covered / 600


@pytest.mark.parametrize("wrong", [arrays([1.0]), arrays([0.0, 0.0]), []])
def test_what_cannot_be_told_is_unknown(wrong):
    """One trial, no cost, nothing."""
    assert ratio_of_means(wrong, wrong) is None
