"""A variant of an agent: a prompt file with its settings, and the digest by which it is known again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from audition.records.identity import digest, text_digest
from audition.records.limits import Limits
from audition.records.players import Casting
from audition.text import plain_lines

SKILL_FILE = "SKILL.md"
"""What the file of a skill is called."""


class PromptKind(StrEnum):
    """What a prompt file is to Claude Code."""

    AGENT = "agent"
    SKILL = "skill"
    COMMAND = "command"
    PLAIN = "plain"
    """No frontmatter: a prompt for any program."""

    @property
    def tools_key(self) -> str:
        """The key by which such a file grants tools."""
        return "allowed-tools" if self.called else "tools"

    @property
    def called(self) -> bool:
        """Whether Claude Code sends it as a message with the words that call it, and not as a system prompt."""
        return self in (PromptKind.SKILL, PromptKind.COMMAND)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a suite says beside a prompt file, which counts more than what the file says, and what lies beside it."""

    model: str | None = None
    """An alias or an exact id."""
    effort: str | None = None
    thinking: str | int | None = None
    """`adaptive`, `disabled`, or the tokens that may be thought; None: as the model is used to."""
    output_tokens: int | None = None
    """Tokens of one answer at the most; None: the suite's limit."""
    tools: tuple[str, ...] | None = None
    inherits: str | None = None
    """The model of files that name none, or `inherit`: the suite's, else the project's."""
    player: Casting | None = None
    """None: the engine's own loop."""
    claude_md: str | None = None
    """The project's memory file that its agent is told, by its path from the project."""
    memory: Mapping[str, str] = field(default_factory=dict)
    """That file and what it imports, in the order in which the agent is told them: path → text."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """A skill's other files: path in its folder → text, or bytes that are none."""
    companions: Mapping[str, str | bytes] = field(default_factory=dict)
    """The skills and subagents that an agent file names: path, which begins with `.claude/`, → text, or bytes."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An agent prompt under test: one prompt file, at one revision, with what the suite sets beside it."""

    id: str
    """`<agent>/<variant>`, such as `account-manager/sales`, with `@<revision>` when it was read from git."""
    path: str
    """The prompt file, relative to the project."""
    kind: PromptKind = PromptKind.AGENT
    settings: Settings = field(default_factory=Settings)
    revision: str | None = None
    """The full id of the commit it was read from; None: the working file."""
    frontmatter: Mapping[str, Any]
    """Every key of the file's head as parsed, known or not."""
    system: str
    """The system prompt: the body without the blank lines around it, ending in one newline."""
    body_line: int
    """The line of the file on which `system` starts, from 1."""
    tools: tuple[str, ...]
    """The tools granted, in the file's order; a trial may know some by name alone."""
    model_alias: str
    """The model as written in the file, or where that leaves it open: an alias or an exact id."""
    model: str
    """The pinned model id that the alias stands for."""
    effort: str | None = None
    """How much a model is asked to think; None: as it is used to."""
    max_turns: int | None = None
    """Answers that the file allows a trial, beside the suite's limits."""
    digest: str
    """Of what makes the agent behave as it does, the model apart: `system` and `tools`, and what else there is."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """What lies beside a skill, as it lies in the workspace: path → text, or bytes that are none."""
    text: str
    """The whole file."""
    mutated_from: str = ""
    """The system prompt that a rule was taken out of; empty: none was."""

    @property
    def playbook(self) -> str:
        """The system prompt by which its works are read: a mutant's are read by the one that it was made of."""
        return self.mutated_from or self.system

    @property
    def said(self) -> tuple[str, ...]:
        """Every text by which the agent is told what to do."""
        return (self.system, *self.settings.memory.values())

    @property
    def sources(self) -> tuple[str, ...]:
        """The project's files that it is made of: its own, the memory file with its imports, a skill's others."""
        home = self.path.rpartition("/")[0]
        return (self.path, *self.settings.memory, *(f"{home}/{name}" for name in self.settings.files))

    @property
    def needs_shell(self) -> bool:
        """Whether commands run in its trials: its agent's, or those that stand in its own text."""
        return "Bash" in self.tools or (self.kind.called and ("!`" in self.system or "```!" in self.system))

    @property
    def asked(self) -> Mapping[str, str]:
        """How its model is asked, as far as that is said: effort, thinking, output_tokens, player."""
        settings = self.settings
        said = {
            "effort": self.effort,
            "thinking": settings.thinking,
            "output_tokens": settings.output_tokens,
            "player": None if settings.player is None else settings.player.name,
        }
        return {name: str(value) for name, value in said.items() if value is not None}

    def limited(self, limits: Limits) -> Limits:
        """The suite's limits, with no more turns than the file allows, and answers as long as is set beside it."""
        turns = limits.turns if self.max_turns is None else min(limits.turns, self.max_turns)
        return replace(limits, turns=turns, output_tokens=self.settings.output_tokens or limits.output_tokens)

    @property
    def grants_by_name(self) -> bool:
        """Whether somebody chose the tools; else every one is granted because nobody did."""
        return self.settings.tools is not None or "*" not in (self.frontmatter.get(self.kind.tools_key, "*") or ())

    @property
    def agent(self) -> str:
        """The agent's name: the part of `id` before the slash."""
        return self.id.split("/", 1)[0]


def skill_folder(variant: Variant) -> str:
    """Where the files beside a skill lie in the workspace."""
    return f".claude/skills/{variant.path.split('/')[-2]}"


def _digests(files: Mapping[str, str | bytes]) -> dict[str, str]:
    return {path: text_digest(plain_lines(file) if isinstance(file, str) else file) for path, file in files.items()}


def variant_digest(variant: Variant) -> str:
    """Of what makes the agent behave as it does, the model apart; a checkout with other line ends has the same."""
    parts: dict[str, Any] = {"system": plain_lines(variant.system), "tools": variant.tools}
    texts = {path: plain_lines(file) for path, file in variant.files.items() if isinstance(file, str)}
    more: dict[str, Any] = {
        **variant.asked,
        "called": variant.kind.called,
        "files": texts,
        "bytes": {path: text_digest(file) for path, file in variant.files.items() if path not in texts},
        "companions": _digests(variant.settings.companions) if variant.settings.player is not None else {},
        "memory": [[path, plain_lines(text)] for path, text in variant.settings.memory.items()],
    }
    return digest({**parts, **{key: value for key, value in more.items() if value}})
