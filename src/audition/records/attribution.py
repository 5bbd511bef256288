"""What can have made a score move: the differences between two sides, each with what to run to tell its part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.prompt_change import RuleChange


class Cause(StrEnum):
    """What differs from one side to the other."""

    PROMPT = "prompt"
    SETTINGS = "settings"
    """How the model is asked: effort, thinking, the length of an answer."""
    MODEL = "model"
    JUDGE = "judge"
    SCENARIO = "scenario"
    REQUEST = "request"
    SCHEMA = "schema"
    CHECKS = "checks"
    GATE = "gate"
    ENGINE = "engine"
    UNSEEN = "unseen"
    """Nothing that is recorded: the model behind the same id, or chance."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two sides."""

    cause: Cause
    detail: str
    """From what to what, in short."""
    tells: str
    """What to run to tell its part in the difference from chance and from other changes, in one sentence."""
    rules: tuple[RuleChange, ...] = ()
    """Of a prompt, where the suite's graders hold rules: each rule that differs, with what holds it."""
