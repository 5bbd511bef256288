"""The post: what is asked on one side is answered on the other, whoever asks first and whatever breaks."""

import asyncio
import pickle
from collections.abc import Awaitable, Callable

import pytest

from audition.agent import Loop
from audition.errors import AccessDenied, BudgetMet, ModelError, OutOfTime, RequestRefused
from audition.models.claude.conversations import ChannelModel
from audition.models.protocol import Channel, Query, Reply
from audition.records.evidence import Ending, TrialId
from audition.records.turns import Turn
from audition.running.cluster.post import Post, PostedChannel, serve
from tests.unit.agent.test_loop import stage
from tests.unit.running.test_runner import subjects

TRIAL = TrialId("letter", "clerk/plain", 0)


def query(number: int = 0) -> Query:
    """One call, told from others by its number."""
    return Query(params={"number": number}, trial=TRIAL)


class Wire:
    """A desk that is reached from elsewhere: every answer is another object there than it was here."""

    def __init__(self) -> None:
        self._post = Post()

    async def ask(self, query):
        return await self._post.ask(query)

    async def take(self):
        return await self._post.take()

    async def answer(self, number, answer):
        await self._post.answer(number, pickle.loads(pickle.dumps(answer)))  # noqa: S301  # our own


class Answers:
    """A channel that answers by a function, in the time that the query says."""

    def __init__(self, answer: Callable[[int], str | Exception]) -> None:
        self._answer = answer

    async def send(self, query: Query) -> Reply:
        number = query.params.get("number", 0)
        await asyncio.sleep(0.001 * (5 - number % 5))
        said = self._answer(number)
        if isinstance(said, Exception):
            raise said
        return Reply(
            content=({"type": "text", "text": said},), turn=Turn(stop_reason="end_turn", usage=None, model="m")
        )


def across(channel: Channel, asking: Callable[[Channel], Awaitable]):
    """What comes of it when whoever asks has but the post's channel, and this one answers behind it."""

    async def both():
        desk = Wire()
        serving = asyncio.create_task(serve(desk, channel))
        try:
            return await asking(PostedChannel(desk))
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(both(), 30))


def test_each_query_gets_its_own_answer():
    """Many at once, answered in another order than they were asked in."""

    async def asking(channel: Channel):
        return await asyncio.gather(*(channel.send(query(number)) for number in range(50)))

    replies = across(Answers(str), asking)
    assert [reply.content[0]["text"] for reply in replies] == [str(number) for number in range(50)]


@pytest.mark.parametrize("kind", [ModelError, RequestRefused, OutOfTime, AccessDenied, BudgetMet])
def test_an_error_comes_out_as_itself(kind: type[Exception]):
    """Of the same class with the same text, so that it means there what it means here."""
    with pytest.raises(kind) as raised:
        across(Answers(lambda _: kind("why")), lambda channel: channel.send(query()))
    assert (type(raised.value), str(raised.value)) == (kind, "why")


def test_a_channel_that_breaks_breaks_whoever_asked_with_its_traceback():
    """Their trial fails, as it does where the channel breaks beside it; the next query is answered."""
    channel = Answers(lambda number: ZeroDivisionError("no ink") if number else "Yes.")

    async def asking(posted: Channel):
        with pytest.raises(RuntimeError, match="ZeroDivisionError: no ink"):
            await posted.send(query(1))
        return await posted.send(query(0))

    assert across(channel, asking).content[0]["text"] == "Yes."


def test_an_answer_for_which_nobody_waits_is_dropped():
    """Whoever asked may be gone, with its machine; the others are answered."""

    async def asking(posted: Channel):
        gone = asyncio.create_task(posted.send(query(0)))
        await asyncio.sleep(0)
        gone.cancel()
        return await posted.send(query(1))

    assert across(Answers(str), asking).content[0]["text"] == "1"


@pytest.mark.parametrize(
    ("error", "ending", "detail"),
    [
        (BudgetMet("the cap is met"), Ending.BUDGET, "the cap is met"),
        (ModelError("no answer"), Ending.FAILED, "no answer"),
        (OutOfTime("too late"), Ending.TIME_LIMIT, "too late; the limit is 9"),
    ],
)
def test_a_trial_ends_behind_the_post_as_before_it(error: Exception, ending: Ending, detail: str):
    """The loop there knows nothing of the post."""
    subject, conditions = subjects()[0], stage(seconds=9)
    channel = Answers(lambda _: error)
    here = asyncio.run(Loop(ChannelModel(channel)).play(subject, conditions))
    there = across(channel, lambda posted: Loop(ChannelModel(posted)).play(subject, conditions))

    assert (there.ending, there.detail) == (here.ending, here.detail) == (ending, detail)
