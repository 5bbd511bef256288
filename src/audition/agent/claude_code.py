"""Claude Code itself as player: where it is, how it is started alone with its agent file, what it cannot be told."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from audition.records.players import CLAUDE_CODE, Casting

_DAY_MS: Final = 24 * 3_600_000
"""As long as a batch may take."""
_SILENT: Final = (
    "CLAUDE_CODE_ATTRIBUTION_HEADER=0",  # else its prompt begins with a line that differs from trial to trial
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1",
    "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1",
    "DISABLE_TELEMETRY=1",
    "DISABLE_AUTOUPDATER=1",
    "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS=1",  # subagents and commands end before it goes on, in every trial alike
    f"API_TIMEOUT_MS={_DAY_MS}",  # the trial's own limit ends it, and waiting is no time of the agent's
    f"CLAUDE_STREAM_IDLE_TIMEOUT_MS={_DAY_MS}",  # else ten minutes of pings alone are enough for it
    "CLAUDE_CODE_MAX_OUTPUT_TOKENS={output_tokens}",  # else up to 128,000, and each call reserves the price of them
    "MCP_CONNECTION_NONBLOCKING=0",  # its first call waits until the servers have told their tools
    "BUN_OPTIONS=--preload {day_file}",
    "AUDITION_DAY={day}",
    *(
        f"ANTHROPIC_{name}_MODEL={{model}}"
        for name in ("SMALL_FAST", "DEFAULT_HAIKU", "DEFAULT_SONNET", "DEFAULT_OPUS")
    ),
)
"""It calls nobody but the model, and what it or a subagent asks by another model's name is the variant's."""
_WORDS: Final = (
    *("-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"),
    *("--agent", "{agent}", "--model", "{model}", "--setting-sources", "user", "--no-session-persistence"),
    *("--strict-mcp-config", "--mcp-config", "{mcp_file}", "--dangerously-skip-permissions"),
)
"""The sandbox holds it, so that nothing asks for leave."""
CLAUDE: Final = "{claude}"
"""Stands for the program that the extra brings, wherever it lies."""
DAY_FILE: Final = Path(__file__).with_name("claude_day.js")
"""Tells it the scenario's day: it reads its clock in JavaScript."""


def completed(casting: Casting) -> Casting:
    """A casting with its command: Claude Code's is ours, any other's stands in the suite."""
    if casting.name != CLAUDE_CODE:
        return casting
    return replace(
        casting,
        command=("env", *_SILENT, CLAUDE, *_WORDS),
        talks=True,
        waits=True,
        version=_version(installed()),
    )


def _version(place: Path | None) -> str:
    if place is None:
        return ""
    said = place.with_name("claude.version")
    return said.read_text("utf-8").split()[0] if said.is_file() else f"of {place.stat().st_size} bytes"


def installed() -> Path | None:
    """The program that the extra brings; None: it is not installed."""
    found = find_spec("claude_agent_sdk")
    if found is None or found.origin is None:
        return None
    place = Path(found.origin).parent / "_bundled" / "claude"
    return place if place.is_file() else None
