"""Plays each trial by who its variant is cast with: the engine's own loop, or a program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from audition.agent import Conditions, Loop, Player
from audition.agent.claude_code import completed, installed
from audition.agent.program import Program
from audition.agent.replay import faithfulness
from audition.agent.staging import version_of
from audition.agent.tools import granted_fixtures
from audition.agent.untold import untold
from audition.errors import UsageError
from audition.models.claude.conversations import ChannelModel
from audition.models.protocol import WIDTH, Channel, Subject
from audition.records.definitions import Suite
from audition.records.evidence import Origin, Recording, Trial, TrialId
from audition.records.findings import PlayerFacts
from audition.records.limits import Limits
from audition.records.messages import tool_uses
from audition.records.players import CLAUDE_CODE, Casting
from audition.records.variants import Variant
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from audition.workspace.tools.catalogue import TOOLS

_REPLAYED = TOOLS.keys() - {"Bash"}
"""What the loop does again by itself; what a program's own shell did is in no recording."""


@dataclass(frozen=True)
class Ensemble:
    """A player that hands every trial to whoever its variant is cast with.

    Args:
        own: The engine's own loop, or its replay.
        channel: Where programs' calls go.
        root: The project's folder.
        recordings: In replay: of every trial.
        most: Programs at once, at the most: trials that wait for a batch are many, and each holds a process.
    """

    own: Player
    channel: Channel = field(repr=False)
    root: Path
    recordings: Mapping[TrialId, Recording] | None = field(default=None, repr=False)
    most: int = WIDTH

    @cached_property
    def _room(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(self.most)

    @property
    def name(self) -> str:
        """That of the engine's own: each variant's facts name another."""
        return self.own.name

    @property
    def version(self) -> str:
        """As `name`."""
        return self.own.version

    @property
    def origin(self) -> Origin:
        """Where answers come from, whoever plays."""
        return self.own.origin

    def asking(self, channel: Channel) -> Ensemble:
        """The loop and the programs of a live run, with their calls going to this channel."""
        return replace(self, own=Loop(ChannelModel(channel, self.origin)), channel=channel)

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One trial, by who is to play it.

        Raises:
            AuditionError: The run cannot go on.
        """
        casting = subject.variant.settings.player
        if casting is None or not self.starts(subject):
            return await self.own.play(subject, conditions)
        program = Program(casting, self.channel, self.root, self.origin, self.recordings)
        async with self._room:
            trial = await program.play(subject, conditions)
        if self.recordings is None:
            return trial
        tools = () if trial.frame is None else trial.frame.tools
        return faithfulness(trial, self.recordings[subject.id.recorded_as], tools, subject.variant.model)

    def starts(self, subject: Subject) -> bool:
        """Whether a program has to be started: a recording whose tools are all ours is replayed by the loop alone."""
        if subject.variant.settings.player is None:
            return False
        recording = None if self.recordings is None else self.recordings.get(subject.id.recorded_as)
        if recording is None:
            return True
        ours = _REPLAYED | {each.name for each in granted_fixtures(subject.variant, subject.scenario)}
        return not {block["name"] for block in tool_uses(recording.messages)} <= ours


def player_facts(variant: Variant, limits: Limits, root: Path) -> PlayerFacts | None:
    """What plays a variant under a suite's limits; None: what plays its run."""
    casting = variant.settings.player
    if casting is None:
        return None
    version = version_of(casting, root, variant.limited(limits).output_tokens)
    return PlayerFacts(name=casting.name, version=version)


def programs(suite: Suite) -> Mapping[str, Casting]:
    """Variant id → the program that plays it."""
    cast = ((variant.id, variant.settings.player) for variant in suite.variants)
    return {name: casting for name, casting in cast if casting is not None}


def refuse_unplayable(subjects: Iterable[Subject], *, batch: bool = False) -> None:
    """Let programs play only what they can be told, and only where a sandbox holds them.

    Args:
        subjects: Those for which a program is started.
        batch: Whether answers come with batches, in hours.

    Raises:
        UsageError: A scenario wants what a program cannot be told, or this machine has no sandbox or no such program.
    """
    for subject in subjects:
        casting = subject.variant.settings.player
        name = "" if casting is None else casting.name
        if batch and casting is not None and not completed(casting).waits:
            raise UsageError(
                f"{name} is not said to wait for the hours that a batch takes: play it without --batch, "
                "or write `waits: true` under it in `players:` where it does"
            )
        if name == CLAUDE_CODE and installed() is None:
            raise UsageError(f"{name} is not installed: pip install 'audition[claude-code]'")
        shell = probe_shell()
        if isinstance(shell, NoShell):
            raise UsageError(f"{name} plays in a sandbox, and there is none here: {shell.reason}")
        for told in untold(subject.variant, subject.scenario):
            raise UsageError(f"{subject.scenario.locus.path}: {name} cannot be told {told}; let `own` play it")
