"""Which graders hold which rules of a prompt, and which of them name a rule that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audition.loading.prompt_lint import Remark
from audition.loading.prompt_rules.finding import meant, nearest
from audition.records.definitions import CRITERIA, Suite
from audition.records.names import plain_id
from audition.records.rules import Hold, Rule
from audition.records.variants import Variant
from audition.text import shortened


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A grader of a suite with the rules that it says it holds."""

    grader: str
    """Its name in scores."""
    holds: tuple[Hold, ...]
    variants: tuple[str, ...]
    """Those whose works it reads; empty: all."""
    scenario: str | None
    """The one whose own it is; None: it reads in every scenario."""

    def reads(self, variant: str) -> bool:
        """Whether it reads the works of a variant, at whatever revision and whoever plays it."""
        return not self.variants or bool({variant, plain_id(variant)} & set(self.variants))


def holders_of(suite: Suite) -> Iterator[Holder]:
    """Every check and criterion of a suite; one that several scenarios have is given once for each."""
    for check in suite.checks:
        yield Holder(grader=check.id, holds=check.holds, variants=check.variants, scenario=None)
    for rubric in suite.rubrics:
        owners = (rubric.variant,) if rubric.variant else ()
        for criterion in rubric.criteria:
            name = f"{rubric.id}/{criterion.id}"
            yield Holder(grader=name, holds=criterion.holds, variants=owners, scenario=None)
    for scenario in suite.scenarios:
        for check in scenario.checks:
            yield Holder(grader=check.id, holds=check.holds, variants=check.variants, scenario=scenario.id)
        for criterion in scenario.criteria:
            name = f"{CRITERIA}/{criterion.id}"
            yield Holder(grader=name, holds=criterion.holds, variants=(), scenario=scenario.id)


def held_by(suite: Suite, variant: str, rules: Sequence[Rule]) -> Mapping[str, tuple[Holder, ...]]:
    """Rule id → what holds it; a rule that nothing holds is not named."""
    found: dict[str, list[Holder]] = {}
    for holder in holders_of(suite):
        if holder.reads(variant):
            named = {rule.id for hold in holder.holds for rule in meant(hold.said, rules)}
            for name in named:
                found.setdefault(name, []).append(holder)
    return {name: tuple(holders) for name, holders in found.items()}


def lost_holds(suite: Suite, cuts: Mapping[str, Sequence[Rule]]) -> Iterator[Remark]:
    """What graders say they hold and no prompt that they read says, with what it has become; or says more than once.

    Args:
        suite: As it is written today.
        cuts: Variant → the rules of its prompt.
    """
    variants = {variant.id: variant for variant in suite.variants}
    for holder in holders_of(suite):
        for hold in holder.holds:
            read = {name: rules for name, rules in cuts.items() if holder.reads(name)}
            found = {name: meant(hold.said, rules) for name, rules in read.items()}
            if not any(found.values()):
                yield _lost(holder, hold, [(variants[name], rules) for name, rules in read.items()])
            for name, several in found.items():
                if len(several) > 1:
                    ids = ", ".join(rule.id for rule in several[:3])
                    told = f"{holder.grader} holds {shortened(hold.said)!r}, which fits {len(several)} rules of {name}"
                    yield _remark(hold, f"{told} ({ids}); quote more, or name one by its id")


def _lost(holder: Holder, hold: Hold, read: Sequence[tuple[Variant, Sequence[Rule]]]) -> Remark:
    told = f"{holder.grader} holds {shortened(hold.said, 100)!r}, and no prompt that it reads says so"
    for variant, rules in read:
        if (near := nearest(hold.said, rules)) is not None:
            became = f"the nearest is {shortened(near.text, 160)!r} ({variant.path}:{near.line}, {near.id})"
            return _remark(hold, f"{told}: {became}; quote that, or mend the grader")
    return _remark(hold, f"{told}, nor anything like it; let it hold another rule, or take `holds` out")


def _remark(hold: Hold, what: str) -> Remark:
    return Remark(hold.locus.path, hold.locus.line or 1, what)
