"""What the everyday commands take: help, check, a replay, a verdict over many grades, a page of many trials."""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from audition.records.definitions import Role
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.findings import Mode, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, GraderKind, Score
from audition.records.turns import Turn, Usage
from audition.store.run_file import RunFile
from bench.measuring import Used, measure, middle

ROOT = Path(__file__).parents[1]
OUT = Path(__file__).parent / "out"
AUDITION = Path(sys.executable).with_name("audition")
SUITE = "account-manager"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure beside its goal."""

    what: str
    measured: str
    goal: str
    met: bool


def figures(runs: int) -> list[Figure]:
    """Every everyday figure, medians of so many runs."""
    world = _world()
    replay = _timed(world, runs, "run", SUITE)
    (recorded, *_) = sorted((world / "reports/runs").glob("*.sqlite"))
    page, many = _many_trials(recorded), world / "reports/runs/20261121-000000-shop-1000.sqlite"
    paged = _timed(world, runs, "report", page.stem, "--format", "html", "--out", "page")
    verdict = _timed(world, runs, "report", many_grades(many, MANY).stem, "--format", "json", "--out", "verdict")
    page_mb = (world / "page/index.html").stat().st_size / 2**20
    return [
        _cpu("audition --help", _timed(world, runs, "--help"), 0.15),
        _cpu("audition check", _timed(world, runs, "check"), 0.6),
        _cpu("replay of 32 trials, every check, all reports", replay, 3),
        _cpu("verdict over 20 × 250 × 2 trials with 20 graders", verdict, 5),
        _figure("… its peak memory", verdict.peak_mb, 500, "MB"),
        _cpu("HTML report of 2,000 trials", paged, 10),
        _figure("… its size", page_mb, 25, "MB"),
    ]


def _cpu(what: str, used: Used, goal: float) -> Figure:
    return _figure(what, used.cpu_seconds, goal, "CPU s")


def _figure(what: str, measured: float, goal: float, unit: str) -> Figure:
    return Figure(what=what, measured=f"{measured:.2f} {unit}", goal=f"≤ {goal:g} {unit}", met=measured <= goal)


def _timed(world: Path, runs: int, *words: str) -> Used:
    found = [measure([AUDITION, *words], world, OUT / "everyday.log") for _ in range(runs)]
    if any(used.code not in (0, 1) for used in found):
        raise RuntimeError(f"audition {' '.join(words)} ended with {found[-1].code}: see {OUT / 'everyday.log'}")
    return middle(found)


def _world() -> Path:
    """A copy of everything people wrote for the shipped suite."""
    world = OUT / "world"
    shutil.rmtree(world, ignore_errors=True)
    world.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", world)
    for folder in ("agents", "scenarios", "rubrics", "evals"):
        shutil.copytree(ROOT / folder, world / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return world


def _many_trials(recorded: Path) -> Path:
    """A run of 2,000 trials: the recorded ones over and over, with their whole evidence and every grade."""
    with RunFile.open_readonly(recorded) as file:
        facts = file.facts
        trials = {trial.id: trial for trial in file.trials()}
        grades = {trial: tuple(file.grades(trial)) for trial in trials}
    cases = sorted({trial.case for trial in trials})
    repeats = 2_000 // len(cases)
    planned = tuple(TrialId(case.scenario, case.variant, index) for case in cases for index in range(repeats))
    path = recorded.with_name("20261121-000000-account-manager-2000.sqlite")
    with RunFile.create(path, replace(facts, id=path.stem, planned=planned, trials=repeats)) as file:
        for trial in planned:
            source = replace(trial, index=trial.index % 2)
            read = tuple(replace(grade, trial=trial) for grade in grades[source])
            file.add_trial(replace(trials[source], id=trial), read)
        file.finish()
    return path


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large a run of two variants is."""

    scenarios: int
    repeats: int
    """Trials a case."""
    graders: int


MANY = Shape(scenarios=20, repeats=250, graders=20)


def many_grades(path: Path, shape: Shape) -> Path:
    """A run of two variants at this path, its grades as dice fall that always fall alike; gives the path."""
    dice = random.Random(20)
    scenarios, variants = [f"s{number:02d}" for number in range(shape.scenarios)], ["shop/terse", "shop/polite"]
    planned = tuple(
        TrialId(scenario, variant, index)
        for scenario in scenarios
        for variant in variants
        for index in range(shape.repeats)
    )
    facts = RunFacts(
        id=path.stem,
        suite="shop",
        mode=Mode.LIVE,
        created_at="2026-11-21T00:00:00+00:00",
        trials=shape.repeats,
        planned=planned,
        variants={
            name: VariantFacts(
                digest=name, model_alias="sonnet", model="m", path=f"agents/{name}.md", revision=None, text="…"
            )
            for name in variants
        },
        scenarios={
            name: ScenarioFacts(digest=name, title=name, category="orders", tags=(), request_digest=name)
            for name in scenarios
        },
        schema_digest="d",
        rubrics={},
        margin=0.05,
        coverage=0.95,
        engine="bench",
    )
    with RunFile.create(path, facts) as file:
        for trial in planned:
            file.add_trial(
                _trial(trial), [_grade(trial, number, dice.random() < 0.9) for number in range(shape.graders)]
            )
        file.finish()
    return path


def _trial(trial: TrialId) -> Trial:
    usage = Usage(input_tokens=1_000, output_tokens=300, cost_usd=0.005)
    return Trial(
        id=trial,
        origin=Origin.LIVE,
        ending=Ending.FINISHED,
        messages=({"role": "user", "content": "?"}, {"role": "assistant", "content": [{"type": "text", "text": "!"}]}),
        turns=(Turn(stop_reason="end_turn", usage=usage, model="m", seconds=1.0),),
        inputs={},
        outcome={},
        seconds=1.0,
    )


def _grade(trial: TrialId, number: int, passed: bool) -> Grade:
    return Grade(
        trial=trial,
        grader=f"check_{number:02d}",
        kind=GraderKind.CHECK,
        role=Role.GATE,
        reading=Score(value=float(passed), passed=passed, reason="as it fell"),
        version="1",
    )
