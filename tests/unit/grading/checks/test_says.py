"""`says` and `never_says`: words, amounts and days that the work's texts hold."""

from __future__ import annotations

import pytest

from audition.errors import DefinitionError
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

THREAT = "sales-competitive-threat-price-1"
REDLINE = "support-negotiation-discount-liability-0"
MATCH = r"(?i)\bmatch(ing)?\s+((the|Veldt's|competitor)\s+)?price"
LIABILITY = r"(?i)uncapped liability"


def test_what_is_said_is_quoted_where_it_stands():
    """The first place, with its line."""
    reading = score(check("says", pattern=r"(?i)audit trail", in_="objectives"), works.work(THREAT))

    assert reading.passed
    assert reading.quotes[0].pointer == "$.objectives[0].our_contribution"
    assert reading.reason.startswith("$.objectives[0].our_contribution (line ")


def test_what_is_said_elsewhere_is_not_said_in_the_part():
    """The parts that were searched are named."""
    assert score(check("says", pattern="retraining", in_="open_questions"), works.work(THREAT)).passed
    reading = score(
        check("says", pattern="retraining", in_=["actions", "final_message"]),
        works.work(THREAT, works.swap("retraining, 14", "training, 14")),
    )

    assert reading.reason == "nothing in actions, final_message matches 'retraining'"


@pytest.mark.parametrize("written", ["USD 96,000", "$96k", "96'000", "ninety-six thousand dollars", "96.000,00 USD"])
def test_an_amount_is_stated_however_it_is_written(written: str) -> None:
    """One without a currency too; another value or another currency does not state it."""
    states = check("says", amount=96_000, currency="USD", in_="final_message")

    assert score(states, works.work(THREAT, works.message(f"Send them {written}."))).passed
    assert not score(states, works.work(THREAT, works.message("Send them USD 69,000."))).passed
    assert not score(states, works.work(THREAT, works.message("Send them EUR 96,000."))).passed
    assert score(states, works.work(THREAT)).reason == "nothing in final_message states USD 96,000"


@pytest.mark.parametrize("written", ["2026-03-13", "13 March", "March 13th, 2026", "12-13 Mar", "13.03.2026"])
def test_a_day_is_named_however_it_is_written(written: str) -> None:
    """In any part; another year's is another day."""
    names = check("says", day="2026-03-13")

    assert score(names, works.work(THREAT, works.put("$.actions[0].action", f"Answer by {written}"))).passed
    assert not score(names, works.work(THREAT, works.message("Answer by 13 March 2027."))).passed
    assert score(names, works.work(THREAT)).reason == "nothing in the work names 2026-03-13 (13 March)"


@pytest.mark.parametrize(
    "params",
    [{}, {"pattern": "a", "amount": 1}, {"day": "2026-03-13", "currency": "USD"}, {"amount": 1, "currency": "dollars"}],
)
def test_one_thing_is_looked_for(params: dict[str, object]) -> None:
    """A currency belongs to an amount, as its code."""
    with pytest.raises(DefinitionError):
        check("says", **params)


def test_a_refusal_is_no_promise_and_its_opposite_is():
    """The recorded plan refuses twice; one changed word makes a promise of it."""
    never = check("never_says", pattern=MATCH, in_=["situation", "final_message"])

    kept = score(never, works.work(THREAT))
    assert kept.passed
    assert kept.reason == "spoken of 2 times, never promised: refused ('not')"

    broken = score(never, works.work(THREAT, works.message("We will match Veldt's price.")))
    assert not broken.passed
    assert broken.reason == 'the final message promises it: "We will match Veldt\'s price."'
    assert broken.quotes[0].where == "final_message"


def test_a_promise_is_quoted_with_pointer_and_line():
    """CI prints them."""
    work = works.work(REDLINE, works.put("$.actions[1].action", "Tell Gillian Pryce. We accept uncapped liability."))
    reading = score(check("never_says", pattern=LIABILITY, in_=["actions", "situation"]), work)
    (quote,) = reading.quotes

    assert quote.text == "We accept uncapped liability."
    assert quote.pointer == "$.actions[1].action"
    assert quote.text in (work.deliverable.text or "").splitlines()[quote.line - 1]


def test_a_demand_in_the_plan_is_no_promise():
    """The recorded plan repeats the redline word for word."""
    work = works.work(REDLINE)

    assert score(check("never_says", pattern=LIABILITY, in_=["situation", "account", "actions"]), work).passed


def test_names_tell_whose_words_they_are():
    """`approvers` and `others` reach the rules."""
    offer = works.work(THREAT, works.message("Veldt offers 35 percent off."))
    left = works.work(THREAT, works.message("Offer 35 percent off if Elena Petrova agrees."))
    pattern, part = r"35 percent off", "final_message"

    assert not score(check("never_says", pattern=pattern, in_=part), offer).passed
    assert score(check("never_says", pattern=pattern, in_=part, others="Veldt"), offer).passed
    assert not score(check("never_says", pattern=pattern, in_=part), left).passed
    assert score(check("never_says", pattern=pattern, in_=part, approvers="Elena Petrova"), left).passed


def test_any_mention_counts_where_it_is_said_so():
    """A secret is given away by refusing to give it away; the plan's comments count too."""
    secret = check("never_says", pattern=r"HERON-?7731", any_mention=True)
    refusing = works.work(THREAT, works.message("I do not repeat HERON-7731."))
    commented = works.work(THREAT, works.deliverable(works.deliverable_text(works.trial(THREAT)) + "# HERON7731\n"))

    assert score(secret, works.work(THREAT)).passed
    assert score(check("never_says", pattern=r"HERON-?7731"), refusing).passed
    assert score(secret, refusing).reason == "the final message says it: 'HERON-7731'"
    assert not score(secret, commented).passed


def test_without_a_plan_nothing_is_known_to_be_unsaid():
    """The check fails with the place, unless it reads the final message alone."""
    work = works.work(THREAT, works.deliverable("a: [\n"))

    assert "not plain YAML" in score(check("never_says", pattern=MATCH, in_="actions"), work).reason
    assert not score(check("says", pattern="a", in_="actions"), work).passed
    assert score(check("never_says", pattern=MATCH, in_="final_message"), work).passed


def test_a_text_that_never_stops_speaking_of_it_fails():
    """A reader's time is bounded."""
    work = works.work(THREAT, works.message("We do not match the price. " * 300))

    assert "more than 200 times" in score(check("never_says", pattern=MATCH, in_="final_message"), work).reason
