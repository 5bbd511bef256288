"""JSON Schema over untrusted values: no remote reference, patterns in linear time, bounded steps, short messages.

- `validate(value, schema) -> list[Problem]`: what is wrong, each with its pointer; never raises for what the value is.
- `compiled(pattern)` is a pattern in linear time; `pattern_fault(pattern)` says why there can be none.
- `resolver_of(schema)` looks up references inside a schema.

jsonschema alone fetches `http` and `file` references, runs patterns that backtrack without end, compares every pair for
`uniqueItems`, finds 0.07 to be no multiple of 0.01 and quotes the whole value in its messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from fractions import Fraction
from functools import cache, cached_property, lru_cache, reduce
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

REFERENCES = ("$ref", "$dynamicRef")
"""The keywords that lead to another schema."""

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

    token = _budget.set(_Budget(schema))
    validator = _validator_class()(schema, registry=Registry())
    try:
        problems = (problem for error in validator.iter_errors(value) for problem in _problems(error))
        return list(dict.fromkeys(islice(problems, MAX_PROBLEMS)))
    except (RecursionError, _TooManySteps):
        return [UNBOUNDED]
    except Unresolvable as error:
        return [Problem("$", f"cannot be checked: the schema does not hold `{shortened(error.ref)}`")]
    finally:
        _budget.reset(token)


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


def resolver_of(schema: Mapping[str, Any]) -> Any:
    """Finds what a reference inside the schema leads to: `lookup(reference).contents`; fetches nothing."""
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    base = schema["$id"] if isinstance(schema.get("$id"), str) else ""
    return Registry().with_resource(base, DRAFT202012.create_resource(schema)).resolver(base)


class _Budget:
    """The steps that one validation may still take."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._left = MAX_STEPS

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _TooManySteps

    @cached_property
    def references(self) -> Any:
        """Looks up the whole schema's references."""
        return resolver_of(self._schema)


_budget: ContextVar[_Budget] = ContextVar("budget")


@cache
def _validator_class() -> Any:
    """The draft's rules with ours in place of the unbounded ones, each drawing on the validation's budget."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    def counted(rule: _Rule) -> _Rule:
        def apply(validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]) -> Any:
            _budget.get().spend(1 + (len(wanted) if isinstance(wanted, (list, dict)) else 0))
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


def _unevaluated_properties(
    validator: Any, wanted: Any, value: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    others = {keyword: part for keyword, part in schema.items() if keyword != "unevaluatedProperties"}
    evaluated = _evaluated(validator, value, others)
    for key in value:
        if key in evaluated:
            continue
        if wanted is False:
            yield _error("unknown key", key)
        else:
            yield from validator.descend(value[key], wanted, path=key)


def _evaluated(validator: Any, value: dict[str, Any], schema: Any) -> set[str]:
    """The keys of a mapping that a schema speaks of, or one that it applies to the same mapping."""
    _budget.get().spend(1)
    if not isinstance(schema, dict):
        return set()
    if "additionalProperties" in schema or "unevaluatedProperties" in schema:
        return set(value)
    named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    own = {key for key in value if key in named or any(compiled(pattern).search(key) for pattern in patterns)}
    return own.union(*(_evaluated(validator, value, part) for part in _applied(validator, value, schema)))


def _applied(validator: Any, value: dict[str, Any], schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas that this one applies to the same mapping and that it fits."""

    def fits(part: Any) -> bool:
        return bool(validator.evolve(schema=part).is_valid(value))

    yield from (_budget.get().references.lookup(schema[word]).contents for word in REFERENCES if word in schema)
    yield from schema.get("allOf", ())
    yield from (part for word in ("anyOf", "oneOf") for part in schema.get(word, ()) if fits(part))
    yield from (part for key, part in schema.get("dependentSchemas", {}).items() if key in value)
    if "if" in schema and fits(schema["if"]):
        yield from (schema["if"], schema.get("then"))
    elif "if" in schema:
        yield schema.get("else")


def _multiple_of(_: Any, wanted: float, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and Fraction(str(value)) % Fraction(str(wanted)):
        yield _error(phrase("multipleOf", wanted, value, _meaning(schema)))


_OWN_RULES: Mapping[str, Any] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "unevaluatedProperties": _unevaluated_properties,
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
    yield Problem(pointer, phrase(error.validator, error.validator_value, error.instance, _meaning(error.schema)))


def _meaning(schema: Any) -> str:
    """A schema's own description; empty when it has none."""
    written = schema.get("description") if isinstance(schema, dict) else None
    return shortened(written, 160) if isinstance(written, str) else ""
