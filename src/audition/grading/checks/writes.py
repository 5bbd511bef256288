"""Which files the agent left new, changed or removed."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from audition.grading.check import Check, Work, failed, passed
from audition.records.grades import Quote, Reading


@dataclass(frozen=True, kw_only=True)
class WritesOnly(Check):
    """The agent leaves no file new, changed or removed but the deliverable."""

    name = "writes_only"
    needs_document = False

    also: tuple[str, ...] = ()
    """Further paths that it may touch; `*` stands for any text, slashes included."""

    def grade(self, work: Work) -> Reading:
        """Names every other file."""
        allowed = (*(each.path for each in work.scenario.deliverables), *self.also)
        strays = [path for path in _touched(work) if not _matches(path, allowed)]
        if not strays:
            return passed(f"no file{' but the deliverable' if work.deliverables else ''} was touched")
        besides = "touched besides the deliverable" if work.deliverables else "touched, and no file is asked for"
        return failed(f"{besides}: {_told(strays)}", *_quotes(strays))


@dataclass(frozen=True, kw_only=True)
class NeverWrites(Check):
    """The agent leaves these files alone, in the shell and on the way too."""

    name = "never_writes"
    needs_document = False

    paths: tuple[str, ...]
    """`*` stands for any text, slashes included."""

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("`paths` names no file")

    def grade(self, work: Work) -> Reading:
        """Names every file of them that it touched, one that a command left and a later one took away among them."""
        passing = (path for effect in work.trial.shell_effects for path in effect)
        touched = [path for path in sorted({*_touched(work), *passing}) if _matches(path, self.paths)]
        if not touched:
            return passed(f"{', '.join(self.paths)} left alone")
        return failed(f"touched what it should leave alone: {_told(touched)}", *_quotes(touched))


def _touched(work: Work) -> list[str]:
    removed = [path for path in work.trial.inputs if path not in work.trial.outcome]
    return sorted({*work.trial.written, *removed})


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(path == pattern or fnmatchcase(path, pattern) for pattern in patterns)


def _told(paths: list[str]) -> str:
    return ", ".join(paths[:5]) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")


def _quotes(paths: list[str]) -> list[Quote]:
    return [Quote(text=path, where="files") for path in paths[:20]]
