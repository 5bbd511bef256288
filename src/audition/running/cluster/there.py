"""What runs on another machine, a look or a trial: the same player in the same conditions, made anew there."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import cache

from audition.agent import Conditions, Player
from audition.errors import AuditionError, UsageError, crash_text
from audition.records.definitions import Suite
from audition.records.evidence import Trial, TrialId
from audition.records.limits import Limits
from audition.redaction import names_secret
from audition.running.cluster.alike import Marks, Needs, differences, marks_of
from audition.running.plan import subject_of
from audition.running.runner import failed_trial
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What all trials of a run share on every machine; goes there once a process."""

    player: Player
    suite: Suite
    needs: Needs
    marks: Marks
    """Of the machine where the run is."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One trial to play."""

    trial: TrialId
    limits: Limits
    shell: NoShell | None
    """None: the one of the machine that plays."""


def look_there(needs: Needs) -> Marks:
    """What the machine is like that this runs on."""
    return marks_of(needs)


def play_there(stage: Stage, part: Part) -> Trial | AuditionError:
    """The trial, failed where the machinery broke; or why the run cannot go on."""
    forget_secrets(os.environ)
    subject = subject_of(stage.suite, part.trial)
    try:
        if told := [*differences(platform.node(), marks_of(stage.needs), stage.marks)]:
            return UsageError("\n".join(told))
        conditions = Conditions(limits=part.limits, shell=part.shell or probe_shell())
        return _loop().run(stage.player.play(subject, conditions))
    except AuditionError as end:
        return end
    except Exception as crash:  # noqa: BLE001  # as in the runner, whose traceback would end at Ray's
        return failed_trial(subject, stage.player.origin, crash_text(crash))


@cache
def _loop() -> asyncio.Runner:
    """This process's one event loop, as a run in one process has it; one a trial would cost each milliseconds."""
    return asyncio.Runner()


def forget_secrets(environment: MutableMapping[str, str]) -> None:
    """Take every variable out of a process that is to hold no secret; Ray's own, by which it is let in, stay."""
    for name in [*environment]:
        if names_secret(name) and not name.startswith("RAY_"):
            del environment[name]
