"""Agent files as people and strangers write them: what Claude Code reads is read, what nobody can read is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audition.loading.agent_file import parse_agent_file
from audition.records.variants import Settings, Variant
from tests.hostile.refusing import refused
from tests.unit.loading.written import AGENT, load, write_project

MODELS = {"sonnet": "claude-sonnet-5-5"}
HEAD = {"name": "clerk", "description": "Writes letters.", "tools": "Read, Write", "model": "sonnet"}
BODY = "# Clerk\n\nWrite.\n"


def _file(body: str = BODY, extra: str = "", **head: str | None) -> str:
    keys = {**HEAD, **head}
    lines = [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return "\n".join(["---", *lines, *([extra] if extra else []), "---", body])


PLAIN = _file()

TOOLS = ("Read", "Write", "Edit", "Grep", "Glob", "Bash", "TodoWrite")
TOOLS_BUT_BASH = (name for name in TOOLS if name != "Bash")

BENIGN = {
    "as it is": (PLAIN, ("Read", "Write")),
    "Windows line ends": (PLAIN.replace("\n", "\r\n"), ("Read", "Write")),
    "byte order mark": ("\ufeff" + PLAIN, ("Read", "Write")),
    "both": ("\ufeff" + PLAIN.replace("\n", "\r\n"), ("Read", "Write")),
    "no line end at the end": (PLAIN.rstrip(), ("Read", "Write")),
    "spaces after the fences": (PLAIN.replace("---\n", "---  \n"), ("Read", "Write")),
    "tools as a list": (_file(tools="[Read, Write]"), ("Read", "Write")),
    "tools as lines": (_file(tools="\n  - Read\n  - Write"), ("Read", "Write")),
    "tools over several lines": (_file(tools=">-\n  Read,\n  Write"), ("Read", "Write")),
    "tools in quotes": (_file(tools='"Read, Write"'), ("Read", "Write")),
    "a comma too many": (_file(tools="Read, Write,"), ("Read", "Write")),
    "tools twice": (_file(tools="Read, Read, Write"), ("Read", "Write")),
    "tools twice in a list": (_file(tools="[Read, Read]"), ("Read",)),
    "no tools": (_file(tools="[]"), ()),
    "no tools in quotes": (_file(tools='""'), ()),
    "every tool": (_file(tools="Bash, Edit, Glob, Grep, Read, TodoWrite, Write"), None),
    "a model by its exact id": (_file(model="claude-sonnet-4-5-20250929"), ("Read", "Write")),
    "a description of several lines": (_file(description="|\n  One.\n  Two: three.\n"), ("Read", "Write")),
    "a folded description": (_file(description=">-\n  One.\n  Two."), ("Read", "Write")),
    "a description with escapes": (_file(description='"One.\\n\\nTwo: 🚀 שלום"'), ("Read", "Write")),
    "a long description": (_file(description="Writes letters. " * 2_000), ("Read", "Write")),
    "a description that YAML 1.1 takes for true": (_file(description="yes"), ("Read", "Write")),
    "a fence inside the description": (_file(description="|\n  a\n  ---\n  b"), ("Read", "Write")),
    "unknown keys": (_file(extra="tier: execution\ncolor: blue\ncapabilities: [a, 1.5e3, null]"), ("Read", "Write")),
    "a date and a version": (_file(extra="version: 1.0\nsince: 2026-01-01\nno: off"), ("Read", "Write")),
    "a comment in the head": (_file(extra="# to do"), ("Read", "Write")),
    "no tools key": (_file(tools=None), TOOLS),
    "tools as nothing": (_file(tools=""), ()),
    "all tools": (_file(tools='"*"'), TOOLS),
    "all tools but one": (_file(tools=None, extra="disallowedTools: Bash, Edit(secrets/**)"), tuple(TOOLS_BUT_BASH)),
    "a tool of the network": (_file(tools="Read, WebFetch"), ("Read", "WebFetch")),
    "a tool of a server": (_file(tools="mcp__x__y"), ("mcp__x__y",)),
    "a tool with a pattern": (_file(tools="Bash(git:*), Read"), ("Bash", "Read")),
    "a pattern with a comma": (_file(tools="Task(a, b), Read"), ("Task", "Read")),
    "a tool in lower case": (_file(tools="[read]"), ("read",)),
    "tools between spaces": (_file(tools="Read Write"), ("Read", "Write")),
    "no model": (_file(model=None), ("Read", "Write")),
    "the caller's model": (_file(model="inherit"), ("Read", "Write")),
    "keys of the surroundings": (
        _file(extra="hooks: {PreToolUse: []}\nmcpServers: {}\npermissionMode: plan\nskills: [a]\nmemory: user"),
        ("Read", "Write"),
    ),
    "a name with capitals": (_file(name="Clerk of Works"), ("Read", "Write")),
    "a name with a line end": (_file(name='"clerk\\n"'), ("Read", "Write")),
    "a confusable name": (_file(name="cl\u0435rk"), ("Read", "Write")),
    "a long name": (_file(name="a" * 65), ("Read", "Write")),
    "an unquoted colon": (_file(description="Use this: now"), ("Read", "Write")),
    "an unquoted colon over lines": (_file(description="Use this: now\n  and: then"), ("Read", "Write")),
    "a quote with more behind it": (_file(description="\"Use\" it: 'now'"), ("Read", "Write")),
    "two brackets": (_file(extra="argument-hint: [issue] [priority]"), ("Read", "Write")),
    "a text like an anchor": (_file(description="&a 1"), ("Read", "Write")),
    "a text like a tag": (_file(description="!!python/name:os.system 1"), ("Read", "Write")),
    "a description over lines of its own": (_file(description="Use it: now\n\nAs:\n<example>"), ("Read", "Write")),
    "no head": ("# Clerk\n", TOOLS),
    "fences in the body": (_file(body="a\n---\nb\n---\nc\n"), ("Read", "Write")),
    "a fence that opens the body": (_file(body="---\nx\n"), ("Read", "Write")),
}

LITERAL = {
    "templates": "{{ 7*7 }} {% import os %} %(x)s {0} {as_of} $ARGUMENTS ${HOME}",
    "commands": "!`id` $(id) `id`",
    "files": "@/etc/passwd @~/.ssh/id_rsa",
    "control codes": "a\x1b[31mb\x00c",
    "overrides": "\u202eabc\u2066",
    "line separators": "a\u2028b\x0cc\x85d",
    "one long line": "x" * 60_000,
}

HOSTILE = {
    "tools as a mapping": (_file(tools="{Read: true}"), "$.tools: is a mapping"),
    "a number for tools": (_file(tools="3"), "$.tools: is 3"),
    "another's model": (_file(model="gpt-4"), "no alias and no exact id"),
    "a path as model": (_file(model="claude-x/../../y"), "no alias and no exact id"),
    "a model with a line end": (_file(model='"claude-a\\n::error::b"'), "`claude-a\\n::error::b`"),
    "a number for a name": (_file(name="123"), "$.name: is 123"),
    "a key twice": (_file(extra="name: other"), "stands here a second time"),
    "an escaped key": (_file(extra='"\\e[31m": 1\n"\\e[31m": 1'), "U+001B"),
    "a tab": ("---\nname: a\n\tmodel: b\n---\nb\n", "lacks the key `description`"),
    "a blank line before the head": ("\n" + PLAIN, "blank lines stand before the line `---`"),
    "an open head": ("---\nname: a\n", "no closing line `---`"),
    "an empty head": ("---\n\n---\nb\n", "the frontmatter is empty"),
    "a comment for a head": ("---\n# a\n---\nb\n", "is empty"),
    "a list for a head": ("---\n- a\n---\nb\n", "is a list, must be a mapping"),
    "nothing": ("", "the body is empty"),
    "no body": (_file(body=" \n\n"), "the body is empty"),
    "too large a file": (_file(body="x" * 70_000), "larger than 64 KiB"),
    "old Macintosh line ends": (PLAIN.replace("\n", "\r"), "its lines end in CR alone"),
    "a null byte": ("---\nname: a\0\n---\nb\n", "U+0000"),
    "Latin-1": (PLAIN.encode() + b"\xe9\n", "not UTF-8"),
    "UTF-16": (PLAIN.encode("utf-16"), "not UTF-8"),
}


def _parsed(text: str | bytes) -> Variant:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_agent_file(data, "clerk/terse", models=MODELS, settings=Settings(inherits="sonnet"))


@pytest.mark.parametrize(("text", "tools"), BENIGN.values(), ids=BENIGN)
def test_what_people_write_is_read(text: str, tools: tuple[str, ...] | None) -> None:
    """The tools are those granted, in their order, and the file is kept byte for byte."""
    variant = _parsed(text)

    assert tools is None or tools == variant.tools
    assert text == variant.text
    assert variant.model.startswith("claude-sonnet-")


@pytest.mark.parametrize("body", LITERAL.values(), ids=LITERAL)
def test_the_body_is_the_prompt_and_nothing_else(body: str) -> None:
    """No template engine, shell or reader of files touches it."""
    assert f"{body}\n" == _parsed(_file(body=f"{body}\n")).system


@pytest.mark.parametrize(("text", "said"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_refused(text: str | bytes, said: str) -> None:
    """With its line and what to do."""
    assert said in refused(lambda: _parsed(text), ("agents/clerk/terse.md",))


def _link(file: Path) -> None:
    outside = file.parents[2].with_suffix(".outside")
    file.rename(outside)
    file.symlink_to(outside)


def _linked_folder(file: Path) -> None:
    folder, outside = file.parent, file.parents[2].with_suffix(".folder")
    folder.rename(outside)
    folder.symlink_to(outside)


def _circle(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


PLACES = {
    "a link that leads out": (_link, "leads through a link"),
    "a circle": (_circle, "leads through a link"),
    "a link that leads its folder out": (_linked_folder, "leads through a link"),
    "a pipe": (_pipe, "is no file"),
    "a folder": (_folder, "is no file"),
    "nothing": (Path.unlink, "there is no `terse.md`"),
    "a gigabyte": (lambda file: os.truncate(file, 2**30), "is larger than 64 KiB"),
}


@pytest.mark.parametrize(("change", "said"), PLACES.values(), ids=PLACES)
def test_only_a_regular_file_of_the_project_is_an_agent_file(tmp_path: Path, change, said: str) -> None:
    """Whatever stands in its place is named at once; nothing is followed or waited for."""
    root = write_project(tmp_path)
    change(root / AGENT)

    assert said in refused(lambda: load(root), ("scenarios/letters/suite.yaml:3",), root)
