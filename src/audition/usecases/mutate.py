"""Takes rules out of a prompt and says of each whether a suite notices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from audition.analysis.holding import held_by
from audition.analysis.mutation import reading_of, with_duels, words_on
from audition.concluding.filing import file_mutation
from audition.concluding.mutation import decided_mutants, pairings
from audition.loading.prompt_rules.mutating import body_start
from audition.models.recorded import RecordedModel
from audition.project.prompts import cut_rules
from audition.project.world import load_world
from audition.records.evidence import TrialId
from audition.records.findings import Looks
from audition.records.mutation import MutantReading, MutatedRule, Mutation, MutationKind, Word, mutant_id
from audition.running.order import Live, Order
from audition.running.plan import Selection, subject_of
from audition.running.progress import Progress
from audition.running.recorded import recordings_of
from audition.running.run import Done
from audition.store.mutants import remember_mutants
from audition.store.run_file import RunFile
from audition.usecases.judge.pairwise import judge_pairs
from audition.usecases.mutants import Bench, Mutant, instrument_of, trial_usd, trials_of
from audition.usecases.run import run_errand


def mutate(bench: Bench, order: Order, progress: Progress | None = None) -> tuple[Mutation, Done | None]:
    """The prompt rule by rule, and what became of the run that told; None: nothing had to be played.

    Args:
        bench: The prompt and its mutants.
        order: As `order_of` makes it.
        progress: Is told what happens.

    Raises:
        EngineError: As `run`.
    """
    known, done = bench.known, None
    if order.selection.variants:
        # one that was cut today or yesterday is gone on with, so that nothing is paid for twice
        done = run_errand(bench.root, order, progress, since=order.clock().date() - timedelta(days=1))
        read = _read(bench, done.path)
        left = order.after(done.spent_usd)
        if bench.wish.pairwise and left.live and not (left.broke or done.stopped):
            read, done = _held(bench, done, read, left.live)
        known |= {each.mutant: each for each in read}
        if order.live:
            scored = (each for each in read if each.scenarios)  # the others may yet be judged
            remember_mutants(bench.world.places.mutants(bench.world.suite.agent), scored)
    return _told(bench, known), done


def order_of(bench: Bench, order: Order) -> Order:
    """The order for what has to be played; it selects no variant where all that can be told is known.

    Args:
        bench: The prompt and its mutants.
        order: How it is played: where there is no word yet, as far as its cap goes; or from recordings.
    """
    cap_usd = order.live.cap_usd if order.live else None
    mutants, trials = _recorded(bench) if order.replays else (_to_play(bench, cap_usd), bench.wish.most_trials)
    order = replace(
        order,
        suite=bench.world.suite.id,
        selection=bench.selection(mutants, trials) if mutants else Selection(),
        looks=Looks(most_trials=trials),
        decided=decided_mutants,
    )
    return replace(order, errand=f"the mutants {order.chosen}")


def _to_play(bench: Bench, cap_usd: float | None) -> list[Mutant]:
    """The first of those on which there is no word yet that the cap pays for at the highest likely price; one at least.

    A word on fewer scenarios than are asked for is none; without a cap or a price, all are played.
    """
    words = {each.reading.mutant: each for each in words_on(tuple(bench.known.values()))}
    rest = [
        each
        for each in bench.mutants
        if (word := words.get(each.id)) is None
        or word.word is Word.OPEN
        or not {*each.scenarios} <= {*word.reading.scenarios}
    ]
    price = trial_usd(bench) if rest and cap_usd is not None else None
    if cap_usd is None or price is None:
        return rest
    chosen = rest[:1]
    for each in rest[1:]:
        if trials_of(bench, [*chosen, each]) * price[1] > cap_usd:
            break
        chosen.append(each)
    return chosen


def _recorded(bench: Bench) -> tuple[list[Mutant], int]:
    """Those of which nothing is remembered and trials are recorded as they are today, beside some of the prompt.

    With how many trials of the prompt there are, unless it was said how many are wanted: what is recorded is the plan.
    """
    rest = [each for each in bench.mutants if each.id not in bench.known]
    if not rest:
        return [], bench.wish.most_trials
    mutated = load_world(bench.root, bench.world.suite.id, [bench.base.id, *(each.id for each in rest)])
    kept = recordings_of(mutated)
    model = RecordedModel(kept)
    found = []
    for each in rest:
        first = [(name, [TrialId(name, variant, 0) for variant in (bench.base.id, each.id)]) for name in each.scenarios]
        played = [
            name
            for name, trials in first
            if all(model.miss(subject_of(mutated.suite, trial)) is None for trial in trials)
        ]
        if played:
            found.append(replace(each, scenarios=tuple(played)))
    met = [TrialId(name, bench.base.id, 0) for name in {name for each in found for name in each.scenarios}]
    trials = max((_trials_recorded(kept, first) for first in met), default=1)
    return found, bench.wish.trials or trials


def _trials_recorded(kept: Mapping[TrialId, object], first: TrialId) -> int:
    return next(index for index in count(1) if replace(first, index=index) not in kept)


def _read(bench: Bench, path: Path) -> tuple[MutantReading, ...]:
    """What a run shows of every mutant that it played."""
    with RunFile.open_readonly(path) as file:
        found = [reading_of(pairing) for pairing in pairings(file)]
    return tuple(replace(each, instrument=instrument_of(bench.world, each.scenarios)) for each in found)


def _held(
    bench: Bench, done: Done, read: Sequence[MutantReading], live: Live
) -> tuple[tuple[MutantReading, ...], Done]:
    """What is read, with the choice of a judge that sees both works where nothing else tells them apart."""
    found = []
    for each in read:
        duels = None
        if each.scenarios and each.p_value == 1.0 and not done.stopped:
            duels = judge_pairs(bench.root, str(done.path), (bench.base.id, each.mutant), None, live)
            done = replace(done, stopped=duels.capped)
        found.append(with_duels(each, duels))
    return tuple(found), done


def _told(bench: Bench, known: dict[str, MutantReading]) -> Mutation:
    """The prompt rule by rule, with the word on every mutant that is known of."""
    words = {each.reading.mutant: each for each in words_on(tuple(known.values()))}
    rules, _ = cut_rules(bench.base, [bench.world.suite])
    held = held_by(bench.world.suite, bench.base.id, rules)
    return Mutation(
        suite=bench.world.suite.id,
        variant=bench.base.id,
        path=bench.base.path,
        text=bench.base.text,
        body_start=body_start(bench.base),
        margin=bench.world.suite.gate.margin,
        rules=tuple(
            MutatedRule(
                rule=rule,
                graders=tuple(dict.fromkeys(holder.grader for holder in held.get(rule.id, ()))),
                words=tuple(
                    words[name] for kind in MutationKind if (name := mutant_id(bench.base.id, kind, rule)) in words
                ),
            )
            for rule in rules
        ),
        next_command=_next(bench, {name for name, each in words.items() if each.word is not Word.OPEN}),
    )


def _next(bench: Bench, settled: set[str]) -> str:
    """What plays what is not settled yet; empty: everything is."""
    rest = [each for each in bench.mutants if each.id not in settled]
    price = trial_usd(bench) if rest else None
    return bench.wish.command(None if price is None else price[1] * trials_of(bench, rest)) if rest else ""


def write_mutation(bench: Bench, mutation: Mutation, folder: Path | None) -> tuple[Path, ...]:
    """Write the pages; their paths, the one for people first.

    Args:
        bench: The prompt and its mutants.
        mutation: What they show.
        folder: Where the pages go; None: where the project keeps reports.

    Raises:
        StoreError: One cannot be written; what was there before is untouched.
    """
    name = re.sub(r"[^A-Za-z0-9_.@+-]+", "-", f"mutants-{bench.base.id}")
    return file_mutation(mutation, folder or bench.world.places.report(name))
