"""What a prompt's mutants show, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audition.records.mutation import Mutation
from audition.records.results import MutantPrice, Preview
from audition.reporting.escaping import one_line
from audition.reporting.mutation_words import SIGNS, evidence, headline, suggestion, summary
from audition.reporting.terminal.results import finding_lines
from audition.reporting.terminal.rules import line_range
from audition.reporting.words import dollars
from audition.text import counted

_WIDTH = 100


def mutation_lines(mutation: Mutation) -> Iterator[str]:
    """Every rule of which something is known, with its words and what they rest on."""
    yield one_line(summary(mutation))
    for rule in mutation.rules:
        for place, each in enumerate(rule.words):
            if not place:
                yield ""
                yield f"  {line_range(rule.rule):>9}  {one_line(rule.rule.text, _WIDTH)}"
            yield f"  {SIGNS[each.word]:>9}  {each.word.value} · {one_line(headline(each), 160)}"
            yield from (f"             {one_line(told, 240)}" for told in evidence(each))
            if advice := suggestion(rule, each):
                yield f"             {advice}"
    yield from (f"\n{one_line(caveat, 400)}" for caveat in mutation.caveats)
    if mutation.next_command:
        yield ""
        yield f"Next    {mutation.next_command}"


def mutation_plan_lines(preview: Preview, mutants: Sequence[MutantPrice]) -> Iterator[str]:
    """What mutants would take and could find, and then each of them, in the order in which a cap pays for them."""
    own = preview.planned - sum(each.trials for each in mutants)
    yield (
        f"{counted(len(mutants), 'mutant')}, at most {counted(preview.planned, 'trial')}: "
        f"{own} are the prompt's own, which all of them share"
    )
    yield from finding_lines(preview)
    yield "In the order in which a cap pays for them, with what it takes at most to get so far:"
    for each in mutants:
        told = "held by what decides" if each.decides else "held" if each.graders else "held by nothing"
        cost = dollars(each.so_far_usd)
        yield f"  {cost:>10}  {each.trials:>5} trials  {told:<20}  {one_line(each.rule.text, 60)}"
        yield f"  {'':>10}  {one_line(each.mutant, _WIDTH)}"
