"""The parts of a scenario: the files to be left, the tools that fixtures answer, and the user's replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from audition.errors import Locus
from audition.records.identity import text_digest
from audition.records.media import Media


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The deliverable's JSON Schema."""

    path: str
    text: str
    """Put into the workspace as it stands."""
    document: Mapping[str, Any]
    digest: str
    """Of `text`: the agent reads the file, comments and all."""


NO_SCHEMA = Schema(path="", text="", document={}, digest=text_digest(""))
"""Asks nothing: stands where a deliverable has none."""

UNNAMED = "deliverable"
"""What a suite's one deliverable is called."""


class Format(StrEnum):
    """How a deliverable is written."""

    YAML = "yaml"
    JSON = "json"
    CSV = "csv"
    TEXT = "text"
    """Markdown, prose, a diff, code: UTF-8 without further form."""
    BYTES = "bytes"

    @property
    def has_parts(self) -> bool:
        """Whether there are values in it that a path can name."""
        return self in (Format.YAML, Format.JSON, Format.CSV)


@dataclass(frozen=True, kw_only=True)
class DeliverableSpec:
    """A file that the agent must leave."""

    name: str = UNNAMED
    """What checks, criteria and reports call it."""
    path: str
    """Where, rendered."""
    format: Format = Format.YAML
    schema: Schema = NO_SCHEMA
    schema_path: str = ""
    """Where the schema lies in the workspace, rendered; empty: the agent is not given it."""


@dataclass(frozen=True, kw_only=True)
class ToolAnswer:
    """What a fixture answers to calls whose input fits."""

    when: Mapping[str, Any]
    """What the input holds: equal values, `{glob: …}`, `{pattern: …}`, or mappings of some keys; empty: anything."""
    text: str = ""
    media: Media | None = None
    """A picture or a PDF document in place of a text."""
    is_error: bool = False
    times: int | None = None
    """Calls that it answers; None: again and again."""
    locus: Locus = field(default_factory=lambda: Locus(path=""), compare=False)


@dataclass(frozen=True, kw_only=True)
class ToolFixture:
    """A tool that cannot run in a trial, and what answers its calls."""

    name: str
    description: str
    input_schema: Mapping[str, Any]
    answers: tuple[ToolAnswer, ...] = ()
    """The first that fits and is not used up answers."""
    default: ToolAnswer | None = None
    """None: a call that nothing fits is an error, which the trial names."""
    locus: Locus = field(default_factory=lambda: Locus(path=""), compare=False)

    @property
    def met(self) -> list[Any]:
        """All of it that an agent can meet, as plain JSON."""
        answers = [*self.answers, *((self.default,) if self.default else ())]
        told = [
            [each.when, each.text, each.is_error, each.times, *([each.media.digest] if each.media else [])]
            for each in answers
        ]
        return [self.name, self.description, self.input_schema, told, self.default is not None]


ASKING = "AskUserQuestion"
"""The tool whose calls a scenario's replies answer."""


@dataclass(frozen=True, kw_only=True)
class UserReply:
    """A further message of the user, sent once."""

    say: str
    when: Mapping[str, str] | None = None
    """What the agent's last message must be: `{glob: …}` or `{pattern: …}`; None: anything."""
    locus: Locus = field(default_factory=lambda: Locus(path=""), compare=False)


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Whom a model plays that is the user of a conversation."""

    text: str
    """Who that person is, what they know and want; rendered."""
    model: str
    """The pinned id of the model that plays."""
    most_messages: int = 10
    """After the request, answers to the agent's questions among them."""

    @property
    def met(self) -> list[str | int]:
        """What of it an agent can meet, as plain JSON."""
        return [self.text, self.model, self.most_messages]
