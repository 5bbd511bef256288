"""A model for the agent loop over any channel: live, batched or cached."""

from __future__ import annotations

from typing import Any

from audition.models.media import with_media
from audition.models.protocol import Channel, Query, Reply, Request, Subject
from audition.models.windows import takes_effort
from audition.records.evidence import Origin, TrialId


class ChannelModel:
    """Opens conversations that send through one shared channel.

    Args:
        channel: What answers.
        origin: What its answers are, as evidence.
    """

    def __init__(self, channel: Channel, origin: Origin = Origin.LIVE) -> None:
        self.origin = origin
        self._channel = channel

    def open(self, subject: Subject) -> ChannelConversation:
        """A conversation for one trial."""
        return ChannelConversation(self._channel, subject.id)


class ChannelConversation:
    """One trial's calls."""

    recording = None

    def __init__(self, channel: Channel, trial: TrialId) -> None:
        self._channel = channel
        self._trial = trial

    async def reply(self, request: Request) -> Reply:
        """The channel's answer; see `Channel.send` for what it raises."""
        query = Query(
            params=params_of(request),
            trial=self._trial,
            seconds=request.seconds,
            grows=bool(request.tools),
            usable=request.usable,
        )
        return await self._channel.send(query)


def params_of(request: Request) -> dict[str, Any]:
    """A request as `messages.create` takes it."""
    params: dict[str, Any] = {"model": request.model, "max_tokens": request.max_tokens}
    if request.system:
        params["system"] = request.system
    if request.tools:
        params["tools"] = list(request.tools)
    if request.effort is not None and takes_effort(request.model):
        params["output_config"] = {"effort": request.effort}
    if request.thinking is not None:
        tokens = request.thinking
        params["thinking"] = (
            {"type": tokens} if isinstance(tokens, str) else {"type": "enabled", "budget_tokens": tokens}
        )
    if request.answer_schema is not None:
        form = {"type": "json_schema", "schema": request.answer_schema}
        params["output_config"] = {**params.get("output_config", {}), "format": form}
    params["messages"] = with_media(request.messages, request.media)
    return params
