"""What a live command says of its dollars before it starts."""

from __future__ import annotations

import pytest

from audition.records.results import Price
from audition.reporting.terminal.prices import foretold

WHOLE = Price(trials=10, calls=(20, 30), low_usd=1.5, high_usd=4.0)
JUDGE = Price(trials=10, calls=(10, 10), low_usd=0.5, high_usd=1.25)
UNPRICED = Price(trials=10, calls=(20, 30), low_usd=None, high_usd=None)


@pytest.mark.parametrize(
    ("cap_usd", "told"),
    [
        (None, "in all, up to $1.25 of it for the judge; no --cap ends it."),
        (5.0, "in all, up to $1.25 of it for the judge; the cap of $5.00 ends it before it costs more."),
        (2.0, "for the judge: the cap of $2.00 may not do, and what it cuts is lost until it is raised; --no-judge"),
        (1.0, "for the judge: the cap of $1.00 cannot do, and what it cuts is lost until it is raised; --no-judge"),
    ],
)
def test_it_says_the_whole_price_and_what_the_cap_means_for_it(cap_usd: float | None, told: str):
    """The judge's part apart, for it can be left out."""
    said = foretold(WHOLE, JUDGE, cap_usd)

    assert said.startswith("This likely costs $1.50 to $4.00 in all")
    assert told in said


def test_what_is_unknown_is_said_to_be_unknown():
    """No figure is made up where nothing is recorded or no price is listed; without a judge none is spoken of."""
    told = "What this costs is unknown, for nothing alike is recorded or was played before: the cap of $2.00 ends it."

    assert foretold(None, None, 2.0) == told
    assert foretold(UNPRICED, None, None).startswith("What this costs is unknown")
    assert "judge" not in foretold(WHOLE, None, 1.0)
