"""What a call can cost before it is made, and the reply that its answer becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from audition.models.claude.validation import blocks_of, usage_of
from audition.models.media import measured
from audition.models.prices import DIRECT, cost_usd, worst_cost_usd
from audition.models.protocol import Reply
from audition.records.project import Provider, Service
from audition.records.turns import Turn, Usage

OVERHEAD_TOKENS = 1000
"""What the API may add to a prompt, such as its instructions for tools."""


def worst_cost(params: Mapping[str, Any], service: Service = DIRECT, *, batch: bool = False) -> float | None:
    """The most that this call can cost, in dollars; None: the model's price is unknown.

    No token of text is shorter than one byte of the request, and none longer than `max_tokens` comes back.
    """
    plain, beside_tokens = measured(params)
    size = len(json.dumps(plain, ensure_ascii=False).encode()) + beside_tokens
    return worst_cost_usd(params["model"], size + OVERHEAD_TOKENS, params["max_tokens"], batch=batch, service=service)


def usage_with_price(
    message: Mapping[str, Any], asked: str, service: Service = DIRECT, *, batch: bool = False
) -> Usage:
    """The usage of a validated message.

    Args:
        message: As the API answered.
        asked: The model asked for; its price counts where that of the answering model is unknown.
        service: Who answered; away from the API itself what was asked for is what is billed.
        batch: Whether batch rates apply.
    """
    usage = usage_of(message)
    answered = message["model"] if service.provider is Provider.ANTHROPIC else asked
    cost = cost_usd(answered, usage, batch=batch, service=service)
    return replace(usage, cost_usd=cost_usd(asked, usage, batch=batch, service=service) if cost is None else cost)


def reply_of(
    message: Mapping[str, Any], usage: Usage, *, request_id: str | None = None, seconds: float | None = None
) -> Reply:
    """A validated message as a reply."""
    turn = Turn(
        stop_reason=message["stop_reason"],
        usage=usage,
        model=message["model"],
        request_id=request_id,
        seconds=seconds,
    )
    return Reply(content=tuple(blocks_of(message)), turn=turn)


def outgrown() -> Reply:
    """The reply to a conversation that the API refused as too long, which costs nothing."""
    return Reply(content=(), turn=Turn(stop_reason="model_context_window_exceeded", usage=Usage(cost_usd=0.0)))
