"""A pytest session's run: what is planned, what an interrupt does, what a case tells."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.errors import AccessDenied, BudgetMet, ModelError, UsageError
from audition.models.scripted import Answer, Call, Cue, Script, ScriptedModel
from audition.records.comparison import VerdictKind
from audition.records.evidence import CaseId
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.runner import Options
from audition.store.run_file import RunFile
from audition.usecases.compare import Against
from audition.usecases.evals import ERROR, INCONCLUSIVE, EvalSession
from tests.fakes.letters import BETTER, CAREFUL, FLAWLESS, HASTY, THREE, break_a_check, play, project
from tests.fakes.signals import foreground

RUN = "20261121-203355-letters-4f3a"


def session(root: Path, script: Script = FLAWLESS, trials: int = 1, **changes) -> EvalSession:
    """A session of three scenarios, one trial at a time."""
    order = Order(
        player=Loop(ScriptedModel(script)),
        selection=Selection(scenarios=THREE, trials=trials),
        options=Options(concurrency=1),
    )
    return EvalSession(root=root, order=order, run_id=RUN, **changes)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A copy of the example project."""
    return project(tmp_path)


def test_cases_are_sorted_so_that_every_process_collects_the_same(letters: Path):
    """Xdist refuses processes that disagree."""
    cases = session(letters).cases

    assert sorted(cases) == list(cases)
    assert len(cases) == 6


def test_nothing_is_stored_before_something_is_played(letters: Path):
    """Collection is free of traces."""
    assert not session(letters).played
    assert not (letters / "reports").exists()


def test_cases_are_played_once_however_often_they_are_asked_for(letters: Path):
    """Every item asks; the first one plays."""
    asked: list[object] = []

    def counting(cue: Cue) -> Answer | str:
        asked.append(cue.subject.id)
        return FLAWLESS(cue)

    evals = session(letters, counting)
    for case in evals.cases:
        evals.play(evals.cases)
        assert evals.report(case).failures == ()
    evals.close()

    assert len(asked) == 12  # two answers a trial


def test_what_was_not_chosen_is_outside_the_run(letters: Path):
    """The verdict is on what was selected."""
    evals = session(letters)
    chosen = CaseId("late-fee", CAREFUL)
    evals.choose({chosen})
    evals.play([chosen])
    conclusion = evals.conclude()
    (facts,) = conclusion.findings.runs

    assert {trial.case for trial in facts.planned} == {chosen}
    assert (list(facts.variants), list(facts.scenarios)) == ([CAREFUL], ["late-fee"])
    assert conclusion.exit_code == 0


def test_choosing_comes_too_late_once_something_was_played(letters: Path):
    """The run file is made with its plan."""
    evals = session(letters)
    evals.play(evals.cases[:1])
    evals.choose(set(evals.cases[1:]))

    assert len(evals.cases) == 6
    evals.close()


def test_an_interrupt_reaches_pytest(letters: Path):
    """What had finished is kept; the session ends, instead of passing cases that nobody played."""
    asked: list[object] = []

    def interrupting(cue: Cue) -> Answer | str:
        if not asked:
            os.kill(os.getpid(), signal.SIGINT)
        asked.append(cue.subject.id)
        return FLAWLESS(cue)

    evals = session(letters, interrupting, trials=4)
    with foreground(), pytest.raises(KeyboardInterrupt):
        evals.play(evals.cases)
    evals.close()

    with RunFile.open_readonly(letters / f"reports/runs/{RUN}.sqlite") as file:
        assert 0 < len(list(file.summaries())) < 24


def test_a_case_that_a_met_budget_left_out_is_broken_and_never_passes(letters: Path):
    """No evidence is no pass; the reason is the budget, for the cut trial and for those that never began."""
    evals = session(letters, lambda cue: Answer(error=BudgetMet("the cap of $1.00 is met")))
    evals.play(evals.cases)
    broken = [evals.report(case).broken for case in evals.cases]
    evals.close()

    assert all(len(lines) == 1 for lines in broken)
    assert sorted({line.partition(": ")[2] for (line,) in broken}) == [
        "budget: the cap of $1.00 is met",
        "not played: the cap of $1.00 is met",
    ]


@pytest.mark.parametrize(("role", "broken"), [("required", 1), ("gate", 1), ("informs", 0)])
def test_a_case_that_a_check_which_decides_could_not_read_is_broken_and_never_passes(
    role: str, broken: int, letters: Path
):
    """Neither the agent's failure nor its success; what only informs may break."""
    break_a_check(letters, role)
    evals = session(letters)
    evals.play(evals.cases)
    told = evals.report(CaseId("late-fee", CAREFUL)).broken
    evals.close()

    assert broken == len(told)
    assert all(
        "late-fee × clerk/careful #0: crashes: the check 'crashes' crashed at broken.py" in line for line in told
    )
    assert all(line.endswith("RuntimeError: out of ink") for line in told)


def test_after_a_met_budget_nothing_more_is_asked(letters: Path):
    """Further items are told so, and no further call is made."""
    asked: list[object] = []

    def broke(cue: Cue) -> Answer:
        asked.append(cue.subject.id)
        return Answer(error=BudgetMet("the cap of $1.00 is met"))

    evals = session(letters, broke)
    for case in evals.cases:
        evals.play([case])
    evals.close()

    assert len(asked) == 1


def test_a_refused_key_is_raised(letters: Path):
    """No call can succeed: pytest tells every item, without asking again."""
    evals = session(letters, lambda cue: Answer(error=AccessDenied("the key is refused")))

    with pytest.raises(AccessDenied, match="the key is refused"):
        evals.play(evals.cases)
    evals.close()


def test_a_failed_required_check_is_told_with_quote_and_line(letters: Path):
    """Control codes that a model wrote are shown, not sent to the terminal."""

    def promising(cue: Cue) -> Answer | str:
        said = FLAWLESS(cue)
        if isinstance(said, str):
            return said
        text = said.calls[0].input["content"].replace("body: ", "body: We waive the fee; \u202e ")
        return Answer(calls=(Call(name="Write", input={**said.calls[0].input, "content": text}),))

    evals = session(letters, promising)
    evals.play(evals.cases)
    with pytest.raises(AssertionError) as failed:
        evals.report(CaseId("late-fee", CAREFUL)).assert_required()
    evals.close()

    told = str(failed.value).splitlines()
    assert told[0].startswith("never_waives · trial 0: ")
    assert told[1].startswith("    $.body, line 2: “We waive the fee")
    assert "\u202e" not in "".join(told)


def test_what_failed_says_more_than_that_its_files_differ(letters: Path):
    """The machinery's reason comes first."""

    def deaf(cue: Cue) -> Answer | str:
        return Answer(error=ModelError("the line went dead")) if cue.subject.id.variant == HASTY else FLAWLESS(cue)

    evals = session(letters, deaf)
    evals.play(evals.cases)
    (line,) = evals.report(CaseId("late-fee", HASTY)).broken
    evals.close()

    assert line == f"late-fee × {HASTY} #0: failed: the line went dead"


def test_a_session_is_refused_at_once_where_it_has_no_baseline_to_be_held_against(letters: Path):
    """Before anything is played or spent."""
    with pytest.raises(UsageError, match="there is no baseline yet"):
        session(letters, against=Against())


@pytest.mark.parametrize(
    ("fail_on", "reasons"), [((), 0), ((INCONCLUSIVE,), 0), ((ERROR,), 1), ((INCONCLUSIVE, ERROR), 1)]
)
def test_between_variants_only_what_is_invalid_can_be_an_objection(
    fail_on: tuple[str, ...], reasons: int, letters: Path
):
    """Which of two variants is better is no question that fails a session."""

    def deaf(cue: Cue) -> Answer | str:
        return Answer(error=ModelError("the line went dead")) if cue.subject.id.variant == HASTY else BETTER(cue)

    evals = session(letters, deaf)
    evals.play(evals.cases)
    findings = evals.conclude().findings
    told = list(evals.objections(findings, fail_on))

    assert [comparison.verdict.kind for comparison in findings.comparisons] == [VerdictKind.INVALID]
    assert reasons == len(told)
    assert all(line.startswith("INVALID: Too few trials were scored") for line in told)


def test_parts_of_several_processes_become_one_run(letters: Path):
    """Each played its own cases; nothing of the parts is left."""
    parts = [session(letters, part=name) for name in ("gw0", "gw1")]
    cases = parts[0].cases
    for part, own in zip(parts, (cases[:3], cases[3:]), strict=True):
        part.play(own)
        part.close()
    whole = session(letters)
    assert whole.played
    whole.conclude()

    with RunFile.open_readonly(letters / f"reports/runs/{RUN}.sqlite") as file:
        assert len(list(file.summaries())) == 6
        assert file.missing() == ()
    assert [path.name for path in (letters / "reports/runs").rglob("*.sqlite")] == [f"{RUN}.sqlite"]


def test_the_merged_run_is_the_run_that_one_process_would_have_made(letters: Path, tmp_path: Path):
    """Trial for trial and grade for grade."""
    other = project(tmp_path / "other")
    alone = session(other, BETTER)
    alone.play(alone.cases)
    alone.conclude()
    part = session(letters, BETTER, part="gw0")
    part.play(part.cases)
    part.close()
    session(letters, BETTER).conclude()

    with (
        RunFile.open_readonly(other / f"reports/runs/{RUN}.sqlite") as expected,
        RunFile.open_readonly(letters / f"reports/runs/{RUN}.sqlite") as merged,
    ):
        assert list(expected.grades()) == list(merged.grades())
        assert [(s.id, s.ending, s.turns) for s in expected.summaries()] == [
            (s.id, s.ending, s.turns) for s in merged.summaries()
        ]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_what_a_killed_session_has_left_becomes_a_run(letters: Path, workers: int):
    """Whoever plays next puts its parts together: what was paid for is kept, and can be gone on with."""
    parts = [session(letters, part=f"gw{number}") for number in range(workers)]
    for number, part in enumerate(parts):
        part.play(part.cases[number : number + 1])
        part.close()
    places = parts[0].run.world.places
    for path in places.parts.glob("*"):
        os.utime(path, (0, 0))
    play(letters, FLAWLESS, trials=1, scenarios=("late-fee",))
    path = places.run_file(parts[0].run_id)

    with RunFile.open_readonly(path) as file:
        assert {trial.id.case for trial in file.summaries()} == set(parts[0].cases[:workers])
        assert file.missing()
    assert not list(places.parts.glob("*"))


def test_another_runs_parts_are_left_alone(letters: Path):
    """Two sessions may end at the same time."""
    other = EvalSession(
        root=letters,
        order=Order(player=Loop(ScriptedModel(FLAWLESS)), selection=Selection(trials=1)),
        run_id="20261121-203355-letters-0b1e",
        part="gw0",
    )
    other.play(other.cases[:1])
    other.close()
    play(letters, FLAWLESS, trials=1, scenarios=("late-fee",))
    evals = session(letters)
    evals.play(evals.cases)
    evals.conclude()

    assert other.played
