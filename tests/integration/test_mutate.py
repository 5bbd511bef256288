"""`audition mutate`: a rule is taken out, and the suite notices or does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.heeding import heeding, write_prompt
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

KEY = "sk-ant-api03-known-to-this-test-0123456789"
TRIALS = 8


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """A mock of its own: it is played afresh by every test."""
    with MockApi() as running:
        yield running


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """The letters with one prompt that is a list of seven rules."""
    root = project(tmp_path, THREE)
    write_prompt(root)
    return root


@pytest.fixture
def live(api: MockApi, audition: Run) -> Run:
    """Mutates the prompt live: `live(folder, "--cap", "9")`."""
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}

    def call(folder: Path, *words: str):
        return audition(folder, "mutate", "listed", "--live", "-n", str(TRIALS), *words, env=env)

    return call


def words(said: str) -> dict[str, str]:
    """The words of a rule → the word on it."""
    return dict(re.findall(r"^ +\d+  (.+)\n +[✓✗=?]  ([a-z ]+?) · taken out", said, re.MULTILINE))


def asked(api: MockApi) -> int:
    """How many messages were asked for."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


def test_each_rule_gets_its_word_and_nothing_is_paid_for_twice(listed: Path, api: MockApi, live: Run, audition: Run):
    """What decides notices; what only the tool calls tell is not noticed; the rest is not told apart.

    A second call plays what is open again and nothing else; recordings give the same words without the memory.
    """
    api.play(*heeding(listed, {"greets": 0.97, "signs": 0.6}, seed=1, trials=TRIALS))
    first = live(listed, "--cap", "50", "--record")
    found, spent = words(first.stdout), asked(api)

    assert first.returncode == 0
    assert found.pop("Greet the reader by name.") == "noticed"
    assert found.pop("Sign for the library.") == "noticed"
    assert found.pop("Note in desk/log.txt what you did.") == "not noticed"
    assert set(found.values()) <= {"idle", "open"}
    assert "greets 95.8 % → 0.0 %" in first.stdout
    assert "calls of Write 2.0 → 1.0" in first.stdout
    assert not (listed / "evals/recordings").exists()

    told = audition(listed, "mutate", "listed")
    (listed / "evals/mutants/clerk.json").unlink()
    replayed = audition(listed, "mutate", "listed")

    assert words(told.stdout) == words(replayed.stdout) == words(first.stdout)
    assert asked(api) == spent


def test_what_has_a_word_is_not_played_again(listed: Path, api: MockApi, live: Run):
    """Nor is it where another part of the prompt was edited; a rule that was itself edited is another rule."""
    api.play(*heeding(listed, {"greets": 0.97}, seed=1, trials=TRIALS))
    chosen = ("--cap", "50", "--rule", "Greet the reader")
    live(listed, *chosen)
    spent, path = asked(api), listed / "agents/clerk/listed.md"
    live(listed, *chosen)
    path.write_text(path.read_text("utf-8").replace("Be kind.", "Be very kind."), "utf-8")
    again = live(listed, *chosen)

    assert asked(api) == spent
    assert words(again.stdout) == {"Greet the reader by name.": "noticed"}

    path.write_text(path.read_text("utf-8").replace("by name.", "by her name."), "utf-8")
    live(listed, *chosen)

    assert asked(api) > spent


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["listed", "--live"], "say with --cap how many dollars"),
        (["listed", "--rule", "Greet the writer by name"], "the nearest is greet-the-reader-by-"),
        (["listed", "--rule", "the"], "fits 3 rules"),
        (["listed", "--kind", "move", "--rule", "Be kind"], "only numbers can be moved"),
        (["listed", "-s", "nowhere"], "no scenario 'nowhere'"),
        (["lister"], "no variant 'lister' in suite 'letters'; did you mean `listed`?"),
        (["listed@HEAD"], "name it without `@` and `~`"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error_before_any_money(
    listed: Path, audition: Run, typed: list[str], said: str
):
    """Nothing is stored, either."""
    done = audition(listed, "mutate", *typed)

    assert done.returncode == 2
    assert said in done.stderr
    assert not (listed / "reports").exists()


def test_a_mutant_is_a_variant_like_any_other(listed: Path, audition: Run):
    """It can be named wherever a variant can, and whoever misspells it is told."""
    known = audition(listed, "plan", "-v", "listed", "-v", "listed~drop-be-kind-fb86a3")
    unknown = audition(listed, "plan", "-v", "listed~drop-be-kid-fb86a3")

    assert "2 variants" in known.stdout
    assert (unknown.returncode, "did you mean `drop-be-kind-fb86a3`?" in unknown.stderr) == (2, True)


def test_a_plan_prices_mutants_in_the_order_in_which_a_cap_pays_for_them(
    listed: Path, api: MockApi, live: Run, audition: Run
):
    """Those first that something holds; a cap of what the first three take plays these and no more."""
    suite = listed / "scenarios/letters/suite.yaml"
    text = suite.read_text("utf-8")
    suite.write_text(text.replace("in: closing}", 'in: closing, holds: "Sign for the library."}'), "utf-8")
    api.play(*heeding(listed, {"signs": 0.97}, seed=1, trials=TRIALS))
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}
    audition(listed, "run", "--live", "--record", "-n", "1", env=env)
    plan = audition(listed, "plan", "-v", "listed", "--mutate", "-n", str(TRIALS)).stdout
    prices = re.findall(r"^ +\$([\d.]+) +24 trials  (held by \w+ ?\w*)", plan, re.MULTILINE)
    wide = audition(listed, "plan", "--mutate")

    assert "7 mutants, at most 192 trials: 24 are the prompt's own, which all of them share" in plan
    assert [held.strip() for _, held in prices] == ["held by what decides", *["held by nothing"] * 6]
    assert "Next    audition mutate listed -n 8 --live --record --cap 1" in plan
    assert (wide.returncode, "--mutate wants one variant with -v" in wide.stderr) == (2, True)

    done = live(listed, "--cap", f"{float(prices[2][0]) + 0.01:.4f}")

    assert len(words(done.stdout)) == 3
    assert "Sign for the library." in words(done.stdout)
    assert "Next    audition mutate listed -n 8 --live" in done.stdout


def test_what_a_cap_cut_is_gone_on_with_and_pays_for_nothing_twice(listed: Path, api: MockApi, live: Run):
    """The same command with a higher cap plays the rest of the same run."""
    api.play(*heeding(listed, {}, seed=1, trials=3))
    cut = live(listed, "-n", "3", "--cap", "0.2")
    part = asked(api)
    whole = live(listed, "-n", "3", "--cap", "50")

    assert (cut.returncode, "the same command goes on" in cut.stderr) == (4, True)
    assert whole.returncode == 0
    assert 0 < part < asked(api) == len(THREE) * 8 * 3 * 2
    assert len(list((listed / "reports/runs").glob("*.sqlite"))) == 1


def test_a_run_with_mutants_is_told_like_any_other_and_no_mutant_is_accepted(
    listed: Path, api: MockApi, live: Run, audition: Run
):
    """Its trials can be read, its report compares each mutant with the prompt; only that becomes the baseline."""
    api.play(*heeding(listed, {"greets": 0.97}, seed=1, trials=3))
    live(listed, "-n", "3", "--cap", "50")
    gone = next(path.name for path in (listed / "reports/runs").glob("*.sqlite")).removesuffix(".sqlite")
    report = audition(listed, "report", gone)
    shown = audition(listed, "show", "late-fee", "listed~drop-greet-the-reader-by-8a4304")
    refused = audition(listed, "accept", "-v", "listed~drop-greet-the-reader-by-8a4304")
    accepted = audition(listed, "accept")
    kept = json.loads((listed / "evals/baselines/clerk.json").read_text("utf-8"))

    assert report.returncode in (0, 1)
    assert "listed~drop-greet-the-reader-by-8a4304" in report.stdout
    assert (shown.returncode, "Hello" in shown.stdout) == (0, True)
    assert (refused.returncode, "did not play" in refused.stderr) == (2, True)
    assert accepted.returncode == 0
    assert list(kept["sheets"]) == ["clerk/listed"]


def duel(better: str) -> str:
    """What a judge of two works says."""
    return json.dumps({"evidence_1": "", "evidence_2": "", "reason": "It is warmer.", "better": better})


def test_where_nothing_else_tells_a_judge_of_both_works_may(harbour: Path, api: MockApi, audition: Run):
    """It prefers the prompt's last message in every pair: told from the prompt, and by nothing that decides."""
    for path in (harbour / "scenarios/harbour").iterdir():
        path.write_text(path.read_text("utf-8").partition("\ncriteria:")[0] + "\n", "utf-8")
    suite = harbour / "scenarios/harbour/suite.yaml"
    gate = "gate:\n  required: [ending]\n  points: [summary_length]\n  margin: 0.05\n"
    suite.write_text(suite.read_text("utf-8").partition("gate:\n")[0] + gate, "utf-8")
    judge = {"system": "^Two agents were given"}
    api.play(
        {**judge, "match": r"work 1: final message[^>]*>\s*Warm words", "reply": duel("1")},
        {**judge, "reply": duel("2")},
        {"system": "(?s)You plan how a ship.*Short is good", "reply": "Warm words."},
        {"system": "You plan how a ship", "reply": "Cold words."},
        {"reply": "no verdict"},
    )
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}
    words_of = ("mutate", "brisk", "--rule", "Short is good", "-n", "3")
    alone = audition(harbour, *words_of, "--live", "--cap", "50", env=env)
    told = audition(harbour, *words_of, "--live", "--cap", "50", "--pairwise", "--anew", env=env)
    unasked = audition(harbour, *words_of, "--pairwise", env=env)

    assert words(alone.stdout) == {"Short is good.": "open"}
    assert words(told.stdout) == {"Short is good.": "not noticed"}
    assert "chosen by a judge of both works 100.0 % → 0.0 %" in told.stdout
    assert "It is warmer." in told.stdout
    assert (unasked.returncode, "--pairwise asks a judge: add --live" in unasked.stderr) == (2, True)


def test_a_judge_of_both_works_wants_a_rubric(listed: Path, live: Run):
    """The letters have none."""
    done = live(listed, "--cap", "1", "--pairwise")

    assert (done.returncode, "leave --pairwise out" in done.stderr) == (2, True)
