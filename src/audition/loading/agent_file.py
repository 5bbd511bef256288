"""Prompt files: Claude Code agents, skills, slash commands and plain prompts become variants, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.collecting import Faults
from audition.loading.document import Document
from audition.loading.frontmatter import Parts, parts_of
from audition.loading.grants import granted
from audition.loading.published import form_faults
from audition.records.variants import SKILL_FILE, PromptKind, Settings, Variant, skill_folder, variant_digest
from audition.text import did_you_mean, shortened

MAX_BYTES: Final = 64 * 1024
EFFORTS: Final = ("low", "medium", "high", "xhigh", "max")

_EXACT_MODEL = re.compile(r"claude-[a-z0-9][a-z0-9.-]{0,80}\Z")
_INHERIT: Final = "inherit"


def variant_path(variant_id: str) -> str:
    """The agent file of a variant, relative to the project."""
    return f"agents/{variant_id}.md"


def pinned(model: str, models: Mapping[str, str]) -> str | None:
    """The exact id of a model; None when it is neither an alias of `models` nor an exact id."""
    return models.get(model) or (model if _EXACT_MODEL.match(model) else None)


def parse_agent_file(
    data: bytes,
    variant_id: str,
    *,
    models: Mapping[str, str],
    path: str | None = None,
    settings: Settings = Settings(),  # noqa: B008  # frozen
) -> Variant:
    """A variant from the bytes of its prompt file; what Claude Code loads is loaded.

    Args:
        data: The file as it is, in the working tree or at a git revision.
        variant_id: `<agent>/<variant>`, without a revision.
        models: Alias → pinned model id.
        path: The file as faults name it; `variant_path(variant_id)` when None.
        settings: What the suite says beside it, and what lies there.

    Raises:
        DefinitionError: All faults of the file.
    """
    path = path or variant_path(variant_id)
    if len(data) > MAX_BYTES:
        raise DefinitionError([Fault(Locus(path=path), f"larger than {MAX_BYTES // 1024} KiB")])
    text = _text(data, path)
    parts = parts_of(text, path)
    kind = _kind(path, parts)
    faults = Faults()
    faults.extend(_head_faults(parts.head, kind))
    head = parts.head.value if isinstance(parts.head.value, dict) else {}
    alias = _alias(head, settings)
    model = None if alias is None else pinned(alias, models)
    if model is None:
        faults.add(parts.head.locus("$.model"), _no_model(alias, models))
    if not parts.body.strip():
        faults.add(Locus(path=path), "the body is empty; it is the prompt")
    faults.raise_any()
    tools = granted(head, kind.tools_key) if settings.tools is None else settings.tools
    turns = head.get("maxTurns")
    effort = settings.effort or (head.get("effort") if head.get("effort") in EFFORTS else None)
    found = Variant(
        id=variant_id,
        path=path,
        kind=kind,
        settings=settings,
        frontmatter=head,
        system=parts.body,
        body_line=parts.body_line,
        tools=tools,
        model_alias=alias or "",
        model=faults.given(model),
        effort=effort,
        max_turns=turns if is_turns(turns) else None,
        digest="",
        text=text,
    )
    laid = {f"{skill_folder(found)}/{name}": content for name, content in settings.files.items()}
    whole = replace(found, files=laid)
    return replace(whole, digest=variant_digest(whole))


def is_turns(written: Any) -> bool:
    """Whether Claude Code takes it for a number of turns."""
    return isinstance(written, int) and not isinstance(written, bool) and written > 0


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DefinitionError([Fault(Locus(path=path, line=line), "not UTF-8; save the file as UTF-8")]) from None


def _kind(path: str, parts: Parts) -> PromptKind:
    """What Claude Code takes a file for, by its name and place."""
    *folders, name = path.split("/")
    if name == SKILL_FILE:
        return PromptKind.SKILL
    if "commands" in folders:
        return PromptKind.COMMAND
    return PromptKind.AGENT if parts.fenced or folders[-2:] == [".claude", "agents"] else PromptKind.PLAIN


def _head_faults(head: Document, kind: PromptKind) -> list[Fault]:
    """Only an agent has to say a name and a description: skills and commands are called by their file's."""
    if kind is PromptKind.AGENT and not head.value:
        locus = head.locus("$")
        return [Fault(locus, "an agent file starts with a line `---` and says `name` and `description`")]
    faults = form_faults(head, "agent")
    return faults if kind is PromptKind.AGENT else [fault for fault in faults if fault.locus.pointer != "$"]


def _alias(head: Mapping[str, Any], settings: Settings) -> str | None:
    """The model as written where it counts most: in the suite beside the file, in the file, for all that inherit."""
    own = head.get("model")
    if not isinstance(own, str) or own.strip().lower() in ("", _INHERIT):
        own = None
    return settings.model or own or settings.inherits


def _no_model(alias: str | None, models: Mapping[str, str]) -> str:
    if alias is None:
        return "names no model; say `model` here, in suite.yaml or in [tool.audition]"
    return f"`{shortened(alias)}` is no alias and no exact id{did_you_mean(alias, models)}"
