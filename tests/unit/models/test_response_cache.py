from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from audition.errors import ModelError, StoreError
from audition.models.cache import CachedChannel, ResponseCache
from audition.models.protocol import Query, Reply
from audition.records.evidence import TrialId
from audition.records.turns import Turn, Usage
from audition.redaction import Redactor


class Teller:
    """A channel that tells how often it was asked, and fails when it is told to."""

    def __init__(self, error=None):
        self.asked = 0
        self.error = error

    async def send(self, query):
        self.asked += 1
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        turn = Turn(stop_reason="end_turn", usage=Usage(output_tokens=3, cost_usd=0.1), model="m", seconds=1.5)
        return Reply(content=({"type": "text", "text": f"answer {self.asked}: é"},), turn=turn)


@pytest.fixture
def path(tmp_path):
    """A cache file that is not there yet, nor is its folder."""
    return tmp_path / "reports" / "cache.sqlite"


def ask(path, *queries, teller=None, run="run-1", versions=None, fresh=False):
    """What each query gives when all are sent at once, the teller behind, and the channel."""
    teller = teller or Teller()

    async def scene(channel):
        return await asyncio.gather(*map(channel.send, queries), return_exceptions=True)

    with closing(ResponseCache(path)) as cache:
        channel = CachedChannel(teller, cache, run=run, versions=versions or {"sdk": "1"}, fresh=fresh)
        return asyncio.run(scene(channel)), teller, channel


QUERY = Query(params={"model": "m", "messages": [{"role": "user", "content": "hello"}]}, trial=TrialId("s", "v", 0))


def test_the_same_question_of_another_run_is_answered_without_asking(path):
    """The answer is whole, its turn is marked, and what it once cost is still told."""
    (first,), _, _ = ask(path, QUERY)
    (again,), teller, channel = ask(path, QUERY, run="run-2")

    assert teller.asked == 0
    assert again == replace(first, turn=replace(first.turn, cached=True, answered_at=channel.oldest.isoformat()))
    assert (channel.hits, first.turn.cached, first.turn.answered_at) == (1, False, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"query": replace(QUERY, trial=TrialId("s", "v", 1))},
        {"query": replace(QUERY, repeat=1)},
        {"query": replace(QUERY, params={**QUERY.params, "max_tokens": 5})},
        {"versions": {"sdk": "2"}},
    ],
    ids=["another trial", "another repeat", "another request", "another version"],
)
def test_anything_else_is_asked(path, changes):
    """Every part of the key counts."""
    ask(path, QUERY)
    _, teller, _ = ask(path, changes.get("query", QUERY), run="run-2", versions=changes.get("versions"))

    assert teller.asked == 1


def test_whether_a_conversation_goes_on_is_no_part_of_the_question(path):
    """It decides on prompt caching alone."""
    ask(path, QUERY)
    _, teller, _ = ask(path, replace(QUERY, grows=True), run="run-2")

    assert teller.asked == 0


def test_a_run_s_own_answers_are_its_own_evidence(path):
    """A run that is resumed pays for nothing twice, and its trials are not marked as cached."""
    ask(path, QUERY)
    (again,), teller, channel = ask(path, QUERY)

    assert (teller.asked, channel.hits, again.turn.cached) == (0, 0, False)


def test_a_fresh_run_reads_no_other_run_s_answers(path):
    """It keeps its own, reads them when it is resumed, and leaves them to others."""
    ask(path, QUERY)
    (new,), teller, _ = ask(path, QUERY, run="run-2", fresh=True)
    _, resumed, _ = ask(path, QUERY, run="run-2", fresh=True)
    (other,), _, _ = ask(path, QUERY, run="run-3", teller=Teller())

    assert (teller.asked, resumed.asked) == (1, 0)
    assert other.content == new.content


def test_equal_questions_at_once_are_asked_once(path):
    """Single flight."""
    replies, teller, _ = ask(path, *[QUERY] * 20)

    assert teller.asked == 1
    assert all(reply == replies[0] for reply in replies)


def test_two_arms_with_the_same_prompt_each_get_an_answer_of_their_own(path):
    """Shared answers would make two arms agree; a warm run of both still asks nothing."""
    other = replace(QUERY, trial=TrialId("s", "v@HEAD", 0))
    _, teller, _ = ask(path, QUERY, other)
    _, again, channel = ask(path, QUERY, other, run="run-2")

    assert (teller.asked, again.asked, channel.hits) == (2, 0, 2)


def test_an_error_is_not_kept(path):
    """The next one asks again."""
    (error,), _, _ = ask(path, QUERY, teller=Teller(ModelError("down")))
    (reply,), teller, _ = ask(path, QUERY)

    assert isinstance(error, ModelError)
    assert teller.asked == 1
    assert reply.turn.stop_reason == "end_turn"


def test_a_reply_of_no_use_is_asked_for_again_and_the_first_of_use_is_kept(path):
    """A judge's garbage would otherwise be its answer for ever."""
    picky = replace(QUERY, usable=lambda reply: "answer 2" in reply.content[0]["text"])
    teller = Teller()
    asked = []
    for _ in range(3):
        (reply,), _, _ = ask(path, picky, teller=teller)
        asked.append(reply.content[0]["text"])

    assert ["answer 1: é", "answer 2: é", "answer 2: é"] == asked


def test_an_answer_in_which_a_secret_stands_is_not_kept(path):
    """Whoever asked gets it and takes the secret out of what is stored; the cache would hand it on as it is."""
    reply = Reply(content=({"type": "text", "text": "The key is sk-known-12."},), turn=Turn(stop_reason="end_turn"))
    with closing(ResponseCache(path, Redactor(["sk-known-12"]))) as cache:
        cache.put("told", reply, "run-1", {})
        cache.put("kept", replace(reply, content=()), "run-1", {})

        assert cache.get("told") is None
        assert cache.get("kept") is not None


def test_the_age_of_what_was_used_is_told(path):
    """A reader must know how old the evidence is."""
    ask(path, QUERY)
    _, _, channel = ask(path, QUERY, run="run-2")

    assert timedelta(0) <= datetime.now(UTC) - channel.oldest < timedelta(minutes=5)


def test_an_answer_that_was_changed_in_the_file_is_not_used(path):
    """Its digest tells."""
    ask(path, QUERY)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE answers SET reply = replace(reply, 'answer', 'forged')")
    _, teller, _ = ask(path, QUERY, run="run-2")

    assert teller.asked == 1


def test_a_file_that_is_no_cache_is_a_store_error(path):
    """Nothing is overwritten that is somebody's."""
    path.parent.mkdir()
    path.write_text("my notes, long enough to be taken for a database header\n" * 20)

    with pytest.raises(StoreError, match=r"the response cache cannot be used: .*; remove it"):
        ResponseCache(path)


def test_two_processes_may_use_one_file(path):
    """Each writes at once what it knows."""
    with closing(ResponseCache(path)) as one, closing(ResponseCache(path)) as other:
        reply = Reply(content=(), turn=Turn(stop_reason="refusal"))
        for number in range(50):
            one.put(f"a{number}", reply, "run-1", {})
            other.put(f"b{number}", reply, "run-2", {})

        assert one.get("b49").run == "run-2"
        assert other.get("a49").reply == reply


def test_many_open_a_new_cache_at_one_moment(tmp_path):
    """Workers of one session do; nobody is told that the file is locked."""
    at_once = 8
    together = threading.Barrier(at_once)

    def open_it(path):
        together.wait()
        ResponseCache(path).close()

    with ThreadPoolExecutor(at_once) as pool:
        for attempt in range(20):
            list(pool.map(open_it, [tmp_path / str(attempt) / "cache.sqlite"] * at_once))

    assert len(list(tmp_path.glob("*/cache.sqlite"))) == 20
