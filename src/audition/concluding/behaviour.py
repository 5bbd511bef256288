"""What agents do, beside what graders say of it: tool calls, files and words, as marks that decide nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audition.records.definitions import Role
from audition.records.evidence import Trial, TrialId
from audition.records.grades import GraderKind, Mark, Status
from audition.records.messages import tool_uses
from audition.store.run_file import RunFile

ANSWERS = "answers given"
WORDS = "words of the last message"
FILES = "files left"
WRITTEN = "words in the files left"


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What the trials of a run did, counted."""

    marks: tuple[Mark, ...]
    """A count as a share of the greatest one of the run, in [0, 1]."""
    most: Mapping[str, int]
    """What was counted → that greatest count."""


def behaviour_of(run: RunFile) -> Behaviour:
    """What every trial of a run that says something of its agent did."""
    counted = {trial.id: _counts(trial) for trial in run.trials() if trial.ending.scored and trial.diverged is None}
    most: Counter[str] = Counter()
    for counts in counted.values():
        most |= counts
    return Behaviour(marks=tuple(_marks(counted, most)), most=dict(most))


def _counts(trial: Trial) -> Counter[str]:
    calls = Counter(f"calls of {use['name']}" for use in tool_uses(trial.messages))
    left = [trial.outcome.get(path) for path in trial.written]
    texts = [file for file in left if isinstance(file, str)]
    calls[ANSWERS] = len(trial.turns)
    calls[WORDS] = len(trial.final_message.split())
    calls[FILES] = len(left)
    calls[WRITTEN] = sum(len(text.split()) for text in texts)
    return calls


def _marks(counted: Mapping[TrialId, Counter[str]], most: Counter[str]) -> Iterable[Mark]:
    for trial, counts in counted.items():
        for name in sorted(most):
            if most[name]:
                yield Mark(
                    trial=trial,
                    grader=name,
                    kind=GraderKind.CHECK,
                    role=Role.INFORMS,
                    version="",
                    status=Status.SCORED,
                    value=counts[name] / most[name],
                    passed=None,
                )
