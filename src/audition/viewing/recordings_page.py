"""Recordings by themselves: which there are, and each as a trial is read."""

from __future__ import annotations

from collections import Counter

from audition.reporting.html.trial_parts import side_of
from audition.usecases.view.recorded import RecordedLine
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.trial_page import Surroundings, trial_answer, trial_meant, variants_beside

OF = {"recordings": "Recordings of {}", "mutants": "Recordings of mutants of {}, and of the prompts beside them"}
ROWS = 200


def recordings_page(site: Site, ask: Ask) -> Answer:
    """The recordings of `agent` and `of`, of the first folder that holds any where none is named, by `text`."""
    folders, faults = site.recorded.folders()
    text = ask.query.get("text", "")
    named = ask.query.get("agent", ""), ask.query.get("of", "")
    chosen = next((one for one in folders if (one.agent, one.of) == named), next(iter(folders), None))
    lines = site.recorded.found(chosen.agent, chosen.of, text) if chosen else []
    cases: dict[tuple[str, str], list[RecordedLine]] = {}
    for line in lines:
        cases.setdefault((line.id.variant, line.id.scenario), []).append(line)
    page = max(1, ask.number("page", 1))
    return site.page(
        "recordings",
        folders=[(one, OF[one.of].format(one.agent)) for one in folders],
        chosen=chosen,
        title=OF[chosen.of].format(chosen.agent) if chosen else "Recordings",
        faults=faults,
        text=text,
        total=len(lines),
        origins=Counter(line.provenance for line in lines).most_common(),
        cases=list(cases.values())[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=-(-len(cases) // ROWS),
        query={"agent": chosen.agent, "of": chosen.of, "text": text} if chosen else {},
    )


def recording_page(site: Site, ask: Ask) -> Answer:
    """One recording, as a trial is shown."""
    agent, of, text = (ask.query.get(name, "") for name in ("agent", "of", "text"))
    folder = site.recorded.folder(agent, of)
    lines = {line.id: line for line in folder.lines}
    trial = trial_meant(ask, lines, f"the {of} of {agent}")
    around = Surroundings(
        here="/recording",
        back=site.link("/recordings", agent=agent, of=of, text=text),
        back_text=OF[of].format(agent),
        title=lines[trial].title,
        tags=(),
        trials={name: f"#{name.index}" for name in lines if name.case == trial.case},
        variants=variants_beside(trial, lines),
        walk=[line.id for line in site.recorded.found(agent, of, text)],
        filters={"agent": agent, "of": of, "text": text},
    )
    return trial_answer(site, ask, trial, around, lambda name: side_of(*site.recorded.trial(agent, of, name)))
