"""Places to be filled in that nothing fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings
from audition.loading.scenario import PLACEHOLDERS

_MARK = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b(?!\w)")
_BRACED = re.compile(r"\{\{[^{}\n]{1,60}\}\}|\$\{[^{}\n]{1,60}\}|(?<![{$])\{[A-Za-z_][\w .-]{0,40}\}(?!\})")
_ANGLED = re.compile(r"<([A-Za-z][A-Za-z0-9 _-]{0,40})>")
_SQUARED = re.compile(r"\[(?:insert|your|enter|fill in|add)\b[^\]\n]{0,60}\](?!\()", re.IGNORECASE)
_TAGS: Final = frozenset(
    {
        "br",
        "b",
        "i",
        "em",
        "strong",
        "code",
        "pre",
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "hr",
        "sub",
        "sup",
    }
)


def placeholder_remarks(prompt: Prompt, _surroundings: Surroundings) -> Iterator[Remark]:
    """Marks of unfinished text, and names in brackets that neither the suite nor the prompt gives a value.

    What a code fence holds is an example to the agent; a tag that is closed again is structure.
    """
    filled = {f"{{{name}}}" for name in PLACEHOLDERS}
    for line in prompt.lines:
        if mark := _MARK.search(line.text):
            yield prompt.remark(line.number, f"`{mark.group()}` is still there; finish the text, or take it out")
        found = [match.group() for pattern in (_BRACED, _SQUARED) for match in pattern.finditer(line.text)]
        found += [match.group() for match in _ANGLED.finditer(line.text) if not _is_tag(match.group(1), prompt)]
        for place in dict.fromkeys(found):
            if place not in filled:
                yield prompt.remark(
                    line.number, f"nothing fills `{place}`: the agent reads it as it stands; write it out"
                )


def _is_tag(name: str, prompt: Prompt) -> bool:
    word = name.split(" ", maxsplit=1)[0]
    return word.lower() in _TAGS or f"</{word}>" in prompt.variant.system
