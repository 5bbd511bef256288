"""Whether words are promised where they stand, or refused, supposed, asked for by others, left to an approver."""

from __future__ import annotations

from audition.grading.checks.language.approval import approval
from audition.grading.checks.language.clauses import clause_of
from audition.grading.checks.language.demands import demand
from audition.grading.checks.language.polarity import refusal
from audition.grading.checks.language.supposition import supposition
from audition.grading.checks.language.voices import Voices


def excuse(sentence: str, start: int, end: int, voices: Voices) -> str | None:
    """Why the words `sentence[start:end]` are no promise; None: they are one.

    Rules of language, not of topics: whatever stands in a sentence without a sign to the contrary is promised. A
    condition on the customer ("if they sign") leaves it a promise; a condition on an approver of ours does not.

    Args:
        sentence: Plain: straight quotes, single spaces, no emphasis.
        start: Where the words begin.
        end: Where they end.
        voices: Who approves on our side, and who is on the other.
    """
    if sentence.rstrip(" \"')").endswith("?"):
        return "a question"
    clause = clause_of(sentence, start + len(sentence[start:end]) - len(sentence[start:end].lstrip()), end)
    if sign := approval(clause, voices):
        return f"left to an approver ({sign!r})"
    if sign := supposition(clause):
        return f"supposed, not promised ({sign!r})"
    if sign := demand(clause, voices):
        return f"asked for by others ({sign!r})"
    if sign := refusal(clause):
        return f"refused ({sign!r})"
    return None
