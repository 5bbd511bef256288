"""Writes proposals into the text of a suite's `rules.yaml`, where a person reviews them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from audition.loading.yaml_writer import dump_yaml
from audition.records.rules import Cut, RuleEdit


def with_proposals(text: str, variant: str, proposals: Sequence[RuleEdit]) -> str:
    """The text of a `rules.yaml` with proposals behind what a prompt has there; nothing else of it changes.

    Args:
        text: Of a sound file; empty: there is none.
        variant: Whose prompt.
        proposals: At least one.

    Raises:
        ValueError: Nothing can be added to the text as it is written.
    """
    entries = [_written(edit) for edit in proposals]
    if not text.strip():
        return dump_yaml({"prompts": {variant: entries}})
    prompts = _below(yaml.compose(text), "prompts")
    known = _below(prompts, variant)
    last, added = (prompts, {variant: entries}) if known is None else (known, entries)
    if prompts is None or last is None or prompts.flow_style or last.flow_style:
        raise ValueError("its prompts are written in brackets: write each entry on lines of its own")
    lines = text.splitlines(keepends=True)
    at = _behind(last, lines)
    margin = " " * last.start_mark.column
    new = "".join(f"{margin}{line}\n" for line in dump_yaml(added).splitlines())
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join([*lines[:at], new, *lines[at:]])


def _below(node: yaml.Node | None, key: str) -> Any:
    """A mapping's member; None: it has none of that name."""
    return None if node is None else next((value for name, value in node.value if name.value == key), None)


def _behind(node: yaml.Node, lines: Sequence[str]) -> int:
    """The line before which something is added to a block: behind its last word, whatever comments follow."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]  # a block ends for the parser where the next word stands
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    end = node.end_mark.line + (node.end_mark.column > 0)
    while end > 0 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return int(end)


def _written(edit: RuleEdit) -> dict[str, Any]:
    told = list(edit.rules) if edit.cut is Cut.JOIN else edit.rules[0]
    entry: dict[str, Any] = {edit.cut.value: told}
    if edit.cut is Cut.SPLIT:
        entry["into"] = list(edit.into)
    if edit.cut is Cut.TURN:
        entry["to"] = edit.into[0]
    return entry | ({"why": edit.why} if edit.why else {}) | {"proposed_by": edit.proposed_by}
