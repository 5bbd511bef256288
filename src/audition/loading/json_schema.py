"""JSON Schema over untrusted values: no remote reference, patterns in linear time, bounded steps, short messages.

- `validate(value, schema) -> list[Problem]`: what is wrong, each with its pointer; never raises for what the value is.
- `compiled(pattern)` is a pattern in linear time; `pattern_fault(pattern)` says why there can be none.

jsonschema alone fetches `http` and `file` references, runs patterns that backtrack without end, compares every pair for
`uniqueItems`, finds 0.07 to be no multiple of 0.01 and quotes the whole value in its messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from fractions import Fraction
from functools import cache, lru_cache, reduce
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from audition.loading.document import MAX_POINTER_CHARACTERS, child
from audition.loading.schema_phrases import phrase
from audition.text import did_you_mean, shortened

if TYPE_CHECKING:
    from jsonschema import ValidationError

MAX_STEPS = 100_000
"""Keywords applied, each counted with the number of entries it holds; about half a second."""
MAX_PROBLEMS = 50

_Rule = Callable[[Any, Any, Any, Mapping[str, Any]], Iterator["ValidationError"] | None]
"""jsonschema's own form: (validator, what the keyword wants, value, schema) → errors."""


class Problem(NamedTuple):
    """One thing wrong with a value."""

    pointer: str
    message: str


UNBOUNDED = Problem("$", "cannot be checked in bounded time; simplify the schema, or the value")
"""The one problem of a check that was cut off."""


class _TooManySteps(Exception):
    """The budget of steps is spent."""


def validate(value: Any, schema: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a JSON-like value by a schema of draft 2020-12; at most 50 problems, in the schema's order.

    Args:
        value: Mappings with text keys, lists, text, finite numbers, booleans, None.
        schema: Should have passed `schema_lint`.
    """
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    token = _steps_left.set([MAX_STEPS])
    validator = _validator_class()(schema, registry=Registry())
    try:
        problems = (problem for error in validator.iter_errors(value) for problem in _problems(error))
        return list(dict.fromkeys(islice(problems, MAX_PROBLEMS)))
    except (RecursionError, _TooManySteps):
        return [UNBOUNDED]
    except Unresolvable as error:
        return [Problem("$", f"cannot be checked: the schema does not hold `{shortened(error.ref)}`")]
    finally:
        _steps_left.reset(token)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """A pattern compiled by RE2, in linear time whatever the text; `re2.error` when it is none."""
    import re2

    options = re2.Options()
    options.log_errors = False
    return re2.compile(_ESCAPE.sub(_as_re2, pattern), options)


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|.)", re.DOTALL)


def _as_re2(escape: re.Match[str]) -> str:
    r"""JSON Schema's `\u00e9` as RE2 writes it; every other escape as it stands."""
    return rf"\x{{{escape[1]}}}" if escape[1] else escape[0]


def pattern_fault(pattern: str) -> str | None:
    """Why RE2 does not take a pattern; None: it does."""
    import re2

    try:
        compiled(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        return (
            f"`{shortened(pattern)}` is no regular expression: {reason} (RE2 syntax: no lookaround, no back-references)"
        )
    return None


_steps_left: ContextVar[list[int]] = ContextVar("steps_left")
"""One number: the steps that the validation may still take."""


@cache
def _validator_class() -> Any:
    """The draft's rules with ours in place of the unbounded ones, each counted."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    def counted(rule: _Rule) -> _Rule:
        def apply(validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]) -> Any:
            left = _steps_left.get()
            left[0] -= 1 + (len(wanted) if isinstance(wanted, (list, dict)) else 0)
            if left[0] < 0:
                raise _TooManySteps
            return rule(validator, wanted, value, schema)

        return apply

    rules: Mapping[str, Any] = {**Draft202012Validator.VALIDATORS, **_OWN_RULES}
    counting = {keyword: counted(rule) for keyword, rule in rules.items()}
    return extend(Draft202012Validator, counting)  # type: ignore[no-untyped-call]


def _error(message: str, path: str | None = None) -> ValidationError:
    from jsonschema import ValidationError

    return ValidationError(message, path=() if path is None else (path,))


def _pattern(_: Any, wanted: str, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if isinstance(value, str) and not compiled(wanted).search(value):
        meaning = _meaning(schema)
        yield _error(f"is {shortened(value)}, must match `{shortened(wanted)}`" + (f" ({meaning})" if meaning else ""))


def _pattern_properties(
    validator: Any, wanted: Mapping[str, Any], value: Any, _: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for pattern, schema in wanted.items():
            for key in value:
                if compiled(pattern).search(key):
                    yield from validator.descend(value[key], schema, path=key, schema_path=pattern)


def _additional_properties(
    validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in value:
        if key in named or any(compiled(pattern).search(key) for pattern in patterns):
            continue
        if wanted is False:
            yield _error(f"unknown key{did_you_mean(key, set(named) - set(value))}", key)
        else:
            yield from validator.descend(value[key], wanted, path=key)


def _required(_: Any, wanted: Sequence[str], value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        for key in wanted:
            if key not in value:
                meaning = _meaning(schema.get("properties", {}).get(key))
                yield _error(f"lacks the key `{shortened(key)}`" + (f": {meaning}" if meaning else ""))


def _unique_items(_: Any, wanted: bool, value: Any, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    if wanted and isinstance(value, list):
        seen: dict[str, int] = {}
        for index, item in enumerate(value):
            first = seen.setdefault(json.dumps(_canonical(item), sort_keys=True), index)
            if first != index:
                yield _error(f"item {index} repeats item {first}")
                return


def _multiple_of(_: Any, wanted: float, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and Fraction(str(value)) % Fraction(str(wanted)):
        yield _error(phrase("multipleOf", wanted, value, _meaning(schema)))


_OWN_RULES: Mapping[str, Any] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "required": _required,
    "uniqueItems": _unique_items,
    "multipleOf": _multiple_of,
}


def _canonical(value: Any) -> Any:
    """A value in which equal numbers are written alike."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return {key: _canonical(item) for key, item in value.items()} if isinstance(value, dict) else value


def _problems(error: ValidationError) -> Iterator[Problem]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        # The form that got furthest into the value is the one that was meant.
        nearest = max(error.context, key=lambda each: (len(each.absolute_path), each.validator != "type"))
        yield from _problems(nearest)
        return
    pointer = shortened(reduce(child, error.absolute_path, "$"), MAX_POINTER_CHARACTERS)
    if error.validator in _OWN_RULES:
        yield Problem(pointer, error.message)
        return
    if error.validator == "unevaluatedProperties":  # its keys stand in the message alone
        yield Problem(pointer, shortened(error.message, 200))
        return
    yield Problem(pointer, phrase(error.validator, error.validator_value, error.instance, _meaning(error.schema)))


def _meaning(schema: Any) -> str:
    """A schema's own description; empty when it has none."""
    written = schema.get("description") if isinstance(schema, dict) else None
    return shortened(written, 160) if isinstance(written, str) else ""
