"""Agent files: frontmatter and body become a variant, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.collecting import Faults
from audition.loading.document import Document, child
from audition.loading.gate import gate, published
from audition.loading.strict_yaml import read_yaml
from audition.records.definitions import Variant
from audition.records.identity import digest
from audition.text import did_you_mean, shortened

MAX_BYTES: Final = 64 * 1024

_EXACT_MODEL = re.compile(r"claude-[a-z0-9][a-z0-9.-]{0,80}\Z")
_FENCE = "---"


def variant_path(variant_id: str) -> str:
    """The agent file of a variant, relative to the project."""
    return f"agents/{variant_id}.md"


def pinned(model: str, models: Mapping[str, str]) -> str | None:
    """The exact id of a model; None when it is neither an alias of `models` nor an exact id."""
    return models.get(model) or (model if _EXACT_MODEL.match(model) else None)


def parse_agent_file(data: bytes, variant_id: str, *, models: Mapping[str, str], path: str | None = None) -> Variant:
    """A variant from the bytes of its agent file.

    Args:
        data: The file as it is, in the working tree or at a git revision.
        variant_id: `<agent>/<variant>`, without a revision.
        models: Alias → pinned model id.
        path: The file as faults name it; `variant_path(variant_id)` when None.

    Raises:
        DefinitionError: All faults of the file.
    """
    path = path or variant_path(variant_id)
    if len(data) > MAX_BYTES:
        raise DefinitionError([Fault(Locus(path=path), f"larger than {MAX_BYTES // 1024} KiB")])
    text = _text(data, path)
    head, body_line, system = _parts(text, path)
    faults = Faults()
    faults.extend(gate(head, "agent"))
    faults.raise_any()
    tools = _tools(head, faults)
    alias = head.value["model"]
    model = pinned(alias, models)
    if model is None:
        faults.add(
            head.locus("$.model"), f"`{shortened(alias)}` is no alias and no exact id{did_you_mean(alias, models)}"
        )
    if not system.strip():
        faults.add(Locus(path=path), "the body is empty; it is the system prompt")
    faults.raise_any()
    return Variant(
        id=variant_id,
        path=path,
        frontmatter=head.value,
        system=system,
        body_line=body_line,
        tools=tools,
        model_alias=alias,
        model=faults.given(model),
        digest=digest({"system": system, "tools": tools}),
        text=text,
    )


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DefinitionError([Fault(Locus(path=path, line=line), "not UTF-8; save the file as UTF-8")]) from None


def _parts(text: str, path: str) -> tuple[Document, int, str]:
    """The frontmatter, the line on which the system prompt starts, and the system prompt."""
    lines = text.removeprefix("\ufeff").split("\n")
    fences = [index for index, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if fences[:1] != [0]:
        raise DefinitionError([Fault(Locus(path=path, line=1), "an agent file starts with a line `---`")])
    if len(fences) < 2:
        raise DefinitionError([Fault(Locus(path=path, line=1), "the frontmatter has no closing line `---`")])
    if not any(line.strip() for line in lines[1 : fences[1]]):
        raise DefinitionError(
            [Fault(Locus(path=path, line=1), "the frontmatter is empty; it names at least the tools")]
        )
    # An empty first line in the place of the fence keeps the file's own line numbers.
    head = read_yaml("\n" + "\n".join(lines[1 : fences[1]]) + "\n", path)
    start, end = fences[1] + 1, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return head, start + 1, "\n".join(lines[start:end]) + "\n"


def _tools(head: Document, faults: Faults) -> tuple[str, ...]:
    """The tools granted, in the file's order, each once."""
    written: Any = head.value["tools"]
    known = published("agent")["$defs"]["tool"]["enum"]
    names = [name.strip() for name in written.split(",") if name.strip()] if isinstance(written, str) else written
    for index, name in enumerate(names):
        if name not in known:
            pointer = "$.tools" if isinstance(written, str) else child("$.tools", index)
            faults.add(head.locus(pointer), f"there is no tool `{shortened(name)}`{did_you_mean(name, known)}")
    return tuple(dict.fromkeys(names))
