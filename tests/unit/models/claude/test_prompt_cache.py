from __future__ import annotations

import asyncio
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.models.claude.access import direct
from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.live import Claude
from audition.models.claude.prompt_cache import BREAKPOINT, Warmup, prefix_key, with_breakpoints
from audition.models.claude.waves import BatchSettings
from tests.unit.models.claude.journal import Book
from tests.unit.models.subjects import TOOL, request, subject

PARAMS = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 100,
    "system": "Be terse.",
    "tools": [{**TOOL, "name": "Read"}, {**TOOL, "name": "Write"}],
    "messages": [{"role": "user", "content": "Go."}],
}


def result(number, text="x"):
    """An assistant's call and the user's answer to it."""
    return [
        {"role": "assistant", "content": [{"type": "tool_use", "id": f"t{number}", "name": "Read", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": f"t{number}", "content": text}]},
    ]


def marks(params):
    """Where breakpoints stand."""
    return [
        place
        for place, blocks in [
            ("tools", params.get("tools", ())),
            ("system", params.get("system", ())),
            *((f"message {n}", message["content"]) for n, message in enumerate(params["messages"])),
        ]
        for block in blocks
        if "cache_control" in block
    ]


def without_marks(value):
    """The same value with no breakpoint in it."""
    if isinstance(value, dict):
        return {key: without_marks(item) for key, item in value.items() if key != "cache_control"}
    return [without_marks(item) for item in value] if isinstance(value, list) else value


def test_the_stable_prefix_is_marked_after_tools_and_after_the_system_prompt():
    """A single call shares no more than that with others."""
    marked = with_breakpoints(PARAMS, grows=False)

    assert marks(marked) == ["tools", "system"]
    assert marked["system"] == [{"type": "text", "text": "Be terse.", "cache_control": BREAKPOINT}]


def test_a_growing_conversation_is_marked_where_it_ends_and_where_it_ended_before():
    """What one request writes the next one reads, however many blocks a turn adds."""
    params = {**PARAMS, "messages": [*PARAMS["messages"], *result(1), *result(2), *result(3)]}

    assert marks(with_breakpoints(params, grows=True)) == ["tools", "system", "message 4", "message 6"]


@given(turns=st.integers(0, 6), grows=st.booleans(), bare=st.booleans())
def test_breakpoints_are_at_most_four_and_change_nothing_else(turns, grows, bare):
    """Nor do they touch what the caller holds."""
    params = {**PARAMS, "messages": [*PARAMS["messages"], *(part for n in range(turns) for part in result(n))]}
    if bare:
        del params["system"], params["tools"]
    before = copy.deepcopy(params)
    marked = with_breakpoints(params, grows=grows)
    texts_as_blocks = with_breakpoints(without_marks(marked), grows=False)

    assert params == before
    assert len(marks(marked)) <= 4
    assert without_marks(marked) == without_marks(texts_as_blocks)
    assert [message["role"] for message in marked["messages"]] == [message["role"] for message in before["messages"]]


def test_only_a_prefix_long_enough_to_be_cached_is_worth_warming():
    """By the model that reads it. Model, tools and system prompt identify it; the messages do not."""
    long = {**PARAMS, "system": "rules " * 1000}

    assert prefix_key(PARAMS) is None
    assert prefix_key({**long, "model": "claude-haiku-4-5"}) is None
    assert prefix_key(long) == prefix_key({**long, "messages": [], "max_tokens": 5})
    assert prefix_key(long) != prefix_key({**long, "model": "claude-opus-5-5"})


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_others_wait_for_the_first_call_of_a_prefix_and_then_go_together():
    """Calls of another prefix wait for nobody."""
    warmup, events = Warmup(Clock()), []

    async def call(key, name):
        async with warmup.turn(key):
            events.append(f"{name} starts")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            events.append(f"{name} ends")

    async def scene():
        await asyncio.gather(call("p", "first"), call("p", "second"), call("p", "third"), call(None, "short"))

    asyncio.run(scene())

    assert events[:2] == ["first starts", "short starts"]
    assert events[4:] == ["second starts", "third starts", "second ends", "third ends"]
    assert warmup.waiting == 0


@pytest.mark.parametrize(("idle", "alone"), [(100.0, False), (280.0, True)])
def test_a_prefix_that_was_idle_too_long_is_warmed_again(idle, alone):
    """The API forgets it after five minutes."""
    clock = Clock()
    warmup, running, peak = Warmup(clock), 0, 0

    async def call():
        nonlocal running, peak
        async with warmup.turn("p"):
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            running -= 1

    async def scene():
        nonlocal peak
        await call()
        clock.now += idle
        peak = 0
        first, second = asyncio.create_task(call()), asyncio.create_task(call())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        early = peak
        await asyncio.gather(first, second)
        return early

    assert asyncio.run(scene()) == (1 if alone else 2)


def talk(api, channel, trials, turns=4):
    """Dollars at the API's meter for so many trials of so many turns, the shapes those of a tool loop."""
    tools = ({**TOOL, "description": "d" * 3900},)
    call = {"type": "tool_use", "name": "Read", "input": {"pad": "p" * 1100}}
    rules = [{"tool_results": n, "reply": [call]} for n in range(turns - 1)]
    api.play(*rules, {"reply": "e" * 1200}, price_in=3.0, price_out=15.0)

    async def trial(model, index):
        conversation = model.open(subject(index))
        said = [{"role": "user", "content": f"{index} " + "q" * 790}]
        for _ in range(turns):
            asked = request(system="s" * 4000, tools=tools, messages=tuple(said))
            reply = await conversation.reply(asked)
            said.append({"role": "assistant", "content": list(reply.content)})
            ids = [block["id"] for block in reply.content if block["type"] == "tool_use"]
            said.append({"role": "user", "content": [tool_result(name) for name in ids]})

    def tool_result(name):
        return {"type": "tool_result", "tool_use_id": name, "content": "r" * 6000}

    async def scene():
        async with channel(Connection(direct("sk-ant-test", api.url))) as claude:
            await asyncio.gather(*(trial(ChannelModel(claude), index) for index in range(trials)))

    asyncio.run(scene())
    stats = api.stats()
    tokens = stats["tokens"] or stats["batch_tokens"]
    fresh = tokens["input"] + tokens["cache_read"] + tokens["cache_write_5m"]
    return stats["cost_usd"], (fresh * 3 + tokens["output"] * 15) / 1e6


def in_batches(connection):
    """Batches that lose no time."""
    return ClaudeBatches(connection, Book(), settings=BatchSettings(quiet_seconds=0.02, poll_seconds=0.02))


@pytest.mark.parametrize(("channel", "share"), [(Claude, 0.60), (in_batches, 0.32)], ids=["live", "batches"])
def test_a_tool_loop_costs_a_fraction_of_what_it_would_without_caching(mock_api, channel, share):
    """Tools and system of 2,000 tokens, a request of 200, results of 1,500, answers of 300, four turns."""
    paid, uncached = talk(mock_api, channel, trials=6)

    assert paid / uncached <= share
