"""What is said of mutants, on a terminal, in Markdown and on the page, whatever the prompt holds."""

from __future__ import annotations

import html
import io
import re

import pytest
from hypothesis import given

from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.mutating import body_start
from audition.records.estimates import Estimate
from audition.records.grades import Quote
from audition.records.mutation import Judged, MutantReading, MutatedRule, Mutation, Shift, Word
from audition.reporting.html.mutation import pieces_of, write_mutation_html
from audition.reporting.mutation_markdown import mutation_markdown
from audition.reporting.mutation_words import SIGNS
from audition.reporting.terminal.mutation import mutation_lines
from tests.unit.loading.prompt_rules.prompts import prompt
from tests.unit.reporting.sinks import HOSTILE, hostile_texts

BODY = "# Clerk\n\n- Greet by name.\n- Be kind. Always.\n- Sign.\n- Note it.\n"


def judged(word: Word, *shifts: Shift, said: str = "", kind: str = "drop") -> Judged:
    """A word on a mutant, with what it rests on."""
    reading = MutantReading(
        mutant=f"clerk/a~{kind}-x-000000",
        scenarios=("late-fee",),
        trials=(3, 3),
        p_value=0.01 if shifts else 1.0,
        claimed=False,
        difference=Estimate(value=-0.1, low=-0.2, high=0.0),
        shifts=shifts,
        needed=46,
        why_open=said,
        run="run",
        prompt="p",
        model="m",
        caveat="Made from recordings.",
    )
    return Judged(reading=reading, word=word, q_value=0.02)


def shift(text: str = "Hello", *, decides: bool = True, counts: bool = False) -> Shift:
    """A grader that fell from all to none."""
    quote = None if counts else Quote(text=text, where="deliverable")
    return Shift(
        grader="calls of Grep" if counts else "greets",
        decides=decides,
        before=1.0,
        after=0.0,
        counts=counts,
        p_value=0.01,
        quote=quote,
    )


def mutation(body: str, *words: Judged) -> Mutation:
    """A prompt whose first rules have these words."""
    variant = prompt(body)
    rules = rules_of(variant)
    return Mutation(
        suite="letters",
        variant=variant.id,
        path=variant.path,
        text=variant.text,
        body_start=body_start(variant),
        margin=0.05,
        rules=tuple(
            MutatedRule(rule=rule, graders=(), words=words[place : place + 1]) for place, rule in enumerate(rules)
        ),
        next_command="audition mutate a --live --record --cap 4",
    )


def page(found: Mutation) -> str:
    """The whole page."""
    out = io.StringIO()
    write_mutation_html(found, out)
    return out.getvalue()


ALL = mutation(
    BODY,
    judged(Word.NOTICED, shift()),
    judged(Word.NOT_NOTICED, shift(decides=False)),
    judged(Word.IDLE),
    judged(Word.OPEN),
)


@pytest.mark.parametrize("told", ["\n".join(mutation_lines(ALL)), mutation_markdown(ALL), page(ALL)])
def test_every_word_is_told_by_a_sign_and_in_words_with_what_to_do(told: str):
    """Nothing by colour alone; each with its evidence, and caveats once."""
    plain = re.sub(r"[\\`]|&\w+;", "", told)

    for word in Word:
        assert SIGNS[word] in plain
        assert word.value in plain
    assert "greets 100.0 % → 0.0 % (p = 0.0100, decides)" in plain
    assert "Hello" in plain
    assert "sees it and decides nothing" in plain
    assert "Take it out, which saves about" in plain
    assert "about 46 trials a case settle the margin" in plain
    assert "gate score −10.0 points" in plain
    assert plain.count("Made from recordings.") == 1
    assert "audition mutate a --live --record --cap 4" in plain


def test_the_page_shows_the_prompt_itself_byte_for_byte():
    """Its rules marked and linked to what is known of them."""
    pieces = list(pieces_of(ALL))

    assert "".join(piece.text for piece in pieces) == ALL.text
    assert [piece.text for piece in pieces if piece.word] == [
        "- Greet by name.",
        "- Be kind. Always.",
        "- Sign.",
        "- Note it.",
    ]
    assert page(ALL).count(f'id="{ALL.rules[0].rule.id}"') == 1
    assert f'href="#{ALL.rules[0].rule.id}"' in page(ALL)


def test_the_page_asks_nothing_of_a_network_and_runs_no_script():
    """Its own style is all that it may load."""
    text = html.unescape(page(ALL))

    assert "default-src 'none'; style-src 'sha256-" in text
    assert "script-src" not in text
    assert "<script" not in text


@given(hostile_texts)
def test_whatever_a_prompt_or_an_agent_says_stays_text(text: str):
    """In the prompt, in a quotation and in a reason."""
    found = mutation(f"- One.\n- {HOSTILE}\n", judged(Word.NOTICED, shift(text)), judged(Word.OPEN, said=text))
    shown, lines = page(found), "\n".join(mutation_lines(found))

    assert "<script" not in shown
    assert "<img" not in shown
    assert "\x1b" not in shown + lines + mutation_markdown(found)
    assert "<img" not in mutation_markdown(found).replace("\\<", "")


def test_what_does_better_without_a_rule_is_said_to():
    """Noticed, and no reason to keep it."""
    better = Shift(grader="greets", decides=True, before=0.0, after=1.0, p_value=0.01)
    lines = "\n".join(mutation_lines(mutation(BODY, judged(Word.NOTICED, better))))

    assert "It does better without this: reword it, or take it out." in lines


def test_a_moved_rule_that_is_idle_is_not_taken_out_for_that():
    """Its number does not matter; the rule may."""
    lines = "\n".join(mutation_lines(mutation(BODY, judged(Word.IDLE, kind="move"))))

    assert "its numbers halved" in lines
    assert "Take it out" not in lines
