"""The variants that a suite names: which files they are, what they are called, and what is set beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from audition.errors import Locus
from audition.loading.agent_file import pinned, variant_path
from audition.loading.collecting import Faults
from audition.loading.document import Document, child
from audition.loading.players import Players
from audition.records.limits import Limits
from audition.records.variants import SKILL_FILE, Settings
from audition.text import did_you_mean, shortened

ENDINGS: Final = (".md", ".txt")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}\Z")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_CLAUDE: Final = ".claude/agents"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One variant as a suite names it."""

    id: str
    path: str
    """Of its file, relative to the project."""
    settings: Settings
    locus: Locus


def cast(
    document: Document, root: Path, models: Mapping[str, str], inherits: str | None, players: Players
) -> tuple[list[Part], Faults]:
    """The variants of a suite's file that can be told, and what is wrong with how they are named.

    Args:
        document: `suite.yaml`; what is not of its form is passed over.
        root: The project's folder.
        models: Alias → pinned model id.
        inherits: The project's model.
        players: Who can play.
    """
    faults = Faults()
    written = document.value if isinstance(document.value, dict) else {}
    inherited = written.get("model", inherits)
    if "model" in written and isinstance(inherited, str):
        _known_model(inherited, document.locus("$.model"), models, faults)
    anyone = players.cast(written.get("player"), "$.player")
    entries = list(_entries(document, written.get("variants")))
    ids = (entry["variant"] for entry, _ in entries if _ID.match(entry["variant"]))
    limits = written.get("limits")
    limit = limits.get("output_tokens", Limits.output_tokens) if isinstance(limits, dict) else Limits.output_tokens
    agent = next((name.split("/")[0] for name in ids), written.get("id"))
    parts: dict[str, Part] = {}
    for entry, locus in entries:
        if "model" in entry:
            _known_model(entry["model"], locus, models, faults)
        path = _path(entry["variant"], root)
        if path is None:
            message = (
                f"`{shortened(entry['variant'])}` is neither <agent>/<variant> nor a path that ends in .md or .txt"
            )
            faults.add(locus, message)
            continue
        settings = Settings(
            model=entry.get("model"),
            effort=entry.get("effort"),
            thinking=entry.get("thinking"),
            output_tokens=entry.get("output_tokens"),
            tools=_tools(entry),
            inherits=inherited,
            claude_md=entry.get("claude_md"),
            player=players.cast(entry["player"], locus.pointer) if "player" in entry else anyone,
        )
        _room_to_answer(settings.thinking, settings.output_tokens or limit, locus, faults)
        part = Part(id=_id(entry, path, str(agent)), path=path, settings=settings, locus=locus)
        if part.id in parts:
            faults.add(locus, f"another variant is called `{part.id}` too; give one of them `as:` and a name")
        parts[part.id] = part
    return list(parts.values()), faults


def prompt_name(path: str) -> str:
    """What a prompt file is called by its path: a skill by its folder's name, any other by its own."""
    place = PurePosixPath(path)
    return _slug(place.parent.name if place.name == SKILL_FILE else place.stem)


def _entries(document: Document, written: Any) -> Iterator[tuple[Mapping[str, Any], Locus]]:
    for index, entry in enumerate(written if isinstance(written, Sequence) and not isinstance(written, str) else ()):
        locus = document.locus(child("$.variants", index))
        if isinstance(entry, str):
            yield {"variant": entry}, locus
        elif isinstance(entry, dict) and isinstance(entry.get("variant"), str):
            yield entry, locus


def _path(name: str, root: Path) -> str | None:
    """The file that a name means: `clerk/terse`, a path, or the bare name of one of Claude Code's agents."""
    if name.endswith(ENDINGS):
        return name
    if _NAME.match(name):
        return f"{_CLAUDE}/{name}.md" if (root / _CLAUDE / f"{name}.md").exists() else None
    return variant_path(name) if _ID.match(name) else None


def _id(entry: Mapping[str, Any], path: str, agent: str) -> str:
    name = entry["variant"]
    plain = name if _ID.match(name) and not name.endswith(ENDINGS) else f"{agent}/{prompt_name(path)}"
    if "as" in entry:
        return f"{plain.split('/')[0]}/{entry['as']}"
    named = "-".join([plain, *(_slug(str(entry[key])) for key in ("model", "effort", "thinking") if key in entry)])
    player = entry.get("player")
    return f"{named}+{_slug(player)}" if isinstance(player, str) else named


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64] or "prompt"


def _tools(entry: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(entry["tools"])) if isinstance(entry.get("tools"), list) else None


def _room_to_answer(thinking: Any, output_tokens: Any, locus: Locus, faults: Faults) -> None:
    if isinstance(thinking, int) and isinstance(output_tokens, int) and thinking >= output_tokens:
        faults.add(locus, f"{thinking} tokens of thinking leave no room in {output_tokens} output_tokens; raise those")


def _known_model(model: Any, locus: Locus, models: Mapping[str, str], faults: Faults) -> None:
    if isinstance(model, str) and pinned(model, models) is None:
        faults.add(locus, f"`{shortened(model)}` is no alias and no exact id{did_you_mean(model, models)}")
