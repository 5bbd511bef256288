"""The first user message of a trial, as Claude Code makes it of prompt, memory file and request."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from audition.agent.shells import LiveShell, RecordedShell
from audition.errors import WorkspaceError
from audition.models.protocol import Subject
from audition.records.definitions import Scenario
from audition.records.evidence import Recording
from audition.records.messages import Block, Message, content_blocks
from audition.records.variants import Variant, skill_folder
from audition.workspace.faults import ToolError
from audition.workspace.folder import Workspace
from audition.workspace.paths import VIRTUAL_ROOT, parse_path
from audition.workspace.sandbox.shell import ToolResult
from audition.workspace.toolbox import Toolbox

_COMMAND = re.compile(r"```![ \t]*\n((?:(?!```).)*?)\n```|(?:^|(?<=\s))!`([^`]+)`", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"(?:^|(?<=\s))@([\w./-]*\w)")
_REMINDER: Final = "<system-reminder>\n{}\n</system-reminder>\n"
_MEMORY: Final = (
    "As you answer the user's questions, you can use the following context:\n# claudeMd\n"
    "Codebase and user instructions are shown below. Be sure to adhere to these instructions. IMPORTANT: These "
    "instructions OVERRIDE any default behavior and you MUST follow them exactly as written.\n\n{}\n\n"
    "      IMPORTANT: this context may or may not be relevant to your tasks. You should not respond to this context "
    "unless it is highly relevant to your task."
)
_CONTENTS = re.compile(
    rf"(?:\A|\n\n)Contents of {VIRTUAL_ROOT}/([^\n]+) \(project instructions, checked into the codebase\):\n\n"
)
_DAY = re.compile(r"\n\n# currentDate\nToday's date is [^\n]*\Z")


class Ground(NamedTuple):
    """What a first message is made on."""

    workspace: Workspace
    """As it is at the start; a command may change it."""
    shell: LiveShell | RecordedShell
    """Runs the commands."""
    admitted: Callable[[ToolResult], ToolResult]
    """What the talk can show of a picture or document, as `Tools.admitted`."""
    seconds: float
    """What each command may take."""


async def opening(subject: Subject, ground: Ground, recording: Recording | None = None) -> Message:
    """What the request carries, the memory file, and the request, or what is called with it as its arguments.

    A command or skill gets its arguments, then what its `!` commands print, then the files that it names by `@`,
    pictures and documents too. What they printed when a trial was recorded stands in the recording.

    Args:
        subject: Whose prompt and scenario.
        ground: Of the trial.
        recording: Of the trial that is replayed.

    Raises:
        WorkspaceError: A command failed; Claude Code would have sent nothing.
    """
    variant, scenario = subject.variant, subject.scenario
    text, named = scenario.request, list[Block]()
    if variant.kind.called:
        text = called_with(variant, scenario.request)
        commands, shell = list(_COMMAND.finditer(text)), ground.shell
        if recording is not None and isinstance(shell, RecordedShell) and commands:
            for _ in commands:
                shell.again(ground.workspace)
            return recording.messages[0]
        text = await _printed(variant, text, ground)
        named = await _named(text, ground)
    told = [_text(_memory(variant, scenario)), *named, _text(text)]
    blocks = _joined([*(each.block for each in scenario.attachments), *told])
    return {"role": "user", "content": blocks if len(blocks) > 1 else "".join(block["text"] for block in blocks)}


def called_with(variant: Variant, arguments: str) -> str:
    """A command's or skill's text with its arguments in their places, or behind it where it names no place.

    `$ARGUMENTS` is all of them as they stand, `$ARGUMENTS[0]` and `$0` the first as a shell splits them, `$name` the
    one that `arguments` in the frontmatter calls so; a place whose argument is not given stays as it is.
    """
    names = _names(variant)
    given = _split(arguments)
    by_name = "".join(rf"|\$(?P<name>{'|'.join(map(re.escape, names))})\b" for _ in names[:1])
    places = re.compile(rf"\$ARGUMENTS\[(?P<at>\d+)\]|(?P<all>\$ARGUMENTS)|\$(?P<short>\d+)(?!\w){by_name}")

    def filled(place: re.Match[str]) -> str:
        found = place.groupdict()
        if found["all"]:
            return arguments
        named = found.get("name")
        index = names.index(named) if named else int(found["at"] or found["short"])
        return given[index] if index < len(given) else place.group()

    home = f"{VIRTUAL_ROOT}/{skill_folder(variant)}" if "${CLAUDE_SKILL_DIR}" in variant.system else ""
    text = places.sub(filled, variant.system).replace("${CLAUDE_SKILL_DIR}", home)
    if arguments and not places.search(variant.system):
        text += f"\nARGUMENTS: {arguments}"
    return f"Base directory for this skill: {skill_folder(variant)}\n\n{text}" if variant.files else text


def _names(variant: Variant) -> Sequence[str]:
    written = variant.frontmatter.get("arguments")
    names = written.split() if isinstance(written, str) else written if isinstance(written, list) else []
    return [name for name in names if isinstance(name, str) and re.fullmatch(r"[A-Za-z_]\w*", name)]


def _split(arguments: str) -> list[str]:
    try:
        return shlex.split(arguments)
    except ValueError:  # a quote that is not closed
        return arguments.split()


async def _printed(variant: Variant, text: str, ground: Ground) -> str:
    """The text with what its `!` commands print in their places."""
    parts, end = [], 0
    for found in _COMMAND.finditer(text):
        command = (found.group(1) or found.group(2)).strip()
        result = await ground.shell.run(command, ground.workspace, ground.seconds)
        if result.is_error:
            told = f"{variant.path}: the command `{command[:200]}` that stands in it failed, so nothing was asked"
            raise WorkspaceError(f"{told}: {result.text.strip()[:300]}")
        parts += [text[end : found.start()], "" if result.text == "(no output)" else result.text]
        end = found.end()
    return "".join([*parts, text[end:]])


async def _named(text: str, ground: Ground) -> list[Block]:
    """The workspace's files and folders that a text names by `@`, as if they had been read; all else is left a name."""
    tools, told = Toolbox(ground.workspace, ("Read", "LS"), ground.shell), list[Block]()
    for name in dict.fromkeys(found.group(1) for found in _FILE.finditer(text)):
        try:
            kind = ground.workspace.tree.kind(parse_path(name))
        except ToolError:
            continue
        tool, key = ("LS", "path") if kind == "folder" else ("Read", "file_path")
        result = ground.admitted(await tools.call(tool, {key: name}))
        if not result.is_error:
            asked = json.dumps({key: f"{VIRTUAL_ROOT}/{'/'.join(parse_path(name))}"}, ensure_ascii=False)
            read = _text(_REMINDER.format(f"Result of calling the {tool} tool:\n{result.text}"))
            told.append(_text(_REMINDER.format(f"Called the {tool} tool with the following input: {asked}")))
            told.append(result.media.block(name.rpartition("/")[2]) if result.media else read)
    return told


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without empty texts, texts that follow each other as one."""
    joined: list[Block] = []
    for block in blocks:
        if block["type"] != "text":
            joined.append(block)
        elif joined and joined[-1]["type"] == "text":
            joined[-1] = _text(joined[-1]["text"] + block["text"])
        elif block["text"]:
            joined.append(block)
    return joined


def memory_told(first: Message) -> Mapping[str, str]:
    """The memory file and its imports that a first message tells, as `opening` made it: path → text; empty: none."""
    head, _, tail = _MEMORY.partition("{}")
    text = "".join(block["text"] for block in content_blocks(first) if block["type"] == "text")
    before, began, rest = text.partition(head)
    told, ended, _ = rest.partition(tail)
    if not (began and ended) or before != _REMINDER.partition("{}")[0]:
        return {}
    _, *parts = _CONTENTS.split(_DAY.sub("", told))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _memory(variant: Variant, scenario: Scenario) -> str:
    """The memory file and its imports in a reminder, with the day where the scenario says one; empty: none is named."""
    files = [
        f"Contents of {VIRTUAL_ROOT}/{path} (project instructions, checked into the codebase):\n\n{text}"
        for path, text in variant.settings.memory.items()
    ]
    if not files:
        return ""
    day = [] if scenario.day is None else [f"# currentDate\nToday's date is {scenario.day}."]
    return _REMINDER.format(_MEMORY.format("\n\n".join(files + day)))
