"""A prompt's trials and a mutant's → how they differ; several mutants → the word on each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from audition.analysis.comparison import compare
from audition.analysis.sequential import plan_of
from audition.analysis.sides import Reader, Side
from audition.analysis.terms import Terms
from audition.records.comparison import Comparison, VerdictKind
from audition.records.definitions import Role
from audition.records.findings import Looks
from audition.records.grades import Mark
from audition.records.judging import Duels
from audition.records.mutation import FALSE_DISCOVERIES, Judged, MutantReading, Shift, Word
from audition.records.rows import GraderRow

LEANING: Final = 0.2
"""The corrected p-value up to which something that differs is not called equal: more trials are to tell."""
CHOICE: Final = "chosen by a judge of both works"
_SHOWN: Final = 3
"""Rows that are kept where none differs by more than chance, those that stand out most."""
_CLAIMS: Final = (VerdictKind.IMPROVED, VerdictKind.REGRESSED)


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """A prompt and a mutant of it, as one run played them."""

    prompt: Side
    mutant: Side
    looks: Looks
    margin: float
    coverage: float
    most: Mapping[str, int]
    """What agents do → the count of which a mark is a share."""
    read: Reader
    """Of the run's stored readings."""
    caveat: str
    """What the run's figures stand under."""

    def compared(self) -> Comparison:
        """The two as they are compared: over the mutant's trials, by everything that reads either of them.

        What else is one playbook's own belongs to both, for both are one playbook.
        """
        last = max((trial.index for trial in self.mutant.planned), default=-1)
        before, after = (_up_to(side, last) for side in (self.prompt, self.mutant))
        terms = Terms(margin=self.margin, coverage=self.coverage, looks=self.looks)
        return compare(before, after, terms, {after.run: self.read})


def _up_to(side: Side, last: int) -> Side:
    def kept(marks: Collection[Mark]) -> Iterator[Mark]:
        return (replace(mark, compared=True) for mark in marks if mark.trial.index <= last)

    return replace(
        side,
        planned=tuple(trial for trial in side.planned if trial.index <= last),
        ended=tuple(one for one in side.ended if one.trial.index <= last),
        marks=tuple(kept(side.marks)),
    )


def is_decided(pairing: Pairing) -> bool:
    """Whether further trials of a mutant would change nothing.

    They may where its verdict is open, and where it is equivalent while something leans that is not yet sure.
    """
    comparison = pairing.compared()
    verdict = comparison.verdict
    if not verdict.decided or verdict.kind is not VerdictKind.EQUIVALENT:
        return verdict.decided
    leaning = _leaning(comparison, pairing)
    return not leaning or _is_sure(leaning[0], pairing)


def reading_of(pairing: Pairing) -> MutantReading:
    """How a mutant's trials differ from its prompt's; nothing is claimed where too few of them were scored.

    The gate score is tested by the plan of looks, every single grader and what agents do by maxT over all of them, for
    every look; the two tests share the level evenly.
    """
    comparison = pairing.compared()
    verdict = comparison.verdict
    claimed = verdict.kind in _CLAIMS
    shifts = [_shift(row, pairing) for row in _apart(comparison, pairing) if _is_sure(row, pairing)]
    leaning = bool(_leaning(comparison, pairing))
    apart = (
        [] if shifts else [_shift(row, pairing) for row in comparison.rows if row.difference and row.difference.value]
    )
    singly = min((shift.p_value for shift in shifts), default=1.0)
    by_score = verdict.p_value if claimed and verdict.p_value is not None else 1.0
    invalid, short = verdict.kind is VerdictKind.INVALID, verdict.kind is VerdictKind.INVALID and verdict.bounds
    return MutantReading(
        mutant=pairing.mutant.variant,
        scenarios=tuple(row.scenario for row in comparison.scenarios if row.baseline_trials and row.candidate_trials),
        trials=(comparison.baseline.scored, comparison.candidate.scored),
        p_value=1.0 if short else min(1.0, 2 * min(by_score, singly)),
        claimed=claimed,
        equivalent=verdict.kind is VerdictKind.EQUIVALENT and not leaning,
        difference=verdict.difference,
        shifts=() if short else tuple(shifts),
        apart=() if short else tuple(apart[:_SHOWN]),
        needed=verdict.trials_needed,
        why_open=verdict.sentence if invalid else "",
        run=pairing.mutant.run,
        caveat=pairing.caveat,
        prompt=pairing.prompt.facts.digest,
        model=pairing.prompt.facts.model,
    )


def _apart(comparison: Comparison, pairing: Pairing) -> list[GraderRow]:
    """The rows whose own interval leaves out no difference, the most certain first."""
    rows = (row for row in comparison.rows if row.p_adjusted is not None and row.difference is not None)
    found = [row for row in rows if not (row.difference and row.difference.low <= 0 <= row.difference.high)]
    return sorted(found, key=lambda row: (_p_value(row, pairing), not _decides(row)))


def _leaning(comparison: Comparison, pairing: Pairing) -> list[GraderRow]:
    return [row for row in _apart(comparison, pairing) if _p_value(row, pairing) <= LEANING]


def _p_value(row: GraderRow, pairing: Pairing) -> float:
    """Corrected for all rows together, and for every look at them."""
    looks = len(plan_of(pairing.looks, pairing.margin).schedule)
    return 1.0 if row.p_adjusted is None else min(1.0, row.p_adjusted * looks)


def _is_sure(row: GraderRow, pairing: Pairing) -> bool:
    """Whether it differs by more than chance, at the half of the level that is for single rows."""
    return _p_value(row, pairing) <= pairing.looks.alpha / 2


def _decides(row: GraderRow) -> bool:
    return row.role in (Role.REQUIRED, Role.GATE)


def _shift(row: GraderRow, pairing: Pairing) -> Shift:
    most = pairing.most.get(row.grader, 1)
    before, after = ((side.mean or 0.0) * most if side else 0.0 for side in (row.baseline, row.candidate))
    example = None if row.grader in pairing.most else row.example
    return Shift(
        grader=row.grader,
        decides=_decides(row),
        before=before,
        after=after,
        counts=row.grader in pairing.most,
        p_value=_p_value(row, pairing),
        trial=example.trial if example else None,
        reason=example.reason if example else "",
        quote=example.quote if example else None,
    )


def with_duels(reading: MutantReading, duels: Duels | None, alpha: float = Looks.alpha) -> MutantReading:
    """The reading after a judge that saw both works was asked, where nothing else had told them apart.

    It is a third test beside the two, so that each has a third of the level.

    Args:
        reading: By the two tests.
        duels: The prompt's works against the mutant's; None: something else had told, and nobody was asked.
        alpha: The level that the tests share.
    """
    from audition.stats import sign_test

    if duels is None:
        return replace(reading, p_value=min(1.0, 1.5 * reading.p_value))
    wins = [sum(duel.winner == side for duel in duels.duels) for side in duels.variants]
    p_value = sign_test(*wins)
    if 3 * p_value > alpha:
        return reading
    before, after = (count / len(duels.duels) for count in wins)
    reason = next(duel.reason for duel in duels.duels if duel.winner == duels.variants[wins[1] > wins[0]])
    shift = Shift(grader=CHOICE, decides=False, before=before, after=after, p_value=p_value, reason=reason)
    return replace(reading, p_value=min(1.0, 3 * p_value), equivalent=False, shifts=(shift,), apart=())


def words_on(readings: Sequence[MutantReading]) -> tuple[Judged, ...]:
    """The word on each mutant; of all that are called noticed or not noticed, a tenth may be so by chance.

    Source: Benjamini and Hochberg 1995, over p-values that hold at whatever look a mutant stopped.
    """
    from audition.stats import benjamini_hochberg

    if not readings:
        return ()
    q_values = benjamini_hochberg([reading.p_value for reading in readings]).tolist()
    return tuple(
        Judged(reading=reading, word=_word(reading, q), q_value=q)
        for reading, q in zip(readings, q_values, strict=True)
    )


def _word(reading: MutantReading, q_value: float) -> Word:
    if reading.p_value < 1.0 and q_value <= FALSE_DISCOVERIES:
        seen = reading.claimed or any(shift.decides for shift in reading.shifts)
        return Word.NOTICED if seen else Word.NOT_NOTICED
    return Word.IDLE if reading.equivalent and not reading.shifts else Word.OPEN
