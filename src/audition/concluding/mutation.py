"""A stored run of a prompt beside its mutants → what each of them shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from audition.analysis.mutation import Pairing, is_decided
from audition.analysis.sides import sides_of
from audition.concluding.behaviour import behaviour_of
from audition.concluding.findings import reader
from audition.records.findings import Looks
from audition.records.mutation import mutation_of
from audition.store.run_file import RunFile


def pairings(run: RunFile, trials: int | None = None) -> Iterator[Pairing]:
    """Every mutant of a run with the prompt beside it.

    Args:
        run: Open for reading or writing.
        trials: Look at so many trials a case only, the first ones; None: at all that were planned.
    """
    facts, behaviour = run.facts, behaviour_of(run)
    last = facts.trials if trials is None else trials
    facts = replace(facts, planned=tuple(trial for trial in facts.planned if trial.index < last))
    ended = (found.ended for found in run.summaries() if found.id.index < last)
    marks = (mark for mark in (*run.marks(), *behaviour.marks) if mark.trial.index < last)
    prompt, *mutants = sorted(sides_of(facts, ended, marks), key=lambda side: bool(mutation_of(side.variant)))
    for mutant in mutants:
        yield Pairing(
            prompt=prompt,
            mutant=mutant,
            looks=facts.looks or Looks(most_trials=facts.trials, looks=1),
            margin=facts.margin,
            coverage=facts.coverage,
            most=behaviour.most,
            read=reader(run),
            caveat=facts.caveat,
        )


def decided_mutants(run: RunFile, trials: int) -> Collection[str]:
    """The mutants of which further trials would tell no more, at a look at so many trials a case."""
    return {pairing.mutant.variant for pairing in pairings(run, trials) if is_decided(pairing)}
