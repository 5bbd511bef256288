"""What is wrong between a suite's files though each is right by itself: `suite_faults(document, …) -> list[Fault]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audition.errors import Fault, Locus
from audition.loading.check_specs import check_specs, date_faults, same_id_faults
from audition.loading.document import Document, child
from audition.loading.scenario import PLACEHOLDERS, placeholders
from audition.loading.sources import path_fault
from audition.records.criteria import Rubric, shared_rubric
from audition.records.definitions import CRITERIA, CheckSpec, Scenario
from audition.text import did_you_mean, shortened


@dataclass(frozen=True)
class Known:
    """What names in a suite's files can mean."""

    variants: Sequence[str]
    """The ids of those that are named."""
    fields: frozenset[str]
    """What scenarios state to fill templates with."""
    whole: bool
    """Whether all scenarios and rubrics could be read: only then is a name known to be missing."""


def suite_faults(
    document: Document, scenarios: Sequence[Scenario], rubrics: Sequence[Rubric], known: Known
) -> list[Fault]:
    """Faults between the suite's file, its scenarios and its rubrics.

    Args:
        document: `suite.yaml`, which has passed its gate.
        scenarios: Those that could be read.
        rubrics: Those that could be read.
        known: What names can mean.
    """
    checks = check_specs(document)
    faults = [
        *_template_faults(document, known.fields),
        *_variant_faults(document, known.variants, checks, scenarios, rubrics),
        *date_faults(document, "$.checks"),
        *same_id_faults(checks),
        *(fault for each in scenarios for fault in same_id_faults(each.checks, beside=checks)),
        *_rubric_faults(checks, scenarios, rubrics),
        *_criteria_faults(scenarios, rubrics),
    ]
    if known.whole:
        faults += _gate_faults(document, (*checks, *_checks(scenarios)), scenarios, rubrics)
        faults += _ungraded_faults(document, checks, scenarios, rubrics)
        faults += _reference_faults(document, scenarios)
    return list(dict.fromkeys(faults))


def _ungraded_faults(
    document: Document, checks: Sequence[CheckSpec], scenarios: Sequence[Scenario], rubrics: Sequence[Rubric]
) -> Iterator[Fault]:
    ungraded = [] if checks or rubrics else [each.id for each in scenarios if not (each.checks or each.criteria)]
    if ungraded:
        message = f"nothing grades {', '.join(ungraded)}: whatever an agent did there would pass; add checks"
        yield Fault(document.locus("$.checks"), message)


def _checks(scenarios: Sequence[Scenario]) -> Iterator[CheckSpec]:
    return (spec for scenario in scenarios for spec in scenario.checks)


def _template_faults(document: Document, fields: frozenset[str]) -> Iterator[Fault]:
    if document.value["id"] != (folder := document.path.split("/")[-2]):
        yield Fault(document.locus("$.id"), f"the folder is called {folder}; name both alike")
    known = [*PLACEHOLDERS, *sorted(fields)]
    for pointer, template in _templates(document):
        for name in placeholders(template):
            if name not in known:
                told = ", ".join(f"{{{each}}}" for each in known)
                message = f"nothing fills {{{name}}}; known: {told}; a scenario's `fields` add to them"
                yield Fault(document.locus(pointer), message)
    if (path := document.value.get("instruction")) is not None and (fault := path_fault(path)):
        yield Fault(document.locus("$.instruction"), f"the path {fault}")


def _templates(document: Document) -> Iterator[tuple[str, str]]:
    """The texts of a suite's file that are filled, by their places."""
    value = document.value
    named = {"$.deliverable": value.get("deliverable")}
    named |= {child("$.deliverables", name): each for name, each in value.get("deliverables", {}).items()}
    for place, each in named.items():
        if isinstance(each, dict):
            yield child(place, "path"), each["path"]
            yield child(child(place, "schema"), "put_at"), each.get("schema", {}).get("put_at", "")
        else:
            yield place, each or ""
    yield "$.schema.put_at", value.get("schema", {}).get("put_at", "")
    yield from ((f"$.{key}", value.get(key, "")) for key in ("request", "instruction"))


def _variant_faults(
    document: Document,
    known: Sequence[str],
    checks: Sequence[CheckSpec],
    scenarios: Sequence[Scenario],
    rubrics: Sequence[Rubric],
) -> Iterator[Fault]:
    for index, variant_id in enumerate(known):
        if variant_id.split("/")[0] != (agent := known[0].split("/")[0]):
            yield Fault(document.locus(child("$.variants", index)), f"the suite's first variant is of `{agent}`")
    claims: list[tuple[Locus, Iterable[str]]] = [
        *((spec.locus, spec.variants) for spec in (*checks, *_checks(scenarios))),
        *((rubric.locus, [rubric.variant]) for rubric in rubrics if rubric.variant),
    ]
    for locus, names in claims:
        for name in names:
            if name not in known:
                yield Fault(locus, f"the suite has no variant `{shortened(name)}`{did_you_mean(name, known)}")


def _rubric_faults(
    checks: Sequence[CheckSpec], scenarios: Sequence[Scenario], rubrics: Sequence[Rubric]
) -> Iterator[Fault]:
    seen: dict[str, Rubric] = {}
    for rubric in rubrics:
        if other := seen.get(rubric.id):
            yield Fault(rubric.locus, f"the rubric {other.locus.path} is called `{rubric.id}` too")
        seen[rubric.id] = rubric
        if rubric.id == CRITERIA:
            yield Fault(rubric.locus, f"`{CRITERIA}` is what the scenarios' own criteria are called; rename the rubric")
    for spec in (*checks, *_checks(scenarios)):
        if spec.id == CRITERIA:
            yield Fault(spec.locus, f"`{CRITERIA}` is what the scenarios' own criteria are called; add an `id:`")
        if spec.id in seen:
            yield Fault(spec.locus, f"a rubric is called `{spec.id}`; give the check another `id:`")


def _criteria_faults(scenarios: Sequence[Scenario], rubrics: Sequence[Rubric]) -> Iterator[Fault]:
    """Criteria of a scenario whose ids the rubric has that is asked in the same call."""
    shared = shared_rubric(rubrics)
    taken = {criterion.id for criterion in shared.criteria} if shared else set()
    for scenario in scenarios:
        for criterion in scenario.criteria:
            if shared and criterion.id in taken:
                message = f"{shared.locus.path} has a criterion `{criterion.id}` too, and both are asked in one call"
                yield Fault(criterion.locus, f"{message}; rename one")


def _reference_faults(document: Document, scenarios: Sequence[Scenario]) -> Iterator[Fault]:
    known = {fact for scenario in scenarios for fact in scenario.facts}
    for index, fact in enumerate(document.value.get("judge", {}).get("reference", [])):
        if fact not in known:
            locus = document.locus(child("$.judge.reference", index))
            yield Fault(locus, f"no scenario states the fact `{shortened(fact)}`{did_you_mean(fact, known)}")


def _gate_faults(
    document: Document, specs: Sequence[CheckSpec], scenarios: Sequence[Scenario], rubrics: Sequence[Rubric]
) -> Iterator[Fault]:
    shared = {spec.id for spec in specs if not spec.variants} | {one.id for one in rubrics if one.variant is None}
    own = ({spec.id for spec in specs} | {rubric.id for rubric in rubrics}) - shared
    known = shared | own | ({CRITERIA} if any(scenario.criteria for scenario in scenarios) else set())
    written = document.value["gate"]
    for key in ("required", "points"):
        for index, name in enumerate(written[key]):
            locus = document.locus(child(child("$.gate", key), index))
            if name not in known:
                yield Fault(locus, f"nothing that grades is called `{shortened(name)}`{did_you_mean(name, known)}")
            elif key == "points" and name in written["required"]:
                yield Fault(locus, f"`{name}` is required too; a grader has one role")
            elif key == "points" and name in own:
                yield Fault(locus, f"`{name}` is one playbook's own, which is tracked and never compared")
            elif key == "required" and name == CRITERIA:
                yield Fault(locus, "say `required: true` at those criteria that must hold in every trial")
    if CRITERIA in known and CRITERIA not in written["points"]:
        hard = (criterion for scenario in scenarios for criterion in scenario.criteria if criterion.required)
        yield from (Fault(one.locus, "`required` decides nothing while `gate.points` lacks `criteria`") for one in hard)
    weighed = (spec for spec in specs if spec.points != 1.0 and spec.id not in written["points"])
    yield from (Fault(spec.locus, f"`{spec.id}` has points and is not named in `gate.points`") for spec in weighed)
