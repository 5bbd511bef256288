"""Takes rules out of a prompt and says of each whether a suite notices."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from audition.analysis.holding import held_by
from audition.analysis.mutation import reading_of, words_on
from audition.concluding.filing import file_mutation
from audition.concluding.mutation import decided_mutants, pairings
from audition.errors import UsageError
from audition.loading.prompt_rules.finding import meant, nearest
from audition.models.recorded import RecordedModel
from audition.project.mutants import mutations_of
from audition.project.prompts import cut_rules
from audition.project.world import World, load_world
from audition.records.definitions import Suite, Variant
from audition.records.evidence import TrialId
from audition.records.findings import Looks
from audition.records.identity import digest
from audition.records.mutation import MutantReading, MutatedRule, Mutation, MutationKind, Word, mutant_id
from audition.records.rules import Rule
from audition.running.order import Order
from audition.running.outlay import price_of_run
from audition.running.plan import Selection, make_plan, subject_of
from audition.running.progress import Progress
from audition.running.recorded import recordings_of
from audition.running.run import Done
from audition.store.mutants import read_mutants, remember_mutants
from audition.store.run_file import RunFile
from audition.usecases.coverage import grader_versions
from audition.usecases.run import run_errand

TRIALS = 10
"""Trials a case and side at the last look."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be mutated."""

    variant: str
    suite: str | None = None
    rules: tuple[str, ...] = ()
    """Ids or quotations; empty: all."""
    kinds: tuple[MutationKind, ...] = (MutationKind.DROP, MutationKind.EXAMPLE)
    scenarios: tuple[str, ...] = ()
    """Ids or glob patterns; empty: all."""
    trials: int = TRIALS
    """A case and side, at the most."""
    anew: bool = False
    """Play what is known, too."""


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A mutant that may be played."""

    id: str
    rule: Rule
    graders: tuple[str, ...]
    """What holds its rule."""
    decides: bool
    """Whether one of them decides."""
    scenarios: tuple[str, ...]
    """Those in which its rule matters."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A prompt and its mutants in their suite."""

    root: Path
    wish: Wish
    world: World
    base: Variant
    mutants: tuple[Mutant, ...]
    """All that are asked for, those first whose rules matter most."""

    @cached_property
    def known(self) -> dict[str, MutantReading]:
        """What is remembered of mutants whose rule, model, scenarios and graders are what they were, by id.

        Of several readings that on most scenarios counts.
        """
        if self.wish.anew:
            return {}
        ids = {each.id for each in self.mutants}
        fitting = [
            reading
            for reading in read_mutants(self.world.places.mutants(self.world.suite.agent))
            if reading.mutant in ids
            and reading.model == self.base.model
            and reading.instrument == _instrument(self.world, reading.scenarios)
        ]
        return {each.mutant: each for each in sorted(fitting, key=lambda each: len(each.scenarios))}

    def selection(self, mutants: Iterable[Mutant], trials: int) -> Selection:
        """These mutants, and the prompt wherever one of them is played."""
        mutants = tuple(mutants)
        cases = {(name, each.id) for each in mutants for name in each.scenarios}
        cases |= {(name, self.base.id) for name, _ in cases}
        variants = (self.base.id, *(each.id for each in mutants))
        return Selection(variants=variants, cases=frozenset(cases), trials=trials)


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
        known |= {each.mutant: each for each in read}
        if order.live:
            remember_mutants(bench.world.places.mutants(bench.world.suite.agent), read)
    return _told(bench, known), done


def order_of(bench: Bench, order: Order) -> Order:
    """The order for what has to be played; it selects no variant where all that can be told is known.

    Args:
        bench: The prompt and its mutants.
        order: How it is played: live where there is no word yet, as far as its cap goes; else from recordings.
    """
    mutants = _to_play(bench, order.live.cap_usd) if order.live else _recorded(bench)
    trials = bench.wish.trials
    order = replace(
        order,
        suite=bench.world.suite.id,
        selection=bench.selection(mutants, trials) if mutants else Selection(),
        looks=Looks(most_trials=trials),
        decided=decided_mutants,
    )
    return replace(order, errand=f"the mutants {order.chosen}")


def bench_of(root: Path, wish: Wish) -> Bench:
    """The suite, the variant and every mutant of it that is asked for.

    First come rules that something holds which decides, then those that anything holds, then the longest.

    Raises:
        UsageError: As `mutate`.
    """
    if any(sign in wish.variant for sign in "@~"):
        raise UsageError(f"{wish.variant}: rules are taken out of a working file; name it without `@` and `~`")
    world = load_world(root, wish.suite, [wish.variant])
    plan = make_plan(world.suite, Selection(variants=(wish.variant,), scenarios=wish.scenarios, trials=1))
    base, suite = plan.subjects[0].variant, world.suite
    rules = [rule for rule in cut_rules(base, [suite])[0] if not rule.aside]
    named = {_named(base, rules, said) for said in wish.rules} or {rule.id for rule in rules}
    held = held_by(suite, base.id, rules)
    found = []
    for rule, kind in mutations_of(base, suite):
        if rule.id not in named or kind not in wish.kinds:
            continue
        holders = held.get(rule.id, ())
        own = {holder.scenario for holder in holders}
        met = sorted(trial.scenario for trial in plan.ids if own <= {None} or None in own or trial.scenario in own)
        graders = tuple(dict.fromkeys(holder.grader for holder in holders))
        if not met and wish.rules:
            where = ", ".join(sorted(filter(None, own)))
            raise UsageError(f"{rule.id} matters in {where} alone: choose one of them, or leave the rule out")
        decides = any(_decides(suite, name) for name in graders)
        name = mutant_id(base.id, kind, rule.id)
        found.append(Mutant(id=name, rule=rule, graders=graders, decides=decides, scenarios=tuple(met)))
    if wish.rules and not found:
        raise UsageError(f"none of these rules can be changed by {', '.join(wish.kinds)}: only numbers can be moved")
    ranked = sorted(found, key=lambda each: (not each.decides, not each.graders, -each.rule.tokens))
    return Bench(root=root, wish=wish, world=world, base=base, mutants=tuple(each for each in ranked if each.scenarios))


def _named(base: Variant, rules: Sequence[Rule], said: str) -> str:
    """The id of the rule that is meant by an id or a quotation."""
    found = meant(said, rules)
    if len(found) == 1:
        return found[0].id
    near = nearest(said, rules)
    told = f"fits {len(found)} rules" if found else "is no rule of it"
    hint = f"; the nearest is {near.id}" if near and not found else ""
    raise UsageError(f"{base.path}: {said[:100]!r} {told}{hint}; `audition rules` lists them")


def _decides(suite: Suite, grader: str) -> bool:
    return bool({grader, grader.partition("/")[0]} & {*suite.gate.required, *suite.gate.points})


def _instrument(world: World, scenarios: Iterable[str]) -> str:
    """Digest of these scenarios as they are today, and of what grades them."""
    digests = {scenario.id: scenario.digest for scenario in world.suite.scenarios}
    versions = grader_versions(world)
    read = [
        [name, digests.get(name), *sorted(version for (met, _), version in versions.items() if met == name)]
        for name in sorted(scenarios)
    ]
    return digest([world.suite.schema.digest, read])


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
        if trials_of(bench, [*chosen, each]) * price > cap_usd:
            break
        chosen.append(each)
    return chosen


def trials_of(bench: Bench, mutants: Sequence[Mutant]) -> int:
    """The most trials that these take, the prompt's among them, which they share."""
    met = {name for each in mutants for name in each.scenarios}
    return bench.wish.trials * (len(met) + sum(len(each.scenarios) for each in mutants))


def trial_usd(bench: Bench) -> float | None:
    """The highest likely dollars of one trial and its judge; None: unknown."""
    made = make_plan(bench.world.suite, Selection(variants=(bench.base.id,), scenarios=bench.wish.scenarios, trials=1))
    price, _ = price_of_run(bench.world, made.ids)
    return None if price is None or price.high_usd is None else price.high_usd / len(made.ids)


def _recorded(bench: Bench) -> list[Mutant]:
    """Those of which nothing is remembered and trials are recorded as they are today, beside some of the prompt."""
    rest = [each for each in bench.mutants if each.id not in bench.known]
    if not rest:
        return []
    mutated = load_world(bench.root, bench.world.suite.id, [bench.base.id, *(each.id for each in rest)])
    model = RecordedModel(recordings_of(mutated))
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
    return found


def _read(bench: Bench, path: Path) -> tuple[MutantReading, ...]:
    """What a run shows of every mutant that it played."""
    with RunFile.open_readonly(path) as file:
        found = [reading_of(pairing) for pairing in pairings(file)]
    return tuple(replace(each, instrument=_instrument(bench.world, each.scenarios)) for each in found)


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
        margin=bench.world.suite.gate.margin,
        rules=tuple(
            MutatedRule(
                rule=rule,
                graders=tuple(dict.fromkeys(holder.grader for holder in held.get(rule.id, ()))),
                words=tuple(
                    words[name] for kind in MutationKind if (name := mutant_id(bench.base.id, kind, rule.id)) in words
                ),
            )
            for rule in rules
        ),
        next_command=_next(bench, {name for name, each in words.items() if each.word is not Word.OPEN}),
    )


def _next(bench: Bench, settled: set[str]) -> str:
    """What plays what is not settled yet; empty: everything is."""
    rest = [each for each in bench.mutants if each.id not in settled]
    if not rest:
        return ""
    wish, price = bench.wish, trial_usd(bench)
    cap = "USD" if price is None else f"{max(1, math.ceil(price * trials_of(bench, rest)))}"
    words = ["audition", "mutate", wish.variant]
    for flag, values in (("--rule", wish.rules), ("-s", wish.scenarios)):
        words += [word for value in values for word in (flag, value)]
    words += [] if wish.trials == TRIALS else ["-n", str(wish.trials)]
    return shlex.join([*words, "--live", "--record", "--cap", cap])


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
