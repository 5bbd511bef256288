from __future__ import annotations

from audition.records.definitions import Role
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.grades import Grade, GraderKind, NotApplicable, Quote, Reading, Score, Unscored
from audition.records.outcome import OpaqueFile
from audition.records.turns import Turn, Usage
from audition.records.views import TrialView
from audition.reporting.terminal.trial import Parts, trial_lines

ID = TrialId("late-fee", "clerk/terse", 1)
PLAN = "greeting: Dear Ada\nbody: |\n  One.\n"
LONG = "\n".join(f"line {n}" for n in range(20))
MESSAGES = (
    {"role": "user", "content": "Answer the letter.\n\nBe kind."},
    {
        "role": "assistant",
        "content": [
            {"type": "text", "text": LONG},
            {"type": "tool_use", "id": "t1", "name": "Write", "input": {"file_path": "desk/a.yaml", "content": PLAN}},
        ],
    },
    {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "t1", "content": "No such folder\nTry again", "is_error": True}
        ],
    },
    {"role": "assistant", "content": LONG},
)


def grade(name: str, reading: Reading, role: Role = Role.GATE) -> Grade:
    """A reading of the trial by a check."""
    return Grade(trial=ID, grader=name, kind=GraderKind.CHECK, role=role, reading=reading, version="v")


GRADES = (
    grade("greets", Score(value=1.0, passed=True, reason="greets Ada")),
    grade("asked", NotApplicable(reason="nothing was asked")),
    grade(
        "signs",
        Score(value=0.0, passed=False, reason="unsigned", quotes=(Quote(text="One.", where="deliverable", line=3),)),
    ),
    grade("tone", Unscored(reason="the judge was out")),
)


def view(**changes) -> TrialView:
    """The trial above with other facts."""
    facts = {
        "id": ID,
        "origin": Origin.LIVE,
        "ending": Ending.FINISHED,
        "messages": MESSAGES,
        "turns": (Turn(stop_reason="tool_use", usage=Usage(input_tokens=1000, cost_usd=0.5), model="claude-x"),) * 2,
        "inputs": {},
        "outcome": {"desk/a.yaml": PLAN, "desk/b.png": OpaqueFile(kind="binary", bytes=3)},
    }
    return TrialView(
        run="20261121-203355-letters-4f3a",
        trial=Trial(**{**facts, **changes}),
        trials=3,
        grades=GRADES,
        gate=Score(value=0.5, passed=False, reason="1 of 2 gate checks passed"),
    )


def test_a_trial_reads_from_request_to_scores():
    """In the order in which it happened, what wants an eye first on top of the scores."""
    lines = list(trial_lines(view(), Parts()))
    text = "\n".join(lines)

    assert lines[0] == "late-fee × clerk/terse #1 · one of 3 trials in run 20261121-203355-letters-4f3a"
    assert lines[1] == "live · finished after 2 answers · claude-x · 2,000 tokens · cost $1.00"
    assert text.index("Be kind.") < text.index("Answer 1") < text.index("Answer 2") < text.index("Gate score: 50.0 %")
    assert [line.split()[0] for line in lines if line.startswith("  ") and "(gate)" in line] == [
        "FAIL",
        "unscored",
        "pass",
        "n/a",
    ]
    assert "            “One.” (deliverable, line 3)" in lines


def test_answers_on_the_way_are_short_and_the_last_is_whole():
    """The last one is what the reader of the work gets."""
    lines = list(trial_lines(view(), Parts()))

    assert "  … 14 lines more" in lines
    assert lines.count("  line 19") == 1


def test_calls_are_told_in_a_line_with_what_came_back():
    """The first value plain, the others by name."""
    lines = list(trial_lines(view(), Parts()))

    assert "  → Write  desk/a.yaml  content: greeting: Dear Ada (of 3 lines)" in lines
    assert "    ← error: No such folder  (of 2 lines)" in lines


def test_the_whole_conversation_shows_every_line_and_no_score():
    """For reading a trial closely."""
    lines = list(trial_lines(view(), Parts(transcript=True)))

    assert lines.count("  line 19") == 2
    assert "        body: |" in lines
    assert "      Try again" in lines
    assert not any("Gate score" in line for line in lines)


def test_the_files_alone_can_be_piped():
    """As they are, without numbers."""
    assert list(trial_lines(view(), Parts(deliverable=True))) == PLAN.splitlines()


def test_a_trial_that_left_nothing_and_knows_nothing_says_so():
    """Unknown is no zero."""
    lines = list(trial_lines(view(outcome={}, turns=(Turn(stop_reason="end_turn"),) * 2), Parts()))

    assert "No file was left." in lines
    assert lines[1] == "live · finished after 2 answers · model unknown · unknown tokens · cost unknown"


def test_nothing_that_a_model_wrote_reaches_the_terminal_alive():
    """Names, inputs, results, files and texts are all untrusted."""
    evil = "\x1b]0;owned\x07\x1b[2J\u202e"
    messages = (
        {"role": "user", "content": evil},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "1", "name": evil, "input": {evil: evil + "\n" + evil}}],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": evil}]},
        {"role": "assistant", "content": [{"type": "text", "text": evil}, {"type": f"thinking{evil}"}]},
    )
    hostile = view(messages=messages, outcome={f"a{evil}": evil}, detail=evil, notes=(evil,))
    for parts in (Parts(), Parts(transcript=True), Parts(deliverable=True)):
        text = "\n".join(trial_lines(hostile, parts))

        assert not {"\x1b", "\x07", "\u202e"} & set(text)
