"""Mutants whose truth is known get the words that they deserve."""

from __future__ import annotations

import pytest

from audition.analysis.mutation import CHOICE, Pairing, is_decided, reading_of, with_duels, words_on
from audition.analysis.sides import Side
from audition.records.definitions import Role
from audition.records.evidence import Ended, Ending, Origin, TrialId
from audition.records.findings import Looks, PlayerFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, GraderKind, Mark, Quote, Score, Status
from audition.records.judging import Duel, Duels
from audition.records.mutation import MutantReading, Shift, Word

PROMPT, MUTANT = "clerk/a", "clerk/a~drop-be-kind-000000"
SCENARIOS = ("one", "two", "three")
CALLS = "calls of Grep"
Passes = dict[str, tuple[float, ...]]
"""Grader → what it gives the trials of every scenario, in turn."""
ROLES = {"greets": Role.GATE, "signs": Role.GATE, "safe": Role.REQUIRED, "own": Role.INFORMS, CALLS: Role.INFORMS}


def side(variant: str, passes: Passes) -> Side:
    """A side on which every scenario's trials are read alike."""
    trials = max(map(len, passes.values()))
    ids = [TrialId(scenario, variant, index) for scenario in SCENARIOS for index in range(trials)]
    return Side(
        label=variant,
        variant=variant,
        facts=VariantFacts(digest=variant, model_alias="m", model="m", path="a.md", revision=None, text=""),
        run="run",
        scenarios={
            name: ScenarioFacts(digest="d", title=name, category="", tags=(), request_digest="r") for name in SCENARIOS
        },
        schema_digest="s",
        player=PlayerFacts(),
        engine="e",
        commit=None,
        planned=tuple(ids),
        ended=tuple(Ended(trial=trial, ending=Ending.FINISHED, origin=Origin.LIVE) for trial in ids),
        marks=tuple(_mark(trial, name, values[trial.index]) for trial in ids for name, values in passes.items()),
    )


def _mark(trial: TrialId, grader: str, value: float) -> Mark:
    return Mark(
        trial=trial,
        grader=grader,
        kind=GraderKind.CHECK,
        role=ROLES[grader],
        compared=grader != "own",
        version="v",
        status=Status.SCORED,
        value=value,
        passed=value == 1.0,
    )


def pairing(prompt: Passes, mutant: Passes, looks: int = 1) -> Pairing:
    """The two at the first of so many looks."""
    trials = max(map(len, prompt.values()))

    def read(trial: TrialId, grader: str) -> Grade:
        quote = Quote(where="deliverable", text=f"what {trial.variant} wrote")
        return Grade(
            trial=trial,
            grader=grader,
            kind=GraderKind.CHECK,
            role=ROLES[grader],
            version="v",
            reading=Score(value=0.0, passed=False, reason="no", quotes=(quote,)),
        )

    return Pairing(
        prompt=side(PROMPT, prompt),
        mutant=side(MUTANT, mutant),
        looks=Looks(most_trials=trials * looks, looks=looks),
        margin=0.25,
        coverage=0.95,
        most={CALLS: 4},
        read=read,
        caveat="",
    )


FULL, NONE = (1.0,) * 6, (0.0,) * 6
MIXED = (1.0, 0.0, 1.0, 1.0, 0.0, 1.0)
ALIKE: Passes = {"greets": FULL, "signs": FULL, "safe": FULL, "own": FULL, CALLS: (0.5,) * 6}


@pytest.mark.parametrize(
    ("changed", "word", "seen"),
    [
        ({"greets": NONE}, Word.NOTICED, "greets"),
        ({"safe": NONE}, Word.NOTICED, "safe"),
        ({"own": NONE}, Word.NOT_NOTICED, "own"),
        ({CALLS: (0.0,) * 6}, Word.NOT_NOTICED, CALLS),
        ({}, Word.IDLE, None),
    ],
)
def test_the_word_says_who_told_a_mutant_from_its_prompt(changed: Passes, word: Word, seen: str | None):
    """The gate score or what is required notices; a playbook's own grader or a tool call does not decide."""
    reading = reading_of(pairing(ALIKE, {**ALIKE, **changed}))
    (judged,) = words_on([reading])

    assert judged.word is word
    assert [shift.grader for shift in reading.shifts] == ([seen] if seen else [])
    assert reading.trials == (18, 18)
    assert set(reading.scenarios) == set(SCENARIOS)


def test_a_mutant_that_does_better_is_noticed_too():
    """A rule may do harm."""
    reading = reading_of(pairing({**ALIKE, "greets": NONE}, ALIKE))

    assert words_on([reading])[0].word is Word.NOTICED
    assert reading.difference is not None
    assert reading.difference.value > 0


def test_trials_that_do_not_tell_leave_it_open_with_what_would_settle_it():
    """Chance in both sides: what stands out most is shown, and no word is claimed."""
    reading = reading_of(pairing({**ALIKE, "greets": MIXED}, {**ALIKE, "greets": MIXED[::-1], "signs": MIXED}))

    assert words_on([reading])[0].word is Word.OPEN
    assert reading.needed is not None
    assert reading.needed > 6
    assert reading.apart[0].grader == "signs"


def test_what_leans_is_not_called_idle_though_the_gate_score_is_equivalent():
    """Two of three trials in one grader that decides nothing: more trials are to tell, and the plan goes on."""
    leaning = pairing(ALIKE, {**ALIKE, "own": MIXED}, looks=2)
    settled = pairing(ALIKE, ALIKE, looks=2)
    seen = pairing(ALIKE, {**ALIKE, "own": NONE}, looks=2)

    assert not is_decided(leaning)
    assert is_decided(seen)
    assert words_on([reading_of(leaning)])[0].word is Word.OPEN
    assert is_decided(settled)
    assert words_on([reading_of(settled)])[0].word is Word.IDLE


def test_a_shift_shows_a_reading_of_the_side_that_does_worse_and_counts_what_agents_do():
    """A share of trials for graders; calls a trial for tools."""
    graded = reading_of(pairing(ALIKE, {**ALIKE, "greets": NONE})).shifts[0]
    counted = reading_of(pairing(ALIKE, {**ALIKE, CALLS: (0.0,) * 6})).shifts[0]

    assert (graded.before, graded.after, graded.counts, graded.decides) == (1.0, 0.0, False, True)
    assert graded.quote is not None
    assert graded.quote.text == f"what {MUTANT} wrote"
    assert (counted.before, counted.after, counted.counts, counted.decides) == (2.0, 0.0, True, False)
    assert counted.quote is None


def test_where_too_few_trials_were_scored_nothing_is_claimed():
    """However much they differ."""
    both = pairing(ALIKE, {**ALIKE, "greets": NONE})
    lost = tuple(mark for mark in both.mutant.marks if mark.trial.index < 3)
    reading = reading_of(Pairing(**{**vars(both), "mutant": Side(**{**_fields(both.mutant), "marks": lost})}))

    assert words_on([reading])[0].word is Word.OPEN
    assert reading.why_open.startswith("Too few trials were scored")
    assert not reading.shifts


def _fields(one: Side) -> dict:
    return {name: value for name, value in vars(one).items() if name in Side.__dataclass_fields__}


def _reading(p_value: float) -> MutantReading:
    shift = Shift(grader="greets", decides=True, before=1.0, after=0.5, p_value=p_value / 2)
    return MutantReading(
        mutant=MUTANT,
        scenarios=SCENARIOS,
        trials=(9, 9),
        p_value=p_value,
        shifts=(shift,) if p_value < 1.0 else (),
        equivalent=p_value == 1.0,
        run="run",
        prompt="p",
        model="m",
    )


def test_of_many_mutants_fewer_are_called_noticed_than_of_one():
    """A difference that stands by itself and not among all is open, and no longer idle."""
    alone = words_on([_reading(0.04)])
    among = words_on([_reading(0.04), *[_reading(1.0)] * 9])
    together = words_on([*[_reading(0.04)] * 5, *[_reading(1.0)] * 5])

    assert [each.word for each in alone] == [Word.NOTICED]
    assert [each.word for each in among] == [Word.OPEN, *[Word.IDLE] * 9]
    assert [each.word for each in together] == [Word.NOTICED] * 5 + [Word.IDLE] * 5
    assert words_on([]) == ()


def _duels(prompt: int, mutant: int, ties: int = 0) -> Duels:
    """So many pairs won by either."""
    winners = [PROMPT] * prompt + [MUTANT] * mutant + [None] * ties
    duels = [
        Duel(scenario="one", index=index, first=winner, second=winner, reason="It is warmer.", longer=None)
        for index, winner in enumerate(winners)
    ]
    return Duels(variants=(PROMPT, MUTANT), judge="j", duels=tuple(duels), net=None)


def test_what_only_a_judge_of_both_works_tells_is_not_noticed():
    """A preference decides nothing; one that a coin could have had is none."""
    told = with_duels(_reading(1.0), _duels(9, 0, ties=1))
    untold = with_duels(_reading(1.0), _duels(5, 4))
    (shift,) = told.shifts

    assert words_on([told])[0].word is Word.NOT_NOTICED
    assert (shift.grader, shift.before, shift.after, shift.reason) == (CHOICE, 0.9, 0.0, "It is warmer.")
    assert words_on([untold])[0].word is Word.IDLE
    assert untold == _reading(1.0)


def test_a_third_test_takes_its_share_of_the_level():
    """Whether it had to be asked or not: what was sure by two is a little less so."""
    assert with_duels(_reading(0.02), None).p_value == pytest.approx(0.03)
    assert with_duels(_reading(1.0), _duels(9, 0)).p_value == pytest.approx(3 * 2 / 2**9)
    assert with_duels(_reading(1.0), None).p_value == 1.0
