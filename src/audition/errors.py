"""The exception tree and its exit codes: every foreseen way in which audition cannot go on.

AuditionError
├── UsageError          2   the call's words are wrong
│   └── DefinitionError 2   what people wrote is wrong: all faults at once, each with its place
├── RecordingMiss       2   a replay asked for a trial that no recording holds as it is today
├── EngineError         3   the machinery broke
│   ├── WorkspaceError  3   a workspace could not be made, read or removed
│   ├── StoreError      3   a stored file could not be read or written
│   └── ModelError      3   a model gave no usable answer (ends one trial; `AccessDenied` ends the run)
├── BudgetMet           4   the cap in dollars was reached
└── NothingSelected     5   the selection holds no case
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

_FOLDERS = re.compile(r'(?m)^(  File ")[^"\n]*[/\\](?=[^/\\"\n]+[/\\][^/\\"\n]+")')


@dataclass(frozen=True, kw_only=True)
class Locus:
    """A place in something that people wrote."""

    path: str
    """Relative to the project, with forward slashes."""
    line: int | None = None
    """From 1; None where the file as a whole is meant."""
    pointer: str = "$"
    """The place in the parsed document, such as `$.checks[2].kind_any`."""

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return in_one_line(f"{place}: {self.pointer}")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a definition, where it is and how to mend it."""

    locus: Locus
    message: str

    def __str__(self) -> str:
        return f"{self.locus}: {in_one_line(self.message)}"


def in_one_line(text: str) -> str:
    """The text with line ends, control codes and invisible signs as escapes: errors quote what anybody wrote."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def crash_text(error: BaseException, frames: int = 8) -> str:
    """The traceback's last frames as stored evidence may hold it: files by their own folder, not this machine's."""
    return _FOLDERS.sub(r"\1…/", "".join(traceback.format_exception(error, limit=-frames)))


class AuditionError(Exception):
    """A foreseen end; its text is shown as it stands."""

    exit_code: ClassVar[int] = 3


class UsageError(AuditionError):
    """The call asks for what is not there or cannot be."""

    exit_code: ClassVar[int] = 2


class DefinitionError(UsageError):
    """What people wrote is wrong; `faults` holds every fault found, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.locus.path, fault.locus.line or 0)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotInSuite(UsageError):
    """A name that this suite has not, and another of the project may have."""


class RecordingMiss(AuditionError):
    """No recording holds this trial as it is defined today; the text names what differs."""

    exit_code: ClassVar[int] = 2


class EngineError(AuditionError):
    """The machinery broke; never a statement about the agent."""


class WorkspaceError(EngineError):
    """A workspace could not be made, read or removed."""


class StoreError(EngineError):
    """A stored file could not be read or written."""


class ModelError(EngineError):
    """A model gave no usable answer to one request, after the retries it was allowed."""


class RequestRefused(ModelError):
    """The API does not take this one request, however often it is made; another may do."""


class OutOfTime(ModelError):
    """No answer came in the time that was left for it: whoever asked has none left."""


class AccessDenied(ModelError):
    """The API refuses the key or the permission: no further call can succeed, so the run ends."""


class BudgetMet(AuditionError):
    """The next call could pass the cap in dollars."""

    exit_code: ClassVar[int] = 4


class NothingSelected(AuditionError):
    """The selection holds no case."""

    exit_code: ClassVar[int] = 5
