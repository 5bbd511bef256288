"""Places to be filled in that nothing fills."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings

_MARK = re.compile(r"(?:^|[.!?]\s+)(TODO|TBD|FIXME|XXX)\b(?=:|\s|$)")
"""At the head of a sentence: elsewhere a prompt speaks of such marks."""
_BRACED = re.compile(r"\{\{\s*\w+\s*\}\}")
"""Doubled: single braces are nearly always a form's, which the agent is to fill in itself."""
_ANGLED = re.compile(r"<([A-Za-z]+(?: [A-Za-z]+){1,5})>")
"""Several plain words: one alone is a tag or the parameter of a type."""
_SQUARED = re.compile(r"\[(?:insert|your|enter|fill in)\b[^\]\n]{0,60}\](?!\()", re.IGNORECASE)
_CODE = re.compile(r"(`+)[^`\n]*\1")
_TEMPLATES = re.compile(
    r"\{%|\b(?:liquid|jinja2?|handlebars|mustache|nunjucks|twig|vue|angular|svelte)\b", re.IGNORECASE
)
"""A prompt that speaks of templates shows their braces."""


def placeholder_remarks(prompt: Prompt, _surroundings: Surroundings) -> Iterator[Remark]:
    """Marks of unfinished text, and names in brackets that neither the suite nor the prompt gives a value.

    What code holds is an example to the agent, in a fence as in a line; so is what stands in a list under a label,
    where forms are drawn; a tag that is closed again is structure.
    """
    patterns = (_SQUARED,) if _TEMPLATES.search(prompt.variant.system) else (_BRACED, _SQUARED)
    for line in prompt.lines:
        text = _CODE.sub(" ", line.text)
        if (mark := _MARK.search(text)) and not (line.label or line.forbids):
            yield prompt.remark(line.number, f"`{mark.group(1)}` is still there; finish the text")
        found = [match.group() for pattern in patterns for match in pattern.finditer(text)]
        found += [match.group() for match in _ANGLED.finditer(text) if not _is_closed(match.group(1), prompt)]
        for place in dict.fromkeys(found):
            what = f"nothing fills `{place}`: the agent reads it as it stands; write it out"
            yield prompt.remark(line.number, what)


def _is_closed(name: str, prompt: Prompt) -> bool:
    return f"</{name.split(' ', maxsplit=1)[0]}>" in prompt.variant.system
