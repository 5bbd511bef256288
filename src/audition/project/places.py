"""Where a project keeps its things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from audition.errors import UsageError
from audition.records.identity import text_digest
from audition.store.run_ids import stored_runs

REPORTS_VARIABLE: Final = "AUDITION_REPORTS"
"""Names the folder for runs, reports and the response cache, in place of the project's `reports/`."""


@dataclass(frozen=True)
class Places:
    """The folders of one project; asking for one that is a link raises UsageError."""

    root: Path
    apart: str = ""
    """The folder of `evals/` in which recordings and judgements lie that must not take the place of the suite's: those
    of mutants and of the prompt beside them; empty: they are the suite's."""

    def _own(self, *names: str) -> Path:
        """A place of ours.

        Raises:
            UsageError: It is a link or lies behind one: nothing of ours is read or written elsewhere.
        """
        place = self.root
        for name in names:
            place /= name
            if place.is_symlink():
                raise UsageError(f"{place}: is a link, and nothing of ours lies behind one; put the place itself there")
        return place

    @cached_property
    def elsewhere(self) -> Path | None:
        """Where runs, reports and the response cache lie if not in the project's `reports/`; None: they lie there.

        `AUDITION_REPORTS` names the folder; else a project that cannot be written to has one of its own in the user's
        state folder.

        Raises:
            UsageError: The variable names no whole path.
        """
        if said := os.environ.get(REPORTS_VARIABLE, ""):
            if not Path(said).is_absolute():
                raise UsageError(f"{REPORTS_VARIABLE} is no whole path: it names the folder for runs and reports")
            return Path(said)
        reports = self.root / "reports"
        if os.access(reports if reports.is_dir() else self.root, os.W_OK):
            return None
        return self.state

    @property
    def state(self) -> Path:
        """The project's own folder in the user's state folder: what others on the machine may not read lies there."""
        state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")
        return state / "audition" / f"{self.root.name}-{text_digest(str(self.root))[:8]}"

    def _reported(self, *names: str) -> Path:
        """A place among runs and reports."""
        return self._own("reports", *names) if self.elsewhere is None else self.elsewhere.joinpath(*names)

    @property
    def runs(self) -> Path:
        """Run files."""
        return self._reported("runs")

    @property
    def parts(self) -> Path:
        """What processes that share a run leave before it is put together."""
        return self._reported("runs", "parts")

    def ledger(self, run_id: str) -> Path:
        """The dollars of processes that share a run."""
        return self.parts / f"{run_id}.ledger"

    @property
    def cache(self) -> Path:
        """The response cache of all runs."""
        return self._reported("cache.sqlite")

    def recordings(self, agent: str) -> Path:
        """An agent's recorded trials."""
        return self._own("evals", *filter(None, [self.apart]), "recordings", agent)

    def judgements(self, agent: str) -> Path:
        """An agent's recorded judgements."""
        return self._own("evals", *filter(None, [self.apart]), "judgements", agent)

    def mutants(self, agent: str) -> Path:
        """What is known of an agent's mutants."""
        return self._own("evals", "mutants", f"{agent}.json")

    def labels(self, agent: str, rubric: str) -> Path:
        """Labels of an agent's works by a rubric."""
        return self._own("evals", "labels", agent, f"{rubric}.jsonl")

    def calibration(self, agent: str, rubric: str) -> Path:
        """How far a rubric's judge agrees with labels of an agent's works."""
        return self._own("evals", "calibrations", agent, f"{rubric}.json")

    def frozen(self, agent: str) -> Path:
        """An agent's works that are judged again and again."""
        return self._own("evals", "frozen", f"{agent}.json")

    def baseline(self, agent: str) -> Path:
        """An agent's accepted baseline."""
        return self._own("evals", "baselines", f"{agent}.json")

    def history(self, agent: str) -> Path:
        """An agent's history."""
        return self._own("evals", "history", f"{agent}.jsonl")

    def report(self, run_id: str) -> Path:
        """A run's reports."""
        return self._reported(run_id)

    def run_file(self, run: str) -> Path:
        """The run file that a person means by a path, an id, the end of an id, or `latest`.

        Raises:
            UsageError: None or several are meant.
        """
        if run.endswith(".sqlite"):
            path = Path(run)
            if not path.is_file():
                raise UsageError(f"{run}: no such run file")
            return path
        stored = stored_runs(self.runs)
        if run == "latest":
            if not stored:
                raise UsageError(f"no run is stored in {self._shown(self.runs)}: `audition run` makes one")
            return stored[0]
        found = [path for path in stored if run and path.stem.endswith(run)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise UsageError(f"{run!r} fits {len(found)} runs: {', '.join(path.stem for path in found[:5])}")
        raise UsageError(
            f"no run {run[:100]!r} in {self._shown(self.runs)}: it holds {len(stored)}, `latest` names the newest"
        )

    def _shown(self, path: Path) -> str:
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()
