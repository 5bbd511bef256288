"""The settings of a project, and where Claude answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Provider(StrEnum):
    """Who serves Claude."""

    ANTHROPIC = "anthropic"
    BEDROCK = "bedrock"
    VERTEX = "vertex"
    FOUNDRY = "foundry"


@dataclass(frozen=True, kw_only=True)
class Service:
    """Where Claude answers: a provider, and how it names the models."""

    provider: Provider = Provider.ANTHROPIC
    ids: Mapping[str, str] = field(default_factory=dict)
    """Pinned model id → the provider's own; a model that is not in here is called by its pinned id."""
    base_url: str | None = None
    """Of a gateway; None: where the provider's client expects its service."""

    def id_of(self, model: str) -> str:
        """What the provider calls a model."""
        return self.ids.get(model, model)


@dataclass(frozen=True, kw_only=True)
class Project:
    """The settings of `[tool.audition]` and where they were found."""

    root: str
    """The folder that holds `pyproject.toml`, absolute."""
    models: Mapping[str, str]
    """Alias → pinned model id."""
    model: str | None = None
    """The alias or exact id for prompts that name no model; None: there is none."""
    judge: str
    """The pinned id of the model that judges."""
    service: Service = field(default_factory=Service)
