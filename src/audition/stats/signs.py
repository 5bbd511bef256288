"""Wins against losses: which of two is chosen oftener than a coin would have it."""

from math import comb


def sign_test(wins: int, losses: int) -> float:
    """The exact two-sided p-value that wins and losses are a fair coin's; 1 where there are none.

    Ties count for neither. Source: the binomial test, which is symmetric at a half.
    """
    tosses, most = wins + losses, max(wins, losses)
    extreme = sum(comb(tosses, heads) for heads in range(most, tosses + 1))
    return float(min(1.0, 2 * extreme / 2**tosses))
