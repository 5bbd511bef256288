"""Reads a trial from the calls that a program made: its own conversation, and those beside it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audition.models.gateway.said import answers_in, joined, named, spoken, system_text, text_of
from audition.models.gateway.server import Exchange
from audition.records.evidence import Aside, Frame
from audition.records.messages import Block, Message
from audition.records.turns import Turn


@dataclass(kw_only=True)
class Conversation:
    """Calls that go on from each other."""

    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def frame(self) -> Frame:
        """What its last call was asked with."""
        params = self.exchanges[-1].params
        return Frame(
            model=params["model"],
            system=system_text(params),
            tools=tuple(params.get("tools") or ()),
            max_tokens=params["max_tokens"],
        )

    @property
    def messages(self) -> tuple[Message, ...]:
        """All that was said, the last answer included; without cache breakpoints, and pictures by their digests."""
        last = self.exchanges[-1]
        said = [named(_plain(message)) for message in joined(last.params["messages"])]
        if last.reply.content:
            said.append({"role": "assistant", "content": [dict(block) for block in last.reply.content]})
        return tuple(said)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """One an answer that stands in its messages; an answer that was asked for again counts once, as it was last."""
        return tuple(exchange.reply.turn for exchange in self.exchanges)

    @property
    def opening(self) -> str:
        """The text of its first message."""
        return text_of(self.exchanges[0].params["messages"][0])

    def takes(self, exchange: Exchange) -> bool:
        """Whether a call goes on from here: it opens alike, and sends back every answer that was given."""
        answers = answers_in(exchange.params["messages"])
        given = [spoken(one.reply.content) for one in self.exchanges]
        if answers != given or not given:
            return False
        return self.opening == text_of(exchange.params["messages"][0])

    def repeats(self, exchange: Exchange) -> bool:
        """Whether a call asks its last one again, as after an answer that the program could not use."""
        last = self.exchanges[-1].params
        return last["messages"] == exchange.params["messages"] and last.get("tools") == exchange.params.get("tools")


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What a program's calls show."""

    frame: Frame | None = None
    """Of the trial's own conversation; None: no call was answered."""
    messages: tuple[Message, ...] = ()
    turns: tuple[Turn, ...] = ()
    asides: tuple[Aside, ...] = ()


def read_traffic(exchanges: Sequence[Exchange], prompt: str) -> Traffic:
    """The conversations of a trial.

    Args:
        exchanges: Its answered calls, in the order in which they were asked.
        prompt: The variant's system prompt: the conversation that is asked with it is the trial's own. Where none is,
            it is the first one that has tools, else the first one.
    """
    found: list[Conversation] = []
    again: list[Turn] = []
    for exchange in sorted(exchanges, key=lambda one: one.started):
        repeated = next((each for each in reversed(found) if each.repeats(exchange)), None)
        if repeated is not None:
            again.append(repeated.exchanges.pop().reply.turn)
            repeated.exchanges.append(exchange)
            continue
        home = next((each for each in reversed(found) if each.takes(exchange)), None)
        if home is None:
            home = Conversation()
            found.append(home)
        home.exchanges.append(exchange)
    if not found:
        return Traffic()
    main = _main(found, prompt)
    prompts = dict(_prompts(found))
    own = [main, *_later(main, found, prompts)]
    asides = [_aside(each, prompts) for each in found if each not in own]
    if again:
        asides.append(Aside(called_by=None, frame=main.frame, messages=(), turns=tuple(again)))
    return Traffic(
        frame=main.frame,
        messages=(*(message for each in own for message in each.messages), *_empty_word(own[-1].exchanges[-1])),
        turns=tuple(turn for each in own for turn in each.turns),
        asides=tuple(asides),
    )


def _empty_word(last: Exchange) -> Iterator[Message]:
    """The last word where it is empty, which is one, too: else an earlier answer would pass for it."""
    if not last.reply.content and last.reply.turn.stop_reason in ("end_turn", "stop_sequence"):
        yield {"role": "assistant", "content": []}


def _main(found: Sequence[Conversation], prompt: str) -> Conversation:
    sought = prompt.strip()
    own = [each for each in found if sought and sought in each.frame.system]
    tooled = [each for each in found if each.frame.tools]
    return next(iter([*own, *tooled, *found]))


def _later(main: Conversation, found: Sequence[Conversation], prompts: Mapping[str, str]) -> Iterator[Conversation]:
    """Conversations that take the trial's own up where it was cut, as when it is told anew in short."""
    ended = main.exchanges[-1].ended
    for each in found:
        alike = each.frame.system == main.frame.system and each.frame.tools == main.frame.tools
        if each is not main and alike and each.exchanges[0].started >= ended and _caller(each, prompts) is None:
            yield each
            ended = each.exchanges[-1].ended


def _prompts(found: Iterable[Conversation]) -> Iterator[tuple[str, str]]:
    """(prompt, id) of every tool call that may begin another conversation."""
    for each in found:
        for exchange in each.exchanges:
            for block in exchange.reply.content:
                if block["type"] == "tool_use" and isinstance(block["input"].get("prompt"), str):
                    yield block["input"]["prompt"].strip(), block["id"]


def _aside(conversation: Conversation, prompts: Mapping[str, str]) -> Aside:
    return Aside(
        called_by=_caller(conversation, prompts),
        frame=conversation.frame,
        messages=conversation.messages,
        turns=conversation.turns,
    )


def _caller(conversation: Conversation, prompts: Mapping[str, str]) -> str | None:
    """The id of the tool call that began a conversation."""
    opening = conversation.opening
    return next((name for prompt, name in prompts.items() if prompt and prompt in opening), None)


def _plain(message: Message) -> Message:
    content = message["content"]
    if isinstance(content, str):
        return {"role": message["role"], "content": content}
    return {"role": message["role"], "content": [_bare(block) for block in content]}


def _bare(block: Block) -> Block:
    return {key: value for key, value in block.items() if key != "cache_control"}
