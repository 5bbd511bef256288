"""The first message: a command's text with arguments, printed commands and named files; a memory file before it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.agent import Conditions, Loop, Replay
from audition.agent.opening import called_with, memory_told
from audition.agent.recording import recording_of
from audition.agent.tools import MOST_SEEN
from audition.loading.agent_file import parse_agent_file
from audition.models.protocol import Subject
from audition.models.recorded import RecordedModel
from audition.models.scripted import ScriptedModel, in_turn
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.records.variants import Settings, Variant
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell, Shell, ToolResult
from tests.fakes.pictures import PDF, png
from tests.unit.models.subjects import subject

PICTURE = b"\x89PNG\r\n\x1a\n\xff"


@dataclass(frozen=True)
class Prints:
    """A shell that prints its command's last word, leaves a file each time, and fails where the command says so."""

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """What it printed."""
        assert seconds > 0
        if command.startswith("fail"):
            return ToolResult("fatal: no such branch\n(exit 128)", is_error=True)
        if command.startswith("true"):
            return ToolResult("(no output)")
        workspace.write_text((f"{command.rsplit(maxsplit=1)[-1]}.log",), "left\n")
        return ToolResult(f"printed {command.rsplit(maxsplit=1)[-1]}")


def command(text: str, path: str = ".claude/commands/look.md", **settings: object) -> Variant:
    """A prompt file with this text, by default a command."""
    whole = Settings(model="claude-opus-5-5", **settings)
    return parse_agent_file(text.encode(), "clerk/look", models={}, path=path, settings=whole)


def asked(variant: Variant, request: str = "", files: Mapping[str, str] | None = None) -> Subject:
    """A trial of it with this request, in a workspace with these files."""
    plain = subject()
    scene = replace(plain.scenario, request=request, inputs={**plain.scenario.inputs, **(files or {})})
    return replace(plain, variant=variant, scenario=scene)


def played(of: Subject, shell: Shell | None = None) -> Trial:
    """The trial of a model that says one word."""
    stage = Conditions(limits=Limits(), shell=shell or NoShell("a test has none"))
    return asyncio.run(Loop(ScriptedModel(in_turn(["Seen."]))).play(of, stage))


def opened(of: Subject, shell: Shell | None = None) -> str:
    """What the model was asked first."""
    return played(of, shell).messages[0]["content"]


@pytest.mark.parametrize(
    ("text", "arguments", "given"),
    [
        ("Fix $ARGUMENTS.", '42 "in two words"', 'Fix 42 "in two words".'),
        ("Fix $ARGUMENTS[0] by $ARGUMENTS[1].", '42 "two words"', "Fix 42 by two words."),
        ("Fix $0 by $1, not $2.", "42 noon", "Fix 42 by noon, not $2."),
        ("It costs $5m, $ARGUMENTS.", "dear", "It costs $5m, dear."),
        ("Say $0.", "it's", "Say it's."),
        ("Say $0.", "$1 $ARGUMENTS", "Say $1."),
        ("Look.", "", "Look."),
        ("Look.", "at it", "Look.\n\nARGUMENTS: at it"),
        (
            "---\narguments: [issue, branch]\n---\nFix $issue on $branch, $issues.",
            "42 main",
            "Fix 42 on main, $issues.",
        ),
        ("---\narguments: issue branch\n---\nFix $issue on $branch.", "42", "Fix 42 on $branch."),
    ],
)
def test_arguments_stand_where_the_text_names_them_as_claude_code_counts_and_splits_them(text, arguments, given):
    """From 0, as a shell splits them; what is not given stays; where none is named they stand at the end."""
    assert called_with(command(text), arguments).rstrip() == given


def test_a_skill_is_told_where_its_folder_lies():
    """And may name it itself."""
    skill = command("Run ${CLAUDE_SKILL_DIR}/count.py.", "skills/count/SKILL.md", files={"count.py": "print(1)\n"})

    assert called_with(skill, "") == (
        "Base directory for this skill: .claude/skills/count\n\nRun /workspace/.claude/skills/count/count.py.\n"
    )


def test_every_file_of_a_skills_folder_lies_in_the_workspace_whatever_its_bytes():
    """A picture is a part of the prompt's digest and is known in inputs and in a replay; another one is a miss."""
    skill = command("Look.", "skills/look/SKILL.md", files={"logo.png": PICTURE, "notes.md": "Be kind.\n"})
    other = command("Look.", "skills/look/SKILL.md", files={"logo.png": PICTURE + b"1", "notes.md": "Be kind.\n"})
    trial = played(asked(skill))
    recording = recording_of(trial, asked(skill), max_tokens=9)
    model = RecordedModel({recording.id.recorded_as: recording})

    assert trial.inputs[".claude/skills/look/logo.png"].bytes == len(PICTURE)
    assert trial.outcome[".claude/skills/look/logo.png"] == trial.inputs[".claude/skills/look/logo.png"]
    assert skill.digest != other.digest
    assert model.miss(asked(skill)) is None
    assert "logo.png holds other bytes" in model.miss(asked(other))


def test_what_a_command_prints_stands_in_its_place():
    """In a line and in a block, after the arguments; one that prints nothing leaves nothing, and code is not run."""
    text = "Now: !`git log $0`, !`true`.\n\n```!\ngit status\n```\n\nNot x!`git diff` nor `git show`."

    assert opened(asked(command(text), "main"), Prints()).startswith(
        "Now: printed main, .\n\nprinted status\n\nNot x!`git diff` nor `git show`."
    )


@pytest.mark.parametrize(
    ("shell", "why"), [(Prints(), "fatal: no such branch"), (None, "Bash has no sandbox on this machine")]
)
def test_a_command_that_fails_is_one_clear_error_and_nothing_is_asked(shell, why):
    """As in Claude Code: the trial is no result of the agent's."""
    trial = played(asked(command("Now: !`fail now`")), shell)

    assert (trial.ending, trial.turns) == (Ending.FAILED, ())
    assert ".claude/commands/look.md: the command `fail now` that stands in it failed, so nothing was asked" in (
        trial.detail
    )
    assert why in trial.detail


def test_printed_commands_replay_from_the_recording_with_what_they_left():
    """No shell is needed, and the files that they left lie there again."""
    player = asked(command("Now: !`git log`"))
    trial = played(player, Prints())
    recording = replace(recording_of(trial, player, max_tokens=9), model=player.variant.model)
    replay = Replay(RecordedModel({recording.id.recorded_as: recording}))
    again = asyncio.run(replay.play(player, Conditions(limits=Limits(), shell=NoShell("none"))))

    assert again.messages == trial.messages
    assert (again.diverged, again.outcome["log.log"]) == (None, "left\n")


def test_files_that_a_command_names_are_read_before_it():
    """By the tools' own readers, folders too; a name of nothing in the workspace is left alone."""
    text = opened(asked(command("Review @src/app.py and @src, ask @nobody for it."), files={"src/app.py": "x = 1\n"}))
    read, _, rest = text.partition("Review @src/app.py")

    assert '{"file_path": "/workspace/src/app.py"}' in read
    assert "x = 1" in read
    assert '{"path": "/workspace/src"}' in read
    assert "nobody" not in read
    assert rest == " and @src, ask @nobody for it.\n"


def test_pictures_and_documents_that_a_command_names_are_shown_where_they_are_read():
    """In their order among the texts, by their bytes and not their names, once each; in a replay too."""
    of = asked(command("Hold @a.dat and @$0 against @notes.md, @a.dat."), "b.pdf", files={"notes.md": "Red.\n"})
    of = replace(of, scenario=replace(of.scenario, binaries={"a.dat": png(30, 20), "b.pdf": PDF, "c.png": png()}))
    trial = played(of)
    recording = replace(recording_of(trial, of, max_tokens=9), model=of.variant.model)
    replay = Replay(RecordedModel({recording.id.recorded_as: recording}))
    again = asyncio.run(replay.play(of, Conditions(limits=Limits(), shell=NoShell("none"))))
    blocks = trial.messages[0]["content"]

    assert [block["type"] for block in blocks] == ["text", "image", "text", "document", "text"]
    assert [blocks[1]["source"]["width"], blocks[3]["title"]] == [30, "b.pdf"]
    assert blocks[0]["text"].endswith('{"file_path": "/workspace/a.dat"}\n</system-reminder>\n')
    assert "Red." in blocks[4]["text"]
    assert blocks[4]["text"].endswith("</system-reminder>\nHold @a.dat and @b.pdf against @notes.md, @a.dat.\n")
    assert (again.messages, again.diverged) == (trial.messages, None)


def test_a_picture_that_no_model_can_be_shown_stays_a_name():
    """Too wide, or one more than a talk shows; the others are shown."""
    names = [f"p{number:02d}.png" for number in range(22)]
    of = asked(command("Look at @wide.png " + " ".join(f"@{name}" for name in names)))
    pictures = {name: png(30, 20 + place) for place, name in enumerate(names)}
    of = replace(of, scenario=replace(of.scenario, binaries={"wide.png": png(9_000, 1), **pictures}))
    blocks = played(of).messages[0]["content"]

    assert sum(block["type"] == "image" for block in blocks) == MOST_SEEN
    assert "wide.png" not in "".join(block["text"] for block in blocks[:-1] if block["type"] == "text")
    assert blocks[-1]["text"].endswith("@p20.png @p21.png\n")


def test_a_memory_file_is_told_before_the_request_with_its_imports_and_the_day():
    """To an agent as to a command; without `as_of` no day is told, and without a memory file nothing."""
    memory = {"CLAUDE.md": "Use tabs. @docs/style.md", "docs/style.md": "Be brief."}
    agent = command(
        "---\nname: a\ndescription: b\n---\nHelp.\n", "agents/clerk/a.md", claude_md="CLAUDE.md", memory=memory
    )
    told = opened(asked(agent, "Say hello."))
    undated = asked(agent, "Say hello.")
    undated = replace(undated, scenario=replace(undated.scenario, day=None))

    assert told.index("Contents of /workspace/CLAUDE.md") < told.index("Use tabs.") < told.index("Be brief.")
    assert "Today's date is 2026-06-01." in told
    assert told.startswith("<system-reminder>\n")
    assert told.endswith("</system-reminder>\nSay hello.")
    assert "Today" not in opened(undated)
    assert opened(asked(command("Look.", claude_md="CLAUDE.md", memory=memory))).endswith("</system-reminder>\nLook.\n")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,9}(/[a-z]{1,9})?\.md", fullmatch=True),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).map(str.strip),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_a_first_message_tells_which_memory_files_it_holds(memory, called):
    """Whatever they say, and whatever the request is; one that holds none tells none."""
    head = "" if called else "---\nname: a\ndescription: b\n---\n"
    path = ".claude/commands/look.md" if called else "agents/clerk/a.md"
    first = next(iter(memory))
    agent = command(f"{head}Help.\n", path, claude_md=first, memory=memory)

    assert memory_told(played(asked(agent, "Say hello.")).messages[0]) == memory
    assert memory_told({"role": "user", "content": f"Contents of /workspace/{first} (project instructions)"}) == {}


def test_a_memory_file_is_a_part_of_the_digest_when_it_is_named_and_only_then():
    """Another text of it makes another variant."""
    plain = command("Look.")
    told, other = (command("Look.", claude_md="CLAUDE.md", memory={"CLAUDE.md": text}) for text in ("A.", "B."))

    assert len({plain.digest, told.digest, other.digest}) == 3
    assert plain.digest == command("Look.", claude_md=None).digest


@pytest.mark.parametrize("text", ["```!\n" * 9_000, "```!" + "\n" * 60_000, "x!`" * 20_000, "@" + "." * 60_000])
def test_a_command_without_an_end_is_no_denial_of_service(text):
    """What nothing closes is text."""
    assert "Seen." in played(asked(command(f"Look.\n{text}"))).final_message
