"""What goes to a terminal or build log: no line is a command, nothing hides, and full or missing places are told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from audition.cli.saying import say
from audition.errors import UsageError
from audition.models.claude.access import access_to
from audition.models.claude.connection import Connection
from audition.models.scripted import Answer
from audition.records.project import Service
from tests.fakes import letters as small

LINES = (
    "::error file=x::y",
    "::add-mask::z",
    "  ::stop-commands::token",
    "::set-output name=a::b",
    "\t::debug::x",
    "##[error]y",
    "##[group]g",
    "text ##vso[task.setvariable variable=a]b",
    "\x1b[31mred\x1b]8;;https://evil.test\x07link",
    "\x9b31m\x07\x08",
    "\u202eright to left\u2066",
    "zero\u200bwidth\U000e0041",
    "a\r::error::b",
    "\r\n::error::c",
)
_COMMAND = re.compile(r"(?m)(?:^|\r)\s*::[A-Za-z]|##(?:vso)?\[")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\U000e0041]")


@pytest.mark.parametrize("err", [True, False])
@pytest.mark.parametrize("color", [True, False, None])
@pytest.mark.parametrize("line", LINES)
def test_no_line_is_a_command_and_nothing_hides(capsys, line: str, color: bool | None, err: bool) -> None:
    """Whatever stream it goes to; only our own colours stay, where colours were asked for."""
    say([line, f"  {line}", f"Said: {line}"], err=err, color=color)
    said = "".join(capsys.readouterr())

    assert not _COMMAND.search(said), said
    assert not _HIDDEN.search(re.sub("\x1b\\[[0-9;]*m", "", said) if color else said), repr(said)


ORDINARY = ("a :: b", "std::vector", "# heading", "## heading", "C# [x]", "50 %", "שלום 🚀", "\ttab", "http://x/::y")


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_lines_are_said_as_they_are(capsys, line: str) -> None:
    """Prose and code are not commands."""
    say([line])

    assert capsys.readouterr().out == f"{line}\n"


HOSTILE = "::error::x\n##[error]y\n\u202ez \x1b[31m"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a run whose agent says what CI systems take for commands, and a prompt that holds the same."""
    root = small.project(tmp_path_factory.mktemp("logs"), ("late-fee",))
    small.play(root, lambda cue: Answer(text=HOSTILE), trials=1)
    prompt = root / "agents/clerk/careful.md"
    prompt.write_text(prompt.read_text("utf-8") + "\n::error::x\n##[error]y\n\u202ez\n", "utf-8")
    return root


VERBS = {
    "show": ["show", "late-fee"],
    "show all": ["show", "late-fee", "careful", "--transcript"],
    "diff": ["diff", "hasty", "careful"],
    "diff as Markdown": ["diff", "hasty", "careful", "--format", "md"],
    "report": ["report", "latest"],
    "check": ["check"],
}


def _called(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("audition")), *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("words", VERBS.values(), ids=VERBS)
def test_no_verb_says_a_command(played: Path, words: list[str]) -> None:
    """Models' words and prompts' alike."""
    done = _called(played, *words)

    assert done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not _COMMAND.search(done.stdout + done.stderr)
    assert not _HIDDEN.search(done.stdout + done.stderr)


STREAMS = {
    "a full disk": ">/dev/full",
    "a full disk for all": ">/dev/full 2>&1",
    "a closed stream": ">&-",
    "all streams closed": ">&- 2>&- <&-",
    "a reader who has gone": "| true",
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
@pytest.mark.parametrize("verb", ["check", "--help", "plan", "show late-fee careful", "export latest"])
def test_a_stream_that_takes_nothing_ends_in_a_sentence(played: Path, verb: str, stream: str) -> None:
    """Never in a traceback."""
    program = Path(sys.executable).with_name("audition")
    done = subprocess.run(
        ["bash", "-c", f"{program} {verb} {stream}"],
        cwd=played,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "Traceback" not in done.stderr + done.stdout
    assert "Exception ignored" not in done.stderr
    assert done.stderr.count("\n") <= 1
    assert done.returncode in (0, 3)


@pytest.mark.parametrize("verb", ["check", "run", "plan", "report", "init x", "weekly"])
def test_a_folder_that_is_gone_ends_in_a_sentence(tmp_path: Path, verb: str) -> None:
    """Exit 2: call it somewhere else."""
    (tmp_path / "gone").mkdir()
    program = Path(sys.executable).with_name("audition")
    done = subprocess.run(
        ["bash", "-c", f"cd gone && rmdir ../gone && {program} {verb}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("the folder that this was called in cannot be read")
    assert done.stderr.count("\n") == 1


URLS = [
    "ftp://api.example", "file:///etc/passwd", "http://", "https://user:pw@host/", "api.example", "http://[::1", "://x",
    "http://x:0/", "http://x:99999/", "http://x/?a=b", "javascript:alert(1)", "http://a\nb/", "unix:///run/x.sock", " ",
]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_is_no_server_s_is_refused_at_once(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Before anything is sent or waited for; the sentence does not repeat it, for it may hold a password."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-of-this-test")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", url)
    with pytest.raises(UsageError, match="is no server's address") as refused:
        Connection(access_to(Service()))

    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://api.anthropic.com", "http://127.0.0.1:8080", "http://[::1]:1/v", "https://x/y/"]
)
def test_an_address_of_a_server_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """With or without a port or path."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-of-this-test")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", url)

    assert str(Connection(access_to(Service())).client.base_url).startswith(url.rstrip("/"))
