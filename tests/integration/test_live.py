"""`audition run --live` against the mock Messages API: every fault has its ending, and nothing is paid for twice."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audition.project.world import load_world
from audition.records.evidence import Ending, Origin
from audition.store.rows import Summary
from audition.store.run_file import RunFile, RunState
from tests.fakes.clerk_api import SYSTEMS, clerk, written
from tests.fakes.leavings import leavings
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken
from tests.fakes.signals import foreground
from tests.integration.conftest import PATIENCE, Run

KEY = "sk-ant-api03-known-to-this-test-0123456789"

Live = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock, running; `play` starts it afresh."""
    with MockApi(hang_s=0.3, bomb_mb=8, batch_seconds=0) as running:
        yield running


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project with three scenarios, nothing recorded."""
    return project(tmp_path, THREE)


@pytest.fixture
def live(api: MockApi, audition: Run) -> Live:
    """Runs the command live: `live(folder, "run", "-n", "2")`."""

    def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return audition(folder, words[0], "--live", *words[1:], env=access(api))

    return call


def access(api: MockApi) -> dict[str, str]:
    """What a process needs to reach the API."""
    return {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}


def runs(root: Path) -> list[Path]:
    """Every stored run, the oldest first."""
    return sorted((root / "reports/runs").glob("*.sqlite"), key=lambda path: path.stat().st_mtime_ns)


def endings(path: Path) -> dict[str, tuple[Ending, str]]:
    """Trial → how it ended, and what is said of it."""
    with RunFile.open_readonly(path) as file:
        return {str(found.id): (found.ending, found.detail) for found in file.summaries()}


def calls(api: MockApi) -> int:
    """How many messages were asked for."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


def summaries(path: Path) -> list[Summary]:
    """Every stored trial of a run in short."""
    with RunFile.open_readonly(path) as file:
        return list(file.summaries())


def metered(api: MockApi) -> list[int]:
    """Tokens on the mock's meter: input, output, read from the prompt cache, written to it."""
    tokens = api.stats()["tokens"]
    return [tokens.get(name, 0) for name in ("input", "output", "cache_read", "cache_write_5m")]


def total(path: Path) -> list[int]:
    """Tokens of all stored trials, in the same order."""
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    return [sum(getattr(found.usage, name) for found in summaries(path)) for name in names]


PASSING = {
    "connection reset": {"fault": "reset"},
    "hang": {"fault": "hang"},
    "body cut short": {"fault": "truncate"},
    "malformed JSON": {"fault": "malformed"},
    "HTML under 200": {"fault": "html"},
    "a packed bomb": {"fault": "gzip"},
    "a redirect": {"fault": "redirect"},
    "wrong shape": {"reply": "…", "patch": {"content": [{"type": "text"}]}},
    "usage of a wrong shape": {"reply": "…", "patch": {"usage": {"input_tokens": -1}}},
    "429": {"error": {"status": 429, "retry_after": 0.1}},
    "500": {"error": {"status": 500}},
    "529": {"error": {"status": 529}},
    "a paused turn": {"reply": "Let me think.", "stop_reason": "pause_turn"},
}
"""What the API does once, after which it answers."""
LASTING = {
    "400": ({"error": {"status": 400, "message": "messages: is wrong"}}, Ending.FAILED, "messages: is wrong"),
    "413": ({"error": {"status": 413, "message": "too large"}}, Ending.FAILED, "413"),
    "refusal": ({"fault": "refusal"}, Ending.REFUSED, "the model refused"),
    "max_tokens": ({"fault": "max_tokens", "reply": "a long answer"}, Ending.TOKEN_LIMIT, "was cut at"),
    "context": (
        {"error": {"status": 400, "message": "prompt is too long: 210000 tokens > 200000 maximum"}},
        Ending.CONTEXT_EXCEEDED,
        "outgrew the model's context",
    ),
    "a word about the key": (
        {"error": {"status": 400, "message": f"invalid x-api-key {KEY}"}},
        Ending.FAILED,
        "[redacted]",
    ),
    "a key told by the model": ({"reply": f"Your key is {KEY}."}, Ending.FINISHED, ""),
}
"""What the API does every time, the ending that follows, and words of its detail."""


def test_every_fault_has_its_ending_and_no_artefact_holds_the_key(tmp_path: Path, api: MockApi, live: Live):
    """What passes is tried again and scored, what lasts is told for what it is; of the rest of the run nothing is lost.

    The known key is looked for in everything that the run has written or said: run file, cache, recordings, reports,
    both streams.
    """
    root = project(tmp_path)
    suite = load_world(root, None).suite
    cases = [(scenario, variant.id) for scenario in suite.scenarios for variant in suite.variants]
    met = dict(zip([*PASSING, *LASTING], cases, strict=True))
    rules = []
    for name, (scenario, variant) in met.items():
        about = {"match": f"desk/{scenario.instruction['id']}/", "system": SYSTEMS[variant.split("/")[1]]}
        rules.append({**about, **(PASSING[name] | {"times": 1} if name in PASSING else LASTING[name][0])})
    api.play(*rules, *clerk(root))

    done = live(root, "run", "-n", "1", "--record", "--cap", "50")
    found = endings(runs(root)[0])

    for name, (scenario, variant) in met.items():
        _, ending, said = ({}, Ending.FINISHED, "") if name in PASSING else LASTING[name]
        assert (name, ending) == (name, found[f"{scenario.id} × {variant} #0"][0])
        assert said in found[f"{scenario.id} × {variant} #0"][1]
    assert done.returncode == 1, "a refusal fails the required check of the ending"
    assert "8 of 10 (2 failed)" in done.stdout
    assert "9 of 10 (1 failed)" in done.stdout
    assert len(list((root / "evals/recordings").rglob("*.json"))) == len(PASSING) + 1
    assert [] == [place for place in everything(root, done) if KEY in place[1]]


def everything(root: Path, done: subprocess.CompletedProcess[str]) -> Iterator[tuple[str, str]]:
    """Every text that a run has left: files and both streams."""
    yield "standard output", done.stdout
    yield "standard error", done.stderr
    yield from leavings(root)


def judged(root: Path) -> Path:
    """The project with a rubric, too."""
    rubric = "id: tone\ntitle: Tone\ncriteria:\n  - {id: kind, text: The answer is kind., points: 1}\n"
    (root / "rubrics/clerk/tone.yaml").write_text(rubric, "utf-8")
    with (root / "scenarios/letters/suite.yaml").open("a", encoding="utf-8") as suite:
        suite.write("\nrubrics: [rubrics/clerk/tone.yaml]\n")
    return root


VERDICT = {"kind": {"evidence": "Dear", "reason": f"Its key is {KEY}.", "met": True}}
CALL = {"type": "tool_use", "name": KEY, "input": {KEY: KEY}}
ECHOES = {
    "as the model that answered": {"model": "sonnet", "reply": "Done.", "patch": {"model": KEY}},
    "as the judge that answered": {"model": "opus", "reply": "Well.", "patch": {"model": KEY}},
    "in a verdict": {"model": "opus", "reply": spoken(VERDICT)},
    "in a reply of no use": {"model": "opus", "reply": f"Your key is {KEY}."},
    "as a tool": {
        "model": "sonnet",
        "tool_results": 0,
        "reply": [{"type": "tool_use", "name": KEY, "input": {KEY: KEY}}],
    },
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_a_key_that_the_api_repeats_is_in_no_artefact(echo: dict, root: Path, api: MockApi, live: Live):
    """Wherever it stands in an answer, to the agent or to the judge: run file, cache, recordings, reports, streams."""
    api.play(echo, *clerk(judged(root)))

    done = live(root, "run", "-n", "1", "-s", "late-fee", "-v", "hasty", "--record", "--verbose")

    assert done.returncode in (0, 1)
    assert [] == [place for place, text in everything(root, done) if KEY in text]


@pytest.mark.parametrize(
    ("status", "said", "advice"),
    [
        (
            401,
            "the API refuses the key: 401: authentication_error: no such key (request req_",
            "check ANTHROPIC_API_KEY",
        ),
        (404, "the API does not know what was asked for: 404: not_found_error: no such key (request req_", "model id"),
    ],
)
def test_where_no_call_can_succeed_the_run_stops_at_once(
    status: int, said: str, advice: str, root: Path, api: MockApi, live: Live
):
    """One sentence, exit 3; nobody is asked again, and the run can be resumed once the cause is mended."""
    api.play({"error": {"status": status, "message": "no such key"}})

    done = live(root, "run", "-n", "10", "--concurrency", "4", "--store-only")

    assert done.returncode == 3
    assert done.stderr.startswith(said)
    assert advice in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert calls(api) <= 4
    with RunFile.open_readonly(runs(root)[0]) as file:
        assert (file.state, list(file.summaries())) == (RunState.INTERRUPTED, [])


def test_a_second_run_asks_for_nothing_and_its_trials_are_no_new_evidence(root: Path, api: MockApi, live: Live):
    """Zero calls, no dollar, trials marked as cached; `--fresh` asks for all of it again."""
    api.play(*clerk(root))
    asked, told = [], []
    for words in ((), (), ("--fresh",)):
        done = live(root, "run", "-n", "1", *words)
        told.append("were answered from the response cache, the oldest of 20" in " ".join(done.stdout.split()))
        asked.append(calls(api))

        assert (done.returncode, done.stderr) == (0, "")
    first, warm, fresh = (summaries(path) for path in runs(root))

    assert [12, 12, 24] == asked
    assert [False, True, False] == told
    assert {Origin.LIVE} == {found.origin for found in (*first, *fresh)}
    assert {(Origin.CACHED, 0.0)} == {(found.origin, found.spent_usd) for found in warm}
    assert [found.usage for found in first] == [found.usage for found in warm]


def test_what_was_recorded_live_replays(root: Path, api: MockApi, audition: Run, live: Live):
    """Without key and network the recordings give the same files and the same scores, and nothing diverges."""
    api.play(*clerk(root))
    played = live(root, "run", "-n", "2", "--record", "--store-only")
    asked = calls(api)
    replayed = audition(root, "run", "-n", "2", "--store-only")
    live_run, replay = (scores(path) for path in runs(root))

    assert (played.returncode, replayed.returncode) == (0, 0)
    assert asked == calls(api)
    assert live_run == replay
    assert not any(found.diverged for found in summaries(runs(root)[1]))


def scores(path: Path) -> list:
    """Every reading of a run."""
    with RunFile.open_readonly(path) as file:
        return list(file.marks())


def test_a_run_stops_at_its_cap_and_goes_on_with_a_higher_one(root: Path, api: MockApi, live: Live):
    """Exit 4 with the reason; what was finished is kept and asked for once; the tokens of both parts are the mock's."""
    api.play(*clerk(root))
    met = live(root, "run", "-n", "3", "--cap", "0.18", "--concurrency", "1", "--store-only")
    (path,) = runs(root)
    finished = [found.id for found in summaries(path) if found.ending is Ending.FINISHED]
    resumed = live(root, "run", "--resume", "latest", "--cap", "5", "--store-only")

    assert met.returncode == 4
    assert "stopped: the cap of $0.18 is met" in met.stderr
    assert 0 < len(finished) < 18
    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert {Ending.FINISHED} == {found.ending for found in summaries(path)}
    assert len(summaries(path)) == 18
    assert calls(api) == 2 * 18
    assert metered(api) == total(path)


@pytest.mark.parametrize(("begun", "goes_on"), [(("--batch",), ()), ((), ("--batch",))])
def test_a_run_goes_on_as_it_was_begun(
    begun: tuple[str, ...], goes_on: tuple[str, ...], root: Path, api: MockApi, live: Live
):
    """What waits in a batch would be paid for a second time call by call; the error has the command to type."""
    api.play(*clerk(root))
    live(root, "run", "-n", "1", "--cap", "0.0001", "--store-only", *begun)
    (path,) = runs(root)

    done = live(root, "run", "--resume", "latest", "--store-only", *goes_on)

    assert done.returncode == 2
    resuming = ["audition run --resume", path.stem, "--live", *begun, "--cap", "0.0001"]
    assert f"`{' '.join(resuming)}` goes on with it" in done.stderr
    assert api.stats()["requests"] == {}


def test_a_fresh_run_stays_fresh_when_it_is_gone_on_with(root: Path, api: MockApi, live: Live):
    """Weekly runs and confirmations are fresh: what they lack comes from no cache either, whoever resumes them."""
    api.play(*clerk(root))
    live(root, "run", "-n", "1", "--store-only")
    live(root, "run", "-n", "1", "--store-only", "--fresh", "--cap", "0.0001")
    resumed = live(root, "run", "--resume", "latest", "--store-only", "--cap", "5")
    _, path = runs(root)

    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert calls(api) == 2 * 12
    assert {Origin.LIVE} == {found.origin for found in summaries(path)}


def test_a_sequential_run_stops_as_soon_as_its_verdict_is_decided(root: Path, api: MockApi, live: Live):
    """A clear difference takes a fraction of the planned trials; the run is complete without the others."""
    hasty = [
        rule
        for scenario in load_world(root, None).suite.scenarios
        for rule in written(scenario, missed=("greets", "signs", "names_a_day"), system=SYSTEMS["hasty"])
    ]
    api.play(*hasty, *clerk(root))

    done = live(root, "run", "-n", "20", "--sequential")
    (path,) = runs(root)

    assert done.returncode == 0
    assert "IMPROVED" in done.stdout
    assert 0 < calls(api) < 2 * 3 * 20 * 2 / 2
    with RunFile.open_readonly(path) as file:
        assert (file.state, len(file.missing())) == (RunState.COMPLETE, 0)


def test_a_cap_and_a_model_without_a_price_are_refused_before_any_call(root: Path, api: MockApi, live: Live):
    """Exit 2 with the model's name; without a cap the run is played, its dollars unknown."""
    api.play(*clerk(root))
    text = (root / "pyproject.toml").read_text("utf-8")
    (root / "pyproject.toml").write_text(text.replace("claude-sonnet-5-5", "claude-unheard-of-9"), "utf-8")

    refused = live(root, "run", "--cap", "5")
    asked = calls(api)
    played = live(root, "run", "-n", "1", "-v", "hasty", "--store-only")
    (path,) = runs(root)

    assert (refused.returncode, asked) == (2, 0)
    assert "no list price is known for claude-unheard-of-9" in refused.stderr
    assert played.returncode == 0
    assert {None} == {found.spent_usd for found in summaries(path)}


@pytest.mark.parametrize("cap", ["nan", "inf", "0", "-1"])
def test_a_cap_that_is_no_amount_is_refused(cap: str, root: Path, live: Live):
    """Nothing could be held against it."""
    done = live(root, "run", "--cap", cap)

    assert done.returncode == 2
    assert "--cap" in done.stderr


def start(root: Path, api: MockApi, *words: str, most_bytes: int | None = None) -> subprocess.Popen[str]:
    """A process that plays live."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))

    with foreground():
        return subprocess.Popen(
            [sys.executable, "-c", "from audition.cli import main; main()", "run", "--live", "--store-only", *words],
            cwd=root,
            env={**os.environ, **access(api)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,  # noqa: PLW1509  # no thread but this one
        )


def until(condition: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_finishes_what_is_in_flight(number: signal.Signals, root: Path, api: MockApi):
    """Exit 130 with what to type; every trial that was begun is stored, each answer that was paid for in it.

    A terminal that is closed hangs up, and takes no money with it either.
    """
    api.play(*clerk(root), latency_ms=100)
    process = start(root, api, "-n", "50", "--concurrency", "8")
    until(lambda: calls(api) >= 20)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    (path,) = runs(root)
    found = summaries(path)

    assert process.returncode == 130
    assert f"`audition run --resume {path.stem} --live` goes on" in said
    assert {Ending.FINISHED} == {trial.ending for trial in found}
    assert 2 * len(found) == calls(api) < 2 * 300


def test_a_second_interrupt_ends_the_run_now(root: Path, api: MockApi):
    """Calls under way are given up, stored trials are whole, and the run is gone on with later."""
    api.play(*[rule | {"latency_ms": 1_000_000, "times": 10} for rule in clerk(root)[:1]], *clerk(root), latency_ms=50)
    process = start(root, api, "-n", "10", "--concurrency", "8")
    until(lambda: calls(api) >= 20)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)  # of two signals of one number a slow process may see one
    _, said = process.communicate(timeout=PATIENCE)
    (path,) = runs(root)

    assert process.returncode == 130
    assert "what was finished is kept" in said
    assert {Ending.FINISHED} == {trial.ending for trial in summaries(path)}


def test_a_full_disk_ends_the_run_and_what_was_stored_is_kept(root: Path, api: MockApi, live: Live):
    """Exit 3 and a sentence; with room again the run is gone on with, and no answer that was kept is paid for twice.

    A limit on the size of files stands in for the end of the disk.
    """
    api.play(*clerk(root))
    process = start(root, api, "-n", "20", "--concurrency", "4", most_bytes=200_000)
    _, said = process.communicate(timeout=PATIENCE)
    (path,) = runs(root)
    kept = len(summaries(path))
    resumed = live(root, "run", "--resume", "latest", "--store-only")

    assert process.returncode == 3
    assert "disk" in said
    assert len([line for line in said.splitlines() if "trials done" not in line]) == 1
    assert 0 < kept < 120
    assert resumed.returncode == 0
    assert len(summaries(path)) == 120
    assert calls(api) <= 2 * 120 + 2 * 4


def test_a_response_cache_that_came_with_a_commit_answers_nothing(root: Path, live: Live) -> None:
    """Whoever made the branch would speak in Claude's place; nothing is called either."""
    live(root, "run", "-n", "1", "-v", "hasty", "-s", "late-fee")
    for words in (["init", "-q"], ["add", "-f", "reports/cache.sqlite"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    before = sorted(root.glob("reports/runs/*.sqlite"))
    again = live(root, "run", "-n", "1", "-v", "hasty", "-s", "late-fee")

    assert again.returncode == 2
    assert "came with a commit" in again.stderr
    assert "Traceback" not in again.stderr
    assert len(before) == 1
    assert sorted(root.glob("reports/runs/*.sqlite")) == before


def test_stored_runs_are_listed_the_newest_first_with_what_they_cost(
    root: Path, live: Live, audition: Run, api: MockApi
):
    """A file that is none is told and passed over; where nothing is stored, what makes a run is said."""
    nothing = audition(root, "runs")
    api.play(*clerk(root))
    live(root, "run", "-s", "late-fee", "-n", "1", "-v", "careful", "--cap", "5", "--store-only")
    live(root, "run", "-s", "lost-card", "-n", "2", "-v", "hasty", "--cap", "5", "--store-only")
    (root / "reports/runs/20260101-000000-letters-0000.sqlite").write_bytes(b"no database")
    listed = audition(root, "runs", "letters")
    first, second = (line.split() for line in listed.stdout.splitlines() if " live " in line)

    assert "No run is stored" in nothing.stdout
    assert (listed.returncode, first[2], second[2]) == (0, "hasty", "careful")
    assert "2 of 2" in " ".join(first)
    assert "complete" in first
    assert any(word.startswith("$0.0") for word in first)
    assert "20260101-000000-letters-0000.sqlite" in listed.stdout
