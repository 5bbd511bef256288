"""What is said of a mutant, in the same words on a terminal, in Markdown and on a page."""

from __future__ import annotations

from collections.abc import Iterator

from audition.records.estimates import points
from audition.records.mutation import Judged, MutantReading, MutatedRule, Mutation, MutationKind, Shift, Word
from audition.reporting.words import probability, share
from audition.text import counted

SIGNS = {Word.NOTICED: "✓", Word.NOT_NOTICED: "✗", Word.IDLE: "=", Word.OPEN: "?"}
"""A mark for each word, so that nothing is told by colour alone."""
DONE = {
    MutationKind.DROP: "taken out",
    MutationKind.EXAMPLE: "taken out",
    MutationKind.MOVE: "its numbers halved",
    MutationKind.TURN: "turned round",
}
MEANING = {
    Word.NOTICED: "something that decides told the prompt without it from the prompt",
    Word.NOT_NOTICED: "the agent does otherwise without it, and nothing that decides saw that",
    Word.IDLE: "equivalent within the margin: the agent does so anyway",
    Word.OPEN: "the trials do not tell",
}


def summary(mutation: Mutation) -> str:
    """How many mutants there is which word on."""
    words = [each.word for each in mutation.judged]
    counting = sum(not each.rule.aside for each in mutation.rules)
    known = sum(bool(each.words) for each in mutation.rules)
    told = ", ".join(f"{words.count(word)} {word.value}" for word in Word)
    return (
        f"{mutation.variant}: {known} of {counted(counting, 'rule')} mutated; {counted(len(words), 'mutant')}: {told}"
    )


def headline(each: Judged) -> str:
    """What was done, and what the word rests on: `taken out · 3 and 3 trials on churn-notice`."""
    reading = each.reading
    where = ", ".join(reading.scenarios[:2]) if len(reading.scenarios) < 3 else f"{len(reading.scenarios)} scenarios"
    trials = f"{reading.trials[0]} and {counted(reading.trials[1], 'trial')}"
    return f"{DONE[reading.kind]} · {trials} on {where or 'nothing'}"


def evidence(each: Judged) -> Iterator[str]:
    """What the word rests on, a sentence each."""
    reading = each.reading
    if reading.difference is not None:
        span = f"{points(reading.difference.low)} to {points(reading.difference.high)}"
        yield f"gate score {points(reading.difference.value)} points ({span})"
    if reading.why_open:
        yield reading.why_open
    yield from map(_shifted, reading.shifts)
    if each.word is Word.OPEN and reading.p_value < 1.0:
        yield (
            f"differs by itself, and not among all mutants together (q = {probability(each.q_value)}): "
            "name it with --rule, --anew and --fresh, for trials of its own"
        )
    if each.word is Word.OPEN and reading.p_value == 1.0:
        yield from (f"no more than chance: {_shifted(shift)}" for shift in reading.apart)
        more = "" if reading.needed is None else f"; about {counted(reading.needed, 'trial')} a case settle the margin"
        yield f"not told apart from the prompt{more}"


def _shifted(shift: Shift) -> str:
    before, after = (f"{value:.1f}" if shift.counts else share(value) for value in (shift.before, shift.after))
    role = "" if shift.counts else ", decides" if shift.decides else ", decides nothing"
    quote = f": “{shift.quote.text}”" if shift.quote else f": {shift.reason}" if shift.reason else ""
    return f"{shift.grader} {before} → {after} (p = {probability(shift.p_value)}{role}){quote}"


def _worse(reading: MutantReading) -> Iterator[bool]:
    """Whether each thing that decides and differs is worse without the rule."""
    if reading.claimed and reading.difference is not None:
        yield reading.difference.value < 0
    yield from (shift.after < shift.before for shift in reading.shifts if shift.decides)


def suggestion(rule: MutatedRule, each: Judged) -> str:
    """What to do about a word; empty: nothing."""
    holds = f"holds: {rule.rule.id}"
    if each.word is Word.NOT_NOTICED:
        seen = next((shift.grader for shift in each.reading.shifts if not shift.counts), None)
        if seen is not None:
            return f"{seen} sees it and decides nothing: give it points, or write a criterion, with {holds}."
        return f"Write a criterion that asks for this, with {holds}, or a scenario in which it matters."
    if each.word is Word.NOTICED and not any(_worse(each.reading)):
        return "It does better without this: reword it, or take it out."
    if each.word is Word.IDLE and each.reading.kind in (MutationKind.DROP, MutationKind.EXAMPLE):
        return f"Take it out, which saves about {counted(rule.rule.tokens, 'token')} of every request."
    return ""
