"""Shells as the loop uses them: one that notes what a command did to the workspace, one that does it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audition.errors import ModelError
from audition.records.evidence import Recording
from audition.records.messages import result_text, tool_results, tool_uses
from audition.records.outcome import Outcome
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import Shell, ToolResult

Effect = Mapping[str, str | None]
"""What a command did: path → the text it left there, None where it removed the file."""


class LiveShell:
    """Runs commands in a real shell, and compares the workspace before and after each."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.effects: list[Effect] = []
        """One a command, in call order."""

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """What the real shell gave."""
        before = workspace.read_outcome(over=False)
        result = await self._shell.run(command, workspace, seconds)
        self.effects.append(_effect(before, workspace.read_outcome(over=False)))
        return result


class RecordedShell:
    """Gives the recorded results in call order, and does to the workspace what the commands did then."""

    def __init__(self, recording: Recording) -> None:
        self.effects: list[Effect] = []
        self._results = _bash_results(recording)
        self._effects = iter(recording.shell_effects)

    def again(self, workspace: Workspace) -> None:
        """Does to the workspace what the next command did then, whatever it printed."""
        effect = next(self._effects, {})
        workspace.apply(effect)
        self.effects.append(effect)

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:  # noqa: ARG002  # time passed when it was recorded
        """The next recorded result of this command; calls that never reached a shell are passed over.

        Raises:
            ModelError: The recording holds no further one.
        """
        result = next((found for recorded, found in self._results if recorded == command), None)
        if result is None:
            raise ModelError("the recording holds no result for this shell command")
        self.again(workspace)
        return result


def _effect(before: Outcome, after: Outcome) -> Effect:
    """The files left new or changed as text, and those gone; what is no text is not kept."""
    changed = {path: file for path, file in after.items() if isinstance(file, str) and before.get(path) != file}
    return {**changed, **{path: None for path in before if path not in after}}


def _bash_results(recording: Recording) -> Iterator[tuple[str, ToolResult]]:
    """Every recorded Bash call's command with its result, in call order."""
    results = tool_results(recording.messages)
    for call in tool_uses(recording.messages):
        if call["name"] == "Bash" and (block := results.get(call["id"])):
            result = ToolResult(result_text(block), is_error=bool(block.get("is_error", False)))
            yield call["input"].get("command"), result
