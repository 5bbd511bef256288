"""Holds what the judge answered on the recorded works against the settled labels, grader by grader that decides."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audition.grading.judging.calibration import calibrate, opinion_of
from audition.grading.judging.rubric import fingerprint, panel_readings
from audition.grading.judging.truth import instruments, truth_of, valid_labels
from audition.records.comparison import Estimate
from audition.records.criteria import Criterion, Rubric, shared_rubric
from audition.records.definitions import CRITERIA, Role
from audition.records.grades import NotApplicable, Score
from audition.records.judging import Agreement, Answered, Calibration, Label, Opinion
from audition.running.judging import recorded_judge
from audition.store.labels import read_labels
from audition.usecases.judge.works import load_works

KAPPA, GOAL = 0.6, 0.9
"""What is asked of the judge: of kappa's lower bound, of sensitivity and of specificity."""
HEADS = ("n", "Agree", "Kappa", "Sensitivity", "Specificity", "Raters agree", "Raters' kappa")
FIGURES = f"| {' | '.join(HEADS)} |\n{'|---' * (len(HEADS) + 1)}|"


@dataclass(frozen=True, kw_only=True)
class Books:
    """What was asked, answered and labelled of the recorded works of a suite."""

    works: tuple
    graders: object
    rubric: Rubric
    scenarios: dict[str, tuple[Criterion, ...]]
    """Scenario → its criteria."""
    answers: tuple[Answered, ...]
    """The judge's, or code's in its stead, on every recorded work: by the rubric and the scenario's criteria."""
    settled: int
    """Answers by the scenarios' criteria that code gave, because `find` found nothing."""
    fingerprints: tuple[str, ...]
    labels: tuple[Label, ...]


def open_books(root: Path, suite: str) -> Books:
    """Read from the judgements and labels that are kept; what a calibration file says is not looked at."""
    kept = load_works(root, suite, None)
    world = kept.world
    rubric = shared_rubric(world.suite.rubrics)
    judge = recorded_judge(world)
    answers, prints, settled = [], set(), 0
    for work in kept.works:
        sheet = world.graders.sheet(work, rubric)
        judged = asyncio.run(judge.judge(sheet))
        if not isinstance(judged, tuple):
            continue
        prints |= {fingerprint(judged, rubric.id)} if judged else set()
        readings = panel_readings(sheet, judged)
        opinions = [opinion_of(criterion.id, readings[criterion.id]) for criterion in sheet.criteria]
        settled += sum(criterion.id in sheet.settled for criterion in sheet.own)
        answers.append(
            Answered(
                trial=work.trial.id,
                work_digest=sheet.work_digest,
                opinions=tuple(one for one in opinions if one is not None),
            )
        )
    known = instruments(world.suite)
    labels = [
        label
        for name in (rubric.id, CRITERIA)
        for label in valid_labels(read_labels(world.places.labels(world.suite.agent, name)), known[name], world.suite)
    ]
    return Books(
        works=kept.works,
        graders=world.graders,
        rubric=rubric,
        scenarios={one.id: one.criteria for one in world.suite.scenarios},
        answers=tuple(answers),
        settled=settled,
        fingerprints=tuple(sorted(prints)),
        labels=tuple(labels),
    )


def held(books: Books, criteria: Collection[Criterion], scenario: str | None = None) -> Calibration:
    """The judge against the labels by some criteria, as one instrument; of one scenario's works where one is named."""
    names = {criterion.id for criterion in criteria}

    def cut(opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
        return tuple(opinion for opinion in opinions if opinion.criterion in names)

    instrument = replace(books.rubric, criteria=tuple({one.id: one for one in criteria}.values()))
    labels = [
        replace(label, opinions=opinions)
        for label in books.labels
        if scenario in (None, label.trial.scenario) and (opinions := cut(label.opinions))
    ]
    answered = [replace(one, opinions=cut(one.opinions)) for one in books.answers]
    return calibrate(instrument, books.fingerprints[0], labels, answered)


def own_criteria(books: Books) -> list[Criterion]:
    return [criterion for own in books.scenarios.values() for criterion in own]


def judge_section(books: Books) -> Iterator[str]:
    """Every deciding criterion that a judge reads, pooled and one by one."""
    deciding = [one for one in books.rubric.criteria if one.points > 0]
    own = own_criteria(books)
    whole = held(books, [*deciding, *own])
    yield from _told(books, held(books, [*books.rubric.criteria, *own]))
    yield f"| Pooled {FIGURES}"
    yield figures("all that decides", whole)
    yield figures(f"`{books.rubric.id}`, what counts", held(books, deciding))
    yield figures("the scenarios' criteria", held(books, own))
    yield figures("of these, required", held(books, [one for one in own if one.required]))
    yield figures("of these, in points", held(books, [one for one in own if not one.required]))
    yield f"\n{goals(whole.overall)}"
    yield f"\n| `{books.rubric.id}` {FIGURES}"
    for criterion in books.rubric.criteria:
        yield figures(f"{criterion.id}{'' if criterion.points else ' (informs)'}", held(books, [criterion]))
    yield from _short(books, deciding)
    yield f"\n| Scenarios' criteria, by scenario {FIGURES}"
    for scenario, criteria in books.scenarios.items():
        yield figures(scenario, held(books, criteria, scenario))


def goals(pooled: Agreement) -> str:
    """What is asked of the judge over all that decides, and whether it is so."""
    asked = [("kappa", "lower bound", KAPPA, pooled.kappa and pooled.kappa.low)]
    rates = (("sensitivity", pooled.sensitivity), ("specificity", pooled.specificity))
    asked += [(name, "value", GOAL, rate and rate.value) for name, rate in rates]
    asked += [(name, "lower bound", GOAL, rate and rate.low) for name, rate in rates]
    told = (
        f"{name}, {which} at least {goal:g}: {'unknown' if found is None else f'{found:.3f}'}, "
        f"{'met' if found is not None and found >= goal else '**not met**'}"
        for name, which, goal, found in asked
    )
    return f"Goals over all that decides: {'; '.join(told)}."


def _short(books: Books, deciding: Iterable[Criterion]) -> Iterator[str]:
    """What decides although its own figures fall short of what is asked of the judge as a whole."""
    short = [
        criterion.id
        for criterion in deciding
        for one in [held(books, [criterion]).overall]
        if any(rate is not None and rate.value < GOAL for rate in (one.sensitivity, one.specificity))
    ]
    if short:
        told = f"Taken alone below {GOAL:.0%} in sensitivity or specificity, and deciding by the pooled figures"
        yield f"\n{told}: {', '.join(short)}."
    for criterion in books.rubric.criteria:
        if criterion.points == 0:
            kappa = number(held(books, [criterion]).overall.kappa)
            yield f"\n{criterion.id} has no points: at a kappa of {kappa} it is read, shown and decides nothing."


def _told(books: Books, whole: Calibration) -> Iterator[str]:
    raters = ", ".join(f"{one.name} (a {one.kind.value}, {one.answers:,} answers)" for one in whole.raters)
    answers = sum(len(one.opinions) for one in books.answers)
    settled = sum(len(label.opinions) for label in books.labels if label.settled)
    yield (
        f"{len(books.answers)} of {len(books.works)} works were judged by `{books.fingerprints[0]}`, {answers:,} "
        f"answers; {books.settled} of them are code's, because `find` found nothing. {whole.works} were labelled by "
        f"{raters}. {settled} answers on which two parted were settled; {whole.parted} are open and left out."
    )
    if len(books.fingerprints) > 1:
        yield f"More than one judge answered: {', '.join(books.fingerprints)}."
    yield ""


def one_by_one(books: Books) -> Iterator[str]:
    """Every criterion of a scenario: how the judge answered on all works, and how it stands to the labels."""
    yield "| Scenario | Criterion | Judged | Not met | Cannot apply | Labelled | Alike | Sensitivity | Specificity |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for scenario, criteria in books.scenarios.items():
        for criterion in criteria:
            said = [
                opinion.met
                for one in books.answers
                if one.trial.scenario == scenario
                for opinion in one.opinions
                if opinion.criterion == criterion.id
            ]
            one = held(books, [criterion], scenario).overall
            alike = round(one.agreement.value * one.n) if one.agreement else 0
            name = f"{criterion.id}{' (required)' if criterion.required else ''}"
            counts = (len(said), said.count(False), said.count(None), one.n, alike)
            cells = (scenario, name, *map(str, counts), share(one.sensitivity), share(one.specificity))
            yield f"| {' | '.join(cells)} |"


def parted(books: Books) -> Iterator[str]:
    """Every answer by the scenarios' criteria on which judge and labels part."""
    said = {one.work: {opinion.criterion: opinion for opinion in one.opinions} for one in books.answers}
    own = {criterion.id for criterion in own_criteria(books)}
    for work, opinions in truth_of(books.labels).opinions.items():
        for name, label in opinions.items():
            judge = said.get(work, {}).get(name)
            if name in own and judge is not None and judge.met is not label.met:
                yield (
                    f"- {work.trial} · {name}: labelled {answer(label.met)} ({cell(label.reason)}), "
                    f"judged {answer(judge.met)} ({cell(judge.reason)})"
                )


def check_section(books: Books) -> Iterator[str]:
    """Every required check that compares: on how many works it was asked, and how often it failed."""
    tally: dict[str, Counter[str]] = {}
    for work in books.works:
        for built in books.graders.checks[work.scenario.id]:
            if built.role is Role.REQUIRED and built.meets(work.variant.id):
                tally.setdefault(built.id, Counter())[_kind(built.check.grade(work))] += 1
    yield "| Required check | Works | Passed | Failed | Did not apply |"
    yield "|---|---|---|---|---|"
    for name, counts in sorted(tally.items()):
        cells = (name, counts.total(), counts["passed"], counts["failed"], counts["did not apply"])
        yield f"| {' | '.join(map(str, cells))} |"


def _kind(reading: object) -> str:
    if isinstance(reading, Score):
        return "passed" if reading.passed else "failed"
    return "did not apply" if isinstance(reading, NotApplicable) else "broke"


def figures(name: str, held_: Calibration) -> str:
    one, ceiling = held_.overall, held_.ceiling
    among: tuple[str, ...] = (share(ceiling.agreement), number(ceiling.kappa)) if ceiling else ("–", "–")
    shares = (share(one.agreement), number(one.kappa), share(one.sensitivity), share(one.specificity))
    return f"| {' | '.join((name, f'{one.n:,}', *shares, *among))} |"


def share(figure: Estimate | None) -> str:
    """In per cent, with its interval; a dash: nothing to reckon it from."""
    return "–" if figure is None else f"{figure.value:.1%} ({figure.low:.1%} to {figure.high:.1%})"


def number(figure: Estimate | None) -> str:
    return "–" if figure is None else f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def answer(met: bool | None) -> str:
    return {True: "met", False: "not met", None: "cannot apply"}[met]


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
