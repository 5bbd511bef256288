"""Writes the page of a prompt whose rules are marked by what their mutants show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from audition.records.mutation import Mutation, Word
from audition.reporting.html.page import policy
from audition.reporting.html.templating import asset, environment
from audition.reporting.mutation_words import MEANING, SIGNS, evidence, headline, suggestion, summary


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A word as the page shows it: by sign, name and colour."""

    name: str
    sign: str
    meaning: str
    css: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the prompt."""

    text: str
    word: Mark | None = None
    """On the rule that it is of; None: it is of none, or of one of which nothing is known."""
    rule: str = ""
    """That rule's id."""
    last: bool = False
    """Whether the rule ends with it."""


def write_mutation_html(mutation: Mutation, out: TextIO) -> None:
    """Write one page that asks nothing of a network and runs no script.

    Args:
        mutation: What is known.
        out: Where it goes, as UTF-8.
    """
    from markupsafe import Markup

    style = asset("style.css")
    page = environment().get_template("mutation.html.jinja")
    out.write(
        page.render(
            mutation=mutation,
            summary=summary(mutation),
            legend=[_mark(word) for word in Word],
            pieces=list(pieces_of(mutation)),
            caveats=mutation.caveats,
            signs=SIGNS,
            css=_css,
            headline=headline,
            evidence=evidence,
            suggestion=suggestion,
            style=Markup(style),  # noqa: S704  # the package's own file, which the page allows by its hash
            policy=policy(style),
        )
    )


def pieces_of(mutation: Mutation) -> Iterator[Piece]:
    """The whole file in pieces, those of rules with their words; joined they are the file."""
    text, at = mutation.text, 0
    known = [rule for rule in mutation.rules if rule.word is not None]
    placed = [(stretch, rule) for rule in known for stretch in rule.rule.stretches]
    for stretch, rule in sorted(placed, key=lambda each: each[0]):
        start, end = (mutation.body_start + place for place in (stretch.start, stretch.end))
        written = text[start:end].rstrip("\n")
        if start < at or rule.word is None:
            continue
        yield Piece(text=text[at:start])
        last = stretch == rule.rule.stretches[-1]
        yield Piece(text=written, word=_mark(rule.word), rule=rule.rule.id, last=last)
        at = start + len(written)
    yield Piece(text=text[at:])


def _mark(word: Word) -> Mark:
    return Mark(name=word.value, sign=SIGNS[word], meaning=MEANING[word], css=_css(word))


def _css(word: Word) -> str:
    return word.value.replace(" ", "-")
