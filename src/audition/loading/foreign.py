"""Data sets of other tools as scenarios: promptfoo's tests, and samples as Inspect AI reads them.

What has an equal here becomes a check or a criterion; what has none is named, and written as a comment where somebody
will look for it. Nothing is run: `file://`, JavaScript and Python of theirs stay text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.strict_yaml import parse_yaml, read_yaml
from audition.loading.yaml_writer import dump_yaml

_HOLE: Final = re.compile(r"\{\{-?\s*([A-Za-z_]\w*)\s*-?\}\}")
_WORD: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_FORMS: Final = {
    "contains": "{}",
    "icontains": "(?i){}",
    "starts-with": r"\A\s*{}",
    "equals": r"\A\s*{}\s*\z",
}
"""promptfoo's assertions of words, each with how the words stand in a pattern that asks the same."""
_JUDGED: Final = ("llm-rubric", "model-graded-closedqa", "factuality", "model-graded-factuality")
_TARGET: Final = (
    "The final message gives the answer that the facts call the target, in whatever words. A guess beside others does "
    "not count."
)


@dataclass(frozen=True, kw_only=True)
class Foreign:
    """One of their tests as a scenario of ours."""

    id: str
    text: str
    """The scenario's YAML, with comments for what has no equal."""
    unequal: tuple[str, ...]
    """What has none, in a few words each."""


@dataclass(kw_only=True)
class _Draft:
    """A scenario in the making."""

    id: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    request: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[dict[str, Any]] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)

    def finished(self, path: str) -> Foreign:
        """The scenario as it is written down."""
        said = {
            "id": self.id,
            "title": self.title,
            "reason": f"Taken over from {path}.",
            "category": "imported",
            "request": self.request,
            "fields": self.fields,
            "facts": self.facts,
            "checks": self.checks,
            "criteria": self.criteria,
        }
        notes = "".join(f"# No equal here: {_one_line(told)}\n" for told in self.unequal)
        text = notes + dump_yaml({key: value for key, value in said.items() if value})
        if told := parse_yaml(text, path).fault:
            raise _fault(path, None, f"{self.id} cannot be written as a scenario: {told}")
        return Foreign(id=self.id, text=text, unequal=tuple(self.unequal))


def scenarios_of(data: bytes, path: str) -> tuple[Foreign, ...]:
    """The scenarios that another tool's file makes: promptfoo's configuration, or JSON, JSON lines or CSV of samples.

    Args:
        data: The file.
        path: Its name as faults tell it; its ending says what it is.

    Raises:
        DefinitionError: It is neither, with the place.
    """
    if path.endswith((".yaml", ".yml")):
        drafts = list(_of_promptfoo(read_yaml(data, path).value, path))
    else:
        drafts = [_of_sample(sample, number, path) for number, sample in enumerate(_samples(data, path), 1)]
    if not drafts:
        raise _fault(path, None, "holds no test")
    for number, draft in enumerate(drafts):
        if draft.id in {other.id for other in drafts[:number]}:
            draft.id = f"{draft.id[:56]}-{number + 1}"
    return tuple(draft.finished(path) for draft in drafts)


def _of_promptfoo(value: Any, path: str) -> Iterator[_Draft]:
    if not isinstance(value, dict) or not isinstance(value.get("tests"), list):
        raise _fault(path, None, "is no promptfoo configuration: it has no list of `tests`")
    prompts = [prompt for prompt in value.get("prompts") or () if isinstance(prompt, str)]
    template = next((prompt for prompt in prompts if not prompt.startswith("file://")), None)
    shared = value.get("defaultTest") if isinstance(value.get("defaultTest"), dict) else {}
    for number, test in enumerate(value["tests"], 1):
        if not isinstance(test, dict):
            raise _fault(path, None, f"test {number} is no mapping; tests of files are not followed")
        variables = {**_mapping(shared, "vars"), **_mapping(test, "vars")}
        draft = _Draft(id=_id(test.get("description"), path, number), title=_title(test.get("description"), number))
        draft.fields = {name: _said(told) for name, told in variables.items()}
        draft.request = _request(template, draft.fields)
        for told in (*_list(shared, "assert"), *_list(test, "assert")):
            _take_assertion(draft, told)
        draft.unequal += [f"`{key}` of the test" for key in test if key not in ("description", "vars", "assert")]
        yield draft


def _take_assertion(draft: _Draft, told: Mapping[str, Any]) -> None:
    kind, value = str(told.get("type", "")), told.get("value")
    name = f"{_SLUG.sub('-', kind.lower()).strip('-') or 'assertion'}-{len(draft.checks) + len(draft.criteria) + 1}"
    if kind in _JUDGED and isinstance(value, str):
        draft.criteria.append({"id": name, "text": value})
    elif patterns := list(_patterns(kind, value)):
        check = "never_says" if kind.startswith("not-") else "says"
        for place, pattern in enumerate(patterns):
            own = f"{name}-{place + 1}" if place else name
            draft.checks.append({"check": check, "id": own, "pattern": pattern, "in": ["final_message"]})
    else:
        more = {key: each for key, each in told.items() if key != "type"}
        draft.unequal.append(f"`{kind}`" + (f" {_said(more)}" if more else ""))


def _patterns(kind: str, value: Any) -> Iterator[str]:
    """What an assertion of words asks of the answer, as patterns that all have to fit; nothing: it is none."""
    plain = kind.removeprefix("not-")
    if isinstance(value, str | int | float) and plain in _FORMS:
        yield _FORMS[plain].format(re.escape(str(value)))
    elif isinstance(value, str) and plain == "regex":
        yield value
    elif isinstance(value, list) and kind in ("contains-all", "icontains-all", "contains-any", "icontains-any"):
        words = [re.escape(_said(word)) for word in value]
        ignoring = "(?i)" if kind.startswith("i") else ""
        yield from (ignoring + pattern for pattern in (words if kind.endswith("all") else ["|".join(words)]))


def _of_sample(sample: Mapping[str, Any], number: int, path: str) -> _Draft:
    """One of Inspect's samples: input, target, choices."""
    if "input" not in sample:
        raise _fault(path, number, "the sample has no `input`")
    given, target = sample["input"], sample.get("target")
    draft = _Draft(id=_id(sample.get("id"), path, number), title=_title(sample.get("id"), number))
    if isinstance(given, list):
        talk = [turn for turn in given if isinstance(turn, dict)]
        last = next((turn for turn in reversed(talk) if turn.get("role") == "user"), {})
        draft.unequal += [f"the {turn.get('role')} message beside the last one" for turn in talk if turn is not last]
        given = last.get("content", "")
    draft.fields["input"], draft.request = _said(given), "{input}"
    if isinstance(choices := sample.get("choices"), list) and choices:
        lettered = (f"{chr(65 + place)}) {_said(choice)}" for place, choice in enumerate(choices))
        draft.fields["choices"], draft.request = "\n".join(lettered), "{input}\n\n{choices}"
    if target not in (None, "", []):
        draft.facts["target"] = target
        draft.criteria.append({"id": "gives-the-target", "text": _TARGET})
    draft.unequal += [f"`{key}` of the sample" for key in ("sandbox", "setup", "files") if sample.get(key)]
    return draft


def _samples(data: bytes, path: str) -> list[Mapping[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
        if path.endswith(".csv"):
            return list(csv.DictReader(io.StringIO(text)))
        if path.endswith(".jsonl"):
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            found = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise _fault(path, getattr(error, "lineno", None), f"cannot be read: {error}") from None
    if not isinstance(found, list) or not all(isinstance(sample, dict) for sample in found):
        raise _fault(path, None, "is no list of samples, each with an `input`")
    return found


def _request(template: str | None, fields: Mapping[str, str]) -> str:
    """The prompt that they fill, as we fill it; without one, what is given, each by its name."""
    if template is None:
        return "\n\n".join(f"{{{name}}}" if len(fields) == 1 else f"{name}: {{{name}}}" for name in fields)
    parts, end = [], 0
    for hole in _HOLE.finditer(template):
        parts += [_literal(template[end : hole.start()]), f"{{{hole[1]}}}" if hole[1] in fields else _literal(hole[0])]
        end = hole.end()
    return "".join([*parts, _literal(template[end:])])


def _literal(text: str) -> str:
    """Words of theirs that a template says as they stand."""
    return _WORD.sub(r"{\g<0>}", text)


def _mapping(where: Any, key: str) -> Mapping[str, Any]:
    found = where.get(key) if isinstance(where, dict) else None
    return found if isinstance(found, dict) else {}


def _list(where: Any, key: str) -> Iterable[Mapping[str, Any]]:
    found = where.get(key) if isinstance(where, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _id(told: object, path: str, number: int) -> str:
    """The name that it has there, or that of its file and its place in it."""
    slugs = (_SLUG.sub("-", str(name).lower()).strip("-")[:56].strip("-") for name in (told or "", PurePath(path).stem))
    name, file = slugs
    return name or f"{file or 'test'}-{number:03d}"


def _title(told: object, number: int) -> str:
    return _one_line(str(told if told not in (None, "") else f"Test {number}"))[:120]


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300]


def _fault(path: str, line: int | None, message: str) -> DefinitionError:
    return DefinitionError([Fault(Locus(path=path, line=line), message)])
