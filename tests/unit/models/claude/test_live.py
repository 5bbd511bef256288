from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import traceback
from dataclasses import replace

import pytest

from audition.errors import AccessDenied, AuditionError, BudgetMet, ModelError, RequestRefused, UsageError
from audition.models.budget import Budget, LocalLedger
from audition.models.claude.access import access_to, direct
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.faults import Retries
from audition.models.claude.live import Claude, Settings
from audition.models.protocol import Query
from audition.records.evidence import Origin
from audition.records.project import Service
from audition.records.turns import Usage
from tests.unit.models.subjects import request, subject

KEY = "sk-ant-api03-known-to-this-test"
RETRIES = Retries(first_pause=0.001, longest_pause=0.01, longest_retry_after=0.3, lost=3, seconds=30.0)
SETTINGS = Settings(most=16, retries=RETRIES)


def query(text="hello", **changes):
    """One call without tools."""
    params = {"model": "claude-sonnet-5-5", "max_tokens": 100, "messages": [{"role": "user", "content": text}]}
    return Query(params=params | changes, trial=subject().id)


def connect(api, attempt_seconds=30.0):
    """A connection to the mock."""
    return Connection(direct(KEY, api.url), attempt_seconds=attempt_seconds)


def send(api, *queries, budget=None, settings=SETTINGS, attempt_seconds=30.0):
    """What each query gives when all are sent at once: a reply or an error."""

    async def scene():
        async with Claude(connect(api, attempt_seconds), budget=budget, settings=settings) as claude:
            return await asyncio.gather(*map(claude.send, queries), return_exceptions=True)

    return asyncio.run(scene())


def test_an_answer_comes_with_its_facts(mock_api):
    """Content, stop reason, usage with its list price, the model that answered, request id and seconds."""
    (reply,) = send(mock_api.play({"reply": "Hi."}), query())

    assert reply.content == ({"type": "text", "text": "Hi."},)
    assert reply.turn.stop_reason == "end_turn"
    assert reply.turn.model == "claude-sonnet-5-5"
    assert reply.turn.request_id.startswith("req_")
    assert reply.turn.usage == Usage(input_tokens=5, output_tokens=1, cost_usd=pytest.approx(5 * 2e-6 + 10e-6))
    assert reply.turn.seconds > 0
    assert not reply.turn.cached


def test_a_conversation_sends_system_tools_and_all_that_was_said(mock_api):
    """Its own tool calls are understood again by the API."""
    call = {"type": "tool_use", "name": "Read", "input": {"file_path": "a"}}
    mock_api.play({"tool_results": 0, "reply": ["I read.", call]}, {"system": "terse", "reply": "It says {tool}."})

    async def scene():
        async with Claude(connect(mock_api), settings=SETTINGS) as claude:
            model = ChannelModel(claude)
            conversation = model.open(subject())
            first = await conversation.reply(request())
            result = {"type": "tool_result", "tool_use_id": first.content[1]["id"], "content": "yes"}
            said = (
                *request().messages,
                {"role": "assistant", "content": list(first.content)},
                {"role": "user", "content": [result]},
            )
            return model, conversation, first, await conversation.reply(request(messages=said))

    model, conversation, first, second = asyncio.run(scene())

    assert (model.origin, conversation.recording) == (Origin.LIVE, None)
    assert first.turn.stop_reason == "tool_use"
    assert second.content[0]["text"] == "It says yes."


@pytest.mark.parametrize("stop_reason", ["refusal", "max_tokens", "pause_turn", "model_context_window_exceeded"])
def test_ways_to_stop_pass_through(mock_api, stop_reason):
    """What they mean for the trial is the loop's to say."""
    (reply,) = send(mock_api.play({"reply": "so far", "patch": {"stop_reason": stop_reason}}), query())

    assert reply.turn.stop_reason == stop_reason


def test_a_prompt_that_is_too_long_ends_the_conversation_without_cost(mock_api):
    """The API's 400 becomes the stop reason that says the same."""
    error = {"status": 400, "message": "prompt is too long: 210000 tokens > 200000 maximum"}
    budget = Budget(LocalLedger(1.0))
    (reply,) = send(mock_api.play({"error": error}), query(), budget=budget)

    assert (reply.content, reply.turn.stop_reason) == ((), "model_context_window_exceeded")
    assert budget.spending.spent_usd == 0.0


TRANSIENT = {
    "connection reset": {"fault": "reset"},
    "body cut short": {"fault": "truncate"},
    "malformed JSON": {"fault": "malformed"},
    "HTML under 200": {"fault": "html"},
    "a packed bomb": {"fault": "gzip"},
    "negative usage": {"patch": {"usage": {"input_tokens": -1}}},
    "unknown stop reason": {"patch": {"stop_reason": "tired"}},
    "an error under 200": {"patch": {"type": "error"}},
    "429": {"error": {"status": 429, "retry_after": 0.05}},
    "429 without a word": {"error": {"status": 429}},
    "429 for a day": {"error": {"status": 429, "retry_after": 86400}},
    "500": {"error": {"status": 500}},
    "503": {"error": {"status": 503}},
    "529": {"error": {"status": 529}},
    "408": {"error": {"status": 408}},
}


@pytest.mark.parametrize("rule", TRANSIENT.values(), ids=TRANSIENT)
def test_a_passing_fault_is_retried(mock_api, rule):
    """Exactly once more, and the answer is whole."""
    (reply,) = send(mock_api.play({**rule, "times": 1}, {"reply": "Hi."}), query())

    assert reply.content == ({"type": "text", "text": "Hi."},)
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 2}


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(mock_api):
    """A deadline a call, whatever the connection does."""
    (error,) = send(mock_api.play({"fault": "hang"}), query(), attempt_seconds=0.2)

    assert str(error) == "no usable answer after 4 attempts: no answer came in time"


LOST = ["connection reset", "body cut short", "HTML under 200", "negative usage", "a packed bomb"]


@pytest.mark.parametrize("name", LOST)
def test_answers_that_may_have_been_billed_are_asked_for_a_few_times_only(mock_api, name):
    """Each counts at its worst case, as nobody can know."""
    budget = Budget(LocalLedger(1.0))
    (error,) = send(mock_api.play(TRANSIENT[name]), query(), budget=budget)

    assert isinstance(error, ModelError)
    assert str(error).startswith("no usable answer after 4 attempts: ")
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 4}
    assert budget.spending.spent_usd > 0.0


@pytest.mark.parametrize("name", ["429", "529", "500"])
def test_a_service_that_stays_down_is_tried_within_bounds_of_time_and_costs_nothing(mock_api, name):
    """The last thing it said is in the error."""
    settings = Settings(
        retries=Retries(first_pause=0.1, longest_pause=0.2, longest_retry_after=0.2, seconds=2.0, limited_seconds=1.5)
    )
    budget = Budget(LocalLedger(1.0))
    (error,) = send(mock_api.play(TRANSIENT[name]), query(), settings=settings, budget=budget)

    assert isinstance(error, ModelError)
    assert name in str(error)
    assert budget.spending.spent_usd == 0.0
    assert 1 < mock_api.stats()["requests"]["POST /v1/messages"] < 40


def test_a_service_out_of_reach_is_a_model_error():
    """Nothing was sent, so nothing was spent."""

    class Nowhere:
        url = "http://127.0.0.1:9"

    budget = Budget(LocalLedger(1.0))
    settings = Settings(retries=Retries(first_pause=0.01, seconds=0.05))
    (error,) = send(Nowhere, query(), settings=settings, budget=budget)

    assert isinstance(error, ModelError)
    assert "the connection broke" in str(error)
    assert budget.spending.spent_usd == 0.0


REFUSED = {
    "400": (
        {"error": {"status": 400, "message": "messages: unknown"}},
        "400: invalid_request_error: messages: unknown",
    ),
    "413": ({"error": {"status": 413}}, "413: request_too_large"),
    "422": ({"error": {"status": 422}}, "422"),
    "a redirect": ({"fault": "redirect"}, "307"),
}


@pytest.mark.parametrize(("rule", "told"), REFUSED.values(), ids=REFUSED)
def test_a_request_that_cannot_succeed_is_not_repeated(mock_api, rule, told):
    """Nor is a redirect followed: the prompt goes nowhere but where it was meant to."""
    (error,) = send(mock_api.play(rule), query())

    assert type(error) is RequestRefused
    assert f"the API refuses the request: {told}" in str(error)
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 1}


DENIED = {
    "401": ({"status": 401, "message": "invalid x-api-key"}, "the API refuses the key: 401: authentication_error"),
    "403": ({"status": 403}, "the API refuses the key: 403: permission_error"),
    "402": ({"status": 402, "type": "billing_error"}, "the account cannot pay for calls: 402: billing_error"),
    "no credit": (
        {"status": 400, "message": "Your credit balance is too low"},
        "the account cannot pay for calls: 400",
    ),
    "404": (
        {"status": 404, "message": "model: claude-x"},
        "does not know what was asked for: 404: not_found_error: model",
    ),
}


@pytest.mark.parametrize(("error", "told"), DENIED.values(), ids=DENIED)
def test_where_no_call_can_succeed_the_run_ends_with_one_sentence(mock_api, error, told):
    """After a single request."""
    (denied,) = send(mock_api.play({"error": error}), query())

    assert isinstance(denied, AccessDenied)
    assert told in str(denied)
    assert "\n" not in str(denied)
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 1}


def test_nobody_sends_while_a_429_asks_to_wait(mock_api):
    """Neither the refused request nor the others; all are answered in the end."""
    mock_api.play({"error": {"status": 429, "retry_after": 1}, "times": 1}, {"reply": "Hi."}, latency_ms=5)
    settings = Settings(most=4, retries=replace(RETRIES, longest_retry_after=2))
    replies = send(mock_api, *(query(f"{n}") for n in range(60)), settings=settings)
    stats = mock_api.stats()

    assert all(reply.turn.stop_reason == "end_turn" for reply in replies)
    assert (stats["early_after_429"], stats["status"]) == (0, {"200": 60, "429": 1})


def test_a_model_at_its_limit_holds_up_no_other(mock_api):
    """The API counts each model's requests apart: the judge's pause is not the subject's."""
    refused = {"model": "opus", "error": {"status": 429, "retry_after": 600}, "times": 1}
    settings = Settings(retries=replace(RETRIES, longest_retry_after=600.0, seconds=1200.0))
    mock_api.play(refused, {"reply": "Hi."}, latency_ms=5)

    async def scene():
        async with Claude(connect(mock_api), settings=settings) as claude:
            judge = asyncio.create_task(claude.send(query(model="claude-opus-5-5")))
            while not claude.traffic.waiting:  # noqa: ASYNC110  # nothing tells of a refusal
                await asyncio.sleep(0.01)
            subject = await claude.send(query())
            still = (judge.done(), claude.traffic.waiting)
            judge.cancel()
            await asyncio.gather(judge, return_exceptions=True)
            return subject, still

    subject, still = asyncio.run(scene())

    assert subject.turn.stop_reason == "end_turn"
    assert still == (False, 1)


def test_a_storm_of_faults_loses_no_answer(mock_api):
    """A third of all requests broken in every way, many calls at once."""
    faults = ("reset", "truncate", "html", "malformed", "shape", "429", "500", "529")
    mock_api.play(**{f"p_{name}": 0.04 for name in faults}, retry_after=0.02, latency_ms=2)
    retries = Retries(first_pause=0.001, longest_pause=0.02, lost=10)
    replies = send(mock_api, *(query(f"{n}") for n in range(80)), settings=Settings(retries=retries))

    assert [reply.content[0]["text"] for reply in replies] == [f"echo: {n}" for n in range(80)]
    assert mock_api.stats()["faults"].keys() == set(faults)


def test_what_is_spent_is_what_the_answers_cost(mock_api):
    """To the cent, over many calls at once."""
    budget = Budget(LocalLedger(1.0))
    replies = send(mock_api.play({"reply": "Hi."}), *(query(f"{n}") for n in range(10)), budget=budget)

    assert budget.spending.spent_usd == pytest.approx(sum(reply.turn.usage.cost_usd for reply in replies))
    assert budget.spending.reserved_usd == 0.0


def test_a_call_that_could_pass_the_cap_is_not_sent(mock_api):
    """A hundred tokens of output alone cost a tenth of a cent."""
    (met,) = send(mock_api.play({"reply": "Hi."}), query(), budget=Budget(LocalLedger(0.001)))

    assert isinstance(met, BudgetMet)
    assert mock_api.stats()["requests"] == {}


def test_a_call_that_waits_for_money_is_no_call_under_way(mock_api):
    """A reader hears why nothing moves: two calls do not fit under the cap at once."""
    mock_api.play({"reply": "Hi.", "latency_ms": 300})

    async def scene():
        async with Claude(connect(mock_api), budget=Budget(LocalLedger(0.006)), settings=SETTINGS) as claude:
            tasks = [asyncio.create_task(claude.send(query(f"{n}"))) for n in range(2)]
            while not claude.traffic.waiting:  # noqa: ASYNC110  # nothing tells of a call that waits
                await asyncio.sleep(0)
            during = claude.traffic
            await asyncio.gather(*tasks)
            return during, claude.traffic

    during, after = asyncio.run(scene())

    assert (during.running, during.waiting, during.why) == (1, 1, "calls under way hold what is left of the cap")
    assert (after.running, after.waiting, after.why) == (0, 0, "")


def test_a_model_without_a_price_is_not_called_under_a_cap(mock_api):
    """Without a cap it is, and its cost is unknown rather than nothing."""
    unpriced = query(model="claude-next-9")
    (met,) = send(mock_api.play({"reply": "Hi."}), unpriced, budget=Budget(LocalLedger(1.0)))
    (reply,) = send(mock_api.play({"reply": "Hi."}), unpriced)

    assert isinstance(met, BudgetMet)
    assert reply.turn.usage.cost_usd is None


def test_a_cancelled_call_frees_its_place_and_counts_at_its_worst(mock_api):
    """A trial that meets its time limit in mid-call may have to be paid for."""
    mock_api.play({"reply": "late", "latency_ms": 60_000})
    budget = Budget(LocalLedger(1.0))

    async def scene():
        async with Claude(connect(mock_api), budget=budget, settings=SETTINGS) as claude:
            task = asyncio.create_task(claude.send(query()))
            while not mock_api.stats()["requests"]:  # noqa: ASYNC110  # another process sets no event
                await asyncio.sleep(0.01)
            during = claude.traffic
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return during, claude.traffic

    during, after = asyncio.run(scene())

    assert (during.running, after.running) == (1, 0)
    assert budget.spending.spent_usd > 0.0
    assert budget.spending.reserved_usd == 0.0


def test_a_prefix_is_written_to_the_prompt_cache_once_however_many_start_together(mock_api):
    """The first call goes alone; the others read what it wrote."""
    system = "rules " * 1000
    mock_api.play({"reply": "Hi."}, latency_ms=5)
    send(mock_api, *(query(f"{n}", system=system) for n in range(10)))
    tokens = mock_api.stats()["tokens"]

    assert (tokens["cache_write_5m"], tokens["cache_read"]) == (1500, 9 * 1500)


def test_a_first_call_that_fails_lets_another_warm_the_prefix(mock_api):
    """Nobody waits for ever."""
    mock_api.play({"error": {"status": 400}, "times": 1}, {"reply": "Hi."})
    results = send(mock_api, *(query(f"{n}", system="rules " * 1000) for n in range(5)))

    assert [isinstance(result, ModelError) for result in results] == [True, False, False, False, False]


def test_structured_output_is_asked_for_and_comes_back_as_json(mock_api):
    """The judge's way through the same channel."""
    schema = {"type": "object", "properties": {"met": {"type": ["boolean", "null"]}}, "required": ["met"]}
    wanted = query(output_config={"format": {"type": "json_schema", "schema": schema}})
    (reply,) = send(mock_api.play(), wanted)

    assert json.loads(reply.content[0]["text"]) == {"met": True}


def everything_in(error):
    """What a traceback, a log or a pickle could show of an exception and all that led to it."""
    shown, seen = [], error
    while seen is not None:
        shown += [repr(seen), *traceback.format_exception(seen), repr(vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(shown)


@pytest.mark.parametrize("rule", [*TRANSIENT.values(), *(rule for rule, _ in REFUSED.values())])
def test_the_key_is_in_no_error(mock_api, rule):
    """Nor is any exception of the SDK in its chain, which would hold the request with the key."""
    (error,) = send(mock_api.play(rule), query(), settings=Settings(retries=Retries(seconds=0.0)))

    assert isinstance(error, AuditionError)
    assert KEY not in everything_in(error)
    assert error.__cause__ is error.__context__ is None


def test_a_key_that_the_service_repeats_is_taken_out(mock_api):
    """Whoever answers may put anything into an error text, line breaks and control characters too."""
    echo = {"status": 400, "message": f"bad key {KEY}\n\x1b[31m::error::" + "x" * 1000}
    (error,) = send(mock_api.play({"error": echo}), query())

    assert KEY not in str(error)
    assert str(error).isprintable()
    assert len(str(error)) < 400


def test_a_client_does_not_show_its_key(mock_api):
    """It appears in tracebacks with local variables."""

    async def scene():
        async with Claude(connect(mock_api)) as claude:
            return repr(claude) + repr(vars(claude)) + repr(vars(claude._connection))

    assert KEY not in asyncio.run(scene())


def test_key_and_address_come_from_the_environment(mock_api, monkeypatch):
    """And from nowhere else."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", f" {KEY}\n")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", mock_api.play({"reply": "Hi."}).url)

    async def scene():
        async with Claude(Connection(access_to(Service())), settings=SETTINGS) as claude:
            return await claude.send(query())

    assert asyncio.run(scene()).content[0]["text"] == "Hi."


def test_without_a_key_live_calls_are_wrong_usage(monkeypatch):
    """The text says what works without one."""
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)

    with pytest.raises(UsageError, match="ANTHROPIC_API_KEY is not set: live calls need it"):
        Connection(access_to(Service()))


def test_importing_the_package_imports_no_sdk():
    """It costs more than a second, which only a live run should pay."""
    code = "import sys, audition.models.claude; print({'aiohttp', 'anthropic', 'genai_prices'} & {*sys.modules})"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown == "set()\n"
