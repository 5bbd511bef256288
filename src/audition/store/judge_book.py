"""What a live judge said of a run's trials, kept in the run file the moment it is said."""

from __future__ import annotations

from collections.abc import Iterator

from audition.errors import StoreError
from audition.records.evidence import TrialId
from audition.records.judgements import Judgement
from audition.records.judging import Asked
from audition.store.codec import decode, encode, from_json, to_json
from audition.store.database import Database

_TRIAL = "SELECT trial FROM planned WHERE scenario = ? AND variant = ? AND trial_index = ?"
_KEEP = (
    "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
    " answer = coalesce(excluded.answer, answer), spent_usd = spent_usd + excluded.spent_usd"
)
_CALLS = (
    "SELECT scenario, variant, trial_index, rubric, judge, repeat, answer, spent_usd FROM judgements"
    " JOIN planned USING (trial) ORDER BY scenario, variant, trial_index, rubric, judge, repeat"
)


class JudgeBook:
    """The judge's calls of one run; every method raises StoreError when the file refuses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, asked: Asked) -> None:
        """Note one call; a later one of the same seat takes the earlier one's place, and the dollars add up.

        Raises:
            StoreError: The trial was not planned.
        """
        answer = None if asked.judgement is None else to_json(encode(asked.judgement)).decode()
        cells = (asked.rubric, asked.judge, asked.repeat, answer, asked.spent_usd)
        with self._database.transaction():
            place = (asked.trial.scenario, asked.trial.variant, asked.trial.index)
            for (trial,) in self._database.rows(_TRIAL, place):
                self._database.change(_KEEP, (trial, *cells))
                return
        raise StoreError(f"{self._database.path}: {asked.trial} is not in the plan of this run")

    def calls(self) -> Iterator[Asked]:
        """Every call noted, by scenario, variant and index."""
        path = str(self._database.path)
        for scenario, variant, index, rubric, judge, repeat, answer, spent_usd in self._database.rows(_CALLS):
            yield Asked(
                trial=TrialId(scenario, variant, index),
                rubric=rubric,
                judge=judge,
                repeat=repeat,
                judgement=None if answer is None else decode(Judgement, from_json(answer.encode(), path), path),
                spent_usd=spent_usd,
            )

    def judgements(self) -> Iterator[Judgement]:
        """Every usable answer, by scenario, variant and index."""
        return (call.judgement for call in self.calls() if call.judgement is not None)

    @property
    def spent_usd(self) -> float:
        """Dollars that this run paid its judge, as far as they are known."""
        ((spent,),) = self._database.rows("SELECT coalesce(sum(spent_usd), 0.0) FROM judgements")
        return float(spent)
