"""What verbs give a reader beside findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from audition.records.comparison import Findings
from audition.records.findings import RunFacts
from audition.records.judging import Calibration, RaterKind, Shift
from audition.records.moves import Move
from audition.records.prompt_change import PromptChange
from audition.records.rules import Rule

UNPRICED_CAP_USD: Final = 5
"""The cap that is advised where nothing alike is recorded: enough to learn a price, and little to lose."""


@dataclass(frozen=True, kw_only=True)
class SelfCheck:
    """One variant against itself: its earlier trials against its later ones."""

    variant: str
    difference: float
    """The later trials' gate score less the earlier ones'."""
    p_value: float
    trials: int
    repeated: int
    """Trials whose answer is word for word that of an earlier trial of their case."""
    alone: int
    """Trials whose answer no other trial of their case gave."""

    @property
    def moved(self) -> bool:
        """Whether the halves differ as fewer than one run in a hundred does by chance."""
        return self.p_value <= 0.01

    @property
    def passed(self) -> bool:
        """Whether the halves are alike, and trials are evidence of their own."""
        return not self.moved and self.alone > 0


@dataclass(frozen=True, kw_only=True)
class Started:
    """A suite that was just written."""

    agent: str
    written: tuple[str, ...]
    """Files, new or added to; recordings apart."""
    kept: tuple[str, ...]
    """Files that were there and say what is needed."""
    recorded: int
    """Trials that can be replayed."""
    first: str
    """The prompt that was written, by its short name."""
    second: str
    """That of an edit of it that is recorded too."""
    edit: tuple[str, str]
    """What that edit changes, and into what."""


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A suite that was just drafted for a prompt that was there."""

    agent: str
    written: tuple[str, ...]
    """Files, new or added to."""
    kept: tuple[str, ...]
    """Files that were there and say what is needed."""
    prompt: str
    """Its path in the project."""
    deliverable: str | None
    """The file that it says it writes; None: its work is what it answers."""


@dataclass(frozen=True, kw_only=True)
class Price:
    """The range a run's price lies in."""

    trials: int
    calls: tuple[int, int]
    """Fewest and most."""
    low_usd: float | None
    """Mean shapes, with the prompt cache; None: a model's price is unknown."""
    high_usd: float | None
    """The largest shape of each variant, without it."""


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a run would find four times in five, were scores to vary in one way."""

    so: str
    """In which way, in words."""
    detectable: float | None
    """The smallest difference in gate score that it would find; None: none at all."""
    trials_for_margin: int
    """Trials a case that find a difference of the margin, and show as often that nothing changed."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a live run would be."""

    planned: int
    """Trials in all."""
    scenarios: int
    variants: int
    trials: int
    """Trials a case."""
    price: Price | None
    """Of everything, the judge included; None: no trial of some variant is known, so it cannot be foreseen."""
    judging: Price | None
    """The judge's part of it; None: nobody judges, or no work is known to go by."""
    margin: float
    foreseen: tuple[Foreseen, ...]
    """What it would find, by what is known of the suite's scores, or by each of the ways in which they may vary."""
    spread: tuple[int, int, int] | None = None
    """The fewest and the most trials of a case, and how many of each would know the mean as well if spread evenly;
    None: they are."""


@dataclass(frozen=True, kw_only=True)
class MutantPrice:
    """A mutant that a live run would play, and what it would take."""

    mutant: str
    rule: Rule
    graders: tuple[str, ...]
    """What holds its rule; empty: nothing does."""
    decides: bool
    """Whether one of them decides."""
    trials: int
    """At the most."""
    so_far_usd: float | None
    """The most that it, those before it and the prompt's own trials are likely to cost; None: unknown."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """Labels that were taken from a file."""

    answers: int
    works: int
    raters: tuple[tuple[str, RaterKind], ...]
    kept: tuple[Path, ...]
    """Where they are, relative to the project: a file each rubric, or `criteria`."""


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """A judge that was held against people."""

    calibration: Calibration
    path: Path
    gates: bool
    """Whether it meets the suite's thresholds."""
    distrusted: tuple[str, ...]
    """The criteria that inform all the same, or where it does not gate as a whole, those that do not gate either."""
    needed: str
    """What the suite asks of a judge that gates."""
    left_out: tuple[str, ...] = ()
    """Labels that could not be used, and why."""
    capped: str | None = None
    """Why the judge was not asked about every labelled work: the cap in dollars; None: it was, or nobody was asked."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """What judging the frozen works again showed."""

    rubric: str
    judges: tuple[str, str]
    """Fingerprints: of the stored verdicts and of today's."""
    shifts: tuple[Shift, ...]
    """The rubric's score first; empty: the stored verdicts were made just now."""
    works: int
    unscored: tuple[str, ...]
    """Works that the judge gave no usable answer for now, with the reason."""

    @property
    def found(self) -> bool:
        """Whether anything shifted."""
        return any(shift.found for shift in self.shifts)


@dataclass(frozen=True, kw_only=True)
class Played:
    """What one suite's affected cases did."""

    trials: int = 0
    """Trials that were to be played; 0: nothing was."""
    cases: int = 0
    stopped: str | None = None
    """Why it ended before its plan did; None: it did not."""
    interrupted: bool = False
    """Whether someone wants the end."""
    missed: tuple[str, ...] = ()
    """In replay: which affected trials no recording holds as they are today, why, and what plays them."""
    spent_usd: float | None = None
    """What it cost; None: nothing was called."""
    left_usd: float | None = None
    """What is left of the cap."""
    why_not: str = ""
    """Why nothing was played, where no stale recording is to blame."""
    against: str = ""
    """What the moves are measured from; empty: there is nothing yet."""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What came of a save."""

    changed: tuple[str, ...]
    faults: str = ""
    """What is wrong with the definitions; nothing else was done then."""
    remarks: tuple[str, ...] = ()
    """New doubts about the prompts that changed."""
    prompts: tuple[PromptChange, ...] = ()
    """How they changed since the save before."""
    plays: tuple[Played, ...] = ()

    @property
    def interrupted(self) -> bool:
        """Whether someone wants the watch to end."""
        return any(play.interrupted for play in self.plays)


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What a run shows and where its reports lie."""

    findings: Findings
    reports: tuple[Path, ...]
    first: str = ""
    """The command that comes before any that the findings lead to, for it plays what they lack; empty: nothing does."""

    @property
    def exit_code(self) -> int:
        """1 for a new failure of what is required or a regression against the past, 3 when too much was lost, else 0.

        That one variant of a run does worse than another is a finding, not a failure; that the machinery lost more
        trials than the suite bears, or could not read what is required of them, is no finding at all.
        """
        if self.findings.new_failures or self.findings.regressed:
            return 1
        needed = self.findings.runs[-1].coverage
        lost = self.findings.unread or any(side.coverage < needed for side in self.findings.sides)
        return 3 if lost else 0


@dataclass(frozen=True, kw_only=True)
class StoredRun:
    """A run that a project stores, in a line."""

    facts: RunFacts | None
    """None: its file cannot be read, and `state` says why."""
    done: int
    """Trials that were played to their end."""
    state: str
    """`running`, `interrupted` or `complete`."""
    spent_usd: float
