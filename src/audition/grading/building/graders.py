"""Builds every grader of a suite before anything runs, so that all faults of its checks come at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from audition.errors import DefinitionError, Fault, Locus
from audition.grading.building.criteria import criteria_faults
from audition.grading.building.parameters import UnfitError, field_name, fit, parameters, required
from audition.grading.building.registry import Registry, load_registry
from audition.grading.check import Check, Work
from audition.grading.finder import Finder
from audition.grading.judging.sheet import Sheet, sheet_of
from audition.records.criteria import Rubric, shared_rubric
from audition.records.definitions import CheckSpec, Gate, Role, Scenario, Suite
from audition.records.identity import digest
from audition.records.names import plain_id, without_revision
from audition.text import did_you_mean


@dataclass(frozen=True, kw_only=True)
class BuiltCheck:
    """A check as it meets the cases of one scenario."""

    id: str
    check: Check
    role: Role
    variants: tuple[str, ...]
    """The variants whose playbook it belongs to; empty: all."""
    points: float = 1.0
    version: str
    """Digest of its code and parameters."""

    @property
    def compared(self) -> bool:
        """False: one playbook's own, tracked and never compared."""
        return not self.variants

    def meets(self, variant: str) -> bool:
        """Whether it reads the work of this variant, at whatever revision."""
        return not self.variants or bool({variant, without_revision(variant), plain_id(variant)} & set(self.variants))


@dataclass(frozen=True, kw_only=True)
class Graders:
    """Everything that reads the trials of one suite."""

    suite: Suite
    checks: Mapping[str, tuple[BuiltCheck, ...]]
    """Scenario id → the suite's checks, then the scenario's own."""
    finders: Mapping[str, Finder] = field(default_factory=dict)
    """By the names that criteria give them."""
    trusted: Callable[[], Mapping[str, str]] = dict
    """Looks up which judges labels have shown to be good enough, see `trusted_judges`."""

    @cached_property
    def calibrated(self) -> Mapping[str, str]:
        """Instrument (a rubric's id, or `criteria`) or `<rubric>/<criterion>` → fingerprint of its trusted judge."""
        return self.trusted()

    def rubrics(self, variant: str) -> tuple[Rubric, ...]:
        """The rubrics by which the work of this variant is judged, at whatever revision."""
        owners = {None, variant, without_revision(variant), plain_id(variant)}
        return tuple(rubric for rubric in self.suite.rubrics if rubric.variant in owners)

    def sheets(self, work: Work) -> tuple[Sheet, ...]:
        """What a judge is asked of a work, a call each.

        The rubric that all work is judged by is asked together with the scenario's criteria and what the suite shows
        for reference; a suite without one has the scenario's criteria asked alone.
        """
        rubrics = self.rubrics(work.variant.id)
        sheets = [self.sheet(work, rubric) for rubric in rubrics]
        if shared_rubric(rubrics) is None and work.scenario.criteria:
            sheets.append(self.sheet(work, None))
        return tuple(sheets)

    def sheet(self, work: Work, rubric: Rubric | None) -> Sheet:
        """The sheet on which a rubric of the suite is asked of a work; None: the scenario's criteria alone."""
        if rubric != shared_rubric(self.suite.rubrics):
            return sheet_of(work, rubric, finders=self.finders)
        return sheet_of(work, rubric, work.scenario.criteria, self.finders, self.suite.judge.reference)


def build_graders(suite: Suite, root: Path) -> Graders:
    """The graders of a suite whose project lies at `root`.

    Raises:
        DefinitionError: Holds every fault of every check and criterion of the suite and its scenarios.
    """
    registry = load_registry(root, suite.checks_folder)
    faults: list[Fault] = []
    shared = _built(suite.checks, suite, registry, faults)
    checks = {}
    for scenario in suite.scenarios:
        checks[scenario.id] = (*shared, *_built(scenario.checks, suite, registry, faults))
        faults.extend(_fact_faults(scenario, (*suite.checks, *scenario.checks), registry))
    finders = {name: finder() for name, finder in registry.finders.items()}
    faults.extend(criteria_faults(suite, finders))
    if faults:
        raise DefinitionError(dict.fromkeys(faults))
    return Graders(suite=suite, checks=checks, finders=finders)


def spec_faults(specs: Iterable[CheckSpec], root: Path, folder: str | None) -> Iterator[Fault]:
    """What is wrong with checks by themselves: their names and parameters, or the folder that holds their code."""
    try:
        registry = load_registry(root, folder)
    except DefinitionError as error:
        yield from error.faults
        return
    for spec in specs:
        try:
            build_check(spec, registry)
        except DefinitionError as error:
            yield from error.faults


def build_check(spec: CheckSpec, registry: Registry) -> Check:
    """The check that a spec describes.

    Raises:
        DefinitionError: Holds every fault of the spec.
    """
    known = registry.classes.get(spec.check)
    if known is None:
        raise DefinitionError(
            [Fault(spec.locus, f"there is no check {spec.check!r}{did_you_mean(spec.check, registry.classes)}")]
        )
    wanted = parameters(known)
    faults = [
        Fault(spec.locus, f"the check {spec.check!r} wants the parameter `{name}`")
        for name in required(known)
        if name not in spec.params
    ]
    fitted = {}
    for name, value in spec.params.items():
        locus = spec.param_loci.get(name, spec.locus)
        if name not in wanted:
            faults.append(
                Fault(locus, f"the check {spec.check!r} has no parameter `{name}`{did_you_mean(name, wanted)}")
            )
            continue
        try:
            fitted[field_name(name)] = fit(value, wanted[name])
        except UnfitError as unfit:
            faults.append(Fault(locus, f"`{name}` {unfit}"))
    if faults:
        raise DefinitionError(faults)
    try:
        return known(**fitted)
    except ValueError as error:
        raise DefinitionError([Fault(spec.locus, f"the check {spec.check!r}: {error}")]) from None


def _built(
    specs: tuple[CheckSpec, ...], suite: Suite, registry: Registry, faults: list[Fault]
) -> tuple[BuiltCheck, ...]:
    """The checks that can be built; what is wrong with the others is added to the faults."""
    built = []
    for spec in specs:
        try:
            check = build_check(spec, registry)
        except DefinitionError as error:
            faults.extend(error.faults)
            continue
        faults.extend(
            Fault(spec.param_loci.get(parameter, spec.locus), f"`{parameter}` {wrong}")
            for parameter, wrong in check.objections(suite)
        )
        built.append(
            BuiltCheck(
                id=spec.id,
                check=check,
                role=_role(spec, suite.gate),
                points=spec.points,
                variants=spec.variants,
                version=digest({"check": spec.check, "source": registry.source(spec.check), "params": spec.params}),
            )
        )
    return tuple(built)


def _role(spec: CheckSpec, gate: Gate) -> Role:
    if spec.id in gate.required:
        return Role.REQUIRED
    return Role.GATE if spec.id in gate.points and not spec.variants else Role.INFORMS


def _fact_faults(scenario: Scenario, specs: tuple[CheckSpec, ...], registry: Registry) -> Iterator[Fault]:
    """Facts that checks read and the scenario does not state, or states as something else."""
    locus = replace(scenario.locus, pointer="$.facts")
    for spec in specs:
        for fact, wanted in registry.classes[spec.check].reads.items() if spec.check in registry.classes else ():
            reader = f"which the check {spec.id!r} ({_place(spec.locus)}) reads"
            if fact not in scenario.facts:
                near = did_you_mean(fact, scenario.facts)
                yield Fault(locus, f"the fact `{fact}` is missing, {reader}{near}")
                continue
            try:
                fit(scenario.facts[fact], wanted)
            except UnfitError as unfit:
                yield Fault(locus, f"the fact `{fact}`, {reader}, {unfit}")


def _place(locus: Locus) -> str:
    return locus.path if locus.line is None else f"{locus.path}:{locus.line}"
