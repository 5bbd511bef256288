from __future__ import annotations

from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.moves import Move
from audition.records.rows import Tally
from audition.reporting.terminal.moves import move_lines

CASE = CaseId("late-fee", "clerk/terse")
FULL, NONE = Tally(scored=2, passed=2, mean=1.0), Tally(scored=2, mean=0.0)


def move(grader: str, **facts) -> Move:
    """From all passed to none."""
    return Move(**{"case": CASE, "grader": grader, "before": FULL, "after": NONE, **facts})


def test_a_case_has_a_line_with_its_gate_score_and_one_a_grader_below():
    """With why it fails now."""
    gate = move("gate score", is_gate=True, after=Tally(scored=2, mean=0.5))
    signs = move("signs", reason="unsigned", role=Role.REQUIRED)
    lines = list(move_lines([gate, signs, move("dated", regraded=True)]))

    assert lines == [
        "late-fee × clerk/terse: gate score 100.0 % → 50.0 %",
        "    signs, required, 2/2 → 0/2: unsigned",
        "    dated 2/2 → 0/2 (the check itself changed)",
    ]


def test_a_case_whose_gate_score_stands_says_so():
    """What informs moved alone, and is told in one line however much it is."""
    informing = [move(name, role=Role.INFORMS, reason="a reason") for name in ("length", "warm")]

    assert list(move_lines(informing)) == [
        "late-fee × clerk/terse: gate score as before",
        "    and of what only informs: length, warm",
    ]


def test_what_was_not_read_or_could_not_be_is_said_in_words():
    """Unknown is no zero."""
    unscored = Tally(unscored=2)
    lines = list(move_lines([move("gate score", is_gate=True, before=None, after=unscored), move("new", before=None)]))

    assert lines == ["late-fee × clerk/terse: gate score unscored, not measured before", "    new not read → 0/2"]


def test_reasons_reach_the_terminal_escaped():
    """They quote what a model wrote."""
    assert "\x1b" not in "".join(move_lines([move("signs", reason="\x1b[2J"), move("\x1b[31m")]))
