"""What a prompt's mutants show, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from audition.records.mutation import Mutation
from audition.reporting.escaping import one_line
from audition.reporting.mutation_words import SIGNS, evidence, headline, suggestion, summary
from audition.reporting.terminal.rules import line_range

_WIDTH = 100


def mutation_lines(mutation: Mutation) -> Iterator[str]:
    """Every rule of which something is known, with its words and what they rest on."""
    yield one_line(summary(mutation))
    for rule in mutation.rules:
        for place, each in enumerate(rule.words):
            if not place:
                yield ""
                yield f"  {line_range(rule.rule):>9}  {one_line(rule.rule.text, _WIDTH)}"
            yield f"  {SIGNS[each.word]:>9}  {one_line(headline(each), 160)}"
            yield from (f"             {one_line(told, 240)}" for told in evidence(each))
            if advice := suggestion(rule, each):
                yield f"             {advice}"
    if mutation.next_command:
        yield ""
        yield f"Next    {mutation.next_command}"
