"""Scripts as data: rules that say which trial gets which answers.

A rule is a mapping; the first one whose conditions all hold plays the trial:

- `scenario`, `variant`: the trial's id, or a pattern with `*`; `index`: its index
- `system`: a text that the system prompt contains
- `answers`: a list of answers, one a turn; or `one_of`: several such lists, one drawn for each trial, by `weights`

An answer is a text, or a mapping of `text`, `calls` (a list of `name` and `input`), `stop_reason`, `usage`, `error` (a
text: the model breaks instead of answering) and `delay_seconds`. In its texts `{deliverable}`, `{schema_path}`,
`{instruction_id}` and `{as_of}` stand for the scenario's own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import accumulate
from typing import Any

from audition.errors import ModelError, UsageError
from audition.models.scripted import Answer, Call, Cue, Script, in_turn
from audition.records.definitions import Scenario
from audition.records.evidence import Usage

RULE_KEYS = frozenset({"scenario", "variant", "index", "system", "answers", "one_of", "weights"})
ANSWER_KEYS = frozenset({"text", "calls", "stop_reason", "usage", "error", "delay_seconds"})
CALL_KEYS = frozenset({"name", "input"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who plays what, as read."""

    scenario: str
    variant: str
    index: int | None
    system: str
    takes: tuple[tuple[Answer, ...], ...]
    """The lists of answers, one of which is played."""
    bounds: tuple[float, ...]
    """Running sums of the weights, the last one being 1."""

    def fits(self, cue: Cue) -> bool:
        """Whether it plays this trial."""
        trial = cue.subject.id
        return (
            fnmatchcase(trial.scenario, self.scenario)
            and fnmatchcase(trial.variant, self.variant)
            and self.index in (None, trial.index)
            and self.system in cue.request.system
        )

    def answer(self, cue: Cue) -> Answer | str:
        """Its answer to this cue."""
        take = self.takes[min(bisect_right(self.bounds, cue.draw), len(self.takes) - 1)]
        return in_turn([_filled(answer, cue.subject.scenario) for answer in take])(cue)


def script_from(rules: Sequence[Mapping[str, Any]]) -> Script:
    """The script that plays these rules.

    Raises:
        UsageError: A rule is not of the form above; or, when the script is played, no rule fits a trial.
    """
    read = [_rule(rule, f"$[{number}]") for number, rule in enumerate(rules)]

    def script(cue: Cue) -> Answer | str:
        for rule in read:
            if rule.fits(cue):
                return rule.answer(cue)
        raise UsageError(f"{cue.subject.id}: no rule of the script fits; a last rule without conditions would")

    return script


def _rule(raw: Mapping[str, Any], place: str) -> Rule:
    _known(raw, RULE_KEYS, place)
    if ("answers" in raw) == ("one_of" in raw):
        raise UsageError(f"script: {place}: give either `answers` or `one_of`")
    takes = [raw["answers"]] if "answers" in raw else raw["one_of"]
    weights = raw.get("weights", [1] * len(takes))
    if not takes or len(weights) != len(takes) or min(weights) < 0 or sum(weights) <= 0:
        raise UsageError(f"script: {place}: `weights` are one a list in `one_of`, none negative, not all 0")
    return Rule(
        scenario=raw.get("scenario", "*"),
        variant=raw.get("variant", "*"),
        index=raw.get("index"),
        system=raw.get("system", ""),
        takes=tuple(tuple(_answer(answer, place) for answer in take) for take in takes),
        bounds=tuple(bound / sum(weights) for bound in accumulate(weights)),
    )


def _answer(raw: str | Mapping[str, Any], place: str) -> Answer:
    if isinstance(raw, str):
        return Answer(text=raw)
    _known(raw, ANSWER_KEYS, place)
    for call in raw.get("calls", ()):
        _known(call, CALL_KEYS, place)
        if "name" not in call:
            raise UsageError(f"script: {place}: a call without `name`")
    return Answer(
        text=raw.get("text", ""),
        calls=tuple(Call(name=call["name"], input=call.get("input", {})) for call in raw.get("calls", ())),
        stop_reason=raw.get("stop_reason"),
        usage=Usage(**raw["usage"]) if "usage" in raw else None,
        error=ModelError(raw["error"]) if "error" in raw else None,
        delay_seconds=raw.get("delay_seconds", 0.0),
    )


def _known(raw: Any, keys: frozenset[str], place: str) -> None:
    if not isinstance(raw, Mapping):
        raise UsageError(f"script: {place}: {raw!r} is no mapping")
    if unknown := sorted(raw.keys() - keys):
        raise UsageError(f"script: {place}: unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")


def _filled(answer: Answer, scenario: Scenario) -> Answer:
    calls = tuple(replace(call, input=_fill(call.input, scenario)) for call in answer.calls)
    return replace(answer, text=_fill(answer.text, scenario), calls=calls)


def _fill(value: Any, scenario: Scenario) -> Any:
    match value:
        case str():
            for name in ("deliverable", "schema_path", "instruction_id", "as_of"):
                value = value.replace("{" + name + "}", str(getattr(scenario, name)))
            return value
        case Mapping():
            return {key: _fill(item, scenario) for key, item in value.items()}
        case list():
            return [_fill(item, scenario) for item in value]
    return value
