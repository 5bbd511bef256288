from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from audition.records.attribution import Cause, Change
from audition.records.rows import Tally
from audition.reporting.terminal.comparison import summary_lines, terminal_lines
from tests.fakes import shown
from tests.unit.reporting.sinks import hostile_texts

WHOLE = """\
letters · replay of recorded trials · 2 scenarios × 2 variants × 2 trials · run 20261121-203355-letters-4f3a

✗ clerk/careful fails what is required in 1 of 4 trials: never_promises on late-fee.

? INCONCLUSIVE
  The evidence does not tell careful from hasty on these 2 scenarios.
  Nothing is said of scenarios like these.
  Single graders that differ by more than chance: signs −50.0 points.
  tone, held to people's labels on 60 of 80 pairs: 0.0 points (−20.0 to +20.0); by the judge alone
  +3.0.
  8 trials a case would settle it.

  Left out, no recording: 1 scenario: donation
  Caveat: Made from recordings. Plain words.

                               hasty               careful
-----------------------------  ------------------  ------------------
gate score (95 %)              90.0 % (80.0–95.0)  90.0 % (80.0–95.0)
required checks failed         0                   1
trials scored                  4 of 4              4 of 4
answers a trial                2                   2
cost, tokens, seconds a trial  unknown             unknown

1 required check failed
  never_promises · late-fee · careful #1: Plain words.
      “Plain words.”

1 trial lost
  late-fee · hasty #0: failed: Plain words.

grader     hasty    careful    difference, points
---------  -------  ---------  ----------------------
signs      4/4      2/4        −50.0 (−80.0 to −10.0)
own_words  –        2/4        own playbook
… and 1 grader without a difference (--verbose shows all)

What differs most
  signs · late-fee · careful #0
      Plain words.
      “Plain words.”  line 2

Scenarios: careful wins 0, ties 1, loses 1
   −40.0  late-fee: 90.0 % → 50.0 %

Rubrics
  tone by claude-opus-5-5/p1/r1: uncalibrated: informs, does not gate. Plain words.
      claude-opus-5-5: 75.0 % of 8 answers alike in all 3 verdicts, Krippendorff's alpha 0.50"""


def test_the_whole_screen_of_a_comparison():
    """Verdict, variants, failures, what differs, where it was lost."""
    assert WHOLE.splitlines() == [line.rstrip() for line in terminal_lines(shown.findings())]


def test_one_variant_shows_its_graders():
    """Without sides to compare."""
    lines = list(terminal_lines(shown.alone()))

    assert "signs     gate    2/4" in lines
    assert not [line for line in lines if "wins" in line]


def test_every_comparison_has_its_verdict():
    """Each later variant against the first."""
    text = "\n".join(terminal_lines(shown.several()))

    assert "INCONCLUSIVE" in text
    assert "▼ REGRESSED\n  curt does worse than hasty." in text


def test_verbose_shows_every_grader_and_scenario():
    """Those that do not differ too."""
    lines = list(terminal_lines(shown.findings(), verbose=True))

    assert any(line.startswith("greets") for line in lines)
    assert any("lost-card" in line for line in lines)


def test_a_narrow_terminal_gets_differences_without_intervals():
    """A table that wraps is read by nobody."""
    lines = list(terminal_lines(shown.findings(), width=80))

    assert max(map(len, lines[1:])) <= 80
    assert any(line.split() == ["signs", "4/4", "2/4", "−50.0"] for line in lines)


def test_a_graders_note_is_shown_beside_its_name():
    """Such as that its judge is not calibrated."""
    noted = shown.comparison(rows=(shown.row("tone", note="uncalibrated"),))

    assert any("tone (uncalibrated)" in line for line in terminal_lines(shown.findings(comparisons=(noted,))))


def test_a_grader_that_broke_is_worth_showing_for_one_variant():
    """Unscored is not passed."""
    broke = replace(shown.alone(), rows=(shown.row("tone", candidate=Tally(unscored=4), difference=None),))

    assert any("0/0 · 4 unscored" in line for line in terminal_lines(broke))


def test_headlines_come_before_everything_else():
    """A week's findings above those of its run."""
    lines = list(terminal_lines(shown.findings(headlines=("It got worse.",))))

    assert lines.index("It got worse.") < lines.index("? INCONCLUSIVE")


def test_causes_are_told_below_the_verdict():
    """What differs from the past, and how to tell its part."""
    change = Change(cause=Cause.MODEL, detail="a → b", tells="Run both again.")
    lines = list(terminal_lines(shown.findings(comparisons=(shown.comparison(changes=(change,)),))))

    assert "  model: a → b" in lines


def test_a_sessions_end_is_short():
    """However much there is to say."""
    many = shown.comparison(rows=tuple(shown.row(f"grader-{n}") for n in range(100)))
    lines = list(summary_lines(shown.findings(comparisons=(many,) * 5), most=22))

    assert len(lines) == 22
    assert "? INCONCLUSIVE" in lines


def test_a_sessions_end_cuts_no_caveat_short_that_two_lines_hold():
    """What the figures do not show stands at its end."""
    told = (
        "Made from recordings. Written by hand for the starter suite: they show the harness, and they measure no model."
    )
    lines = list(summary_lines(shown.findings(caveats=(told,)), most=22, width=80))

    assert f"Caveat: {told}" in " ".join(" ".join(lines).split())


def test_a_sessions_end_says_what_was_not_played():
    """A green session over a third of the scenarios is no green suite."""
    assert "Left out, no recording: 1 scenario: donation" in list(summary_lines(shown.findings(), most=22))


@settings(max_examples=30)
@given(hostile_texts)
def test_no_text_of_a_model_reaches_the_terminal_raw(text):
    """Nor starts a line, where a CI log would take it for a command."""
    lines = list(terminal_lines(shown.findings(text)))

    assert not [line for line in lines if {"\x1b", "\x07", "\r", "\n", "\u202e"} & set(line)]
    assert not [line for line in lines if line.startswith(("::", "##"))]
