"""The project's settings: `find_project(start) -> Project`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from audition.errors import DefinitionError, Fault, Locus, UsageError
from audition.loading.agent_file import pinned
from audition.loading.collecting import Faults
from audition.loading.document import Document, child
from audition.loading.published import form_faults
from audition.records.project import Project, Provider, Service
from audition.text import did_you_mean, shortened

_FILE = "pyproject.toml"
_MODEL = "sonnet"
"""The alias for prompts that name no model, where the project has it and says no other."""
_TABLE = re.compile(r"\s*\[\s*tool\s*\.\s*audition(?:\s*\.\s*([A-Za-z0-9_-]+))?\s*\]")
_OTHER_TABLE = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")


def find_project(start: Path) -> Project:
    """The project that a folder belongs to: the nearest one upwards with `[tool.audition]` in its `pyproject.toml`.

    Raises:
        UsageError: There is none.
        DefinitionError: Its settings are wrong.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / _FILE).is_file() and (settings := _settings(folder / _FILE)) is not None:
            return _project(folder, settings)
    raise UsageError(
        f"{start}: no {_FILE} with a table [tool.audition] here or above; change folder, or run `audition init`"
    )


def _settings(file: Path) -> Document | None:
    """The table as a document; None when the file has none."""
    try:
        text = file.read_bytes().decode().removeprefix("\ufeff")
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        locus = Locus(path=_FILE, line=int(found.group(1)) if found else None)
        raise DefinitionError([Fault(locus, f"not readable as TOML: {error}")]) from None
    except UnicodeDecodeError:
        raise DefinitionError([Fault(Locus(path=_FILE), "not UTF-8; save the file as UTF-8")]) from None
    except (RecursionError, OSError) as error:
        raise DefinitionError([Fault(Locus(path=_FILE), f"cannot be read: {error}")]) from None
    table = tool.get("audition") if isinstance(tool, dict) else None
    return None if table is None else Document(path=_FILE, value=table, lines=_lines(text))


def _lines(text: str) -> dict[str, int]:
    """Where the table's keys stand, as far as they are written one a line."""
    lines: dict[str, int] = {}
    pointer: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if table := _TABLE.match(line):
            pointer = "$" if table.group(1) is None else child("$", table.group(1))
            lines.setdefault(pointer, number)
        elif _OTHER_TABLE.match(line):
            pointer = None
        elif pointer is not None and (key := _KEY.match(line)):
            lines.setdefault(child(pointer, key.group(1)), number)
    return lines


def _project(root: Path, settings: Document) -> Project:
    faults = Faults()
    faults.extend(form_faults(settings, "project"))
    faults.raise_any()
    value: dict[str, Any] = settings.value
    judge = pinned(value["judge"], value["models"])
    if judge is None:
        hint = did_you_mean(value["judge"], value["models"])
        faults.add(settings.locus("$.judge"), f"`{shortened(value['judge'])}` is no alias and no exact id{hint}")
    model = value.get("model", _MODEL if _MODEL in value["models"] else None)
    if model is not None and pinned(model, value["models"]) is None:
        hint = did_you_mean(model, value["models"])
        faults.add(settings.locus("$.model"), f"`{shortened(model)}` is no alias and no exact id{hint}")
    faults.raise_any()
    service = Service(
        provider=Provider(value.get("provider", Provider.ANTHROPIC)),
        ids=value.get("provider_models", {}),
        base_url=value.get("base_url"),
    )
    return Project(root=str(root), models=value["models"], model=model, judge=faults.given(judge), service=service)
