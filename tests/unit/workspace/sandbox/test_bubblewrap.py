"""Hostile and ordinary commands in the real sandbox; skipped, by name, where this machine has none."""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
from pathlib import Path
from typing import Any

import pytest

from audition.errors import WorkspaceError
from audition.workspace.caps import Caps
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.bubblewrap import Bubblewrap
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell, Shell, ToolResult
from tests.unit.workspace.calling import call


@pytest.fixture(scope="module")
def shell() -> Shell:
    """This machine's sandboxed shell."""
    found = probe_shell()
    if isinstance(found, NoShell):
        pytest.skip(f"no sandbox on this machine: {found.reason}")
    return found


def bash(shell: Shell, workspace: Workspace, command: str, **fields: Any) -> ToolResult:
    """The result of one Bash call; no place of the host is in it."""
    result = call(workspace, "Bash", {"command": command, **fields}, shell)

    assert workspace.host_path.parent.name not in result.text
    return result


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat notes.md | wc -l", "3\n"),
        ("echo out; echo err >&2", "out\nerr\n"),
        ("true", "(no output)"),
        ("exit 3", "(exit 3)"),
        ("echo out; false", "out\n\n(exit 1)"),
        ("kill -9 $$", "(exit 137)"),
        ("nope", "bash: line 1: nope: command not found\n\n(exit 127)"),
        ("pwd; cd data; pwd", "/workspace\n/workspace/data\n"),
        ("echo héllo | tr a-z A-Z", "HéLLO\n"),
        ("mktemp -d /tmp/x.XXX >/dev/null && date -u -d 2026-06-01 +%F", "2026-06-01\n"),
        ("printf '\\377'", "\ufffd"),
        ("cat", "(no output)"),
        ("sleep 100 & echo started", "started\n"),
    ],
)
def test_ordinary_commands_work(shell: Shell, workspace: Workspace, command: str, expected: str) -> None:
    """Output of both streams in order, then an exit code other than zero, as an error; standard input is empty."""
    assert bash(shell, workspace, command) == ToolResult(expected, is_error="(exit " in expected)


def test_what_a_command_writes_the_file_tools_can_use_and_the_other_way_round(
    shell: Shell, workspace: Workspace
) -> None:
    """Both work on the same files, whoever made them."""
    call(workspace, "Write", {"file_path": "made/by_write.txt", "content": "a"})
    bash(shell, workspace, "echo b >> made/by_write.txt && mkdir sub && echo c > sub/by_bash.txt")
    call(workspace, "Edit", {"file_path": "sub/by_bash.txt", "old_string": "c", "new_string": "d"})

    assert bash(shell, workspace, "cat made/by_write.txt sub/by_bash.txt").text == "ab\nd\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo 61 > /proc/sys/vm/swappiness", "Read-only file system"),
        ("echo x > /proc/sys/kernel/core_pattern", "Read-only file system"),
        ("touch /made", "Read-only file system"),
        ("touch /etc/made", "Read-only file system"),
        ("touch /dev/made", "Read-only file system"),
        ("touch /usr/made", "Read-only file system"),
        ("head -c 20000000 /dev/zero > /dev/shm/large", "No space left"),
        ("head -c 20000000 /dev/zero > ~/large", "No space left"),
        ("for n in 1 2 3 4; do head -c 19000000 /dev/zero > /tmp/$n || exit; done", "No space left"),
        ("head -c 30000000 /dev/zero > large", "File size limit"),
        ("cat /etc/passwd", "No such file"),
        ("cat /etc/shadow", "No such file"),
        ("ls /root", "No such file"),
        ("ls /var", "No such file"),
        ("exec 3<>/dev/tcp/1.1.1.1/80", "Network is unreachable"),
        ("exec 3<>/dev/udp/1.1.1.1/53", "Network is unreachable"),
        ("unshare --user true", "Operation not permitted"),
        ("unshare --mount true", "Operation not permitted"),
        ("mount -t tmpfs none /tmp", "mount"),
        ("/usr/sbin/chroot / true", "Operation not permitted"),
        ("python3 -c 'import socket; socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)'", "Address family"),
        ("python3 -c 'import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)'", "Address family"),
        ("python3 -c 'import os; os.setuid(0)'", "Invalid argument"),
        ("python3 -c 'import resource as r; r.setrlimit(r.RLIMIT_NPROC, (1000, 1000))'", "ValueError"),
        ("python3 -c 'x = bytearray(3_000_000_000)'", "MemoryError"),
        ("mknod disk b 254 0", "Operation not permitted"),
        ("chown 0:0 notes.md", "Invalid argument"),
        ("ln /usr/bin/env here", "Invalid cross-device link"),
    ],
)
def test_what_reaches_beyond_the_workspace_fails(shell: Shell, workspace: Workspace, command: str, said: str) -> None:
    """The command ends by itself, with the error of what held it."""
    result = bash(shell, workspace, command)

    assert said in result.text
    assert "(exit " in result.text
    assert "stopped" not in result.text


def test_the_environment_is_the_sandbox_s_own(
    shell: Shell, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ours nothing gets in, neither to the command nor to what its /proc shows of the sandbox."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-canary")
    said = bash(
        shell,
        workspace,
        "env | cut -d= -f1 | sort | tr '\\n' ' '; cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'",
    ).text

    assert "canary" not in said
    assert said.startswith("HOME LANG PATH PWD SHLVL TERM TMPDIR USER _ ")


def test_the_host_s_processes_and_files_are_not_there(shell: Shell, workspace: Workspace, tmp_path: Path) -> None:
    """Its own few processes are all that it sees, and no folder of the host but those of the system."""
    (tmp_path / "secret.txt").write_text("hidden")
    said = bash(
        shell, workspace, f"ls /proc | grep -c '^[0-9]'; cat {tmp_path}/secret.txt; ls /proc/1/root/root; ls /tmp"
    ).text

    assert int(said.split("\n", 1)[0]) < 10
    assert "hidden" not in said


def test_the_host_s_own_loopback_is_out_of_reach(shell: Shell, workspace: Workspace) -> None:
    """A service of the machine itself is on another network."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert "(exit 1)" in bash(shell, workspace, f"exec 3<>/dev/tcp/127.0.0.1/{port}").text


def test_a_link_out_of_the_workspace_leads_nowhere(shell: Shell, workspace: Workspace, tmp_path: Path) -> None:
    """Neither the command nor, afterwards, a file tool gets through it."""
    (tmp_path / "secret.txt").write_text("hidden")

    said = bash(shell, workspace, f"ln -s {tmp_path}/secret.txt way.txt; cat way.txt").text

    assert "hidden" not in said
    assert "is a link" in call(workspace, "Read", {"file_path": "way.txt"}).text


def test_permissions_that_a_command_sets_let_nobody_else_in(shell: Shell, workspace: Workspace) -> None:
    """A program made setuid and a workspace opened to all stay behind the closed folder around them."""
    bash(shell, workspace, "cp /usr/bin/env own; chmod 4777 own; chmod 777 /workspace")

    assert workspace.host_path.parent.stat().st_mode & 0o007 == 0
    assert (
        "Operation not permitted" in bash(shell, workspace, "chmod 777 /workspace/..").text + "Operation not permitted"
    )


def test_a_command_out_of_time_is_stopped_with_all_it_started(shell: Shell, workspace: Workspace) -> None:
    """What was printed until then is kept, and nothing goes on in the background."""
    command = "(while true; do date +%N > beat; sleep 0.01; done) & setsid sleep 50 & echo on; sleep 50"
    for seconds in (1, 4, 16, 64):  # as many as this machine needs to begin
        result = bash(shell, workspace, command, timeout=seconds * 1000)
        if result.text.startswith("on"):
            break
    told = f"on\n\n(stopped: it ran for {seconds} seconds, the time it was given)"

    assert result == ToolResult(told, is_error=True)
    beat = workspace.read_outcome()["beat"]

    assert beat == workspace.read_outcome()["beat"]
    assert not _sandboxes_of(workspace)


def test_a_cancelled_call_leaves_no_process(shell: Shell, workspace: Workspace) -> None:
    """An interrupted run stops its commands before it ends."""

    async def interrupted() -> None:
        task = asyncio.create_task(shell.run("sleep 50", workspace, 60))
        while not _sandboxes_of(workspace):  # noqa: ASYNC110  # a process that starts sets no event
            await asyncio.sleep(0.01)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())

    assert not _sandboxes_of(workspace)


@pytest.mark.parametrize("turns", range(1, 9))
def test_a_call_that_is_cancelled_while_it_starts_leaves_no_process(
    shell: Shell, workspace: Workspace, turns: int
) -> None:
    """At whichever step of starting: a process that is there by then is stopped with all that it started."""

    async def interrupted() -> None:
        task = asyncio.create_task(shell.run("sleep 50", workspace, 60))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(interrupted())

    assert not _sandboxes_of(workspace)


_HOLD = "import os, time, mmap; N = 1_300_000_000; c = bytes(2**20); "
HOARDS = {
    "memory of one process": f"{_HOLD} x = bytearray(os.urandom(16)) * (N // 16); time.sleep(50)",
    "memory of several": f"{_HOLD} os.fork(), os.fork(); x = bytearray(os.urandom(16)) * (N // 64); time.sleep(50)",
    "a file in memory": f"{_HOLD} "
    "fs = [os.memfd_create(str(i)) for i in range(70)]; [os.write(f, c) for f in fs for _ in range(19)]; "
    "time.sleep(50)",
    "deleted files": f"{_HOLD} fs = []\nfor i in range(70):\n f = open('x', 'wb', 0); os.unlink('x'); fs.append(f)\n"
    " for _ in range(19): f.write(c)\ntime.sleep(50)",
    "deleted files of several": f"{_HOLD} os.fork(); fs = []\nfor i in range(40):\n n = f'x{{os.getpid()}}'; "
    "f = open(n, 'wb', 0); os.unlink(n); fs.append(f)\n for _ in range(19): f.write(c)\ntime.sleep(50)",
}


@pytest.mark.parametrize("program", HOARDS.values(), ids=HOARDS)
def test_what_is_hoarded_out_of_sight_is_counted(shell: Shell, workspace: Workspace, program: str) -> None:
    """Memory and files without a name stand in no folder, and stop a command all the same."""
    result = bash(shell, workspace, f"python3 -c {shlex.quote(program)}")

    assert "(stopped: it held more than 1,073,741,824 bytes" in result.text, result.text
    assert result.is_error
    assert not _sandboxes_of(workspace)


def test_a_flood_of_output_is_cut_off(shell: Shell, workspace: Workspace) -> None:
    """The result keeps to its cap and says why the command was stopped."""
    result = bash(shell, workspace, "yes")

    assert result.is_error
    assert len(result.text) <= workspace.caps.result_chars
    assert result.text.endswith("(stopped: it printed more than 16,777,216 bytes)")


def test_of_a_long_output_beginning_and_end_are_kept(shell: Shell, workspace: Workspace) -> None:
    """Errors tend to stand at the end."""
    said = bash(shell, workspace, "seq 100000; exit 1").text

    assert said.startswith("1\n2\n")
    assert said.endswith("99999\n100000\n\n(exit 1)")
    assert "bytes left out)" in said


def test_processes_are_counted_and_bounded(shell: Shell, workspace: Workspace) -> None:
    """The one too many is refused; the sandbox takes all of them along."""
    program = """
import os, time
started = 0
try:
    while os.fork() or time.sleep(60):
        started += 1
except BlockingIOError:
    print(started, flush=True)
"""
    started = int(bash(shell, workspace, f"python3 -c '{program}'").text)

    assert 60 < started <= 128
    assert not _sandboxes_of(workspace)


def test_a_fork_bomb_ends_with_its_time(shell: Shell, workspace: Workspace) -> None:
    """Nothing of it is left."""
    bash(shell, workspace, "f() { f | f & }; f; sleep 60", timeout=300)

    assert not _sandboxes_of(workspace)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("for n in $(seq 200); do echo > f$n; done", "full, at 100 files"),
        ("for n in 1 2 3; do head -c 600000 /dev/zero > f$n; done; sleep 100", "may hold 1,000,000 bytes"),
        ("mkdir -p $(printf 'd/%.0s' $(seq 40))", "more than 32 deep"),
        ("mkdir hidden; chmod 300 hidden", "permissions"),
    ],
)
def test_a_command_that_fills_the_workspace_is_stopped(shell: Shell, command: str, said: str) -> None:
    """The result says which cap was met; a command that takes the excess away again is let through."""
    with Workspace.create({}, Caps(entries=100, total_bytes=1_000_000)) as workspace:
        result = bash(shell, workspace, command)

        assert result.is_error
        assert said in result.text
        assert bash(shell, workspace, "chmod 700 hidden; rm -rf *; echo clean").text.endswith("clean\n")


def test_a_sandbox_that_cannot_start_is_a_fault_of_the_machine(shell: Shell) -> None:
    """Its message is nothing that the command said."""
    workspace = Workspace.create({})
    workspace.host_path.rename(workspace.host_path.parent / "moved")

    with pytest.raises(WorkspaceError, match="could not be started"):
        asyncio.run(shell.run("echo hi", workspace, 5))

    (workspace.host_path.parent / "moved").rename(workspace.host_path)
    workspace.close()


def test_a_missing_program_is_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs this learns what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(WorkspaceError, match="is not installed"):
        asyncio.run(Bubblewrap("x86_64").run("echo hi", workspace, 5))


def test_mount_tables_name_the_workspace_by_its_virtual_name(workspace: Workspace) -> None:
    """Whole, or relative to the file system that the temporary folder is."""
    enclosing = workspace.host_path.parent

    assert workspace.masked(f"1 2 8:1 {enclosing}/workspace /workspace rw") == "1 2 8:1 /workspace /workspace rw"
    assert (
        workspace.masked(f"1 2 0:9 /{enclosing.name}/workspace /workspace") == "1 2 0:9 /workspace/workspace /workspace"
    )


def _sandboxes_of(workspace: Workspace) -> list[str]:
    """Processes that still use the workspace."""
    using = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mounts = (process / "mountinfo").read_text()
        except OSError:
            continue
        if workspace.host_path.parent.name in mounts and process.name != str(os.getpid()):
            using.append(process.name)
    return using
