"""Compares two agent files as their author thinks of them: keys, sections, words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from audition.records.identity import digest, text_digest
from audition.records.prompt_change import Edit, KeyChange, PromptChange, SectionChange, Span
from audition.records.variants import Variant
from audition.text import plain_lines

REWRITTEN: Final = 0.4
"""Below this share of common words two texts are shown whole, one after the other: word by word they are confetti."""
MAX_PAIRS: Final = 4_000_000
"""Pairs of words up to which two texts are held against each other word by word."""

DIGITS: Final = 8
"""Hexadecimal digits of a section's digest."""

_HEADING = re.compile(r"(#{1,6})\s+(.*\S)\s*\Z")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_TOKEN = re.compile(r"\n|[^\S\n]*(?:\w+|[^\w\s])|[^\S\n]+")
"""A word or sign with the blanks before it, or a line end."""


def prompt_change(baseline: Variant, candidate: Variant) -> PromptChange:
    """What differs from one agent file to another, then from what belongs to the one to what belongs to the other."""
    before, after = _texts(baseline), _texts(candidate)
    sections = [
        replace(change, path=path)
        for path in dict.fromkeys((*after, *before))
        for change in _section_changes(before.get(path, []), after.get(path, []))
    ]
    return PromptChange(
        baseline=baseline.id,
        candidate=candidate.id,
        digests=(baseline.digest, candidate.digest),
        keys=tuple(_key_changes(baseline, candidate)),
        sections=tuple(change for change in sections if change.edit is not Edit.SAME or change.moved),
        unchanged=sum(change.edit is Edit.SAME and not change.moved for change in sections),
    )


def section_digests(variant: Variant) -> tuple[tuple[str, str], ...]:
    """The head of a prompt file and each section by its heading, with a digest of its text.

    Sections of files that belong to it have their path before their heading.
    """
    head = dict(sorted((key, str(value)) for key, value in variant.frontmatter.items()))
    cut = [
        (f"{path} {section.heading}".strip(), digest(section.text.strip())[:DIGITS])
        for path, sections in _texts(variant).items()
        for section in sections
    ]
    return (("its head", digest(head)[:DIGITS]), *cut)


def edited_sections(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What was done to which section of a prompt, such as `## Tone edited`; by what `section_digests` tells of both.

    A section that moved and reads as before is left out.
    """
    if not (before and after):
        return ()
    then, now = (Counter(sections) for sections in (before, after))
    gone, new = [name for name, _ in (then - now).elements()], [name for name, _ in (now - then).elements()]
    edited = [name for name in new if name in gone]
    added = [name for name in new if name not in gone]
    removed = [name for name in gone if name not in new]
    return tuple(
        f"{name or 'what stands above the first heading'} {verb}"
        for verb, names in (("edited", edited), ("added", added), ("removed", removed))
        for name in dict.fromkeys(names)
    )


def words(before: str, after: str) -> tuple[Span, ...]:
    """Both texts as one run of spans: what they share, what was removed and what was added."""
    spans: list[Span] = []
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        then, now = "".join(lines[0][i1:i2]), "".join(lines[1][j1:j2])
        spans += [Span(now, Edit.SAME)] if tag == "equal" else _rewritten(then, now)
    return _joined(spans)


@dataclass(frozen=True)
class _Section:
    heading: str
    line: int
    text: str

    @property
    def body(self) -> str:
        """The text without its heading line."""
        return self.text.partition("\n")[2] if self.heading else self.text


def _texts(variant: Variant) -> dict[str, list[_Section]]:
    """Path → sections: of the prompt itself under the empty path, then of what belongs to it.

    That is its memory file with what that imports, and what lies beside a skill or comes along.
    """
    home = variant.path.rpartition("/")[0]
    beside = {f"{home}/{name}": file for name, file in variant.settings.files.items()}
    told = {path: text for path, text in variant.settings.memory.items() if path != variant.path}
    files = {**told, **beside, **variant.settings.companions}
    texts = {path: file if isinstance(file, str) else _named(file) for path, file in files.items()}
    own = {"": _sections(variant.system, variant.body_line)}
    return own | {path: _sections(text, 1) for path, text in texts.items()}


def _named(data: bytes) -> str:
    return f"{len(data)} bytes, sha256 {text_digest(data)[:12]}\n"


def _sections(text: str, start: int) -> list[_Section]:
    """A text cut at its headings, those inside code fences aside; `start`: its first line in its file."""
    found: list[tuple[str, int, list[str]]] = [("", start, [])]
    fence = ""
    for number, line in enumerate(plain_lines(text).splitlines(keepends=True), start):
        if mark := _FENCE.match(line):
            fence = "" if fence and mark.group(1).startswith(fence) else fence or mark.group(1)
        elif not fence and (heading := _HEADING.match(line)):
            found.append((f"{heading.group(1)} {heading.group(2)}", number, []))
        found[-1][2].append(line)
    return [_Section(heading, line, "".join(lines)) for heading, line, lines in found if lines]


def _section_changes(before: Sequence[_Section], after: Sequence[_Section]) -> Iterator[SectionChange]:
    """One a section, in the candidate's order, removed ones where they stood."""
    names = _names(before), _names(after)
    moved = {names[0][i] for i in range(len(before))} & {names[1][j] for j in range(len(after))}
    aligned = SequenceMatcher(None, *names, autojunk=False).get_opcodes()
    moved -= {name for tag, i1, i2, _, _ in aligned if tag == "equal" for name in names[0][i1:i2]}
    then = dict(zip(names[0], before, strict=True))
    for tag, i1, i2, j1, j2 in aligned:
        if tag == "equal":
            yield from (_paired(a, b) for a, b in zip(before[i1:i2], after[j1:j2], strict=True))
            continue
        gone = [section for name, section in zip(names[0][i1:i2], before[i1:i2], strict=True) if name not in moved]
        for name, section in zip(names[1][j1:j2], after[j1:j2], strict=True):
            renamed = next((other for other in gone if other.body.strip() and other.body == section.body), None)
            if name in moved:
                yield _paired(then[name], section, moved=True)
            elif renamed is not None:
                gone.remove(renamed)
                yield _paired(renamed, section)
            else:
                yield _alone(section, Edit.ADDED)
        yield from (_alone(section, Edit.REMOVED) for section in gone)


def _names(sections: Sequence[_Section]) -> list[tuple[str, int]]:
    """Each section's heading, with how often it has stood before."""
    headings = [section.heading for section in sections]
    return [(heading, headings[:place].count(heading)) for place, heading in enumerate(headings)]


def _paired(before: _Section, after: _Section, *, moved: bool = False) -> SectionChange:
    same = before.text.strip() == after.text.strip()
    return SectionChange(
        heading=after.heading,
        edit=Edit.SAME if same else Edit.CHANGED,
        moved=moved,
        baseline_line=before.line,
        candidate_line=after.line,
        text=(Span(after.text, Edit.SAME),) if same else words(before.text, after.text),
    )


def _alone(section: _Section, edit: Edit) -> SectionChange:
    return SectionChange(
        heading=section.heading,
        edit=edit,
        baseline_line=section.line if edit is Edit.REMOVED else None,
        candidate_line=section.line if edit is Edit.ADDED else None,
        text=(Span(section.text, edit),),
    )


def _key_changes(baseline: Variant, candidate: Variant) -> Iterator[KeyChange]:
    before, after = _values(baseline), _values(candidate)
    for key in (*after, *(key for key in before if key not in after)):
        if key not in before:
            yield KeyChange(key=key, edit=Edit.ADDED, value=(Span(after[key], Edit.ADDED),))
        elif key not in after:
            yield KeyChange(key=key, edit=Edit.REMOVED, value=(Span(before[key], Edit.REMOVED),))
        elif before[key] != after[key]:
            yield KeyChange(key=key, edit=Edit.CHANGED, value=words(before[key], after[key]))


def _values(variant: Variant) -> dict[str, str]:
    """The frontmatter as texts; the tools as granted, however they are written."""
    values = {**variant.frontmatter, "tools": ", ".join(variant.tools)}
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        for key, value in values.items()
    }


def _rewritten(before: str, after: str) -> Iterator[Span]:
    """Two unlike texts as spans, word by word where they have enough in common."""
    tokens = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, *tokens, autojunk=False)
    if len(tokens[0]) * len(tokens[1]) > MAX_PAIRS or matcher.ratio() < REWRITTEN:
        yield from (Span(before, Edit.REMOVED), Span(after, Edit.ADDED))
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Span("".join(tokens[1][j1:j2]), Edit.SAME)
        else:
            yield from (Span("".join(tokens[0][i1:i2]), Edit.REMOVED), Span("".join(tokens[1][j1:j2]), Edit.ADDED))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans without empty ones, neighbours of one kind as one."""
    filled = (span for span in spans if span.text)
    return tuple(
        Span("".join(span.text for span in run), edit) for edit, run in groupby(filled, key=lambda span: span.edit)
    )
