"""What a program finds in its sandbox: its words, its environment and the files that are laid out for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from audition.agent.claude_code import CLAUDE, DAY_FILE, completed, installed
from audition.agent.opening import called_with
from audition.models.protocol import Subject
from audition.records.identity import digest, text_digest
from audition.records.limits import Limits
from audition.records.players import Casting
from audition.records.variants import Variant
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.program import INSIDE, PORT

PROGRAM: Final = "/program"
"""Where the project's files that a program reads lie."""
URL: Final = f"http://127.0.0.1:{PORT}"
_TOLD: Final = f"{INSIDE}/told"
_SYSTEM_FILE, _MCP_FILE, _DAY_FILE = (f"{_TOLD}/{name}" for name in ("prompt.md", "mcp.json", "day.js"))
_CLAUDE: Final = "/home/agent/.claude"
"""Where Claude Code looks for what is the user's; the sandbox's own home holds nothing else."""
_AGENT_FILE: Final = f"{_CLAUDE}/agents/the-one-that-plays.md"
_OUTPUT_TOKENS: Final = "{output_tokens}"
_MOST_NAMED_BYTES: Final = 2**20


def words_of(casting: Casting, subject: Subject, limits: Limits) -> list[str]:
    """The program and its words, filled in; the limits are those of the trial."""
    filled = {
        "{system_file}": _SYSTEM_FILE,
        "{mcp_file}": _MCP_FILE,
        "{model}": subject.variant.model,
        _OUTPUT_TOKENS: str(limits.output_tokens),
        "{agent}": str(subject.variant.frontmatter.get("name", "")),
        "{program}": PROGRAM,
        "{day_file}": _DAY_FILE,
        "{day}": "" if subject.scenario.day is None else subject.scenario.day.isoformat(),
        CLAUDE: str(installed()),
        "{request}": request_of(subject),  # last, so that nothing is filled into it
    }
    return [_filled(word, filled) for word in casting.command]


def request_of(subject: Subject) -> str:
    """What a program is asked: the request, or what is called with it as its arguments."""
    variant, request = subject.variant, subject.scenario.request
    return called_with(variant, request) if variant.kind.called else request


def environment_of(subject: Subject, key: str) -> Mapping[str, str]:
    """What a program finds in its environment."""
    return {
        "ANTHROPIC_BASE_URL": URL,
        "ANTHROPIC_API_KEY": key,
        "ANTHROPIC_MODEL": subject.variant.model,
        "AUDITION_PROMPT_FILE": _SYSTEM_FILE,
    }


@contextmanager
def laid_out(
    casting: Casting, variant: Variant, servers: str, workspace: Workspace
) -> Iterator[tuple[Path, Mapping[Path, str]]]:
    """Beside the workspace, where a program cannot write: a name for the gateway's socket, and folders that it reads.

    Args:
        casting: The program.
        variant: Whose prompt, agent file and companions.
        servers: Where MCP servers are, as its `.mcp.json`.
        workspace: Of its trial.

    Yields:
        The socket's name, and each folder with where it lies inside.
    """
    files = _files(casting, variant, servers)
    with tempfile.TemporaryDirectory(prefix="gateway-", dir=workspace.host_path.parent) as place:
        folder = Path(place)
        for inside, content in files.items():
            file = folder / "laid" / inside.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        for laid in (folder, *folder.rglob("*")):  # the sandbox is another user
            laid.chmod(0o755 if laid.is_dir() else 0o644)
        folder.chmod(0o711)
        tops = dict.fromkeys(_top(inside) for inside in files)
        yield folder / "s", {folder / "laid" / top.lstrip("/"): top for top in tops}


def reads_of(casting: Casting, root: Path) -> Mapping[Path, str]:
    """What a program reads of the project or the machine, and where it lies inside."""
    claude = [str(installed())] if CLAUDE in casting.command else []
    places = (Path(read) for read in (*casting.reads, *claude))
    return {root / place: str(place) if place.is_absolute() else f"{PROGRAM}/{place.as_posix()}" for place in places}


def version_of(casting: Casting, root: Path, output_tokens: int | None = None) -> str:
    """What tells one state of a program from another: what is said of it, and the files that its command names.

    Args:
        casting: The program.
        root: The project's folder.
        output_tokens: Of an answer at the most, which counts where the program is told it.
    """
    casting = completed(casting)
    named = {
        place: text_digest(place.read_bytes()[:_MOST_NAMED_BYTES])
        for word in casting.command
        if (place := root / word.removeprefix("{program}/")).is_file() and place.is_relative_to(root)
    }
    known = [
        casting.command,
        casting.reads,
        casting.models,
        sorted((str(p.relative_to(root)), d) for p, d in named.items()),
        *([text_digest(DAY_FILE.read_bytes())] if _tells_day(casting) else []),
        *([output_tokens] if any(_OUTPUT_TOKENS in word for word in casting.command) else []),
    ]
    return " ".join(filter(None, (casting.version, digest(known)[:12])))


def _tells_day(casting: Casting) -> bool:
    return any("{day_file}" in word for word in casting.command)


def _files(casting: Casting, variant: Variant, servers: str) -> Mapping[str, str | bytes]:
    """Place inside → content."""
    day = {_DAY_FILE: DAY_FILE.read_bytes()} if _tells_day(casting) else {}
    companions = {f"/home/agent/{path}": content for path, content in variant.settings.companions.items()}
    return {_SYSTEM_FILE: variant.system, _MCP_FILE: servers, **day, **companions, _AGENT_FILE: variant.text}


def _top(inside: str) -> str:
    """The folder that is bound as a whole: `…/.claude/agents`, or where a file lies."""
    parts = PurePosixPath(inside).parts
    return "/".join(parts[:5])[1:] if inside.startswith(_CLAUDE) else str(PurePosixPath(inside).parent)


def _filled(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        word = word.replace(name, value)
    return word
