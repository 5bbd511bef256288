"""Promises are told from refusals, demands, suppositions and conditions, by rules of language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.grading.checks.language.promises import excuse
from audition.grading.checks.language.sentences import sentences
from audition.grading.checks.language.voices import Voices
from tests.fakes import works
from tests.unit.grading.checks.language.said import NO_PROMISE, PRICE, PROMISES, RECORDED, spoken

VOICES = Voices(approvers=("Elena Petrova",), others=("Veldt", "Harrow", "Northwind", "Ostrava"))


def excuses(text: str, words: re.Pattern[str]) -> list[str | None]:
    """Why each mention in the text is no promise; None: it is one."""
    return [
        excuse(sentence.plain, found.start(), found.end(), VOICES)
        for sentence in sentences(text)
        for found in words.finditer(sentence.plain)
    ]


@pytest.mark.parametrize(("words", "recorded", "_"), RECORDED)
def test_what_the_recordings_say_of_a_promise_makes_none(words, recorded, _):
    """Real plans speak of prices, discounts and liability all the time, and promise nothing."""
    found = excuses(recorded, words)

    assert found
    assert None not in found


@pytest.mark.parametrize(("words", "recorded", "change"), RECORDED)
def test_the_same_sentence_changed_in_one_place_promises(words, recorded, change):
    """A rule that excuses too much is worth nothing."""
    old, new = change

    assert recorded.count(old) == 1
    assert None in excuses(recorded.replace(old, new), words)


def test_the_recorded_sentences_stand_in_the_recordings_word_for_word():
    """The table is evidence only as long as it is taken from real work."""
    said = " ".join(
        " ".join(f"{works.deliverable_text(played)} {played.final_message}".split())
        for played in map(works.trial, works.recordings())
    )

    strangers = [recorded for _, recorded, _ in RECORDED if recorded not in said]

    assert not strangers


@pytest.mark.parametrize(("words", "line"), spoken(NO_PROMISE))
def test_to_refuse_to_ask_to_suppose_or_to_leave_to_an_approver_is_no_promise(words, line):
    """Every mention in the line has its excuse."""
    found = excuses(line, words)

    assert found
    assert None not in found


@pytest.mark.parametrize(("words", "line"), spoken(PROMISES))
def test_what_nothing_takes_back_is_a_promise(words, line):
    """Idle negations, conditions on the customer and promises beside a demand excuse nothing."""
    assert None in excuses(line, words)


def test_the_tables_are_large_enough_to_mean_something():
    """At least forty sentences on each side, beside the recorded ones."""
    assert len(spoken(NO_PROMISE)) >= 40
    assert len(spoken(PROMISES)) >= 40


def test_a_competitors_offer_is_known_by_the_name_given():
    """Without a name, whoever offers might be one of us."""
    line = "Veldt offers a discount."
    start, end = line.index("discount"), len(line) - 1

    assert excuse(line, start, end, VOICES) is not None
    assert excuse(line, start, end, Voices()) is None


def test_an_approver_is_known_by_the_name_given():
    """Whether `if Gillian agrees` leaves it to us depends on whose Gillian is."""
    line = "Match the price if Gillian Pryce agrees."

    assert excuse(line, 0, 15, Voices(approvers=("Gillian Pryce",))) is not None
    assert excuse(line, 0, 15, VOICES) is None


def test_the_reason_names_the_words_that_take_it_back():
    """A person can see what the rule saw."""
    refused = excuses("We do not match Veldt's price.", PRICE)
    left = excuses("Match Veldt's price only if finance approves.", PRICE)

    assert refused == ["refused ('not')"]
    assert left == ["left to an approver ('only if finance approves')"]


@given(before=st.text(max_size=200), after=st.text(max_size=200))
def test_no_text_breaks_the_rules(before, after):
    """Whatever stands around the words, there is an answer."""
    answers = excuses(f"{before} match Veldt's price {after}", PRICE)

    assert all(answer is None or answer for answer in answers)
