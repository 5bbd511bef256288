"""`--on ray`: trials on the machines of a cluster, with the scores, the cap and the errors of a run in one process."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audition.agent import Loop
from audition.models.scripted import Answer, Cue, ScriptedModel
from audition.records.evidence import Ending, Trial
from audition.records.findings import Looks
from audition.running.cluster.joining import Cluster
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.progress import Silent
from audition.running.run import Done
from audition.running.runner import Options
from audition.store.run_file import RunFile
from audition.usecases.run import run
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes import machines as fakes
from tests.fakes.clerk_api import clerk
from tests.fakes.letters import BETTER, THREE, project
from tests.fakes.machines import Noting, joined_by, machines, notes, older_audition
from tests.fakes.mock_api import MockApi
from tests.fakes.signals import foreground
from tests.integration.conftest import PATIENCE, Run

pytest.importorskip("ray", reason="many machines are not tested: pip install 'audition[ray]'")
pytestmark = pytest.mark.filterwarnings("default")
KEY = "sk-ant-api03-known-to-this-test-0123456789"
PROGRAMS = Path(__file__).parents[1] / "fakes/programs"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two machines."""
    with machines() as running:
        yield running


@pytest.fixture
def root(open_path: Path) -> Path:
    """The small project."""
    return project(open_path, THREE)


def play(root: Path, script, on: Any = None, *, trials: int = 3, progress=None, concurrency: int = 4) -> Done:
    """A scripted run, on a cluster or in this process."""
    order = Order(
        player=Loop(ScriptedModel(script)),
        selection=Selection(trials=trials),
        options=Options(concurrency=concurrency),
        on=None if on is None else Cluster(on.address),
    )
    return run(root, order, progress)


def stored(path: Path) -> dict[str, Trial]:
    """Every trial of a run, by its name."""
    with RunFile.open_readonly(path) as file:
        trials = list(file.trials())
        assert len(trials) == len({trial.id for trial in trials})
        return {str(trial.id): trial for trial in trials}


def scores(path: Path) -> list[str]:
    """Everything that graders said, of every trial."""
    with RunFile.open_readonly(path) as file:
        return sorted(map(repr, file.grades()))


def live(api: MockApi) -> dict[str, str]:
    """What a process needs to reach the API."""
    return {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY, "RAY_USAGE_STATS_ENABLED": "0"}


def newest(root: Path) -> Path:
    """The newest run's file."""
    return max((root / "reports/runs").glob("*.sqlite"))


def test_a_script_scores_on_two_machines_as_in_one_process(root: Path, cluster: Any, tmp_path: Path):
    """Trial by trial; both machines play, and each trial once."""
    here = play(root, BETTER)
    away = play(root, Noting(tmp_path), cluster)
    told = notes(tmp_path)

    assert scores(away.path) == scores(here.path)
    assert {trial.attempts for trial in stored(away.path).values()} == {1}
    assert sorted(note["trial"] for note in told) == sorted(stored(here.path))
    assert len({note["node"] for note in told}) == 2


def test_a_sequential_run_looks_as_often_as_in_one_process(root: Path, cluster: Any):
    """Each part of it joins the cluster anew; the trials, and what graders say of them, are the same."""
    found = []
    for on in (None, Cluster(cluster.address)):
        order = Order(
            player=Loop(ScriptedModel(BETTER)),
            selection=Selection(trials=10),
            looks=Looks(most_trials=10),
            decided=lambda _file, _trials: (),
            on=on,
        )
        done = run(root, order)
        found.append((done.stopped, stored(done.path).keys(), scores(done.path)))

    assert found[0] == found[1]
    assert len(found[0][1]) == 60


def test_nothing_of_ray_is_imported_without_it(root: Path):
    """A run that plays here is as quick to start where Ray is installed."""
    told = "import sys; print([name for name in sys.modules if name.split('.')[0] == 'ray'])"
    command = f"import atexit; atexit.register(lambda: exec({told!r})); from audition.cli import main; main()"
    with MockApi() as api:
        api.play(*clerk(root))
        words = [sys.executable, "-c", command, "run", "--live", "-n", "1", "--store-only"]
        done = subprocess.run(
            words, cwd=root, env={**os.environ, **live(api)}, capture_output=True, text=True, check=False
        )

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "[]"), done.stderr


def test_no_key_is_in_a_players_environment(root: Path, cluster: Any, tmp_path: Path, monkeypatch):
    """Neither that of this process nor that of whoever started the cluster, now or as the process began."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("SHOP_TOKEN", "0123456789-of-the-shop-0123456789")
    play(root, Noting(tmp_path), cluster, trials=1)
    told = notes(tmp_path)

    assert len(told) == 6
    for note in told:
        whole = json.dumps(note)
        assert "PYTHONPATH" in whole
        assert [secret for secret in (KEY, fakes.KEY, os.environ["SHOP_TOKEN"]) if secret in whole] == []


def test_a_machine_that_is_lost_halfway_costs_no_trial(root: Path, cluster: Any, tmp_path: Path):
    """Each is counted once, the scores are the same, and what was lost says that it was played again."""
    here = play(root, BETTER, trials=8)
    with joined_by(cluster, {}) as third:
        halfway = _After(24, lambda: cluster.remove_node(third, allow_graceful=False))
        away = play(root, Noting(tmp_path, seconds=0.1), cluster, trials=8, progress=halfway, concurrency=8)
        halfway.wait()
    trials = stored(away.path)
    played = Counter(note["trial"] for note in notes(tmp_path))

    assert scores(away.path) == scores(here.path)
    assert {trial.ending for trial in trials.values()} == {Ending.FINISHED}
    again = {name for name, trial in trials.items() if trial.attempts == 2}
    assert again
    assert {name for name, times in played.items() if times > 1} <= again


def test_a_process_that_dies_with_its_trial_costs_no_trial(root: Path, cluster: Any, tmp_path: Path):
    """It is started again once; where it dies again, the trial has failed and says what became of it."""
    once = stored(play(root, _Dying(tmp_path, times=1), cluster, trials=1).path)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    twice = stored(play(root, _Dying(tmp_path, times=2), cluster, trials=1).path)

    dying, others = {name for name in once if "lost-card" in name}, {name for name in once if "lost-card" not in name}
    assert {(once[name].ending, once[name].attempts) for name in dying} == {(Ending.FINISHED, 2)}
    assert {(twice[name].ending, twice[name].attempts) for name in dying} == {(Ending.FAILED, 2)}
    assert all(twice[name].detail.startswith("lost on its machine: WorkerCrashedError") for name in dying)
    assert {(trials[name].ending, trials[name].attempts) for trials in (once, twice) for name in others} == {
        (Ending.FINISHED, 1)
    }


@dataclass(frozen=True)
class _Dying:
    """A clerk that is killed so many times over each lost card, and counts its deaths in a folder."""

    folder: Path
    times: int

    def __call__(self, cue: Cue) -> Answer | str:
        deaths = self.folder / str(cue.subject.id).replace("/", "-")
        died = len(deaths.read_text()) if deaths.exists() else 0
        if cue.subject.id.scenario == "lost-card" and died < self.times:
            deaths.write_text("x" * (died + 1))
            os.kill(os.getpid(), signal.SIGKILL)
        return BETTER(cue)


class _After(Silent):
    """Does something in a thread of its own once so many trials are stored."""

    def __init__(self, trials: int, what) -> None:
        self._left = trials
        self._thread = threading.Thread(target=what)

    def finished(self, trial, grades) -> None:
        self._left -= 1
        if self._left == 0:
            self._thread.start()

    def wait(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()


def test_a_player_that_breaks_there_is_a_failed_trial_with_its_traceback(root: Path, cluster: Any):
    """As in one process: tried twice, stored, and no lost machine."""
    trials = stored(play(root, _breaks, cluster, trials=1).path)

    assert {(trial.ending, trial.attempts) for trial in trials.values()} == {(Ending.FAILED, 2)}
    for trial in trials.values():
        assert trial.detail.endswith("ZeroDivisionError: the clerk divided by zero\n")
        assert "test_many_machines.py" in trial.detail


def _breaks(cue: Cue) -> Answer:
    raise ZeroDivisionError("the clerk divided by zero")


WAYS = {
    "answered": {},
    "refused": {"error": {"status": 400, "message": "no such thing"}},
    "denied": {"error": {"status": 401, "message": "who are you"}},
}


@pytest.mark.parametrize("way", ["answered", "refused", "denied"])
def test_what_the_api_says_means_the_same_on_every_machine(way: str, root: Path, cluster: Any, process: Run):
    """Exit code, endings, details, scores and calls; the API meets the key of the run's own process alone."""
    found = []
    for words in ((), ("--on", f"ray={cluster.address}")):
        with MockApi() as api:
            api.play(*([WAYS[way]] if WAYS[way] else clerk(root)))
            done = process(root, "run", "--live", "-n", "2", "--cap", "5", "--fresh", *words, env=live(api))
            trials = stored(newest(root))
            endings = {
                name: (trial.ending, _unnumbered(trial.detail), trial.attempts) for name, trial in trials.items()
            }
            asked = api.stats()["requests"].get("POST /v1/messages", 0) if way != "denied" else None
            last = _unnumbered(done.stderr).strip().splitlines()[-1:] if way == "denied" else ()
            found.append((done.returncode, endings, scores(newest(root)), asked, last))
        shutil.rmtree(root / "reports")
    here, away = found

    assert away == here
    assert way == "answered" or away[0] == 3


def _unnumbered(text: str) -> str:
    """Without the number of a request: which of several comes first is luck."""
    return re.sub(r"req_\d+", "", text)


def test_the_cap_holds_over_all_machines(root: Path, cluster: Any, process: Run):
    """A call is reserved at $0.167 and costs $0.001, so that two at once would pass this cap."""
    with MockApi() as api:
        api.play(*clerk(root))
        words = ("run", "--live", "-n", "3", "--cap", "0.18", "--store-only", "--on", f"ray={cluster.address}")
        done = process(root, *words, env=live(api))
        asked = api.stats()["requests"]["POST /v1/messages"]
    endings = Counter(trial.ending for trial in stored(newest(root)).values())

    assert done.returncode == 4
    assert "stopped: the cap of $0.18 is met" in done.stderr
    assert endings[Ending.BUDGET] > 0
    assert 0 < asked < 36


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")
def test_a_program_plays_on_every_machine(root: Path, cluster: Any, process: Run):
    """Its gateway and its sandbox are its machine's, its answers come from the run's own process."""
    shutil.copytree(PROGRAMS, root / "programs")
    shop = {"command": ["python3", "{program}/programs/clerk.py"], "reads": ["programs"], "cpus": 0.5, "memory_mb": 50}
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(f"{suite.read_text()}\nplayers: {json.dumps({'shop': shop})}\n")
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755)
    with MockApi() as api:
        api.play(*clerk(root))
        words = ("hasty", "hasty", "--player", "own", "--player", "shop", "-n", "1", "--live", "--cap", "9")
        done = process(root, "compare", *words, "--on", f"ray={cluster.address}", env=live(api))
    trials = stored(newest(root))

    assert done.returncode in (0, 1, 3), done.stderr
    assert {trial.ending for trial in trials.values()} == {Ending.FINISHED}
    assert {trial.id.variant: trial.frame is None for trial in trials.values()} == {
        "clerk/hasty": True,
        "clerk/hasty+shop": False,
    }


def test_a_machine_with_another_version_is_refused_before_anything_is_asked(
    root: Path, cluster: Any, tmp_path: Path, process: Run
):
    """The sentence names the machine, what differs and both versions."""
    with MockApi() as api, joined_by(cluster, {"PYTHONPATH": f"{older_audition(tmp_path)}:{fakes.ROOT}"}) as older:
        done = process(root, "run", "--live", "-n", "1", "--on", f"ray={cluster.address}", env=live(api))
        asked = api.stats()["requests"].get("POST /v1/messages", 0)

    assert (done.returncode, done.stdout, asked) == (2, "", 0)
    assert not (root / "reports/runs").exists()
    (line,) = done.stderr.strip().splitlines()
    assert f"({older.node_id[:8]}): audition is 0.0.7, and 0.1.0 where the run is" in line


def test_a_trial_that_no_machine_has_room_for_is_refused(root: Path, cluster: Any, process: Run):
    """Ray would wait for such a machine without an end."""
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(f"{suite.read_text()}\nplayers: {{own: {{cpus: 64}}}}\n")
    with MockApi() as api:
        done = process(root, "run", "--live", "-n", "1", "--on", f"ray={cluster.address}", env=live(api))

    assert (done.returncode, done.stdout) == (2, "")
    assert "no machine of the cluster has the 64 CPUs that a trial of own takes" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "--on", "ray"), "recordings are replayed here at once: add --live"),
        (("run", "--live", "--batch", "--on", "ray"), "play without --batch"),
        (("run", "--live", "--on", "ray=ray://10.0.0.1:10001"), "run audition on a machine of the cluster"),
        (("run", "--live", "--on", "ray=127.0.0.1:1"), "nothing answers there"),
        (("run", "--live", "--on", "slurm"), "`ray`, or `ray=ADDRESS`"),
        (("compare", "hasty", "careful", "--live", "--on", "ray"), "what is stored is compared as it is"),
        (("grade", "latest", "--on", "ray"), "No such option"),
    ],
)
def test_where_nothing_can_be_played_elsewhere_it_is_said(words, told: str, root: Path, audition: Run):
    """Exit 2, and nothing is asked."""
    done = audition(root, *words, env={"ANTHROPIC_API_KEY": KEY})

    assert (done.returncode, done.stdout) == (2, "")
    assert told in " ".join(done.stderr.split())


def test_a_run_whose_process_is_killed_is_gone_on_with(root: Path, cluster: Any, tmp_path: Path, process: Run):
    """What was stored stays as it is, nothing is doubled, and the tasks of the process that is gone have ended."""
    words = ["run", "--live", "-n", "12", "--cap", "50", "--store-only", "--concurrency", "4"]
    on = ["--on", f"ray={cluster.address}"]
    with MockApi(latency_ms=100) as api:
        api.play(*clerk(root))
        command = [sys.executable, "-c", "from audition.cli import main; main()", *words, *on]
        driver = subprocess.Popen(
            command, cwd=root, env={**os.environ, **live(api)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _until(lambda: list((root / "reports/runs").glob("*.sqlite")) and 10 <= len(stored(newest(root))))
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        before = stored(newest(root))
        _until(lambda: not _playing())
        done = process(root, "run", "--resume", "latest", "--live", "--store-only", *on, env=live(api))
    after = stored(newest(root))

    assert 10 <= len(before) < 72
    assert done.returncode == 0, done.stderr
    assert len(after) == 72
    assert {name: after[name] for name in before} == before
    assert {trial.ending for trial in after.values()} == {Ending.FINISHED}


def _playing() -> list[int]:
    """Processes that play a trial now, or wait at a post."""
    return [pid for pid in fakes.ray_processes() if _called(pid).startswith((b"ray::play", b"ray::Post"))]


def _called(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _until(what) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_cluster_of_a_runs_own_ends_with_it_however_it_ends(root: Path, process: Run):
    """`--on ray` alone starts one on this machine; after the run no process of it is left, after its kill no machine.

    What served a machine beside Ray's own process takes up to a minute to see that it is gone.
    """
    others = fakes.ray_processes()
    with MockApi(latency_ms=100) as api:
        api.play(*clerk(root))
        done = process(root, "run", "--live", "-n", "1", "--store-only", "--on", "ray", env=live(api))
        assert done.returncode == 0, done.stderr
        assert {trial.ending for trial in stored(newest(root)).values()} == {Ending.FINISHED}
        _until(lambda: not fakes.ray_processes() - others)
        shutil.rmtree(root / "reports")
        command = [sys.executable, "-c", "from audition.cli import main; main()", *done.args[3:], "-n", "50"]
        driver = subprocess.Popen(
            command, cwd=root, env={**os.environ, **live(api)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _until(lambda: list((root / "reports/runs").glob("*.sqlite")) and stored(newest(root)))
        driver.send_signal(signal.SIGKILL)
        driver.wait()
    _until(lambda: not [pid for pid in fakes.ray_processes() - others if _called(pid).startswith(b"ray::play")])
    _until(lambda: not [pid for pid in fakes.ray_processes() - others if b"raylet" in _called(pid).split(b"\0")[0]])


def test_an_interrupt_finishes_what_is_under_way_on_every_machine(root: Path, process: Run):
    """As a terminal sends it: to the run's process and to all that it has started."""
    with MockApi(latency_ms=300) as api, foreground():
        api.play(*clerk(root))
        words = ["run", "--live", "-n", "50", "--store-only", "--concurrency", "4", "--on", "ray"]
        driver = subprocess.Popen(
            [sys.executable, "-c", "from audition.cli import main; main()", *words],
            cwd=root,
            env={**os.environ, **live(api)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        _until(lambda: list((root / "reports/runs").glob("*.sqlite")) and len(stored(newest(root))) >= 4)
        os.killpg(driver.pid, signal.SIGINT)
        _, said = driver.communicate(timeout=PATIENCE)
    trials = stored(newest(root))

    assert driver.returncode == 130, said
    assert 4 <= len(trials) < 300
    assert {(trial.ending, trial.attempts) for trial in trials.values()} == {(Ending.FINISHED, 1)}
