"""Faults that are injected, by name."""

from __future__ import annotations

ERROR_FAULTS = {
    "429": "This request would exceed your organization's rate limit (injected).",
    "529": "Overloaded",
    "500": "Internal server error",
}
FAULTS = (
    *ERROR_FAULTS,
    "reset",
    "hang",
    "truncate",
    "max_tokens",
    "refusal",
    "html",
    "malformed",
    "shape",
    "gzip",  # a bomb
    "redirect",
    "expired",  # in batches only
)
UNANSWERED = ("reset", "hang", "truncate")
"""Faults after which the same body counts as not answered yet."""
WRONG_SHAPES = (
    {"usage": {"input_tokens": -5, "output_tokens": "3"}},
    {"usage": None},
    {"stop_reason": "tired"},
    {"stop_reason": None},
    {"content": "text"},
    {"content": [{"type": "text"}]},
    {"content": [None]},
    {"content": [], "stop_reason": "tool_use"},
    {"type": "error"},
    {"role": "user"},
    {"model": None},
)
"""What comes under 200 with the fault `shape`: fields of the message to replace."""
