"""One trial: readings, deliverables, conversation and calls, one key apart; beside it that of another variant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audition.errors import UsageError
from audition.records.evidence import TrialId
from audition.records.views import TrialLine
from audition.reporting.html.trial_parts import PARTS, TrialSide, side_of
from audition.reporting.words import share
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_run
from audition.usecases.view.cases import cases_of
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.run_page import query_of, wanted_of


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a trial stands among."""

    here: str
    """The place of its page."""
    back: str
    """The address of the list that it is in."""
    back_text: str
    title: str
    tags: Sequence[str]
    trials: Mapping[TrialId, str]
    """The trials of its case, and what is said of each where it is chosen."""
    variants: Sequence[str]
    """Whose trial of this scenario and index there is."""
    walk: Sequence[TrialId]
    filters: Mapping[str, Any]
    """What of the list's address its own holds."""


def trial_page(site: Site, ask: Ask) -> Answer:
    """The trial of `scenario`, `by` and `index`, the part of it that `part` names, beside that of `beside`."""
    run = site.library.opened(ask.place["run"])
    facts, wanted = run.facts, wanted_of(ask)
    trial = trial_meant(ask, [line.id for line in run.lines], f"run {facts.id}")
    around = Surroundings(
        here=f"/run/{facts.id}/trial",
        back=site.link(f"/run/{facts.id}", **query_of(wanted)),
        back_text=f"{facts.suite} {facts.created_at[:10]}",
        title=facts.scenarios[trial.scenario].title,
        tags=facts.scenarios[trial.scenario].tags,
        trials={line.id: _told(line) for line in run.lines if line.id.case == trial.case},
        variants=variants_beside(trial, [line.id for line in run.lines]),
        walk=cases_of(run, wanted).walk,
        filters=query_of(wanted),
    )
    with RunFile.open_readonly(stored_run(site.places.runs, facts.id)) as file:
        return trial_answer(site, ask, trial, around, lambda each: side_of(file.trial(each), list(file.grades(each))))


def trial_answer(
    site: Site, ask: Ask, trial: TrialId, around: Surroundings, read: Callable[[TrialId], TrialSide]
) -> Answer:
    """The page of a trial, beside that of another variant where `beside` names one."""
    walk, part, beside = around.walk, ask.query.get("part", ""), ask.query.get("beside", "")
    beside = beside if beside in around.variants and beside != trial.variant else ""
    sides = [read(trial), *([read(TrialId(trial.scenario, beside, trial.index))] if beside else [])]
    return site.page(
        "trial",
        around=around,
        trial=trial,
        beside=beside,
        sides=sides,
        rows=list(_rows(sides)),
        part=part if part in PARTS else next(iter(PARTS)),
        parts=PARTS,
        place=walk.index(trial) + 1 if trial in walk else None,
        total=len(walk),
        before=_near(walk, trial, -1),
        after=_near(walk, trial, 1),
        kept={"part": part, "beside": beside, **around.filters},
    )


def trial_meant(ask: Ask, known: Collection[TrialId], holder: str) -> TrialId:
    """The trial that an address names, of those that its holder has.

    Raises:
        UsageError: It has no such trial.
    """
    trial = TrialId(ask.query.get("scenario", ""), ask.query.get("by", ""), ask.number("index"))
    if trial not in known:
        raise UsageError(f"{holder} holds no trial {trial}")
    return trial


def variants_beside(trial: TrialId, known: Iterable[TrialId]) -> Sequence[str]:
    """Whose trial of the same scenario and index there is."""
    alike = (each.variant for each in known if (each.scenario, each.index) == (trial.scenario, trial.index))
    return list(dict.fromkeys(alike))


def _told(line: TrialLine) -> str:
    score = "no score" if line.gate is None else share(line.gate)
    return f"#{line.id.index} · {score}{' · ✗' if line.required_failed else ''}{' · !' if line.broke else ''}"


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
