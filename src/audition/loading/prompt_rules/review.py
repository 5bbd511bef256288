"""A suite's `rules.yaml`: where a person cuts prompts otherwise than their Markdown does, read and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from audition.errors import DefinitionError, Fault
from audition.loading.document import Document, child
from audition.loading.prompt_rules.cutting import estimated_tokens
from audition.loading.prompt_rules.finding import meant, nearest, place_of
from audition.loading.published import form_faults
from audition.records.rules import Cut, Rule, RuleEdit, Stretch, placed_words, rule_ids, words_of
from audition.records.variants import Variant
from audition.text import did_you_mean, shortened

_ORDER: Final = (Cut.SPLIT, Cut.JOIN, Cut.ASIDE, Cut.TURN)


def read_edits(document: Document, variants: Iterable[str]) -> Mapping[str, tuple[RuleEdit, ...]]:
    """Variant → its edits.

    Raises:
        DefinitionError: The file is not of its form, or names a variant that the suite does not have.
    """
    if faults := form_faults(document, "rules"):
        raise DefinitionError(faults)
    known = tuple(variants)
    found = {}
    for variant, written in document.value["prompts"].items():
        place = child("$.prompts", variant)
        if variant not in known:
            faults.append(Fault(document.locus(place), f"the suite has no such variant{did_you_mean(variant, known)}"))
        places = [child(place, index) for index in range(len(written))]
        faults += (fault for at, each in zip(places, written, strict=True) for fault in _faults(document, at, each))
        found[variant] = list(zip(places, written, strict=True))
    if faults:
        raise DefinitionError(faults)
    return {name: tuple(_edit(document, *each) for each in edits) for name, edits in found.items()}


def _faults(document: Document, place: str, written: Mapping[str, Any]) -> Iterator[Fault]:
    said = [cut.value for cut in Cut if cut.value in written]
    if len(said) != 1:
        yield Fault(document.locus(place), "says one of `aside`, `split`, `join` and `turn`")
    elif ("into" in written) is not (said == [Cut.SPLIT.value]):
        yield Fault(document.locus(place), "`split` and `into` go together: what is split, and where each part begins")
    elif ("to" in written) is not (said == [Cut.TURN.value]):
        yield Fault(document.locus(place), "`turn` and `to` go together: what is turned round, and what it says then")


def _edit(document: Document, place: str, written: Mapping[str, Any]) -> RuleEdit:
    cut = next(each for each in Cut if each.value in written)
    rules = written[cut.value]
    return RuleEdit(
        cut=cut,
        rules=(rules,) if isinstance(rules, str) else tuple(rules),
        into=(written["to"],) if "to" in written else tuple(written.get("into", ())),
        why=written.get("why", ""),
        proposed_by=written.get("proposed_by", ""),
        locus=document.locus(place),
    )


def reviewed(
    variant: Variant, rules: Sequence[Rule], edits: Iterable[RuleEdit]
) -> tuple[tuple[Rule, ...], tuple[Fault, ...]]:
    """The rules as a person cuts them, and what of that can no longer be done; proposals change nothing.

    Splits come first, then what is joined, then what is set aside or turned round, so that a part can be.
    """
    found, faults = list(rules), []
    agreed = [edit for edit in edits if not edit.proposed_by]
    for edit in sorted(agreed, key=lambda each: _ORDER.index(each.cut)):
        parts = [_meant(said, edit, found) for said in edit.rules]
        if lost := [part for part in parts if isinstance(part, Fault)]:
            faults += lost
            continue
        chosen = [part for part in parts if isinstance(part, Rule)]
        try:
            new = _carried_out(variant, edit, chosen)
        except ValueError as error:
            faults.append(Fault(edit.locus, str(error)))
            continue
        place = found.index(chosen[0])
        found = (
            [rule for rule in found[:place] if rule not in chosen]
            + new
            + [rule for rule in found[place:] if rule not in chosen]
        )
    return _renamed(found), tuple(faults)


def _meant(said: str, edit: RuleEdit, rules: Sequence[Rule]) -> Rule | Fault:
    found = meant(said, rules)
    if len(found) == 1:
        return found[0]
    if found:
        told = f"{shortened(said)!r} fits {len(found)} rules ({', '.join(rule.id for rule in found[:3])}); name one"
    else:
        near = nearest(said, rules)
        told = f"{shortened(said)!r} is no rule of the prompt" + (f"; the nearest is {near.id}" if near else "")
    return Fault(edit.locus, told)


def _carried_out(variant: Variant, edit: RuleEdit, rules: Sequence[Rule]) -> list[Rule]:
    """What stands in the place of the rules that an edit means."""
    first = rules[0]
    if edit.cut is Cut.ASIDE:
        return [replace(first, aside=edit.why or "set aside")]
    if edit.cut is Cut.TURN:
        return [replace(first, turned=edit.into[0])]
    if edit.cut is Cut.SPLIT:
        return _split(variant, first, edit.into)
    text = " ".join(rule.text for rule in rules)
    stretches = tuple(sorted(dict.fromkeys(stretch for rule in rules for stretch in rule.stretches)))
    return [replace(first, text=text, stretches=stretches, tokens=estimated_tokens(text))]


def _split(variant: Variant, rule: Rule, into: Sequence[str]) -> list[Rule]:
    """The parts of a rule, each from its first words to before the next one's.

    Raises:
        ValueError: The parts do not stand in it in this order.
    """
    whole = rule.stretches[0]
    written = variant.system[whole.start : whole.end].rstrip()
    placed = list(placed_words(written))
    words = tuple(word for word, _ in placed)
    body = place_of(words_of(rule.text)[:1], words) or 0
    starts, after = [], body
    for part in into:
        at = place_of(words_of(part), words[after:])
        if at is None or not words_of(part):
            raise ValueError(f"{shortened(part)!r} does not stand in {rule.id}, or not behind the part before it")
        starts.append(placed[after + at][1])
        after += at + 1
    starts[0] = placed[body][1]
    bounds = [*starts, len(written)]
    return [_part(variant, rule, whole, *ends) for ends in pairwise(bounds)]


def _part(variant: Variant, rule: Rule, whole: Stretch, start: int, end: int) -> Rule:
    start, end = whole.start + start, whole.start + end
    first = whole.first_line + variant.system.count("\n", whole.start, start)
    last = first + variant.system[start:end].rstrip().count("\n")
    text = " ".join(variant.system[start:end].split()).rstrip(" ,;")
    stretch = Stretch(start, end, first, last)
    return replace(rule, text=text, stretches=(stretch,), tokens=estimated_tokens(text))


def _renamed(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    names = rule_ids([(rule.heading, rule.words) for rule in rules])
    return tuple(replace(rule, id=name) for rule, name in zip(rules, names, strict=True))
