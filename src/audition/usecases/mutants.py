"""Which mutants a prompt has in its suite, what is known of each, and what they take."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audition.analysis.holding import held_by
from audition.errors import UsageError
from audition.loading.prompt_rules.finding import meant, nearest
from audition.project.mutants import mutations_of
from audition.project.prompts import cut_rules
from audition.project.world import World, load_world
from audition.records.criteria import shared_rubric
from audition.records.definitions import Suite
from audition.records.identity import digest
from audition.records.mutation import MutantReading, MutationKind, mutant_id
from audition.records.results import MutantPrice, Preview
from audition.records.rules import Rule
from audition.records.variants import Variant
from audition.running.outlay import price_of_run
from audition.running.plan import Selection, make_plan
from audition.store.mutants import read_mutants
from audition.usecases.coverage import grader_versions
from audition.usecases.plan import plan

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
    trials: int | None = None
    """A case and side, at the most; None: `TRIALS` where they are played, and as many as there are where recorded."""
    anew: bool = False
    """Play what is known, too."""
    pairwise: bool = False
    """Whether a judge that sees both works is asked where nothing else tells."""

    @property
    def most_trials(self) -> int:
        """Trials a case and side at the last look of what is played."""
        return self.trials or TRIALS

    def command(self, cap_usd: float | None) -> str:
        """What plays it live; `cap_usd`: the dollars that will do, None: unknown."""
        words = ["audition", "mutate", self.variant, *(["--suite", self.suite] if self.suite else [])]
        kinds = self.kinds if self.kinds != Wish.kinds else ()
        for flag, values in (("--rule", self.rules), ("--kind", kinds), ("-s", self.scenarios)):
            words += [word for value in values for word in (flag, str(value))]
        words += ["-n", str(self.trials)] if self.trials else []
        words += ["--pairwise"] if self.pairwise else []
        cap = "USD" if cap_usd is None else f"{max(1, math.ceil(cap_usd))}"
        return shlex.join([*words, "--live", "--record", "--cap", cap])


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
            and reading.instrument == instrument_of(self.world, reading.scenarios)
        ]
        return {each.mutant: each for each in sorted(fitting, key=lambda each: len(each.scenarios))}

    def selection(self, mutants: Iterable[Mutant], trials: int) -> Selection:
        """These mutants, and the prompt wherever one of them is played."""
        mutants = tuple(mutants)
        cases = {(name, each.id) for each in mutants for name in each.scenarios}
        cases |= {(name, self.base.id) for name, _ in cases}
        variants = (self.base.id, *(each.id for each in mutants))
        return Selection(variants=variants, cases=frozenset(cases), trials=trials)


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
    if wish.pairwise and shared_rubric(suite.rubrics) is None:
        raise UsageError("no rubric reads all works, by which a judge of both could choose: leave --pairwise out")
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
        name = mutant_id(base.id, kind, rule)
        found.append(Mutant(id=name, rule=rule, graders=graders, decides=decides, scenarios=tuple(met)))
    if wish.rules and not found:
        told = "only numbers can be moved, and `turn` in rules.yaml says what turns a rule round"
        raise UsageError(f"none of these rules can be changed by {', '.join(wish.kinds)}: {told}")
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


def instrument_of(world: World, scenarios: Iterable[str]) -> str:
    """Digest of these scenarios as they are today, and of what grades them."""
    digests = {scenario.id: scenario.digest for scenario in world.suite.scenarios}
    versions = grader_versions(world)
    read = [
        [name, digests.get(name), *sorted(version for (met, _), version in versions.items() if met == name)]
        for name in sorted(scenarios)
    ]
    return digest([world.suite.schema.digest, read])


def trials_of(bench: Bench, mutants: Sequence[Mutant]) -> int:
    """The most trials that these take, the prompt's among them, which they share."""
    met = {name for each in mutants for name in each.scenarios}
    return bench.wish.most_trials * (len(met) + sum(len(each.scenarios) for each in mutants))


def trial_usd(bench: Bench) -> tuple[float, float] | None:
    """The likely dollars of one trial and its judge, the least and the most; None: unknown."""
    made = make_plan(bench.world.suite, Selection(variants=(bench.base.id,), scenarios=bench.wish.scenarios, trials=1))
    price, _ = price_of_run(bench.world, made.ids)
    if price is None or price.low_usd is None or price.high_usd is None:
        return None
    return price.low_usd / len(made.ids), price.high_usd / len(made.ids)


def priced_mutants(bench: Bench) -> tuple[Preview, tuple[MutantPrice, ...]]:
    """What playing all mutants to their last look would take and could find, and each of them in turn."""
    preview = plan(bench.root, bench.world.suite.id, bench.selection(bench.mutants, bench.wish.most_trials))
    price, found = trial_usd(bench), []
    for place, each in enumerate(bench.mutants, start=1):
        so_far = None if price is None else price[1] * trials_of(bench, bench.mutants[:place])
        trials = bench.wish.most_trials * len(each.scenarios)
        found.append(
            MutantPrice(
                mutant=each.id,
                rule=each.rule,
                graders=each.graders,
                decides=each.decides,
                trials=trials,
                so_far_usd=so_far,
            )
        )
    return preview, tuple(found)
