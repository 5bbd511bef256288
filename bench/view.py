"""How long the pages of `audition view` take: a list of 1,000 runs, and a run of 20,000 trials."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from audition.store.run_file import RunFile
from bench.everyday import OUT, Shape, many_grades
from tests.fakes.viewing import Viewed, project, viewed

RUNS, TRIALS = 1_000, 20_000
SMALL = Shape(scenarios=5, repeats=2, graders=4)
LARGE = Shape(scenarios=20, repeats=500, graders=5)


@dataclass(frozen=True, kw_only=True)
class Look:
    """One page."""

    what: str
    seconds: float
    """Wall, from the request to the last byte."""
    most: float | None
    """The goal; None: it has none."""


def looks(runs: int) -> list[Look]:
    """Every page, the medians of so many servers that were started on a state folder without anything in it."""
    listed, large = _listed(OUT / "view-list"), _large(OUT / "view-run")
    rounds = [[*_list(listed), *_run(large)] for _ in range(runs)]
    return [replace(each[0], seconds=median(look.seconds for look in each)) for each in zip(*rounds, strict=True)]


def _listed(folder: Path) -> Path:
    """A project with as many runs of 20 trials as are listed."""
    root = _emptied(folder)
    first = many_grades(root / "reports/runs/20261121-000000-shop-0000.sqlite", SMALL)
    with RunFile.open_readonly(first) as file:
        facts, trials = file.facts, list(file.trials())
        grades = {trial.id: list(file.grades(trial.id)) for trial in trials}
    for number in range(1, RUNS):
        path = first.with_name(f"20261121-{number // 60:02d}{number % 60:02d}00-shop-{number:04x}.sqlite")
        with RunFile.create(path, replace(facts, id=path.stem)) as file:
            for trial in trials:
                file.add_trial(trial, grades[trial.id])
            file.finish()
    return root


def _large(folder: Path) -> Path:
    root = _emptied(folder)
    many_grades(root / "reports/runs/20261121-000000-shop-4e20.sqlite", LARGE)
    return root


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return project(folder / "shop")


def _list(root: Path) -> Iterator[Look]:
    shutil.rmtree(root.parent / "shop-state", ignore_errors=True)
    with viewed(root) as view:
        yield Look(what=f"a list of {RUNS:,} runs that were never looked at", seconds=_seconds(view, ""), most=1)
        started = time.monotonic()
        while "still to be read" in view.get("").text:
            time.sleep(0.1)
        yield Look(what="… until all of them were read", seconds=time.monotonic() - started, most=None)
    with viewed(root) as view:
        yield Look(what="… the first look of another day", seconds=_seconds(view, ""), most=1)
        yield Look(what="… its last page", seconds=_seconds(view, "?page=20"), most=1)


def _run(root: Path) -> Iterator[Look]:
    shutil.rmtree(root.parent / "shop-state", ignore_errors=True)
    (path,) = (root / "reports/runs").glob("*.sqlite")
    here, trial = f"run/{path.stem}", f"run/{path.stem}/trial?scenario=s00&by=shop/terse&index=250"
    with viewed(root) as view:
        yield Look(what=f"a run of {TRIALS:,} trials that was never looked at", seconds=_seconds(view, here), most=1)
        yield Look(what="… by what failed in it", seconds=_seconds(view, f"{here}?failure=any"), most=1)
        yield Look(what="… one trial of it", seconds=_seconds(view, trial), most=1)


def _seconds(view: Viewed, place: str) -> float:
    started = time.monotonic()
    page = view.get(place)
    seconds = time.monotonic() - started
    if page.status != 200:
        raise RuntimeError(f"{place} answers {page.status}: {page.text[:2000]}")
    return seconds
