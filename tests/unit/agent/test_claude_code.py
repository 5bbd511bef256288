"""Claude Code itself plays an agent file, alone in the sandbox; what does not reach it is told before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Conditions
from audition.agent.claude_code import completed, installed
from audition.agent.program import Program
from audition.agent.staging import version_of
from audition.models.claude.access import direct
from audition.models.claude.connection import Connection
from audition.models.claude.live import Claude
from audition.models.protocol import Subject
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.records.players import CLAUDE_CODE, Casting
from audition.store.conversation import check_messages
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.mock_api import MockApi
from tests.unit.models.claude.test_live import SETTINGS
from tests.unit.models.subjects import subject

KEY = "sk-ant-api03-known-to-this-test-0123456789"
CASTING = Casting(name=CLAUDE_CODE)
FRONTMATTER = {"name": "clerk", "description": "A clerk", "tools": "Read, Write, Bash", "model": "opus"}

real = pytest.mark.skipif(
    installed() is None or isinstance(probe_shell(), NoShell),
    reason="Claude Code is not tested: pip install 'audition[claude-code]', and a sandbox",
)


def clerk() -> Subject:
    """One whose agent file is Claude Code's, with a model that the suite does not ask."""
    header = "".join(f"{key}: {value}\n" for key, value in FRONTMATTER.items())
    one = subject()
    text = f"---\n{header}---\n{one.variant.system}"
    return replace(one, variant=replace(one.variant, frontmatter=FRONTMATTER, text=text))


def played(root: Path, *rules: dict) -> Trial:
    """A trial by Claude Code itself against the mock."""
    with MockApi() as api:
        api.play(*rules)

        async def scene() -> Trial:
            async with Claude(Connection(direct(KEY, api.url)), settings=SETTINGS) as channel:
                conditions = Conditions(limits=Limits(seconds=60), shell=probe_shell())
                return await Program(CASTING, channel, root).play(clerk(), conditions)

        return asyncio.run(scene())


def uses(name: str, **asked: str) -> dict:
    """A call of a tool."""
    return {"type": "tool_use", "name": name, "input": asked}


@real
def test_claude_code_plays_the_agent_file_as_itself_and_writes_and_calls_nowhere_else(tmp_path: Path):
    """The file's prompt and tools, the suite's model, real tools in the workspace; all else is shut."""
    look = "cat out/answer.txt; touch /home/mark || echo shut; (exec 3<>/dev/tcp/1.1.1.1/80) || echo alone"
    trial = played(
        tmp_path,
        {"tool_results": 0, "reply": [uses("Write", file_path="/workspace/out/answer.txt", content="forty-two")]},
        {"tool_results": 1, "reply": [uses("Bash", command=look, description="looks")]},
        {"tool_results": 2, "reply": "It is written."},
    )

    assert (trial.ending, trial.detail) == (Ending.FINISHED, "")
    assert trial.outcome["out/answer.txt"] == "forty-two"
    assert [call.name for call in trial.trajectory] == ["Write", "Bash"]
    seen = trial.trajectory[1].result
    assert seen.startswith("forty-two")
    assert "shut" in seen
    assert "alone" in seen
    assert (trial.final_message, len(trial.turns), trial.asides, trial.notes) == ("It is written.", 3, (), ())
    assert trial.frame is not None
    assert trial.frame.system.endswith(clerk().variant.system.strip())
    assert "billing" not in trial.frame.system
    assert [tool["name"] for tool in trial.frame.tools] == ["Read", "Write", "Bash"]
    assert trial.frame.model == clerk().variant.model
    assert "system" in {message["role"] for message in trial.messages}
    check_messages(trial.messages, "a run file")


@real
def test_its_own_version_is_part_of_what_is_compared(tmp_path: Path):
    """Another Claude Code is another player."""
    version = completed(CASTING).version

    assert version.replace(".", "").isdigit()
    assert version_of(CASTING, tmp_path).startswith(f"{version} ")


def test_another_program_s_command_stands_as_the_suite_has_it():
    """Only Claude Code's is ours."""
    shop = Casting(name="shop", command=("python3", "main.py"))

    assert completed(shop) is shop


def test_its_version_is_that_of_the_program_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs of two machines are alike by one version and unlike by two; one that says none is known by its size."""

    def version(folder: str, said: str | None) -> str:
        bundled = tmp_path / folder / "claude_agent_sdk/_bundled"
        bundled.mkdir(parents=True)
        (bundled.parent / "__init__.py").write_text("")
        (bundled / "claude").write_text("#!")
        if said is not None:
            (bundled / "claude.version").write_text(said)
        with monkeypatch.context() as patch:
            patch.syspath_prepend(str(tmp_path / folder))
            return version_of(CASTING, tmp_path)

    here = version("here", "2.1.332 (Claude Code)")

    assert here.startswith("2.1.332 ")
    assert version("there", "2.1.332") == here
    assert version("newer", "2.1.333") != here
    assert version("silent", None).startswith("of 2 bytes ")
