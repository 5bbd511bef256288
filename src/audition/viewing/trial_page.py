"""One trial: readings, deliverables, conversation and calls, one key apart; beside it that of another variant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audition.errors import UsageError
from audition.records.evidence import TrialId
from audition.reporting.html.trial_parts import PARTS, TrialSide, side_of
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_run
from audition.usecases.view.cases import cases_of
from audition.usecases.view.library import Opened
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.run_page import query_of, wanted_of


def trial_page(site: Site, ask: Ask) -> Answer:
    """The trial of `scenario`, `by` and `index`, the part of it that `part` names, beside that of `beside`."""
    run = site.library.opened(ask.place["run"])
    wanted = wanted_of(ask)
    trial = _meant(run, ask)
    walk = cases_of(run, wanted).walk
    part = ask.query.get("part", "")
    others = [
        line.id.variant for line in run.lines if line.id.scenario == trial.scenario and line.id.index == trial.index
    ]
    beside = ask.query.get("beside", "")
    shown = [
        trial,
        *([TrialId(trial.scenario, beside, trial.index)] if beside in others and beside != trial.variant else []),
    ]
    with RunFile.open_readonly(stored_run(site.places.runs, run.facts.id)) as file:
        sides = [side_of(file.trial(each), list(file.grades(each))) for each in shown]
    kept = {"part": part, "beside": beside, **query_of(wanted)}
    return site.page(
        "trial",
        facts=run.facts,
        scenario=run.facts.scenarios[trial.scenario],
        trial=trial,
        trials=[line for line in run.lines if line.id.case == trial.case],
        variants=list(dict.fromkeys(others)),
        beside=shown[1].variant if len(shown) > 1 else "",
        sides=sides,
        rows=list(_rows(sides)),
        part=part if part in PARTS else next(iter(PARTS)),
        parts=PARTS,
        place=walk.index(trial) + 1 if trial in walk else None,
        total=len(walk),
        before=_near(walk, trial, -1),
        after=_near(walk, trial, 1),
        kept=kept,
        filters=query_of(wanted),
    )


def _meant(run: Opened, ask: Ask) -> TrialId:
    trial = TrialId(ask.query.get("scenario", ""), ask.query.get("by", ""), ask.number("index"))
    if all(line.id != trial for line in run.lines):
        raise UsageError(f"run {run.facts.id} holds no trial {trial}")
    return trial


def _near(walk: Sequence[TrialId], trial: TrialId, step: int) -> TrialId | None:
    """The trial before or after in the walk; of one that is not in it, the first."""
    if trial not in walk:
        return walk[0] if walk and step > 0 else None
    place = walk.index(trial) + step
    return walk[place] if 0 <= place < len(walk) else None


def _rows(sides: Sequence[TrialSide]) -> Iterator[Mapping[str, Any]]:
    """A row a grader with each side's reading, what fell short first."""
    names = dict.fromkeys(reading.grader for side in sides for reading in side.readings)
    rows: list[dict[str, Any]] = []
    for name in names:
        readings = [next((one for one in side.readings if one.grader == name), None) for side in sides]
        marks = {reading.mark for reading in readings if reading}
        told = next(reading for reading in readings if reading)
        rows.append({"grader": name, "role": told.role, "readings": readings, "calm": not marks & {"fail", "broke"}})
    decides = {"required": 0, "gate": 1}
    yield from sorted(rows, key=lambda row: (row["calm"], decides.get(row["role"], 2)))
