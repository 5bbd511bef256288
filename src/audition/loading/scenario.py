"""Scenarios: `parse_scenario(document, stage) -> Scenario`, and the templates that a suite lends them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from audition.loading.check_specs import calendar_day, check_specs, date_faults
from audition.loading.collecting import Faults
from audition.loading.criteria import criteria_of
from audition.loading.document import Document, child
from audition.loading.gate import gate
from audition.loading.sources import path_fault
from audition.loading.yaml_writer import dump_yaml
from audition.records.definitions import Scenario
from audition.records.identity import digest

PLACEHOLDERS = ("as_of", "instruction_id")
"""What `{…}` in a suite's request and paths may name."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What every scenario of a suite shares, as templates."""

    request: str
    instruction: str
    deliverable: str
    schema: str


def unknown_placeholders(template: str) -> list[str]:
    """The names in braces that nothing fills."""
    return [name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS]


def parse_scenario(document: Document, stage: Stage) -> Scenario:
    """A scenario as written, with what the agent meets rendered.

    Raises:
        DefinitionError: All its faults.
    """
    faults = Faults()
    faults.extend(gate(document, "scenario"))
    faults.raise_any()
    value = document.value
    as_of = calendar_day(value["as_of"])
    if as_of is None:
        faults.add(document.locus("$.as_of"), f"{value['as_of']} is no day of the calendar")
    if value["id"] != PurePosixPath(document.path).stem:
        faults.add(document.locus("$.id"), f"the file is not called {value['id']}.yaml; name both alike")
    faults.extend([*date_faults(document, "$.facts"), *date_faults(document, "$.checks")])
    known = {"instruction_id": value["instruction"]["id"], "as_of": value["as_of"]}
    deliverable, schema, instruction = (
        _rendered(template, known) for template in (stage.deliverable, stage.schema, stage.instruction)
    )
    files = value.get("files", {})
    _file_faults(document, {deliverable: "deliverable", schema: "schema", instruction: "instruction"}, faults)
    criteria = faults.attempt(partial(criteria_of, document))
    faults.raise_any()
    request = _rendered(stage.request, known)
    return Scenario(
        id=value["id"],
        title=value["title"],
        reason=value.get("reason", ""),
        category=value["category"],
        tags=tuple(value.get("tags", ())),
        as_of=faults.given(as_of),
        instruction=value["instruction"],
        files=files,
        facts=value.get("facts", {}),
        checks=check_specs(document),
        criteria=faults.given(criteria),
        request=request,
        inputs={instruction: dump_yaml(value["instruction"]), **files},
        deliverable=deliverable,
        schema_path=schema,
        digest=digest(
            {"as_of": value["as_of"], "instruction": value["instruction"], "files": files, "request": request}
        ),
        locus=document.locus("$"),
    )


def _rendered(template: str, known: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: known.get(found.group(1), found.group()), template)


def _file_faults(document: Document, taken: Mapping[str, str], faults: Faults) -> None:
    """Notes paths that lead nowhere inside the workspace, that are one place, or that make a folder of a file."""
    places = {_folded(path): what for path, what in taken.items()}
    for path in document.value.get("files", {}):
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
