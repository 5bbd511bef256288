"""Tool calls as models make them: plain ones work whatever they name, all others are answered and never raise."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from audition.agent.loop import MOST_CALLS, run_tools
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell, ToolResult
from audition.workspace.toolbox import Toolbox
from tests.unit.workspace.calling import call

FILES = {
    "a.md": "one\ntwo é\nthree\n",
    "d/b.yaml": "k: v\n",
    "crlf.txt": "x\r\ny\r\n",
    "bom.txt": "\ufeffhi\n",
    "empty.txt": "",
    "שלום/🚀 x.md": "rocket\n",
    "sp ace/a b.txt": "s\n",
    "tail": "no line end",
    "[b].md": "bracket\n",
    "-dash": "d\n",
    "long.txt": "x" * 200_000,
    "many.txt": "l\n" * 50_000,
    "odd.txt": "a\u2028b\nc\x0cd\x85e\n",
}

WORKS = {
    "Read a file": ("Read", {"file_path": "a.md"}, "     2\ttwo é"),
    "Read below the virtual root": ("Read", {"file_path": "/workspace//./a.md"}, "one"),
    "Read a name in another script": ("Read", {"file_path": "שלום/🚀 x.md"}, "rocket"),
    "Read a name with spaces": ("Read", {"file_path": "sp ace/a b.txt"}, "s"),
    "Read a name like an option": ("Read", {"file_path": "-dash"}, "d"),
    "Read a name with brackets": ("Read", {"file_path": "[b].md"}, "bracket"),
    "Read an empty file": ("Read", {"file_path": "empty.txt"}, "is empty"),
    "Read without a line end": ("Read", {"file_path": "tail"}, "no line end"),
    "Read Windows lines": ("Read", {"file_path": "crlf.txt"}, "     2\ty\r"),
    "Read from a line on": ("Read", {"file_path": "a.md", "offset": 2, "limit": 1}, "     2\ttwo é"),
    "Read from line nought": ("Read", {"file_path": "a.md", "offset": 0}, "     1\tone"),
    "Read from line 1.0": ("Read", {"file_path": "a.md", "offset": 1.0}, "     1\tone"),
    "Read all there is": ("Read", {"file_path": "a.md", "limit": 2**53 - 1}, "three"),
    "Read no pages": ("Read", {"file_path": "a.md", "pages": ""}, "one"),
    "Read a long line": ("Read", {"file_path": "long.txt"}, "(line 1 is cut"),
    "Read many lines": ("Read", {"file_path": "many.txt"}, "continue with offset"),
    "Read odd line ends": ("Read", {"file_path": "odd.txt"}, "     2\tc\x0cd\x85e"),
    "Write a new folder": ("Write", {"file_path": "n/e/w.md", "content": "é🚀\r\n"}, "Wrote 8 bytes to n/e/w.md"),
    "Write nothing": ("Write", {"file_path": "new", "content": ""}, "Wrote 0 bytes"),
    "Write a mebibyte": ("Write", {"file_path": "big", "content": "x" * 2**20}, "Wrote 1048576 bytes"),
    "Write a null byte": ("Write", {"file_path": "nul", "content": "a\0b"}, "Wrote 3 bytes"),
    "Write a name of 255 bytes": ("Write", {"file_path": "x" * 255, "content": "x"}, "Wrote 1 bytes"),
    "Write planted hooks": ("Write", {"file_path": ".git/hooks/pre-commit", "content": "x"}, "Wrote 1 bytes"),
    "Edit a piece": ("Edit", {"file_path": "a.md", "old_string": "two é", "new_string": "2"}, "Replaced 1 occurrence"),
    "Edit Windows lines": ("Edit", {"file_path": "crlf.txt", "old_string": "x\r\n", "new_string": ""}, "Replaced 1"),
    "Edit everywhere": (
        "Edit",
        {"file_path": "many.txt", "old_string": "l", "new_string": "m", "replace_all": True},
        "Replaced 50000 occurrences",
    ),
    "Glob by ending": ("Glob", {"pattern": "**/*.md"}, "שלום/🚀 x.md"),
    "Glob with choices": ("Glob", {"pattern": "*.{yaml,md}"}, "a.md"),
    "Glob below the virtual root": ("Glob", {"pattern": "/workspace/**"}, "d/b.yaml"),
    "Glob from a folder": ("Glob", {"pattern": "*", "path": "/workspace/d"}, "d/b.yaml"),
    "Glob a bracket": ("Glob", {"pattern": "[[]b].md"}, "[b].md"),
    "Glob five stars": ("Glob", {"pattern": "**/**/**/**/**/zz"}, "No files found"),
    "Glob five hundred braces": ("Glob", {"pattern": "{" * 500}, "No files found"),
    "Glob nothing": ("Glob", {"pattern": ""}, "No files found"),
    "Grep a word": ("Grep", {"pattern": "two"}, "a.md:2: two é"),
    "Grep a letter by number": ("Grep", {"pattern": r"\x{e9}"}, "a.md:2"),
    "Grep what looks like an option": ("Grep", {"pattern": "--help"}, "No matches found"),
    "Grep what backtracks": ("Grep", {"pattern": "(x+x+)+y"}, "No matches found"),
    "Grep over lines": ("Grep", {"pattern": "one.*three", "multiline": True}, "a.md:1: one"),
    "Grep with context": ("Grep", {"pattern": "two", "-C": 1}, "a.md-3- three"),
    "Grep a list of files": ("Grep", {"pattern": "k", "output_mode": "files_with_matches"}, "d/b.yaml"),
    "Grep a long line": ("Grep", {"pattern": "x+", "path": "long.txt", "-o": True}, "long.txt:1: xxx"),
    "Grep everything": ("Grep", {"pattern": ""}, "more follows"),
    "TodoWrite nothing": ("TodoWrite", {"todos": []}, "0 pending"),
    "TodoWrite an emoji": (
        "TodoWrite",
        {"todos": [{"content": "🚀", "status": "pending", "activeForm": "x"}]},
        "1 pend",
    ),
}

OUTSIDE = [
    "../x",
    "a/../../x",
    "/etc/passwd",
    "/workspaceX/a",
    "~/x",
    "~root/x",
    "C:\\x",
    "a\\..\\x",
    "/proc/self/environ",
]
ADDRESSES = [
    "https://user:hunter2@host/",
    "http://user:hunter2@host:80/a.md",
    "ftp://hunter2@host",
    "postgres://hunter2@db/x",
    "/workspace/https://user:hunter2@host",
    "a.md://hunter2@",
]
NO_PATHS = ["", "a\0b", "a\nb", "\ud800", "x" * 5_000, "a/" * 40 + "x", "x" * 256, "a.md/x", "nope", "lnd/passwd", "ln"]

REFUSED: dict[str, tuple[str, Any]] = {
    **{
        f"Read {path[:36]!r}": ("Read", {"file_path": path})
        for path in [*OUTSIDE, *ADDRESSES, *NO_PATHS, "fifo", "hard", "bin", "d"]
    },
    **{
        f"Write {path[:36]!r}": ("Write", {"file_path": path, "content": "x"})
        for path in [*OUTSIDE, *ADDRESSES, *(path for path in NO_PATHS if path != "nope"), "fifo", "hard", "d", "."]
    },
    **{
        f"Edit {path!r}": ("Edit", {"file_path": path, "old_string": "a", "new_string": "b"}) for path in ("ln", "nope")
    },
    **{
        f"Glob {path!r}": ("Glob", {"pattern": path})
        for path in ("../*", "/etc/*", "~/*", "a\\b", "\ud800", "a" * 2_000)
    },
    **{f"Glob in {path!r}": ("Glob", {"pattern": "*", "path": path}) for path in ("..", "lnd", "a.md", "nope", "")},
    **{
        f"Grep {pattern[:12]!r}": ("Grep", {"pattern": pattern})
        for pattern in ("(", "[", "*", "\\", "(?=a)", "(a)\\1", "a{1000}{1000}", "\ud800", "x" * 2_000)
    },
    "Grep outside": ("Grep", {"pattern": "x", "path": "../"}),
    "Grep by a glob outside": ("Grep", {"pattern": "x", "glob": "../*"}),
    "Grep with too much around": ("Grep", {"pattern": "x", "-A": 10**9}),
    "Grep without end": ("Grep", {"pattern": "x", "head_limit": float("inf")}),
    "Write too much": ("Write", {"file_path": "x", "content": "x" * (2**20 + 1)}),
    "Write half a character": ("Write", {"file_path": "x", "content": "a\ud800"}),
    "Edit into a bomb": (
        "Edit",
        {"file_path": "many.txt", "old_string": "l", "new_string": "x" * 1_000, "replace_all": True},
    ),
    "Edit what is not there": ("Edit", {"file_path": "a.md", "old_string": "zzz", "new_string": "y"}),
    "Edit nothing": ("Edit", {"file_path": "a.md", "old_string": "", "new_string": "y"}),
    "Read from line -1": ("Read", {"file_path": "a.md", "offset": -1}),
    "Read from line 1.5": ("Read", {"file_path": "a.md", "offset": 1.5}),
    "Read from a text": ("Read", {"file_path": "a.md", "offset": "1"}),
    "Read from a truth": ("Read", {"file_path": "a.md", "offset": True}),
    "Read from null": ("Read", {"file_path": "a.md", "offset": None}),
    "Read from no number": ("Read", {"file_path": "a.md", "offset": float("nan")}),
    "Read from beyond": ("Read", {"file_path": "a.md", "offset": 10**400}),
    "Read past the end": ("Read", {"file_path": "a.md", "offset": 99}),
    "Read with a key too many": ("Read", {"file_path": "a.md", "sudo": True}),
    "Read a list": ("Read", {"file_path": ["a.md"]}),
    "Read nothing": ("Read", {}),
    "Read null": ("Read", None),
    "Read a text": ("Read", "a.md"),
    "Write a number": ("Write", {"file_path": "x", "content": 3}),
    "Write nesting": ("Write", {"file_path": "x", "content": [[[[[[[[[[]]]]]]]]]]}),
    "TodoWrite a text": ("TodoWrite", {"todos": "x"}),
    "TodoWrite an unknown state": ("TodoWrite", {"todos": [{"content": "a", "status": "x", "activeForm": "b"}]}),
    "Bash without its sandbox": ("Bash", {"command": "id", "dangerouslyDisableSandbox": True}),
    "Bash in the background": ("Bash", {"command": "id", "run_in_background": True}),
    "Bash for no time": ("Bash", {"command": "id", "timeout": 0}),
    "Bash for ever": ("Bash", {"command": "id", "timeout": float("inf")}),
    "Bash a null byte": ("Bash", {"command": "a\0b"}),
    "Bash half a character": ("Bash", {"command": "echo \ud800"}),
    "Bash too much": ("Bash", {"command": "x" * 200_000}),
    "Bash without a sandbox": ("Bash", {"command": "id"}),
    "no such tool": ("WebFetch", {"url": "http://169.254.169.254"}),
    "a tool in lower case": ("read", {"file_path": "a.md"}),
    "a tool with a line end": ("Read\n::error::x", {"file_path": "a.md"}),
    "a tool of nothing": ("", {}),
    "a tool without end": ("x" * 100_000, {}),
    "a tool of half a character": ("\ud800", {}),
}


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """A workspace in which someone has set traps."""
    with Workspace.create(FILES) as made:
        host = made.host_path
        (host / "ln").symlink_to("/etc/passwd")
        (host / "lnd").symlink_to("/etc")
        (host / "bin").write_bytes(b"\xff\xfe\0")
        (host / "outside").write_text("secret")
        os.link(host / "outside", host / "hard")
        os.mkfifo(host / "fifo")
        yield made


def _called(workspace: Workspace, name: str, given: Any) -> ToolResult:
    result = call(workspace, name, given)

    assert len(result.text) <= workspace.caps.result_chars
    assert workspace.host_path.parent.name not in result.text
    assert "root:" not in result.text
    assert "hunter2" not in result.text
    return result


@pytest.mark.parametrize(("name", "given", "said"), WORKS.values(), ids=WORKS)
def test_a_plain_call_works(workspace: Workspace, name: str, given: dict[str, Any], said: str) -> None:
    """Whatever script its names are in and however its numbers are written."""
    result = _called(workspace, name, given)

    assert not result.is_error, result.text
    assert said in result.text


@pytest.mark.parametrize(("name", "given"), REFUSED.values(), ids=REFUSED)
def test_any_other_call_is_answered_with_what_is_wrong(workspace: Workspace, name: str, given: Any) -> None:
    """No exception, no file touched outside, and none changed inside."""
    before = workspace.read_outcome()
    result = _called(workspace, name, given)

    assert result.is_error, result.text
    assert result.text
    assert before == workspace.read_outcome()
    assert (workspace.host_path / "outside").read_text() == "secret"


SEARCHES: dict[str, dict[str, Any]] = {
    "every line": {"pattern": "^", "head_limit": 0},
    "every line, with all around": {"pattern": "^", "head_limit": 0, "-C": 1_000_000},
    "every line, far down": {"pattern": "^", "offset": 200_000},
    "every end": {"pattern": "$", "head_limit": 1_000_000, "-o": True},
    "every line, counted": {"pattern": "^", "output_mode": "count"},
    "everything over lines": {"pattern": "\\n", "multiline": True, "head_limit": 0},
    "everything at once": {"pattern": "(?s).*", "multiline": True, "head_limit": 0},
    "nothing": {"pattern": "x", "head_limit": 0},
}


@pytest.mark.parametrize("given", SEARCHES.values(), ids=SEARCHES)
def test_a_search_of_countless_lines_stays_small_and_holds_up_nobody(given: dict[str, Any]) -> None:
    """It needs a few times the file's size, says where to go on, and other trials go on meanwhile."""
    ended: list[str] = []

    async def searched(toolbox: Toolbox) -> ToolResult:
        result = await toolbox.call("Grep", {"path": "breaks", **given})
        ended.append("search")
        return result

    async def other_trial() -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        ended.append("other")

    async def both(toolbox: Toolbox) -> ToolResult:
        result, _ = await asyncio.gather(searched(toolbox), other_trial())
        return result

    with Workspace.create({"breaks": "\n" * 2**18}) as workspace:
        tracemalloc.start()
        result = asyncio.run(both(Toolbox(workspace, ("Grep",), NoShell("none is needed"))))
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert not result.is_error
    assert len(result.text) <= workspace.caps.result_chars
    assert peak_bytes < 16 * 2**20
    assert ended == ["other", "search"]


@pytest.mark.parametrize("calls", [65, 66, 100, 500, 5_000])
def test_of_one_answer_s_calls_only_so_many_are_carried_out(calls: int) -> None:
    """Each of the rest is answered too, with why it was not run."""
    content = tuple(
        {"type": "tool_use", "id": f"t{number}", "name": "Write", "input": {"file_path": f"{number}", "content": "x"}}
        for number in range(calls)
    )
    with Workspace.create({}) as workspace:
        results = asyncio.run(run_tools(Toolbox(workspace, ("Write",), NoShell("none is needed")), content))

        assert len(workspace.read_outcome()) == MOST_CALLS
    assert [block["tool_use_id"] for block in results] == [block["id"] for block in content]
    assert [number for number, block in enumerate(results) if block.get("is_error")] == list(range(MOST_CALLS, calls))


@pytest.mark.parametrize("calls", [1, 2, 63, 64])
def test_as_many_calls_as_agents_make_are_all_carried_out(calls: int) -> None:
    """Reading many files at once is ordinary."""
    content = tuple(
        {"type": "tool_use", "id": f"t{number}", "name": "Read", "input": {"file_path": "a"}} for number in range(calls)
    )
    with Workspace.create({"a": "one"}) as workspace:
        results = asyncio.run(run_tools(Toolbox(workspace, ("Read",), NoShell("none is needed")), content))

    assert not [block for block in results if block.get("is_error")]
    assert calls == len(results)
