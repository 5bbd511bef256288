"""Two works held against each other: in both orders, without names, and a changed mind is a tie."""

from __future__ import annotations

import asyncio
import json
import re

import numpy as np
import pytest
from scipy import stats

from audition.grading.judging.pairwise import duel_params, hold_duels, net_wins
from audition.models.claude.access import direct
from audition.models.claude.connection import Connection
from audition.models.claude.faults import Retries
from audition.models.claude.live import Claude, Settings
from audition.records.judging import Duel
from tests.fakes import works
from tests.unit.grading.judging.judged import OPUS, rubric

RUBRIC = rubric()
BRISK, THOROUGH = "berthing/brisk", "berthing/thorough"
NAMES = ["pilot-leaves-0", "pilot-leaves-1", "clashing-records-0"]
PAIRS = [(works.work(f"brisk-{name}"), works.work(f"thorough-{name}")) for name in NAMES]
SETTINGS = Settings(retries=Retries(first_pause=0.001, longest_pause=0.01, lost=2, seconds=5.0))


def answer(better, evidence="", reason="It names who decides."):
    """A whole usable reply."""
    return json.dumps({"evidence_1": evidence, "evidence_2": "", "reason": reason, "better": better})


def held(api, *rules, pairs=PAIRS):
    """What the duels come to under these rules of the mock."""

    async def scene():
        async with Claude(Connection(direct("sk-ant-test-key-0", api.url)), settings=SETTINGS) as claude:
            return await hold_duels(claude, OPUS, RUBRIC, pairs)

    api.play(*rules)
    return asyncio.run(scene())


def opening(work):
    """A pattern for prompts in which this work comes first."""
    start = json.dumps(work.deliverable.document["situation"], ensure_ascii=False)[:60].replace("<", "＜")
    return rf'name="work 1: deliverable">(?:(?!work 2: deliverable).)*{re.escape(start)}'


def test_a_judge_that_knows_what_it_likes_decides_in_both_orders(mock_api):
    """The thorough work wins wherever it stands."""
    rules = [{"match": opening(pair[1]), "reply": answer("1")} for pair in PAIRS]
    found = held(mock_api, *rules, {"reply": answer("2")})

    assert [duel.winner for duel in found.duels] == [THOROUGH] * 3
    assert not any(duel.flipped for duel in found.duels)
    assert found.net.value == 1.0
    assert found.net.low < 1.0
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 6}


def test_a_judge_that_likes_what_comes_first_decides_nothing(mock_api):
    """Every pair is a tie, and the flip rate says why."""
    found = held(mock_api, {"reply": answer("1")})

    assert {duel.winner for duel in found.duels} == {None}
    assert all(duel.flipped for duel in found.duels)
    assert found.net.value == 0.0
    assert found.net.low < 0 < found.net.high


def test_neither_in_both_orders_is_a_tie_without_a_flip(mock_api):
    """A careful reader would not choose."""
    found = held(mock_api, {"reply": answer("neither")})

    assert {(duel.winner, duel.flipped) for duel in found.duels} == {(None, False)}


@pytest.mark.parametrize(
    "reply",
    ["The first is better.", answer("both"), answer("1", evidence="We guarantee it"), answer("1", reason="")],
    ids=["garbage", "out of the menu", "invented quote", "no reason"],
)
def test_an_unusable_answer_leaves_the_pair_unjudged(mock_api, reply):
    """It is no tie: the instrument broke."""
    found = held(mock_api, {"reply": reply}, pairs=PAIRS[:1])

    assert found.duels == ()
    assert found.net is None
    assert len(found.unscored) == 1
    assert "no usable answer in 2 attempts" in found.unscored[0]


def test_the_judge_knows_no_names_and_sees_both_orders_alike():
    """Works are numbered, and exchanging them exchanges nothing else."""
    one, other = (duel_params(OPUS, RUBRIC, order)["messages"][0]["content"] for order in (PAIRS[0], PAIRS[0][::-1]))

    assert sorted(one) == sorted(other)
    assert one != other
    for prompt in (one, other):
        assert BRISK not in prompt
        assert THOROUGH not in prompt


def test_a_longer_plan_is_noted_so_that_a_taste_for_length_shows(mock_api):
    """Only where it is longer by more than a tenth."""
    short = works.work("brisk-pilot-leaves-0", works.deliverable("ship: {}\n"))
    found = held(mock_api, {"reply": answer("neither")}, pairs=[(short, PAIRS[0][1])])

    assert found.duels[0].longer == THOROUGH


def duels(*scenarios):
    """Pairs by scenario: +1 a win of the thorough prompt, -1 a loss, 0 a tie."""
    winner = {1: THOROUGH, -1: BRISK, 0: None}
    return [
        Duel(scenario=f"s{number}", index=index, first=winner[one], second=winner[one], reason="", longer=None)
        for number, cell in enumerate(scenarios)
        for index, one in enumerate(cell)
    ]


def test_net_wins_are_reckoned_over_scenarios():
    """Student's interval of the scenarios' means, as scipy gives it."""
    cells = [(1, 1), (1, 0), (-1, 0), (0, 0), (1, -1)]
    means = [np.mean(cell) for cell in cells]
    low, high = stats.t.interval(0.95, len(means) - 1, np.mean(means), stats.sem(means))
    found = net_wins(duels(*cells), THOROUGH)

    assert (found.value, found.low, found.high) == pytest.approx((np.mean(means), low, high))


def test_the_same_everywhere_is_still_no_certainty():
    """Three scenarios that all say the same leave room for the next one."""
    found = net_wins(duels((1,), (1,), (1,)), THOROUGH)

    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < 0.0
