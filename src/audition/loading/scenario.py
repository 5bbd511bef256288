"""Scenarios: `parse_scenario(document, stage) -> Scenario`, and the templates that a suite lends them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from audition.loading.attachments import attachments_of
from audition.loading.check_specs import calendar_day, check_specs, date_faults
from audition.loading.collecting import Faults
from audition.loading.criteria import criteria_of
from audition.loading.deliverables import ReadSchema, deliverables_of
from audition.loading.document import Document, child
from audition.loading.inputs import Inputs, inputs_of
from audition.loading.published import form_faults
from audition.loading.replies import replies_of
from audition.loading.repository import Laid, repository_of
from audition.loading.sources import path_fault
from audition.loading.tool_fixtures import tools_of, with_question
from audition.loading.user import user_of
from audition.loading.yaml_writer import dump_yaml
from audition.records.definitions import Scenario
from audition.records.identity import digest, text_digest
from audition.records.scene import NO_SCHEMA, UNNAMED, DeliverableSpec, ToolFixture
from audition.text import did_you_mean, plain_lines

PLACEHOLDERS: Final = ("as_of", "id", "instruction_id")
"""What `{…}` may name in any request and path, beside a scenario's own `fields`."""
INSTRUCTION: Final = "Agent_Memory/{instruction_id}/instruction.yaml"
"""Where an instruction lies that a scenario states, where its suite does not say."""
_FILLS: Final = {"instruction_id": "an `instruction` with an id", "as_of": "`as_of` with a day"}

_PLACEHOLDER = re.compile(r"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}|\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What every scenario of a suite shares, as templates."""

    request: str = ""
    instruction: str = INSTRUCTION
    deliverables: tuple[DeliverableSpec, ...] = ()
    fields: frozenset[str] = frozenset()
    """Those that some scenario of the suite states."""
    called: bool = False
    """Whether every variant is a command or skill, whose arguments the request is: there may be none."""
    tools: tuple[ToolFixture, ...] = ()
    """The suite's fixtures."""
    models: Mapping[str, str]
    """Alias → pinned model id."""
    judge: str
    """The pinned id of the model that judges, and plays users where no other is named."""
    read_schema: ReadSchema
    root: Path
    """The project's folder."""


def placeholders(template: str) -> list[str]:
    """The names in braces that are to be filled; `{{word}}` stands for `{word}` and is none."""
    return [name for _, name in _PLACEHOLDER.findall(template) if name]


def parse_scenario(document: Document, stage: Stage) -> Scenario:
    """A scenario as written, with what the agent meets rendered.

    Raises:
        DefinitionError: All its faults.
    """
    faults = Faults()
    faults.extend(form_faults(document, "scenario"))
    faults.raise_any()
    value = document.value
    day = calendar_day(value["as_of"]) if "as_of" in value else None
    if day is None and "as_of" in value:
        faults.add(document.locus("$.as_of"), f"{value['as_of']} is no day of the calendar")
    if value["id"] != PurePosixPath(document.path).stem:
        faults.add(document.locus("$.id"), f"the file is not called {value['id']}.yaml; name both alike")
    faults.extend([*date_faults(document, "$.facts"), *date_faults(document, "$.checks")])
    own = faults.attempt(lambda: deliverables_of(document, stage.read_schema) or ())
    says_which = "deliverable" in value or "deliverables" in value
    template = value.get("request", stage.request)
    if not template and not stage.called:
        faults.add(document.locus("$"), "neither the suite nor the scenario has a `request`: nothing would be asked")
    rendered = _Rendering(document, stage, faults)
    request = rendered(template, "$.request" if "request" in value else "")
    deliverables = tuple(
        replace(each, path=rendered(each.path), schema_path=rendered(each.schema_path))
        for each in ((own or ()) if says_which else stage.deliverables)
    )
    told = {rendered(stage.instruction): dump_yaml(value["instruction"])} if "instruction" in value else {}
    given = faults.attempt(partial(inputs_of, document, stage.root)) or Inputs()
    laid = faults.attempt(lambda: repository_of(document, stage.root) or Laid(files={}, history={}))
    _check_out(laid.files if laid else {}, given)
    _file_faults(document, [*_taken(deliverables), *((path, "instruction") for path in told)], given, faults)
    criteria = faults.attempt(partial(criteria_of, document))
    tools = faults.attempt(partial(tools_of, document, stage.root, stage.tools)) or ()
    replies = faults.attempt(partial(replies_of, document)) or ()
    user = faults.attempt(partial(user_of, document, stage.models, stage.judge, rendered))
    attachments = faults.attempt(partial(attachments_of, document, stage.root)) or ()
    faults.raise_any()
    return Scenario(
        id=value["id"],
        title=value["title"],
        reason=value.get("reason", ""),
        category=value["category"],
        tags=tuple(value.get("tags", ())),
        day=day,
        instruction=value.get("instruction", {}),
        files=given.texts,
        binaries=given.binaries,
        history=faults.given(laid).history,
        sources=tuple(given.sources),
        facts=value.get("facts", {}),
        checks=check_specs(document),
        criteria=faults.given(criteria),
        request=request,
        tells_request="request" in value or not told or not {*placeholders(template)} <= {*PLACEHOLDERS},
        inputs={**told, **given.texts},
        deliverables=deliverables,
        tools=with_question(tools) if replies or user else tools,
        attachments=attachments,
        replies=replies,
        user=user,
        digest=digest(
            {
                **({"as_of": value["as_of"]} if "as_of" in value else {}),
                "instruction": value.get("instruction"),
                "files": {path: plain_lines(text) for path, text in given.texts.items()},
                "request": request,
                **(
                    {"bytes": {path: text_digest(data) for path, data in given.binaries.items()}}
                    if given.binaries
                    else {}
                ),
                **({"repository": value["repository"]} if "repository" in value else {}),
                **({"tools": [each.met for each in tools]} if tools else {}),
                **({"attachments": [each.met for each in attachments]} if attachments else {}),
                **({"replies": [[each.say, each.when] for each in replies]} if replies else {}),
                **({"user": user.met} if user else {}),
                **_schemas(deliverables, suites=not says_which),
            }
        ),
        locus=document.locus("$"),
    )


def _check_out(files: Mapping[str, bytes], given: Inputs) -> None:
    """Adds a repository's files where the scenario puts none of its own in their place."""
    for path, data in files.items():
        if path not in given.texts and path not in given.binaries:
            try:
                given.texts[path] = data.decode()
            except UnicodeDecodeError:
                given.binaries[path] = data


def _schemas(deliverables: tuple[DeliverableSpec, ...], *, suites: bool) -> dict[str, Any]:
    """What of the deliverables binds a scenario: their schemas, but for the one that binds its whole suite."""
    if suites and [each.name for each in deliverables] == [UNNAMED]:
        return {}
    held = {each.name: [each.schema.digest, each.schema_path] for each in deliverables if each.schema is not NO_SCHEMA}
    return {"schemas": held} if held else {}


def _taken(deliverables: tuple[DeliverableSpec, ...]) -> Iterator[tuple[str, str]]:
    for each in deliverables:
        yield each.path, "deliverable" if each.name == UNNAMED else f"deliverable `{each.name}`"
        if each.schema_path:
            yield each.schema_path, "schema"


class _Rendering:
    """Fills templates with what a scenario states, and notes the names that it leaves open."""

    def __init__(self, document: Document, stage: Stage, faults: Faults) -> None:
        value = document.value
        self._known = {**({"as_of": value["as_of"]} if "as_of" in value else {}), "id": value["id"]}
        self._known |= value.get("fields", {})
        if "instruction" in value:
            self._known["instruction_id"] = value["instruction"]["id"]
        self._document, self._stage, self._faults = document, stage, faults

    def __call__(self, template: str, own: str = "") -> str:
        """The template filled; `own` is its place where the scenario itself states it."""
        for name in dict.fromkeys(placeholders(template)):
            if name in self._known:
                continue
            shared = name in self._stage.fields or name in PLACEHOLDERS
            if own:
                known = (
                    did_you_mean(name, self._known) or f"; known: {', '.join(f'{{{each}}}' for each in self._known)}"
                )
                self._faults.add(self._document.locus(own), f"nothing fills {{{name}}}{known}")
            elif shared:
                what = _FILLS.get(name, f"`fields: {{{name}: …}}`")
                self._faults.add(
                    self._document.locus("$"), f"the suite names {{{name}}}, and nothing fills it: add {what}"
                )
        return _PLACEHOLDER.sub(self._filled, template)

    def _filled(self, found: re.Match[str]) -> str:
        return f"{{{found[1]}}}" if found[1] else str(self._known.get(found[2], found[0]))


def _file_faults(document: Document, taken: Iterable[tuple[str, str]], given: Inputs, faults: Faults) -> None:
    """Notes paths that lead nowhere inside the workspace, that are one place, or that make a folder of a file."""
    places: dict[str, str] = {}
    for path, what in taken:
        if message := path_fault(path):
            faults.add(document.locus("$"), f"the {what} {path}: the path {message}")
        elif other := places.get(_folded(path)):
            faults.add(document.locus("$"), f"the {what} {path}: the place is taken by the {other}")
        places[_folded(path)] = what
    for path in dict.fromkeys([*document.value.get("files", {}), *given.texts, *given.binaries]):
        if path not in given.texts and path not in given.binaries and path_fault(path) is None:
            continue  # a folder: what lies in it follows
        locus = document.locus(child("$.files", path))
        if message := path_fault(path):
            faults.add(locus, f"the path {message}")
            continue
        folded = _folded(path)
        for other, what in places.items():
            if folded == other or folded.startswith(f"{other}/") or other.startswith(f"{folded}/"):
                faults.add(locus, f"the place is taken by the {what}")
        places[folded] = f"file `{path}`"


def _folded(path: str) -> str:
    """A path as a file system that ignores case sees it."""
    return unicodedata.normalize("NFC", path).casefold()
