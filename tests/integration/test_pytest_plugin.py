"""`pytest evals/`: one item a case, inert elsewhere, honest ends, the same alone and under xdist."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audition.models.scripted import Answer, Call, Cue, Script
from audition.pytest_plugin.options import add_options
from audition.records.evidence import TrialId
from audition.running.order import Order
from audition.store.baselines import read_baseline, write_baseline
from audition.store.recordings import recordings, write_recording
from audition.store.run_file import RunFile, RunState
from audition.store.run_ids import stored_runs
from audition.usecases.accept import EvenIf, accept
from audition.usecases.report import conclude
from audition.usecases.run import run
from tests.fakes.git import commit_all
from tests.fakes.letters import CAREFUL, FLAWLESS, HASTY, THREE, Clerk, break_a_check, record

pytest_plugins = ["pytester"]

CASES = [f"{scenario}-{variant}" for scenario in THREE for variant in ("careful", "hasty")]
RECORDINGS = "evals/recordings/clerk"


@pytest.fixture(scope="session")
def loaded(recorded: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every lazy import made: pytester forgets what a session has imported, and numpy can be imported once."""
    root = Path(shutil.copytree(recorded, tmp_path_factory.mktemp("loaded") / "letters"))
    conclude(root, run(root, Order()).path, None)


@pytest.fixture(autouse=True)
def alone(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions without other people's plugins, whose imports take longer than they do."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:anyio -p no:slipcover")


@pytest.fixture
def evals(pytester: pytest.Pytester, recorded: Path, loaded: None) -> Path:
    """The small project with its recordings, where pytester runs."""
    return Path(shutil.copytree(recorded, pytester.path, dirs_exist_ok=True))


def saying(words: str, variant: str = CAREFUL, scenario: str = "late-fee") -> Script:
    """A flawless clerk that in one case also says this."""

    def script(cue: Cue) -> Answer | str:
        said = FLAWLESS(cue)
        if isinstance(said, str) or (cue.subject.id.variant, cue.subject.id.scenario) != (variant, scenario):
            return said
        content = said.calls[0].input["content"].replace("body: ", f"body: {words}; ")
        return Answer(calls=(Call(name="Write", input={**said.calls[0].input, "content": content}),))

    return script


def recorded_anew(root: Path, script: Script, trials: int = 1) -> None:
    """Other recordings in place of those that are there."""
    shutil.rmtree(root / RECORDINGS)
    record(root, script, trials=trials)


def runs(root: Path) -> list[Path]:
    """The run files."""
    return sorted((root / "reports/runs").glob("*.sqlite"))


def section(result: pytest.RunResult) -> list[str]:
    """The lines of audition's section at the end."""
    lines = result.outlines
    start = next(n for n, line in enumerate(lines) if line.strip("= ") == "audition")
    end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("===")), len(lines))
    shown = lines[start + 1 : end]
    return shown[:-1] if shown and (" passed" in shown[-1] or " failed" in shown[-1]) else shown


def test_there_is_one_item_a_case_by_name_and_collecting_plays_nothing(pytester: pytest.Pytester, evals: Path):
    """Names, never indices; in an order that is the same in every process."""
    result = pytester.runpytest("evals", "--collect-only", "-q")

    assert result.ret == 0
    assert [line for line in result.outlines if "::" in line] == [
        f"evals/test_letters.py::test_case[{case}]" for case in CASES
    ]
    assert not (evals / "reports").exists()


def test_a_session_plays_all_trials_before_the_first_item_reports(pytester: pytest.Pytester, evals: Path):
    """So that they run concurrently; the run is complete and told of in at most 25 lines."""
    pytester.makeconftest(
        """
        import sqlite3
        from contextlib import closing
        from pathlib import Path

        def pytest_runtest_logreport(report):
            if report.when == "setup":
                (run,) = Path("reports/runs").glob("*.sqlite")
                with closing(sqlite3.connect(f"file:{run}?mode=ro", uri=True)) as stored:
                    (trials,) = stored.execute("SELECT count(*) FROM trials").fetchone()
                print("stored", trials, "before", report.nodeid.partition("[")[2])
        """
    )
    result = pytester.runpytest("evals", "-s", "--audition-trials", "2")
    (path,) = runs(evals)

    result.assert_outcomes(passed=6)
    assert next(line for line in result.outlines if "stored" in line).endswith("stored 12 before late-fee-careful]")
    with RunFile.open_readonly(path) as file:
        assert (file.state, len(list(file.summaries()))) == (RunState.COMPLETE, 12)
    told = section(result)
    assert len(told) <= 25
    assert any("INCONCLUSIVE" in line for line in told)
    assert told[-1].startswith("Next    audition ")


def test_the_items_of_an_edited_prompt_are_errors_and_the_others_play(pytester: pytest.Pytester, evals: Path):
    """Each says what was edited; where nothing else is selected, nothing is played and no run is stored."""
    path = evals / "agents/clerk/hasty.md"
    path.write_text(path.read_text("utf-8").replace("be quick", "be very quick"), "utf-8")
    alone = pytester.runpytest("evals", "-k", "hasty", "--audition-trials", "2")
    none = runs(evals)
    result = pytester.runpytest("evals", "--audition-trials", "2")

    alone.assert_outcomes(errors=3)
    assert (none, alone.ret) == ([], 1)
    result.assert_outcomes(passed=3, errors=3)
    told = "late-fee × clerk/hasty #0: not played: you edited agents/clerk/hasty.md since it was recorded"
    assert any(told in line for line in result.outlines)
    with RunFile.open_readonly(runs(evals)[0]) as file:
        assert {trial.id.variant for trial in file.trials()} == {CAREFUL}


def test_folders_without_cases_do_not_know_that_the_plugin_is_there(pytester: pytest.Pytester):
    """Only the plugin's own modules are loaded; nothing is printed or written."""
    pytester.makepyfile(
        """
        import sys

        def test_what_is_loaded():
            ours = {name for name in sys.modules if name.partition(".")[0] == "audition"}
            assert {name for name in ours if not name.startswith("audition.pytest_plugin")} == {"audition"}
            assert not {"anthropic", "pandas", "scipy", "yaml", "rich", "jinja2"} & set(sys.modules)
        """
    )
    result = pytester.runpytest_subprocess()

    result.assert_outcomes(passed=1)
    assert "audition" not in result.stdout.str().partition("collected 1 item")[2]
    assert not (pytester.path / "reports").exists()


def test_a_required_check_that_fails_fails_its_case_with_the_quote_and_its_line(pytester: pytest.Pytester, evals: Path):
    """The other cases pass; no traceback stands between the reader and the reason."""
    recorded_anew(evals, saying("We waive the fee"))
    result = pytester.runpytest("evals")

    assert result.ret == 1
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*test_case?late-fee-careful?*",
            "*never_waives · trial 0: *says it*",
            "*$.body, line 2: “We waive the fee*",
            "FAILED evals/test_letters.py::test_case?late-fee-careful?*",
        ]
    )


def test_what_the_machinery_broke_is_an_error_and_not_a_failure(pytester: pytest.Pytester, evals: Path):
    """A replay that leaves other files than were recorded says nothing of the agent."""
    kept = recordings(evals / RECORDINGS)[TrialId("lost-card", HASTY, 0)]
    path = next(iter(kept.written))
    write_recording(evals / RECORDINGS, replace(kept, outcome={**kept.outcome, path: "greeting: another\n"}))
    result = pytester.runpytest("evals")

    assert result.ret == 1
    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(["*lost-card × clerk/hasty #0: the replay diverged: * differs from the recorded file*"])


def test_a_session_whose_checks_broke_is_red(pytester: pytest.Pytester, evals: Path):
    """No check failed, and none of those that decide has read anything: an error a case, with the crash."""
    break_a_check(evals, "gate")
    result = pytester.runpytest("evals")

    assert result.ret == 1
    result.assert_outcomes(errors=6)
    result.stdout.fnmatch_lines(["*late-fee × clerk/careful #0: crashes: the check 'crashes' crashed at broken.py:*"])


def test_a_replay_that_cannot_go_on_is_an_error_that_says_why(pytester: pytest.Pytester, evals: Path):
    """Not that its files differ, which follows from it."""
    kept = recordings(evals / RECORDINGS)[TrialId("lost-card", HASTY, 0)]
    write_recording(evals / RECORDINGS, replace(kept, messages=kept.messages[:-1], turns=kept.turns[:-1]))
    result = pytester.runpytest("evals")

    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(["*lost-card × clerk/hasty #0: failed: * the conversation asks for one more*"])


@pytest.mark.parametrize("words", [(), ("-n", "2")])
@pytest.mark.parametrize("in_ci", [False, True])
def test_faulty_definitions_are_a_usage_error_that_names_each(
    in_ci: bool, words: tuple[str, ...], pytester: pytest.Pytester, evals: Path, monkeypatch: pytest.MonkeyPatch
):
    """Exit 4 and the places, before anything is played; no traceback. The summary that CI prints says them again."""
    if in_ci:
        monkeypatch.setenv("CI", "true")
    for scenario in ("late-fee", "lost-card"):
        path = evals / f"scenarios/letters/{scenario}.yaml"
        path.write_text(path.read_text("utf-8").replace("tags:", "tagz:"), "utf-8")
    result = pytester.runpytest("evals", *words)
    told = (result.stdout.str() + result.stderr.str()).split("short test summary")[0]

    assert result.ret == 4
    assert "INTERNALERROR" not in told
    assert "Traceback" not in told
    for scenario in ("late-fee", "lost-card"):
        assert told.count(f"scenarios/letters/{scenario}.yaml:5: $.tagz: unknown key; did you mean `tags`?") == 1
    assert not (evals / "reports").exists()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('pytestmark = pytest.mark.audition("leters")', "leters"),
        ("", 'mark it with its suite: pytestmark = pytest.mark.audition("<suite>")'),
        ("pytestmark = pytest.mark.audition", "mark it with its suite"),
    ],
)
def test_a_suite_that_is_unknown_or_unnamed_is_a_usage_error(
    source: str, told: str, pytester: pytest.Pytester, evals: Path
):
    """Exit 4, with what to write."""
    (evals / "evals/test_letters.py").write_text(
        f"import pytest\n\n{source}\n\ndef test_case(audition_case):\n    pass\n", "utf-8"
    )
    result = pytester.runpytest("evals")

    assert result.ret == 4
    assert told in result.stdout.str()


def test_options_that_name_nothing_are_a_usage_error(pytester: pytest.Pytester, evals: Path):
    """A typo never becomes a smaller run."""
    assert pytester.runpytest("evals", "--audition-variant", "hastily").ret == 4
    assert pytester.runpytest("evals", "--audition-max-usd", "1").ret == 4
    assert pytester.runpytest("evals", "--audition-live", "--audition-max-usd", "nan").ret == 4
    assert pytester.runpytest("evals", "--audition-trials", "0").ret == 4


@pytest.mark.parametrize("words", [(), ("-n", "2")])
def test_a_selection_that_fits_no_case_collects_nothing(words: tuple[str, ...], pytester: pytest.Pytester, evals: Path):
    """Exit 5, with the reason."""
    result = pytester.runpytest("evals", "--audition-scenario", "late-fee", "--audition-tag", "rooms", *words)

    assert result.ret == 5
    result.stdout.fnmatch_lines(["the selection holds no case: *"])


def test_what_is_deselected_is_outside_the_run_and_not_missing_from_it(pytester: pytest.Pytester, evals: Path):
    """`-k` plays its cases alone, and the verdict is on them."""
    result = pytester.runpytest("evals", "-k", "late-fee", "--audition-trials", "2")
    (path,) = runs(evals)

    result.assert_outcomes(passed=2, deselected=4)
    with RunFile.open_readonly(path) as file:
        assert {trial.scenario for trial in file.facts.planned} == {"late-fee"}
        assert (file.state, list(file.facts.scenarios)) == (RunState.COMPLETE, ["late-fee"])
    assert "INVALID" not in result.stdout.str()


def test_last_failed_plays_the_case_that_failed(pytester: pytest.Pytester, evals: Path):
    """Node ids stay the same from one session to the next."""
    recorded_anew(evals, saying("We waive the fee"))
    pytester.runpytest("evals", "-x").assert_outcomes(failed=1)
    shutil.rmtree(evals / "reports")
    again = pytester.runpytest("evals", "--lf")
    (path,) = runs(evals)

    assert again.parseoutcomes() == {"failed": 1}
    with RunFile.open_readonly(path) as file:
        assert list(map(str, file.facts.planned)) == [f"late-fee × {CAREFUL} #0"]


def test_junit_carries_every_score_with_its_reason(pytester: pytest.Pytester, evals: Path):
    """As properties of the case; what a model wrote breaks no XML and reaches no terminal."""
    recorded_anew(evals, saying('"We waive the fee \\u001b[2J\\u0007 \\ud800 ]]>"'))
    result = pytester.runpytest("evals", "--junitxml", "cases.xml")
    cases = junit(evals / "cases.xml")

    assert [f"test_case[{case}]" for case in CASES] == sorted(cases)
    assert len(list(cases["test_case[late-fee-careful]"].iter("failure"))) == 1
    assert "\x1b" not in result.stdout.str()
    properties = {
        prop.get("name"): prop.get("value") for prop in cases["test_case[lost-card-careful]"].iter("property")
    }
    assert properties["ending#0"] == "1 ended as finished"
    assert len(properties) == 10


def junit(path: Path) -> dict[str | None, ET.Element]:
    """Test name → its element."""
    return {case.get("name"): case for case in ET.parse(path).iter("testcase")}  # noqa: S314  # written by pytest


def test_the_plugin_is_a_good_citizen(pytester: pytest.Pytester, evals: Path):
    """No cache, strict markers, every warning an error: it needs none of the one and gives none of the other.

    Neither does it where JUnit properties are written and items are handed out.
    """
    strictly = ("-p", "no:cacheprovider", "--strict-markers", "--strict-config", "-W", "error", "-k", "late-fee")
    alone = pytester.runpytest_subprocess("evals", *strictly)
    shared = pytester.runpytest_subprocess("evals", *strictly, "-n", "2", "--junitxml", "cases.xml")

    assert (alone.ret, shared.ret) == (0, 0)
    alone.assert_outcomes(passed=2, deselected=4)
    shared.assert_outcomes(passed=2)


class Options:
    """Takes options as pytest's parser does, and remembers their names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def getgroup(self, *_: str) -> Options:
        return self

    def addoption(self, *names: str, **_: object) -> None:
        self.names += names


def test_every_option_has_a_name_that_no_other_plugin_takes():
    """A short or common name makes pytest refuse to start beside the plugin that has it too."""
    options = Options()
    add_options(options)

    assert len(options.names) > 5
    assert [name for name in options.names if not name.startswith("--audition-")] == []


def test_two_projects_may_be_tested_in_one_session(pytester: pytest.Pytester, evals: Path):
    """A test file belongs to the project that holds it, wherever pytest was started."""
    for name in ("one", "two"):
        shutil.copytree(evals, evals / name, ignore=shutil.ignore_patterns("one", "two"))
    result = pytester.runpytest("one/evals", "two/evals", "-k", "late-fee", "--import-mode=importlib")

    result.assert_outcomes(passed=4, deselected=8)
    assert [len(runs(evals / name)) for name in ("one", "two")] == [1, 1]


def accepted(root: Path) -> None:
    """What a flawless clerk does, six trials a case, becomes the baseline."""
    recorded_anew(root, FLAWLESS, trials=6)
    accept(root, str(run(root, Order()).path))
    shutil.rmtree(root / "reports")


@pytest.fixture(scope="session")
def held(recorded: Path, loaded: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a baseline that nobody can beat."""
    root = Path(shutil.copytree(recorded, tmp_path_factory.mktemp("held") / "letters"))
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("trials: 3", "trials: 6"), "utf-8")
    accepted(root)
    return root


def test_a_missing_baseline_is_a_usage_error(pytester: pytest.Pytester, evals: Path):
    """It is never silently created, and nothing is played for it."""
    result = pytester.runpytest("evals", "--audition-compare")

    assert result.ret == 4
    assert "evals/baselines/clerk.json: there is no baseline yet; `audition accept` makes one" in result.stdout.str()
    assert not (evals / "reports").exists()


def test_a_session_as_good_as_its_baseline_passes_and_says_that_the_evidence_is_the_same(
    pytester: pytest.Pytester, held: Path
):
    """Replaying what was accepted proves nothing new, and is told to be that."""
    shutil.copytree(held, pytester.path, dirs_exist_ok=True)
    result = pytester.runpytest("evals", "--audition-compare")

    assert result.ret == 0
    told = section(result)
    assert any("replay the same recordings on both sides" in line for line in told)
    assert len(told) <= 25


def test_a_gate_that_was_cut_is_told(pytester: pytest.Pytester, held: Path):
    """A session that is green because less is asked says so, and what."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(re.sub(r"required: \[.*\]", "required: [ending]", suite.read_text("utf-8")), "utf-8")
    (cut, *_) = [
        line for line in section(pytester.runpytest("evals", "--audition-compare")) if "gate no longer" in line
    ]

    assert cut.strip().startswith("gate: the gate no longer names ")
    assert "(required)" in cut


@pytest.mark.parametrize("words", [(), ("-n", "2")])
def test_a_session_is_the_latest_run_whatever_the_clock_said_before(pytester: pytest.Pytester, recorded: Path, words):
    """What was made last is what `latest` means and `accept` takes, in one process and in several."""
    root = Path(shutil.copytree(recorded, pytester.path, dirs_exist_ok=True))
    ahead = run(root, Order(clock=lambda: datetime(2099, 1, 1, tzinfo=UTC))).path
    pytester.runpytest("evals", *words)
    newest, *others = stored_runs(root / "reports/runs")

    assert others == [ahead]
    assert newest.name > ahead.name


def test_a_regression_fails_the_session_with_a_sentence(pytester: pytest.Pytester, held: Path):
    """Every item passed; the suite did worse than what was accepted: exit 1."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    recorded_anew(root, Clerk(care={CAREFUL: 1.0, HASTY: 0.5}), trials=6)
    result = pytester.runpytest("evals", "--audition-compare")
    told = section(result)

    assert result.ret == 1
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["audition: against the accepted baseline"])
    assert len(told) <= 25
    assert told[-1].startswith("REGRESSED: hasty does worse than hasty (accepted 20")


def test_under_xdist_each_case_is_played_once_and_the_verdict_is_the_same(pytester: pytest.Pytester, held: Path):
    """By the process that has its item; the parts become one run, which is concluded once."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    recorded_anew(root, Clerk(care={CAREFUL: 1.0, HASTY: 0.5}), trials=6)
    result = pytester.runpytest("evals", "-n", "2", "--audition-compare", "--junitxml", "cases.xml")
    (path,) = runs(root)
    told = section(result)

    assert result.ret == 1
    result.assert_outcomes(passed=6)
    assert told[-1].startswith("REGRESSED: hasty does worse than hasty (accepted 20")
    assert len(told) <= 25
    assert [found.name for found in (root / "reports/runs").rglob("*") if found.is_file()] == [path.name]
    with RunFile.open_readonly(path) as file:
        assert (file.state, len(list(file.summaries()))) == (RunState.COMPLETE, 36)
        assert {summary.attempts for summary in file.summaries()} == {1}
    assert {len(list(case.iter("property"))) for case in junit(root / "cases.xml").values()} == {60}


def test_an_open_comparison_passes_unless_it_is_asked_to_fail(pytester: pytest.Pytester, held: Path):
    """Inconclusive is loud; `--audition-fail-on=inconclusive` makes it red."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    recorded_anew(root, Clerk(care={CAREFUL: 0.98, HASTY: 0.96}), trials=6)
    calm = pytester.runpytest("evals", "--audition-compare")
    strict = pytester.runpytest("evals", "--audition-compare", "--audition-fail-on=inconclusive")

    assert (calm.ret, strict.ret) == (0, 1)
    assert any("INCONCLUSIVE" in line for line in section(calm))
    assert section(strict)[-1].startswith("INCONCLUSIVE: The evidence does not tell")


def test_a_variant_without_a_baseline_fails_only_where_errors_do(pytester: pytest.Pytester, held: Path):
    """It is said in any case."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    path = root / "evals/baselines/clerk.json"
    baseline = read_baseline(path)
    write_baseline(path, replace(baseline, sheets={CAREFUL: baseline.sheets[CAREFUL]}))
    calm = pytester.runpytest("evals", "--audition-compare")
    strict = pytester.runpytest("evals", "--audition-compare", "--audition-fail-on=error")

    assert (calm.ret, strict.ret) == (0, 1)
    assert section(strict)[-1] == "NO BASELINE: nothing was accepted for clerk/hasty."


def test_a_branch_cannot_move_its_own_bar(pytester: pytest.Pytester, held: Path):
    """With a revision the baseline is read as it was where the branch began."""
    root = Path(shutil.copytree(held, pytester.path, dirs_exist_ok=True))
    base = commit_all(root)
    recorded_anew(root, Clerk(care={CAREFUL: 1.0, HASTY: 0.5}), trials=6)
    accept(root, str(run(root, Order()).path), even_if=EvenIf(worse=True))
    commit_all(root, "Worse, and accepted")

    assert pytester.runpytest("evals", "--audition-compare").ret == 0
    assert pytester.runpytest("evals", f"--audition-compare={base}").ret == 1
    nowhere = pytester.runpytest("evals", "--audition-compare=nowhere")
    assert nowhere.ret == 4
    assert "git finds no merge base of 'nowhere' and HEAD" in nowhere.stdout.str()
