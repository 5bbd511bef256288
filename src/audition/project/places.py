"""Where a project keeps its things."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.store.run_ids import stored_runs


@dataclass(frozen=True)
class Places:
    """The folders of one project; asking for one that is a link raises UsageError."""

    root: Path

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

    @property
    def runs(self) -> Path:
        """Run files."""
        return self._own("reports", "runs")

    @property
    def parts(self) -> Path:
        """What processes that share a run leave before it is put together."""
        return self._own("reports", "runs", "parts")

    def ledger(self, run_id: str) -> Path:
        """The dollars of processes that share a run."""
        return self.parts / f"{run_id}.ledger"

    @property
    def cache(self) -> Path:
        """The response cache of all runs."""
        return self._own("reports", "cache.sqlite")

    def recordings(self, agent: str) -> Path:
        """An agent's recorded trials."""
        return self._own("evals", "recordings", agent)

    def judgements(self, agent: str) -> Path:
        """An agent's recorded judgements."""
        return self._own("evals", "judgements", agent)

    def labels(self, rubric: str) -> Path:
        """People's labels by a rubric."""
        return self._own("evals", "labels", f"{rubric}.jsonl")

    def calibration(self, rubric: str) -> Path:
        """How far a rubric's judge agrees with people."""
        return self._own("evals", "calibrations", f"{rubric}.json")

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
        return self._own("reports", run_id)

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
        return path.relative_to(self.root).as_posix()
