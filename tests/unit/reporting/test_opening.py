from __future__ import annotations

from dataclasses import replace

from audition.reporting.opening import opening, tone
from audition.reporting.terminal.colour import painted
from audition.reporting.terminal.comparison import terminal_lines
from tests.fakes import shown


def test_a_required_failure_comes_before_what_a_week_found():
    """With its variant, in how many trials, and on which scenario; one that is known is no news."""
    found = shown.findings(headlines=("▼ clerk/hasty: worse, confirmed by fresh trials.",))
    known = replace(found, failures=tuple(replace(one, expected=True) for one in found.failures))

    assert list(opening(found)) == [
        "✗ clerk/careful fails what is required in 1 of 4 trials: never_promises on late-fee.",
        "▼ clerk/hasty: worse, confirmed by fresh trials.",
    ]
    assert list(opening(known)) == ["▼ clerk/hasty: worse, confirmed by fresh trials."]


def test_a_mark_decides_the_colour_and_says_the_same_without():
    """On the page by a class, on a terminal by a colour."""
    assert [tone(f"{mark} x") for mark in "✗▼?!✓"] == ["worse", "worse", "unsure", "unsure", "advice"]
    assert painted("▼ REGRESSED", colour=True) == "\x1b[31m▼ REGRESSED\x1b[0m"
    assert painted("▼ REGRESSED", colour=False) == "▼ REGRESSED"
    assert painted("  no mark", colour=True) == "  no mark"


def test_colours_change_no_letter_of_a_report():
    """Taken away, the lines are those of a reader without any."""
    plain, coloured = (list(terminal_lines(shown.findings(), colour=colour)) for colour in (False, True))
    bare = [line.replace("\x1b[31m", "").replace("\x1b[33m", "").replace("\x1b[0m", "") for line in coloured]

    assert coloured != plain == bare
