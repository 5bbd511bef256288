"""What a judge is shown of a trial: deliverable, final message and the names of files, made harmless and blind."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from textwrap import indent

from audition.grading.check import Deliverable, Work
from audition.grading.passages import CONVERSATION
from audition.records.names import plain_id
from audition.records.scene import UNNAMED
from audition.records.variants import Variant
from audition.redaction import Redactor

NOTHING = "(there is none)"
SOMEBODY = "[the agent]"
"""Stands where a variant's name or file was."""

_MARKUP = re.compile(r"<|\[(?=/?(?:INST|SYS)\b)", re.IGNORECASE)
_WIDE = {"<": "\uff1c", "[": "\uff3b"}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LATE_SELECTORS = "\U000e0100", "\U000e01ef"
"""The first and the last of the variation selectors that show nothing and can spell anything."""
_REDACTED = Redactor()


def shown(work: Work) -> Mapping[str, str]:
    """The parts of a work that a judge may quote, by where they stand: deliverables by name, `final_message`, `files`.

    A deliverable with parts is its parsed document as JSON, so that comments, anchors and layout say nothing to the
    judge; one without, or that cannot be parsed, is shown as it stands.
    """
    return {
        **{name: harmless(_told(made), work.variant) for name, made in work.deliverables.items()},
        **({CONVERSATION: harmless(_talk(work), work.variant)} if work.trial.talk else {}),
        "final_message": harmless(work.trial.final_message, work.variant) or NOTHING,
        "files": "\n".join(_nameless(path, work.variant) for path in work.trial.written) or NOTHING,
    }


def shown_files(work: Work, parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Of what is shown of a work, deliverables and conversation: what a section is called, and its text."""
    for name in work.deliverables:
        yield (name if name == UNNAMED else f"{UNNAMED}: {name}"), parts[name]
    if CONVERSATION in parts:
        yield CONVERSATION, parts[CONVERSATION]


def _talk(work: Work) -> str:
    """The whole talk, each message indented under who said it, so that none can pass for another's."""
    who = {"user": "The user:", "assistant": "The agent:"}
    return "\n\n".join(f"{who[role]}\n{indent(visible(text), '  ')}" for role, text in work.trial.talk)


def _told(made: Deliverable) -> str:
    if made.opaque is not None:
        return f"(a file of {made.opaque.bytes} bytes that is no text)"
    if made.text is None:
        return NOTHING
    if made.fault is not None or not made.asked.format.has_parts:
        return made.text
    return json.dumps(made.document, ensure_ascii=False, indent=1)


def harmless(text: str, variant: Variant) -> str:
    """The text without secrets, hidden characters, markup that a model could take for its own, and the variant's name.

    What could open a tag stays readable: it becomes its full-width form.
    """
    for name in _names(variant):
        text = text.replace(name, SOMEBODY)
    return _MARKUP.sub(lambda found: _WIDE[found.group()], _REDACTED(visible(text)))


def visible(text: str) -> str:
    """The text without what no reader sees: control and format characters, Unicode tags, unassigned code points."""
    if text.replace("\n", "").replace("\t", "").isprintable() and max(text, default="") < _LATE_SELECTORS[0]:
        return text
    return "".join(filter(_is_visible, text))


def _is_visible(char: str) -> bool:
    if char in "\n\t":
        return True
    return unicodedata.category(char) not in _HIDDEN and not _LATE_SELECTORS[0] <= char <= _LATE_SELECTORS[1]


def _names(variant: Variant) -> tuple[str, ...]:
    """What names a variant beyond doubt, the longest first; the word `sales` alone is a role as well."""
    plain = plain_id(variant.id)
    joined = (plain.replace("/", sign) for sign in "-_.")
    return tuple(sorted({variant.path, variant.id, plain, *joined}, key=len, reverse=True))


def _nameless(path: str, variant: Variant) -> str:
    """A path in which no part is called as the variant is."""
    short = re.escape(plain_id(variant.id).split("/", 1)[1])
    return re.sub(rf"(?i)(?<![^\W_]){short}(?![^\W_])", SOMEBODY, harmless(path, variant))
