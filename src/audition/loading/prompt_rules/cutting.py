"""Takes a prompt apart by its Markdown alone: `rules_of(variant) -> tuple[Rule, …]`; no meaning is guessed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from audition.loading.prompt_rules.sentences import BULLET, Range, pieces, sentences
from audition.loading.prompt_rules.tags import Region, regions
from audition.records.rules import Rule, RuleKind, Stretch, rule_ids, words_of
from audition.records.variants import Variant

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BYTES_A_TOKEN: Final = 4
"""A rule of thumb for English: free and offline, right within a fifth."""
MOST_NESTED: Final = 60
"""Lists and quotes within one another; what lies deeper is not taken apart."""

_LINE_END = re.compile(r"\r\n?|\n")
_TASK = re.compile(r"\[[ xX]\]\s+")
_MARKUP = re.compile(r"[*_`]+")
_LABEL = re.compile(r"(\*\*|__)(?!\s)[^*_]+\1\s*:?\s*\Z")
_LISTS: Final = ("bullet_list", "ordered_list")


def rules_of(variant: Variant) -> tuple[Rule, ...]:
    """The rules of a prompt, in its order.

    List items, table rows, sentences of paragraphs and examples are rules; headings, tags and what introduces a list
    say where they stand. A statement is cut like a command: which of them asks for something is for a reader to say.
    """
    return _named(_Cut(variant.system, variant.body_line).found())


@dataclass(frozen=True, kw_only=True)
class _Found:
    kind: RuleKind
    section: tuple[str, ...]
    label: str
    text: str
    stretches: tuple[Stretch, ...]


def _named(found: Sequence[_Found]) -> tuple[Rule, ...]:
    headings = (each.section[-1] if each.section else "" for each in found)
    ids = rule_ids([(heading, words_of(each.text)) for heading, each in zip(headings, found, strict=True)])
    return tuple(
        Rule(
            id=name,
            kind=each.kind,
            section=each.section,
            label=each.label,
            text=each.text,
            stretches=each.stretches,
            tokens=estimated_tokens(each.text),
        )
        for name, each in zip(ids, found, strict=True)
    )


def estimated_tokens(text: str) -> int:
    """What a text takes of a request, at least 1: a rule of thumb for English, right within a fifth."""
    return max(1, round(len(text.encode("utf-8", "replace")) / BYTES_A_TOKEN))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Tags are read by `tags`: as HTML to Markdown, they would swallow the lists that stand in them.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MOST_NESTED}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@dataclass
class _Cut:
    """One prompt being cut."""

    system: str
    body_line: int
    headings: list[tuple[int, tuple[tuple[int, str], ...]]] = field(default_factory=list)
    """Line from 0 of those that were read, each with level and text of those above it and its own."""

    def __post_init__(self) -> None:
        ends = [end.span() for end in _LINE_END.finditer(self.system)]
        self.starts = [0, *(after for _, after in ends)]
        self.ends = [*(before for before, _ in ends), len(self.system)]
        lines = [self.system[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        fences = (token.map for token in _parser().parse(self.system) if token.type in ("fence", "code_block"))
        fenced = {line for place in fences if place for line in range(*place)}
        self.regions = regions(lines, fenced)
        self.examples: list[Region] = []
        for one in self.regions:
            if one.is_example and not (self.examples and self.examples[-1].holds(one.first)):
                self.examples.append(one)
        self._last: tuple[Token, tuple[list[str], list[int]]] | None = None
        self.unread = {line for one in self.regions for line in (one.first, one.last)}
        self.unread.update(line for one in self.examples for line in range(one.first, one.last))
        self.lines = ["" if number in self.unread else line for number, line in enumerate(lines)]

    def found(self) -> list[_Found]:
        """Every rule, in the order of their places."""
        tokens = _parser().parse("\n".join(self.lines))
        found = [*self._blocks(tokens, ""), *map(self._example, self.examples)]
        return sorted(filter(_says_something, found), key=lambda each: each.stretches)

    def _example(self, region: Region) -> _Found:
        text = self.system[self.starts[region.first + 1] : self.starts[region.last]].strip("\r\n")
        return self._rule(RuleKind.EXAMPLE, "", text, [self._stretch_of_lines(region.first, region.last + 1)])

    def _blocks(self, tokens: Sequence[Token], label: str) -> Iterator[_Found]:
        """The rules of the blocks of one container; what introduces a block is the label of that block alone."""
        given, lead = label, ""
        for block in _siblings(tokens):
            first = block[0]
            name = first.type.removesuffix("_open")
            own, lead = lead or given, ""
            if name == "heading":
                self._enter((first.map or [0])[0], int(first.tag[1:]), _plain(block[1].content))
                given = ""
            elif name == "paragraph":
                lead = yield from self._paragraph(block[1], own, followed=block[-1] is not tokens[-1])
            elif name in ("fence", "code_block") and first.map:
                yield self._rule(RuleKind.EXAMPLE, own, first.content.strip("\n"), [self._stretch_of_lines(*first.map)])
            elif name == "table":
                yield from self._rows(block, own)
            elif name == "blockquote":
                yield from self._blocks(block[1:-1], own)
            elif name in _LISTS:
                for item in _siblings(block[1:-1]):
                    yield from self._item(item[1:-1], own)

    def _enter(self, line: int, level: int, text: str) -> None:
        above = self.headings[-1][1] if self.headings else ()
        self.headings.append((line, (*(each for each in above if each[0] < level), (level, text))))

    def _section(self, line: int) -> tuple[str, ...]:
        """The headings and then the tags above a line."""
        place = bisect_left(self.headings, line, key=lambda each: each[0])
        path = self.headings[place - 1][1] if place else ()
        tags = [f"<{one.name}>" for one in self.regions if one.holds(line)] if self.regions else []
        return (*(text for _, text in path), *tags[:MOST_NESTED])

    def _paragraph(self, inline: Token, label: str, *, followed: bool) -> Generator[_Found, None, str]:
        """The sentences of a paragraph, or what introduces the next block, which is returned."""
        lead = ""
        parts = list(pieces(inline.content))
        for number, (start, end) in enumerate(parts):
            piece = inline.content[start:end]
            if _introduces(piece) and (number + 1 < len(parts) or followed):
                lead = label = _plain(piece)
                continue
            lead = ""
            if BULLET.match(piece):
                yield self._words(RuleKind.ITEM, label, inline, [(start, end)])
            else:
                cut = [(start + one, start + other) for one, other in sentences(piece)]
                yield from (self._words(RuleKind.SENTENCE, label, inline, [each]) for each in cut)
        return lead

    def _item(self, tokens: Sequence[Token], label: str) -> Iterator[_Found]:
        """An item's own words as one rule, and the rules below it under its words; one that only introduces is none."""
        blocks = list(_siblings(tokens))
        own = [block[1] for block in blocks if block[0].type == "paragraph_open"]
        below = [block for block in blocks if block[0].type != "paragraph_open"]
        text = " ".join(token.content for token in own)
        if own and not (below and _introduces(text)):
            stretches = [self._stretch_of_lines(*token.map) for token in own if token.map]
            yield self._rule(RuleKind.ITEM, label, _TASK.sub("", text, count=1), stretches)
        for block in below:
            yield from self._blocks(block, _plain(text) or label)

    def _rows(self, tokens: Sequence[Token], label: str) -> Iterator[_Found]:
        in_body = False
        cells: list[str] = []
        for token in tokens:
            if token.type == "tbody_open":
                in_body = True
            elif token.type == "tr_open":
                cells, place = [], token.map
            elif token.type == "inline":
                cells.append(token.content)
            elif token.type == "tr_close" and in_body and place:
                yield self._rule(RuleKind.ROW, label, " | ".join(cells), [self._stretch_of_lines(*place)])

    def _words(self, kind: RuleKind, label: str, inline: Token, ranges: Sequence[Range]) -> _Found:
        """A rule of some of a paragraph's words."""
        stretches = [self._stretch(inline, *each) for each in ranges]
        text = " ".join(inline.content[start:end] for start, end in ranges)
        return self._rule(kind, label, BULLET.sub("", text, count=1) if kind is RuleKind.ITEM else text, stretches)

    def _rule(self, kind: RuleKind, label: str, text: str, stretches: Sequence[Stretch]) -> _Found:
        return _Found(
            kind=kind,
            section=self._section(stretches[0].first_line - self.body_line),
            label=label,
            text=text if kind is RuleKind.EXAMPLE else " ".join(text.split()),
            stretches=tuple(stretches),
        )

    def _stretch_of_lines(self, first: int, after: int) -> Stretch:
        """Whole lines, the end of the last included; blank ones at the end left out."""
        while after > first + 1 and after - 1 not in self.unread and not self.lines[after - 1].strip():
            after -= 1
        end = self.starts[after] if after < len(self.starts) else len(self.system)
        return Stretch(self.starts[first], end, self.body_line + first, self.body_line + after - 1)

    def _stretch(self, inline: Token, start: int, end: int) -> Stretch:
        """Where some characters of a paragraph stand in the prompt."""
        words = inline.content[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
        first, begins = self._place(inline, start)
        last, ends = self._place(inline, max(start, end - 1))
        return Stretch(begins, ends + 1, self.body_line + first, self.body_line + last)

    def _place(self, inline: Token, character: int) -> tuple[int, int]:
        """The line and the place in `system` of a character of a paragraph."""
        written, begins = self._written(inline)
        number = bisect_right(begins, character) - 1
        line = (inline.map or [0])[0] + number
        text = written[number]
        at = max(0, self.lines[line].find(text.strip()) - (len(text) - len(text.lstrip())))
        place = self.starts[line] + at + character - begins[number]
        return line, min(place, max(self.starts[line], self.ends[line] - 1))

    def _written(self, inline: Token) -> tuple[list[str], list[int]]:
        """A paragraph's lines, and the characters of it at which they begin; of the last one asked for kept."""
        if self._last is None or self._last[0] is not inline:
            lines = inline.content.split("\n")
            begins = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
            self._last = (inline, (lines, begins))
        return self._last[1]


def _siblings(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The blocks of a container, each with all that is in it."""
    start = depth = 0
    for place, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : place + 1]
            start = place + 1


def _introduces(piece: str) -> bool:
    """Whether words are a label to what follows: they end in a colon, or are bold and nothing else."""
    return _MARKUP.sub("", piece).rstrip().endswith((":", "：")) or _LABEL.match(piece.strip()) is not None


def _plain(text: str) -> str:
    """A heading or label without markup, and without its colon."""
    return " ".join(_MARKUP.sub("", text).split()).rstrip(":： ")


def _says_something(found: _Found) -> bool:
    return bool(words_of(found.text))
