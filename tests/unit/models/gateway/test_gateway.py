"""The gateway speaks the Messages API over its socket, and holds what it is asked to the trial's limits."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from anthropic import AsyncAnthropic, NotFoundError
from hypothesis import given
from hypothesis import strategies as st

from audition.errors import BudgetMet, ModelError, RequestRefused
from audition.models.gateway.server import MOST_BYTES, Gateway
from audition.models.gateway.wire import Refused, events_of, params_of
from audition.models.protocol import Query, Reply
from audition.records.evidence import Ending, TrialId
from audition.records.limits import Limits
from audition.records.turns import Turn, Usage

TRIAL = TrialId("late-fee", "clerk/hasty", 0)
ASKED = {"model": "claude-sonnet-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "Write", "input": {"path": "a", "deep": [1, {"b": "é"}]}}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "sig"}


class Echo:
    """A channel that says what it was asked, or raises what it is told to."""

    def __init__(self, *content: dict[str, Any], error: Exception | None = None, waits: float = 0.0) -> None:
        self.content = content or ({"type": "text", "text": "hi"},)
        self.error = error
        self.waits = waits
        self.queries: list[Query] = []

    async def send(self, query: Query) -> Reply:
        self.queries.append(query)
        await asyncio.sleep(self.waits)
        if self.error is not None:
            raise self.error
        stop = "tool_use" if any(block["type"] == "tool_use" for block in self.content) else "end_turn"
        usage = Usage(input_tokens=3, output_tokens=5, cost_usd=0.01)
        return Reply(
            content=self.content, turn=Turn(stop_reason=stop, usage=usage, model="claude-sonnet-5-5", seconds=0.0)
        )


def gateway(channel: Echo, **limits: Any) -> Gateway:
    """That of one trial."""
    return Gateway(channel=channel, trial=TRIAL, limits=Limits(**limits), models={"claude-sonnet-5-5"})


def served(one: Gateway, scene: Callable[[aiohttp.ClientSession], Awaitable[Any]], folder: Path) -> Any:
    """What a scene gives that talks over the socket."""

    async def play() -> Any:
        socket = folder / "s"
        async with one.serve(socket), aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as session:
            return await scene(session)

    return asyncio.run(play())


def ask(one: Gateway, body: Any, folder: Path, path: str = "/v1/messages", **headers: str) -> tuple[int, Any]:
    """Status and JSON of one request."""

    async def scene(session: aiohttp.ClientSession) -> tuple[int, Any]:
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        given_ = {"x-api-key": one.key, "content-type": "application/json", **headers}
        async with session.post(f"http://gateway{path}", data=data, headers=given_) as answer:
            return answer.status, await answer.json()

    return served(one, scene, folder)


def test_the_official_client_hears_a_stream_and_a_whole_answer_alike(tmp_path: Path):
    """Text, thought and tool call come as they were said, through the SDK."""
    content = (THOUGHT, {"type": "text", "text": "I write."}, CALL)

    async def scene() -> list[Any]:
        import httpx2

        one = gateway(Echo(*content))
        transport = httpx2.AsyncHTTPTransport(uds=str(tmp_path / "s"))
        http_client = httpx2.AsyncClient(transport=transport)
        client = AsyncAnthropic(api_key=one.key, base_url="http://gateway", http_client=http_client, max_retries=0)
        async with one.serve(tmp_path / "s"), client:
            whole = await client.messages.create(**ASKED)
            async with client.messages.stream(**ASKED) as stream:
                streamed = await stream.get_final_message()
            with pytest.raises(NotFoundError):
                await client.messages.create(**{**ASKED, "model": "claude-opus-5-5"})
            counted = await client.messages.count_tokens(model=ASKED["model"], messages=ASKED["messages"])
        return [whole, streamed, counted.input_tokens]

    whole, streamed, tokens = asyncio.run(scene())
    for message in (whole, streamed):
        assert [block.type for block in message.content] == ["thinking", "text", "tool_use"]
        assert message.content[2].input == CALL["input"]
        assert message.stop_reason == "tool_use"
        assert (message.usage.input_tokens, message.usage.output_tokens) == (3, 5)
    assert tokens > 0


def streamed(one: Gateway, folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Status and events of one request."""

    async def scene(session: aiohttp.ClientSession) -> tuple[int, bytes]:
        headers = {"x-api-key": one.key, "content-type": "application/json"}
        body = {**ASKED, "stream": True}
        async with session.post("http://gateway/v1/messages", json=body, headers=headers) as answer:
            return answer.status, await answer.read()

    status, told = served(one, scene, folder)
    if status != 200:
        return status, [json.loads(told)]
    return status, [json.loads(event.partition("data: ")[2]) for event in told.decode().split("\n\n")[:-1]]


def test_a_stream_says_that_it_lasts_as_long_as_its_answer_is_waited_for(tmp_path: Path):
    """By pings, which clients pass over; an answer that is there at once comes alone."""
    late = gateway(Echo(waits=0.2))
    late.ping_seconds = 0.01
    _, events = streamed(late, tmp_path)
    kinds = [event["type"] for event in events]
    begins = kinds.index("message_start")

    assert begins > 1
    assert set(kinds[:begins]) == {"ping"}
    assert (kinds.count("ping"), kinds[-1]) == (begins, "message_stop")
    assert "ping" not in [event["type"] for event in streamed(gateway(Echo()), tmp_path)[1]]

    async def scene() -> str:
        import httpx2

        http_client = httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport(uds=str(tmp_path / "s")))
        client = AsyncAnthropic(api_key=late.key, base_url="http://gateway", http_client=http_client, max_retries=0)
        async with late.serve(tmp_path / "s"), client, client.messages.stream(**ASKED) as stream:
            return await stream.get_final_text()

    assert asyncio.run(scene()) == "hi"


def test_what_cannot_be_answered_is_told_in_the_stream_that_has_begun(tmp_path: Path):
    """Else by its status, as any other; noted both times."""
    refused = RequestRefused("too many pictures")
    for one in (begun := gateway(Echo(error=refused, waits=0.2)), at_once := gateway(Echo(error=refused))):
        one.ping_seconds = 0.01
    status, (*pings, error) = streamed(begun, tmp_path)

    assert (status, {event["type"] for event in pings}) == (200, {"ping"})
    assert error["error"] == {"type": "invalid_request_error", "message": "too many pictures"}
    assert streamed(at_once, tmp_path) == (400, [error])
    assert (begun.refused, list(begun.notes)) == (at_once.refused, list(at_once.notes))
    assert begun.refused == 1


NAMES = st.sampled_from(["model", "messages", "max_tokens", "role", "content", "type", "x"])
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(body=st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_is_a_request_or_is_refused(body: bytes):
    """Nothing else is raised."""
    with suppress(Refused):
        params, streamed = params_of(body)
        assert isinstance(params["messages"], list)
        assert isinstance(streamed, bool)


def test_what_only_the_program_knows_of_goes_along_and_what_names_its_user_does_not(tmp_path: Path):
    """Fields of newer APIs go into the body, betas into a header; `metadata` would be another in every trial."""
    channel = Echo()
    body = {**ASKED, "context_management": {"edits": []}, "metadata": {"user_id": "me"}, "stream": False}
    ask(gateway(channel), body, tmp_path, **{"anthropic-beta": "context-management-2025-06-27, rm -rf /"})

    params = channel.queries[0].params
    assert params["extra_body"] == {"context_management": {"edits": []}}
    assert params["extra_headers"] == {"anthropic-beta": "context-management-2025-06-27"}
    assert "metadata" not in params


def test_breakpoints_of_the_program_are_left_alone(tmp_path: Path):
    """The API takes four at the most; where it places none, ours are placed."""
    channel = Echo()
    marked = [{"role": "user", "content": [{"type": "text", "text": "hello", "cache_control": {"type": "ephemeral"}}]}]
    ask(gateway(channel), {**ASKED, "messages": marked}, tmp_path)
    ask(gateway(channel), ASKED, tmp_path)

    assert [(query.placed, query.grows) for query in channel.queries] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/v1/messages", {"x-api-key": "sk-other"}, ASKED, 401),
        ("/v1/complete", {}, ASKED, 404),
        ("/v1/messages/batches", {}, {"requests": []}, 404),
        ("/v1/messages", {}, b"{", 400),
        ("/v1/messages", {}, {**ASKED, "messages": []}, 400),
        ("/v1/messages", {}, {**ASKED, "model": "claude-opus-5-5"}, 404),
        ("/v1/messages", {}, b" " * (MOST_BYTES + 1), 413),
    ],
)
def test_what_is_not_the_messages_api_is_refused_in_its_shape_and_noted(path, headers, body, status, tmp_path: Path):
    """The channel hears nothing of it."""
    channel = Echo()
    one = gateway(channel)
    answered, said = ask(one, body, tmp_path, path, **headers)

    assert (answered, said["type"]) == (status, "error")
    assert one.refused == 1
    assert len(one.notes) == 1
    assert not channel.queries


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (BudgetMet("the cap is met"), Ending.BUDGET),
        (ModelError("no usable answer after 5 attempts"), Ending.FAILED),
        (RequestRefused("the API refuses the request: 400"), None),
    ],
)
def test_an_error_of_the_channel_ends_the_trial_unless_the_request_was_at_fault(error, ending, tmp_path: Path):
    """What the program asked wrongly it hears, and may ask better."""
    one = gateway(Echo(error=error))
    status, said = ask(one, ASKED, tmp_path)

    assert status == 400
    assert str(error) in said["error"]["message"]
    assert (None if one.ended is None else one.ended[0]) is ending


def test_limits_end_the_trial_and_nothing_more_is_asked(tmp_path: Path):
    """Tokens that were used, and answers that a conversation already holds."""
    spent = gateway(Echo(), total_tokens=5)
    ask(spent, ASKED, tmp_path)
    ask(spent, ASKED, tmp_path)
    long = gateway(channel := Echo(), turns=1)
    ask(
        long,
        {**ASKED, "messages": [*ASKED["messages"], {"role": "assistant", "content": "a"}, *ASKED["messages"]]},
        tmp_path,
    )

    assert spent.ended[0] is Ending.TOKEN_LIMIT
    assert len(spent.exchanges) == 1
    assert long.ended[0] is Ending.TURN_LIMIT
    assert not channel.queries


def test_time_under_way_without_an_answer_in_the_making_was_waited(tmp_path: Path):
    """A call that took half a second, and whose answer took none, was waiting all the time."""
    one = gateway(Echo(waits=0.3))
    ask(one, ASKED, tmp_path)

    assert one.waited_seconds >= 0.3


BLOCKS = [{"type": "text", "text": "é\n"}, CALL, THOUGHT, {"type": "redacted_thinking", "data": "x"}]


@given(content=st.lists(st.sampled_from(BLOCKS), max_size=4))
def test_events_are_lines_that_end_and_tell_the_whole_message(content):
    """Every block opens and closes; deltas put together are the block."""
    message = {"content": content, "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 2}}
    lines = b"".join(events_of(message)).decode().split("\n\n")[:-1]
    told = [json.loads(line.split("\ndata: ")[1]) for line in lines]

    assert told[0]["type"] == "message_start"
    assert told[-1]["type"] == "message_stop"
    assert sum(one["type"] == "content_block_start" for one in told) == len(content)
    assert sum(one["type"] == "content_block_stop" for one in told) == len(content)
