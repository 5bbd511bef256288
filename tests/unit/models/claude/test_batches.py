from __future__ import annotations

import asyncio

import pytest

from audition.errors import AccessDenied, RequestRefused, StoreError
from audition.models.budget import Budget, LocalLedger
from audition.models.claude.access import direct
from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.faults import Retries
from audition.models.claude.waves import BatchSettings
from audition.models.protocol import Query
from audition.records.evidence import TrialId
from tests.unit.models.claude.journal import Book

KEY = "sk-ant-api03-known-to-this-test"
SETTINGS = BatchSettings(
    quiet_seconds=0.02, poll_seconds=0.02, retries=Retries(first_pause=0.001, longest_pause=0.01, seconds=30.0)
)


def query(index=0, text=None, **changes):
    """One call of one trial."""
    content = text or f"hello {index}"
    params = {"model": "claude-sonnet-5-5", "max_tokens": 100, "messages": [{"role": "user", "content": content}]}
    return Query(params=params | changes, trial=TrialId("greeting", "clerk/terse", index))


def send(api, *queries, book=None, budget=None, settings=SETTINGS, seconds=300.0):
    """What each query gives when all are sent at once: a reply or an error."""

    async def scene():
        connection = Connection(direct(KEY, api.url))
        async with ClaudeBatches(connection, book or Book(), budget=budget, settings=settings) as batches:
            async with asyncio.timeout(seconds):
                return await asyncio.gather(*map(batches.send, queries), return_exceptions=True)

    return asyncio.run(scene())


def sent(api):
    """Batches created so far."""
    return api.stats()["requests"].get("POST /v1/messages/batches", 0)


def test_calls_of_many_trials_go_out_in_one_batch_and_come_back_to_their_own(mock_api):
    """Whatever the order of the results, at half the price."""
    budget = Budget(LocalLedger(1.0))
    replies = send(mock_api.play(), *(query(index) for index in range(20)), budget=budget)
    used = replies[0].turn.usage

    assert [reply.content[0]["text"] for reply in replies] == [f"echo: hello {index}" for index in range(20)]
    assert sent(mock_api) == 1
    assert budget.spending.spent_usd == pytest.approx(sum(reply.turn.usage.cost_usd for reply in replies))
    assert used.cost_usd == pytest.approx((used.input_tokens * 2e-6 + used.output_tokens * 10e-6) / 2)
    assert mock_api.stats()["tokens"] == {}


def test_a_wave_that_is_full_goes_out_at_once(mock_api):
    """The rest in the next."""
    settings = BatchSettings(most=4, quiet_seconds=0.02, poll_seconds=0.02)
    replies = send(mock_api.play(), *(query(index) for index in range(10)), settings=settings)

    assert all(reply.turn.stop_reason == "end_turn" for reply in replies)
    assert sent(mock_api) == 3


def test_a_second_turn_goes_out_with_the_next_wave(mock_api):
    """Turns of all trials advance together."""
    mock_api.play()

    async def scene():
        async with ClaudeBatches(Connection(direct(KEY, mock_api.url)), Book(), settings=SETTINGS) as batches:

            async def trial(index):
                return [await batches.send(query(index, f"turn {turn} of {index}")) for turn in range(2)]

            return await asyncio.gather(*(trial(index) for index in range(5)))

    replies = asyncio.run(scene())

    assert replies[4][1].content[0]["text"] == "echo: turn 1 of 4"
    assert sent(mock_api) == 2


@pytest.mark.parametrize(
    "rule",
    [
        {"fault": "expired"},
        {"error": {"status": 529}},
        {"error": {"status": 500}},
        {"patch": {"stop_reason": "tired"}},
        {"patch": {"usage": {"output_tokens": -1}}},
    ],
    ids=["expired", "overloaded", "broken", "unknown stop reason", "negative usage"],
)
def test_an_entry_that_came_to_nothing_goes_out_again_alone(mock_api, rule):
    """Its first id needs no answer any more; the others keep theirs."""
    book = Book()
    mock_api.play({**rule, "match": "hello 1", "times": 1}, {"reply": "Hi."})
    replies = send(mock_api, *(query(index) for index in range(3)), book=book)

    assert [reply.content[0]["text"] for reply in replies] == ["Hi."] * 3
    assert sent(mock_api) == 2
    assert len(book.notes) == 3


def test_an_entry_that_never_comes_to_anything_is_a_model_error(mock_api):
    """After a few batches."""
    (error,) = send(mock_api.play({"fault": "expired"}), query())

    assert str(error) == "no usable answer after 4 attempts: the batch ended before its turn"
    assert sent(mock_api) == 4


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        ({"status": 400, "message": "messages: odd"}, RequestRefused, "the API refuses the request: invalid_request"),
        ({"status": 403}, AccessDenied, "the API refuses the key: permission_error"),
    ],
)
def test_an_entry_that_cannot_succeed_is_not_sent_again(mock_api, error, kind, told):
    """As live."""
    (result,) = send(mock_api.play({"error": error}), query())

    assert type(result) is kind
    assert told in str(result)
    assert sent(mock_api) == 1


def test_a_prompt_that_is_too_long_ends_the_conversation(mock_api):
    """As live."""
    (reply,) = send(mock_api.play({"error": {"status": 400, "message": "prompt is too long"}}), query())

    assert reply.turn.stop_reason == "model_context_window_exceeded"


def interrupted(api, *queries, book):
    """A process that dies while its batch is out."""

    async def scene():
        batches = ClaudeBatches(Connection(direct(KEY, api.url)), book, settings=SETTINGS)
        calls = [asyncio.create_task(batches.send(query)) for query in queries]
        await book.out.wait()
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await batches.close()

    asyncio.run(scene())


def test_a_run_that_is_resumed_reads_the_batch_of_before(mock_api):
    """Nothing that was sent is paid for twice."""
    book = Book()
    queries = [query(index) for index in range(5)]
    interrupted(mock_api.play(batch_seconds=0.2), *queries, book=book)
    replies = send(mock_api, *queries, book=book)

    assert [reply.content[0]["text"] for reply in replies] == [f"echo: hello {index}" for index in range(5)]
    assert sent(mock_api) == 1


def test_a_run_that_is_resumed_sends_what_is_new(mock_api):
    """Other requests of the same trials are other requests."""
    book = Book()
    interrupted(mock_api.play(), query(0), query(1), book=book)
    replies = send(mock_api, query(0), query(1, "something else"), book=book)

    assert [reply.content[0]["text"] for reply in replies] == ["echo: hello 0", "echo: something else"]
    assert sent(mock_api) == 2


def test_a_batch_that_went_out_unnoted_is_found(mock_api):
    """The process died between the service's answer and the journal's note of it."""
    book = Book()
    queries = [query(index) for index in range(5)]
    book.breaks_on = "sent"
    failed = send(mock_api.play(), *queries, book=book)
    book.breaks_on = None
    replies = send(mock_api, *queries, book=book)

    assert all(isinstance(error, StoreError) for error in failed)
    assert [reply.content[0]["text"] for reply in replies] == [f"echo: hello {index}" for index in range(5)]
    assert sent(mock_api) == 1


def test_requests_that_were_noted_but_never_sent_go_out(mock_api):
    """The process died before it could send; another batch of the same size is not taken for theirs."""
    book = Book()
    queries = [query(index) for index in range(2)]
    send(mock_api.play(), query(7), query(8))
    book.breaks_on = "prepared"
    send(mock_api, *queries, book=book)
    book.breaks_on = None
    orphans = set(book.notes)
    replies = send(mock_api, *queries, book=book)

    assert [reply.content[0]["text"] for reply in replies] == ["echo: hello 0", "echo: hello 1"]
    assert sent(mock_api) == 2
    assert len(orphans) == 2
    assert not orphans & book.notes.keys()


def test_nothing_goes_out_that_could_not_be_noted(mock_api):
    """A full disk ends the run before it costs anything."""
    book = Book()
    book.breaks_on = "prepare"
    results = send(mock_api.play(), query(0), query(1), book=book)

    assert [type(result) for result in results] == [StoreError, StoreError]
    assert sent(mock_api) == 0
