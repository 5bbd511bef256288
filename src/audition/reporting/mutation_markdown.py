"""A prompt rule by rule, each with what its mutants show, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from audition.records.mutation import MutatedRule, Mutation, Word
from audition.reporting.escaping import markdown
from audition.reporting.mutation_words import MEANING, SIGNS, evidence, headline, suggestion, summary


def mutation_markdown(mutation: Mutation) -> str:
    """The whole page: the prompt itself, its rules marked, then each rule with its evidence."""
    parts = [f"## {markdown(summary(mutation))}", _legend(), *_rules(mutation)]
    parts += [markdown(caveat, 500) for caveat in mutation.caveats]
    if mutation.next_command:
        parts.append(f"Next: {markdown(f'`{mutation.next_command}`', 2000)}")
    return "\n\n".join(parts) + "\n"


def _legend() -> str:
    return "\n".join(f"- {SIGNS[word]} **{word.value}**: {MEANING[word]}" for word in Word)


def _rules(mutation: Mutation) -> Iterator[str]:
    above: tuple[tuple[str, ...], str] | None = None
    for each in mutation.rules:
        if (each.rule.section, each.rule.label) != above:
            above = (each.rule.section, each.rule.label)
            path = [*each.rule.section, *([each.rule.label] if each.rule.label else [])]
            yield f"### {markdown(' › '.join(path)) or 'Before any heading'}"
        yield "\n".join(_rule(each))


def _rule(each: MutatedRule) -> Iterator[str]:
    rule = each.rule
    sign = " ".join(f"{SIGNS[judged.word]} {judged.word.value}" for judged in each.words)
    state = sign or ("· set aside" if rule.aside else "· not played")
    held = f"held by {', '.join(each.graders)}" if each.graders else "held by nothing"
    known = markdown(f"{held}; {rule.tokens} tokens; {rule.id}", 400)
    yield f"- **{state}** · line {rule.line} · {markdown(rule.text)} ({known})"
    for judged in each.words:
        yield f"  - {judged.word.value} · {markdown(headline(judged))}"
        yield from (f"    - {markdown(told, 400)}" for told in evidence(judged))
        if advice := suggestion(each, judged):
            yield f"    - {markdown(advice)}"
