"""Every peer: what it is installed from, at which version, and how it is started on the work."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent / "out" / "peers"
SDK = ("anthropic[aiohttp]==2.12.0",)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One run of a peer."""

    cases: Path
    """JSON lines, see `work.cases`."""
    repeats: int
    concurrency: int
    out: Path
    """An empty folder; nothing is written elsewhere."""
    url: str
    """Of the API."""
    model: str
    max_tokens: int


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One tool that does the same work."""

    name: str
    packages: Sequence[str]
    """Pinned; from PyPI, or from npm where `node` is said. None needed: it runs in our own environment."""
    command: Callable[[Path, Task], Sequence[str | Path]]
    """What starts it, given its environment's folder."""
    node: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    """Where it must be started; None: in the run's own folder."""

    @property
    def home(self) -> Path:
        """The folder of its environment."""
        return ENVIRONMENTS / self.name

    def install(self) -> None:
        """Make its environment where it is not there yet.

        Raises:
            OSError, subprocess.CalledProcessError: It cannot be made here.
        """
        home = self.home
        ready = home / ".ready"
        pinned = "\n".join(self.packages)
        if not self.packages or (ready.is_file() and ready.read_text(encoding="utf-8") == pinned):
            return
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        if self.node:
            (home / "package.json").write_text("{}", encoding="utf-8")
            _quietly("npm", "install", "--prefix", home, "--no-audit", "--no-fund", *self.packages)
        else:
            venv.create(home, with_pip=True)
            _quietly(home / "bin/python", "-m", "pip", "install", "--quiet", *self.packages)
        ready.write_text(pinned, encoding="utf-8")


def _quietly(*command: str | Path) -> None:
    subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=900)


def _bare(transport: str) -> Callable[[Path, Task], Sequence[str | Path]]:
    def command(_home: Path, task: Task) -> Sequence[str | Path]:
        numbers = [str(task.repeats), str(task.concurrency)]
        return [sys.executable, HERE / "bare.py", task.cases, *numbers, task.out / "results.jsonl", transport]

    return command


def _python(script: str) -> Callable[[Path, Task], Sequence[str | Path]]:
    def command(home: Path, task: Task) -> Sequence[str | Path]:
        numbers = [str(task.repeats), str(task.concurrency)]
        return [home / "bin/python", HERE / script, task.cases, *numbers, task.out / "results.jsonl"]

    return command


def _inspect(home: Path, task: Task) -> Sequence[str | Path]:
    many = str(task.concurrency)
    return [
        *(
            home / "bin/inspect",
            "eval",
            "inspect_task.py",
            "-T",
            f"cases={task.cases}",
            "-T",
            f"repeats={task.repeats}",
        ),
        *("--model", f"anthropic/{task.model}", "--max-tokens", str(task.max_tokens), "--display", "none"),
        *("--max-connections", many, "--max-samples", many, "--log-dir", task.out / "logs"),
    ]


def _promptfoo(home: Path, task: Task) -> Sequence[str | Path]:
    config = _promptfoo_config(task)
    modules = home / "node_modules"
    return [
        *(modules / "node/bin/node", modules / "promptfoo/dist/src/entrypoint.js", "eval", "-c", config),
        *("--no-cache", "-j", str(task.concurrency), "--repeat", str(task.repeats)),
        *("--no-table", "--no-progress-bar", "--no-share"),
    ]


def _promptfoo_config(task: Task) -> Path:
    """The work as promptfoo reads it: a prompt a variant, a test a question."""
    cases = [json.loads(line) for line in task.cases.read_text(encoding="utf-8").splitlines()]
    systems = {case["variant"]: case["system"] for case in cases}
    folder = task.out / "work"
    folder.mkdir()
    for variant, system in systems.items():
        prompt = [{"role": "system", "content": system}, {"role": "user", "content": "{{question}}"}]
        (folder / f"{variant}.json").write_text(json.dumps(prompt), encoding="utf-8")
    first = next(iter(systems))
    config = {
        "description": "bench",
        "prompts": [f"file://{variant}.json" for variant in systems],
        "providers": [
            {
                "id": f"anthropic:messages:{task.model}",
                "config": {"apiBaseUrl": task.url, "max_tokens": task.max_tokens},
            }
        ],
        "tests": [
            {"vars": {"question": case["question"]}, "assert": [{"type": "contains", "value": case["wanted"]}]}
            for case in cases
            if case["variant"] == first
        ],
    }
    path = folder / "promptfooconfig.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


PEERS = {
    peer.name: peer
    for peer in (
        Peer(name="bare", packages=(), command=_bare("httpx")),
        Peer(name="bare-aiohttp", packages=(), command=_bare("aiohttp")),
        Peer(
            name="pydantic-evals",
            packages=(*SDK, "pydantic-evals==2.62.0"),
            command=_python("pydantic_runner.py"),
        ),
        Peer(
            name="deepeval",
            packages=(*SDK, "deepeval==4.3.1"),
            command=_python("deepeval_runner.py"),
            environment={
                "DEEPEVAL_TELEMETRY_OPT_OUT": "YES",
                "DEEPEVAL_UPDATE_WARNING_OPT_IN": "NO",
                "DEEPEVAL_DISABLE_DOTENV": "1",
                "ERROR_REPORTING": "NO",
            },
        ),
        Peer(
            name="inspect_ai",
            packages=(*SDK, "inspect_ai==0.3.285"),
            command=_inspect,
            folder=HERE,  # it takes a task by relative path only
        ),
        Peer(
            name="promptfoo",
            packages=("promptfoo@0.123.1", "node@22"),
            node=True,
            command=_promptfoo,
            environment={
                "PROMPTFOO_DISABLE_TELEMETRY": "1",
                "PROMPTFOO_DISABLE_UPDATE": "1",
                "PROMPTFOO_DISABLE_SHARING": "1",
                "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
                "PROMPTFOO_FAILED_TEST_EXIT_CODE": "0",
            },
        ),
    )
}
