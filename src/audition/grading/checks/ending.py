"""Why the trial stopped."""

from __future__ import annotations

from dataclasses import dataclass

from audition.grading.check import Check, Work, failed, passed
from audition.records.evidence import Ending
from audition.records.grades import Quote, Reading


@dataclass(frozen=True, kw_only=True)
class Ended(Check):
    """The trial ended as it should: the agent finished by itself."""

    name = "ending"
    needs_document = False

    any_of: tuple[Ending, ...] = (Ending.FINISHED,)
    """The endings that pass."""

    def grade(self, work: Work) -> Reading:
        """A limit that was met, or a refusal, fails with the last thing the agent said."""
        trial = work.trial
        told = f"{trial.ending.value}: {trial.detail}" if trial.detail else trial.ending.value
        if trial.ending in self.any_of:
            return passed(f"ended as {told}")
        wanted = " or ".join(ending.value for ending in self.any_of)
        last = trial.final_message
        quotes = (Quote(text=last, where="final_message"),) if last else ()
        return failed(f"ended as {told} after {len(trial.turns)} turns, wanted {wanted}", *quotes)
