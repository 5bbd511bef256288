"""What a suite notices when a rule of a prompt goes: mutants, how they were read, and the word on each; plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audition.records.estimates import Estimate
from audition.records.evidence import TrialId
from audition.records.grades import Quote
from audition.records.identity import digest
from audition.records.rules import Rule

FALSE_DISCOVERIES: Final = 0.10
"""The share of mutants called noticed or not noticed, of all that are called so, that may be called so by chance."""


class MutationKind(StrEnum):
    """What is done to a rule."""

    DROP = "drop"
    """It is taken out."""
    EXAMPLE = "example"
    """It is an example, and is taken out."""
    MOVE = "move"
    """Its numbers are halved; a one is doubled."""
    TURN = "turn"
    """What a person wrote for that is said in its place."""


class Word(StrEnum):
    """What is known of a mutant."""

    NOTICED = "noticed"
    """Something that decides told it from the prompt."""
    NOT_NOTICED = "not noticed"
    """Something else told it from the prompt, and nothing that decides did."""
    IDLE = "idle"
    """Equivalent within the margin, and nothing else leans either way: the agent does so anyway."""
    OPEN = "open"
    """The trials do not tell."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Something that reads or counts trials, and differs between the prompt and a mutant of it."""

    grader: str
    """A grader's name in scores, or what an agent does, such as `calls of Grep`."""
    decides: bool
    """Whether a verdict or a case rests on it."""
    before: float
    """Its mean over the prompt's trials: a share in [0, 1], or a count a trial where `counts` is said."""
    after: float
    """The same of the mutant's."""
    counts: bool = False
    p_value: float
    """Corrected for everything that was looked at, and for every look."""
    trial: TrialId | None = None
    """One of the side that does worse whose reading shows it; None: there is none."""
    reason: str = ""
    quote: Quote | None = None


@dataclass(frozen=True, kw_only=True)
class MutantReading:
    """How a mutant's trials differ from its prompt's, before it is held against the other mutants."""

    mutant: str
    """Its id, such as `account-manager/sales~drop-lock-in-multi-year-fe7946`."""
    scenarios: tuple[str, ...]
    trials: tuple[int, int]
    """Scored, of the prompt and of the mutant."""
    p_value: float
    """That nothing differs; 1 where nothing is claimed."""
    claimed: bool = False
    """Whether the gate score itself was found to differ."""
    equivalent: bool = False
    """Whether it was found to be equivalent within the margin, and nothing leans either way."""
    difference: Estimate | None = None
    """Of the gate score, the mutant's less the prompt's; None: nothing of it was scored on both sides."""
    shifts: tuple[Shift, ...] = ()
    """What differs by more than chance, the most certain first."""
    apart: tuple[Shift, ...] = ()
    """Where nothing does: what differs most, for what it is worth."""
    needed: int | None = None
    """Trials a case and side that would settle it four times in five; None: unknown."""
    why_open: str = ""
    """Why the gate score says nothing; empty: it does."""
    run: str
    caveat: str = ""
    """What its figures stand under, such as recordings taken by hand; empty: nothing."""
    prompt: str
    """Digest of the prompt that was mutated."""
    model: str
    instrument: str = ""
    """Digest of the scenarios and of what grades them; empty: nobody has asked."""

    @property
    def kind(self) -> MutationKind:
        """What was done to the rule."""
        return MutationKind(mutation_of(self.mutant).partition("-")[0])


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A mutant and the word on it."""

    reading: MutantReading
    word: Word
    q_value: float
    """The share of false discoveries if everything as certain as this is called one."""


@dataclass(frozen=True, kw_only=True)
class MutatedRule:
    """A rule of the prompt and what became of its mutants."""

    rule: Rule
    graders: tuple[str, ...]
    """What holds it; empty: nothing does."""
    words: tuple[Judged, ...] = ()
    """One a kind of mutation of which something is known; empty: nothing is."""

    @property
    def word(self) -> Word | None:
        """What the first of them showed; None: nothing is known."""
        return self.words[0].word if self.words else None


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One prompt, rule by rule."""

    suite: str
    variant: str
    path: str
    text: str
    """The whole file."""
    body_start: int
    """Where in it the places of the rules are counted from."""
    margin: float
    rules: tuple[MutatedRule, ...]
    """In the prompt's order; those that were set aside among them."""
    next_command: str
    """What plays what is not known yet; empty: everything is."""

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every word."""
        return tuple(each for rule in self.rules for each in rule.words)

    @property
    def caveats(self) -> tuple[str, ...]:
        """What the figures stand under, each said once."""
        return tuple(dict.fromkeys(each.reading.caveat for each in self.judged if each.reading.caveat))


def mutant_id(variant: str, kind: MutationKind, rule: Rule) -> str:
    """The id of a mutant: `clerk/terse~drop-…`, before the player that the variant's id may name.

    Of a rule's id it keeps what a file name can hold: its digest is among that. What is said in place of a rule that is
    turned round is another mutant when it changes.
    """
    plain, plus, player = variant.partition("+")
    name = rule.id.encode("ascii", "ignore").decode().strip("-")
    said = f"-{digest(rule.turned)[:6]}" if kind is MutationKind.TURN else ""
    return f"{plain}~{kind.value}-{name}{said}{plus}{player}"


def mutation_of(variant: str) -> str:
    """What was done to a variant, such as `drop-lock-in-multi-year-fe7946`; empty: nothing."""
    return variant.partition("@")[0].partition("+")[0].partition("~")[2]
