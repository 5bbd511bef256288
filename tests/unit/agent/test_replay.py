"""Replays: real tools, recorded answers, and the truth about how faithful they were."""

import asyncio
from dataclasses import replace

from audition.agent import Loop, Replay
from audition.models.recorded import RecordedModel
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Recording, Trial
from audition.workspace.sandbox.shell import ToolResult
from tests.unit.agent.test_loop import stage
from tests.unit.models.subjects import recording, subject

PATH = "inst_1/out.yaml"


def call(name: str, tool_input: dict, number: int = 1) -> tuple[dict, ...]:
    """An assistant's call and its recorded result."""
    use = {"type": "tool_use", "id": f"t{number}", "name": name, "input": tool_input}
    result = {"type": "tool_result", "tool_use_id": f"t{number}", "content": "as recorded"}
    return ({"role": "assistant", "content": [use]}, {"role": "user", "content": [result]})


def recorded(tools: tuple[str, ...], *calls: tuple[dict, ...], **changes) -> tuple[Recording, object]:
    """A recording of these calls, and the subject it is of."""
    of = subject()
    of = replace(of, variant=replace(of.variant, tools=tools))
    base = recording(of)
    messages = (base.messages[0], *[message for pair in calls for message in pair], base.messages[-1])
    turns = tuple(base.turns[:1] * len(calls)) + base.turns[1:]
    return replace(base, messages=messages, turns=turns, **changes), of


def replayed(tape: Recording, of) -> Trial:
    """The trial that replays the recording."""
    return asyncio.run(Replay(RecordedModel({of.id: tape})).play(of, stage()))


def test_a_replay_that_leaves_the_recorded_files_has_not_diverged():
    """The file tools run for real; what they leave is held against the recording."""
    inputs = recording(subject()).inputs
    tape, of = recorded(
        ("Write",), call("Write", {"file_path": PATH, "content": "a: 1\n"}), outcome={**inputs, PATH: "a: 1\n"}
    )

    assert replayed(tape, of).diverged is None


def test_a_replay_that_leaves_another_file_has_diverged_at_a_named_line():
    """The first difference is named."""
    inputs = recording(subject()).inputs
    tape, of = recorded(
        ("Write",),
        call("Write", {"file_path": PATH, "content": "a: 1\nb: 2\n"}),
        outcome={**inputs, PATH: "a: 1\nb: 3\n"},
    )

    assert f"{PATH} differs from the recorded file at line 2" == replayed(tape, of).diverged


def test_a_file_that_only_one_of_them_left_is_a_divergence():
    """Missing and additional files are both named."""
    inputs = recording(subject()).inputs
    extra, of = recorded(("Write",), call("Write", {"file_path": PATH, "content": "a"}), outcome=inputs)
    missing, same = recorded(("Read",), outcome={**inputs, PATH: "a"})

    assert f"{PATH} was left, the recording has no such file" == replayed(extra, of).diverged
    assert f"{PATH} was not left, the recording has it" == replayed(missing, same).diverged


def test_tool_texts_that_differ_are_noted_and_no_divergence():
    """What a tool says may change between versions; what the agent left may not."""
    tape, of = recorded(("Read",), call("Read", {"file_path": "inst_1/instruction.yaml"}))
    trial = replayed(tape, of)

    assert trial.diverged is None
    assert any("tool texts that differ" in note and "Read (1)" in note for note in trial.notes)


def test_another_model_and_other_tool_definitions_are_noted():
    """A recording still replays, and its reader is told."""
    tape, of = recorded(("Read",), model="claude-of-old")
    notes = " ".join(replayed(tape, of).notes)

    assert "claude-of-old" in notes
    assert "tool definitions differ" in notes


def test_shell_results_come_from_the_recording_and_so_does_what_the_command_left():
    """No command runs in a replay; its recorded effect on the workspace is done again."""
    inputs = recording(subject()).inputs
    tape, of = recorded(
        ("Bash",),
        call("Bash", {"command": "echo a > inst_1/out.yaml; rm inst_1/instruction.yaml"}),
        outcome={**{path: text for path, text in inputs.items() if "instruction" not in path}, PATH: "a\n"},
        shell_effects=({PATH: "a\n", "inst_1/instruction.yaml": None},),
    )
    trial = replayed(tape, of)

    assert trial.diverged is None
    assert [found.result for found in trial.trajectory] == ["as recorded"]
    assert tape.shell_effects == trial.shell_effects


class WritingShell:
    """A shell whose every command leaves one file and removes another."""

    async def run(self, command, workspace, seconds):
        workspace.apply({"left.txt": command, "inst_1/instruction.yaml": None})
        return ToolResult("done")


def test_what_a_live_shell_command_did_is_kept_for_replays():
    """Files left and removed are noted one entry a command."""
    of = subject()
    of = replace(of, variant=replace(of.variant, tools=("Bash",)))
    model = ScriptedModel(in_turn([Answer(calls=(Call(name="Bash", input={"command": "make it"}),)), "Done."]))
    trial = asyncio.run(Loop(model).play(of, replace(stage(), shell=WritingShell())))

    assert trial.shell_effects == ({"left.txt": "make it", "inst_1/instruction.yaml": None},)
