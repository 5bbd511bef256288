"""Programs of one's own as players, through the commands: beside the engine's loop, recorded, replayed, refused."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from audition.records.evidence import Ending, Origin
from audition.store.run_file import RunFile
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.clerk_api import clerk
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

KEY = "sk-ant-api03-known-to-this-test-0123456789"
PROGRAMS = Path(__file__).parents[1] / "fakes/programs"
SUITE = "scenarios/letters/suite.yaml"

pytestmark = pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")


@pytest.fixture
def root(open_path: Path) -> Path:
    """The small project with a program of its own, readable for whoever the sandbox is."""
    made = project(open_path, THREE)
    shutil.copytree(PROGRAMS, made / "programs")
    players(made, {"shop": {"command": ["python3", "{program}/programs/clerk.py"], "reads": ["programs"]}})
    for path in [made, *made.rglob("*")]:
        path.chmod(0o755)
    return made


def players(root: Path, named: dict) -> None:
    """Write them into the suite; JSON is YAML."""
    suite = root / SUITE
    suite.write_text(f"{suite.read_text()}\nplayers: {json.dumps(named)}\n")


def live(api: MockApi) -> dict[str, str]:
    """What a process needs to reach the API."""
    return {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}


def trials(root: Path) -> dict[str, list]:
    """The newest run's, by their variants."""
    found: dict[str, list] = {}
    with RunFile.open_readonly(max((root / "reports/runs").iterdir())) as file:
        for trial in file.trials():
            found.setdefault(trial.id.variant, []).append(trial)
    return found


def test_one_variant_is_compared_under_two_players(root: Path, api: MockApi, audition: Run):
    """Two sides of one run with a verdict, and the page says that what differs may be the player's."""
    api.play(*clerk(root))
    words = ("compare", "hasty", "hasty", "--player", "own", "--player", "shop", "--live", "--cap", "9", "-n", "1")
    done = audition(root, *words, env=live(api))

    assert done.returncode in (0, 1, 3), done.stderr
    assert "hasty+shop" in done.stdout
    assert "what differs may be the player's" in " ".join(done.stdout.split())
    own, shop = (trials(root)[name] for name in ("clerk/hasty", "clerk/hasty+shop"))
    assert {trial.ending for trial in own + shop} == {Ending.FINISHED}
    assert [trial.frame is None for trial in own + shop] == [True] * 3 + [False] * 3


def test_what_a_program_did_is_recorded_and_replayed_without_key_or_network(root: Path, api: MockApi, audition: Run):
    """Its tools are called as ours are, so that the loop alone replays it; the scores are the same."""
    api.play(*clerk(root))
    done = audition(root, "run", "--player", "shop", "-v", "hasty", "--live", "--record", "-n", "1", env=live(api))
    assert done.returncode in (0, 1, 3), done.stderr
    before = {trial.id: trial.outcome for trial in trials(root)["clerk/hasty+shop"]}
    again = audition(root, "run", "-v", "hasty+shop", "-n", "1")

    assert again.returncode == done.returncode, again.stderr
    replayed = trials(root)["clerk/hasty+shop"]
    assert {trial.origin for trial in replayed} == {Origin.REPLAY}
    assert {trial.id: trial.outcome for trial in replayed} == before
    assert not any(trial.diverged for trial in replayed)


def test_a_trial_that_no_recording_can_hold_is_stored_and_told_and_the_rest_is_recorded(
    root: Path, api: MockApi, audition: Run
):
    """A program that drops an empty answer and asks on has one more answer than its talk shows: exit 3 says so."""
    program = root / "programs/clerk.py"
    asks_on = """
        if not answer["content"]:
            messages[-1:] = [{"role": "user", "content": "Go on."}]
            continue
        if not calls:"""
    program.write_text(program.read_text().replace("\n        if not calls:", asks_on))
    rules = clerk(root)
    api.play({**rules[0], "times": 1, "reply": []}, *rules)
    words = ("run", "--player", "shop", "-v", "hasty", "--live", "--record", "-n", "1", "--concurrency", "1")
    done = audition(root, *words, env=live(api))

    played = {trial.id.scenario: trial for trial in trials(root)["clerk/hasty+shop"]}
    assert {trial.ending for trial in played.values()} == {Ending.FINISHED}
    recorded = {path.name for path in (root / "evals/recordings/clerk").iterdir()}
    (left,) = (name for name in played if f"hasty+shop-{name}-0.json" not in recorded)
    assert (len(played), len(recorded), len(played[left].turns)) == (3, 2, 3)
    told = f"stored, graded and not recorded: 1 trial ({left} × clerk/hasty+shop #0): of 3 answers 2 stand"
    assert told in done.stderr
    assert done.returncode == 3


def test_a_program_with_tools_of_its_own_is_replayed_by_itself(root: Path, api: MockApi, audition: Run):
    """The gateway answers it from the recording; what its tools give may differ, and what it asks may not."""
    program = root / "programs/clerk.py"
    program.write_text(program.read_text().replace('"name": "Write"', '"name": "put_down"'))
    rules = json.loads(json.dumps(clerk(root)).replace('"name": "Write"', '"name": "put_down"'))
    api.play(*rules)
    done = audition(root, "run", "--player", "shop", "-v", "hasty", "--live", "--record", "-n", "1", env=live(api))
    assert done.returncode in (0, 1, 3), done.stderr
    again = audition(root, "run", "-v", "hasty+shop", "-n", "1")
    assert again.returncode == done.returncode, again.stderr
    assert {trial.ending for trial in trials(root)["clerk/hasty+shop"]} == {Ending.FINISHED}

    program.write_text(program.read_text().replace('"content": "written"', '"content": "put down"'))
    differs = audition(root, "run", "-v", "hasty+shop", "-n", "1")
    assert differs.returncode == done.returncode, differs.stderr
    notes = [" ".join(trial.notes) for trial in trials(root)["clerk/hasty+shop"]]
    assert all("tool texts that differ from the recorded ones: put_down" in note for note in notes)

    program.write_text(program.read_text().replace("sys.stdin.read()", 'f"Please: {sys.stdin.read()}"'))
    changed = audition(root, "run", "-v", "hasty+shop", "-n", "1")
    assert changed.returncode == 3
    details = {trial.detail for trial in trials(root)["clerk/hasty+shop"]}
    assert all("asks otherwise than it was recorded" in detail and "Please: " in detail for detail in details)


@pytest.mark.skipif(find_spec("claude_agent_sdk") is None, reason="Claude Code is not here: audition[claude-code]")
def test_claude_code_itself_plays_an_agent_file_beside_the_loop(root: Path, api: MockApi, audition: Run):
    """The real program, with its own tools and its own words around the prompt; the work is as good as the loop's."""
    api.play(*clerk(root))
    words = (
        "compare",
        "hasty",
        "hasty",
        "--player",
        "own",
        "--player",
        "claude-code",
        "--live",
        "--cap",
        "20",
        "-n",
        "1",
    )
    done = audition(root, *words, env=live(api))

    assert done.returncode in (0, 1, 3), done.stderr
    own, real = (trials(root)[name] for name in ("clerk/hasty", "clerk/hasty+claude-code"))
    assert {trial.ending for trial in own + real} == {Ending.FINISHED}, [trial.detail for trial in real]
    assert [sorted(trial.written) for trial in own] == [sorted(trial.written) for trial in real]
    prompt = (root / "agents/clerk/hasty.md").read_text().split("---\n", 2)[2].strip()
    assert all(prompt in trial.frame.system for trial in real)


@pytest.mark.skipif(find_spec("claude_agent_sdk") is not None, reason="Claude Code is here")
def test_without_claude_code_it_is_told_what_installs_it(root: Path, api: MockApi, audition: Run):
    """Before anything is asked."""
    done = audition(root, "run", "--player", "claude-code", "--live", "-n", "1", env=live(api))

    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'audition[claude-code]'" in done.stderr


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is here")
@pytest.mark.parametrize("words", [("run",), ("compare", "hasty", "hasty", "--player", "own", "--player", "shop")])
def test_without_ray_it_is_told_what_installs_it(words, root: Path, api: MockApi, audition: Run):
    """Before anything is stored or asked."""
    api.play(*clerk(root))
    done = audition(root, *words, "--live", "-n", "1", "--on", "ray", env=live(api))

    assert (done.returncode, done.stdout, api.stats()["requests"]) == (2, "", {})
    assert done.stderr.strip().endswith("Ray is not installed: pip install 'audition[ray]'")
    assert not (root / "reports/runs").exists()


@pytest.mark.parametrize(
    ("named", "words", "told"),
    [
        ({}, ("-v", "hasty+nobody"), "no player 'nobody'"),
        ({}, ("-v", "hasty", "--player", "shopp"), "did you mean"),
        ({"own": {"command": ["x"]}}, (), "$.players.own.command: unknown key"),
        ({"own": {"cpus": 0}}, (), "$.players.own.cpus"),
        ({"x": {"command": ["y"], "memory_mb": "2 GB"}}, (), "$.players.x.memory_mb"),
        ({"x": {"command": []}}, (), "$.players.x.command"),
        ({"x": {"command": ["y"], "reads": ["nowhere"]}}, (), "is not there"),
        ({"x": {"command": ["y"], "reads": ["../.."]}}, (), "outside the project"),
        ({"x": {"command": ["y"], "models": ["sonet"]}}, (), "did you mean `sonnet`"),
    ],
)
def test_a_player_that_cannot_be_is_told_before_anything_is_asked(named, words, told, root: Path, audition: Run):
    """Exit 2, with the place."""
    if named:
        suite = root / SUITE
        suite.write_text(suite.read_text().split("\nplayers:")[0])
        players(root, named)
    done = audition(root, "run", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_run_with_a_program_is_gone_on_with(root: Path, api: MockApi, audition: Run):
    """Its variants are known by the player's name, and failed trials are played again."""
    api.play({"error": {"status": 400, "message": "try later"}})
    first = audition(root, "run", "--player", "shop", "-v", "hasty", "--live", "-n", "1", env=live(api))
    assert first.returncode == 3
    assert {trial.ending for trial in trials(root)["clerk/hasty+shop"]} == {Ending.FAILED}
    api.play(*clerk(root))
    again = audition(root, "run", "--resume", "latest", "--live", env=live(api))

    assert again.returncode in (0, 1, 3), again.stderr
    assert {trial.ending for trial in trials(root)["clerk/hasty+shop"]} == {Ending.FINISHED}


def test_what_a_program_cannot_be_told_is_refused(root: Path, api: MockApi, audition: Run):
    """A scenario with replies is the loop's."""
    scenario = root / "scenarios/letters/late-fee.yaml"
    scenario.write_text(f"{scenario.read_text()}\nreplies: [And then?]\n")
    done = audition(root, "run", "--player", "shop", "--live", "-n", "1", env=live(api))

    assert done.returncode == 2
    assert "late-fee.yaml: shop cannot be told what the user replies" in done.stderr

    suite = root / SUITE
    suite.write_text(f"{suite.read_text()}\nplayer: shop\n")
    checked = audition(root, "check")
    assert checked.returncode == 0, checked.stderr
    assert "late-fee.yaml:2: shop cannot be told what the user replies" in checked.stdout
    assert "`run` refuses clerk/hasty in late-fee: let `own` play it" in checked.stdout


def test_a_player_of_whom_nothing_is_recorded_is_told_with_the_command_that_records_it(root: Path, audition: Run):
    """In the name under which it plays, whichever way it was asked for."""
    for words in (("--player", "shop"), ("-v", "hasty+shop", "--player", "shop"), ("-v", "hasty+shop")):
        done = audition(root, "run", "-n", "1", *words)

        assert done.returncode in (2, 5), done.stdout
        assert "hasty+shop" in done.stderr
        assert "+shop+shop" not in done.stderr


def test_the_loop_s_own_name_adds_none_where_it_plays_anyway(root: Path, api: MockApi, audition: Run):
    """`hasty+own` is `hasty`; where the suite says a program, it is the loop all the same."""
    api.play(*clerk(root))
    done = audition(root, "compare", "hasty+own", "hasty+shop", "--live", "--cap", "9", "-n", "1", env=live(api))
    assert done.returncode in (0, 1, 3), done.stderr
    assert set(trials(root)) == {"clerk/hasty", "clerk/hasty+shop"}

    suite = root / SUITE
    suite.write_text(f"{suite.read_text()}\nplayer: shop\n")
    both = ("--player", "own", "--player", "shop")
    done = audition(root, "compare", "hasty", "hasty", *both, "--live", "--cap", "9", "-n", "1", env=live(api))
    assert done.returncode in (0, 1, 3), done.stderr
    played = trials(root)
    assert {name: {one.frame is None for one in found} for name, found in played.items()} == {
        "clerk/hasty+own": {True},
        "clerk/hasty+shop": {False},
    }


def test_a_storm_costs_a_program_time_and_no_score(root: Path, api: MockApi, audition: Run):
    """What the API could not take is asked again behind the gateway: the program hears answers alone."""
    api.play(*clerk(root))
    words = ("run", "--player", "shop", "-v", "hasty", "--live", "--fresh", "-n", "2")
    calm = audition(root, *words, env=live(api))
    before = {trial.id: trial.outcome for trial in trials(root)["clerk/hasty+shop"]}
    broken = [{"error": {"status": status, "retry_after": 0.01}, "times": 4} for status in (529, 429, 500)]
    api.play(*broken, *clerk(root))
    stormy = audition(root, *words, env=live(api))

    assert stormy.returncode == calm.returncode, stormy.stderr
    assert {status: api.stats()["status"][status] for status in ("529", "429", "500")} == dict.fromkeys(
        ("529", "429", "500"), 4
    )
    weathered = trials(root)["clerk/hasty+shop"]
    assert {trial.ending for trial in weathered} == {Ending.FINISHED}
    assert {trial.id: trial.outcome for trial in weathered} == before
    assert [trial.notes for trial in weathered] == [()] * len(weathered)


def test_a_program_waits_for_no_batch_unless_the_suite_says_so(root: Path, api: MockApi, audition: Run):
    """Told before anything is asked, with the key that says it."""
    done = audition(root, "run", "--player", "shop", "--live", "--batch", "-n", "1", env=live(api))

    assert (done.returncode, done.stdout) == (2, "")
    assert "play it without --batch, or write `waits: true` under it in `players:`" in done.stderr


def test_a_program_that_waits_is_played_by_batches_and_its_waiting_is_no_time_of_the_agent_s(
    root: Path, api: MockApi, audition: Run
):
    """Two batches are filled for two seconds each, which is longer than a trial may take."""
    suite = root / SUITE
    text = suite.read_text().replace('"reads": ["programs"]', '"reads": ["programs"], "waits": true')
    suite.write_text(text.replace("seconds: 60", "seconds: 3"))
    api.play(*clerk(root), batch_seconds=0)
    done = audition(root, "run", "--player", "shop", "-v", "hasty", "--live", "--batch", "-n", "1", env=live(api))

    assert done.returncode in (0, 1), done.stderr
    played = trials(root)["clerk/hasty+shop"]
    assert {(trial.ending, trial.origin, trial.seconds) for trial in played} == {(Ending.FINISHED, Origin.BATCH, None)}
    assert "POST /v1/messages" not in api.stats()["requests"]
    usages = [trial.usage for trial in played]
    assert sum(usage.output_tokens for usage in usages) == api.stats()["batch_tokens"]["output"]
