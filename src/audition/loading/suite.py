"""Suites: everything that a run needs, read strictly and all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from audition.errors import DefinitionError, Fault, Locus
from audition.loading import agent_file
from audition.loading.casting import Part, cast
from audition.loading.check_specs import check_specs, legible_checks
from audition.loading.collecting import Faults
from audition.loading.companions import accompanied
from audition.loading.deliverables import deliverables_of
from audition.loading.document import Document, child
from audition.loading.grants import granted_with
from audition.loading.players import Players
from audition.loading.prompt_files import files_below, read_memory, read_prompt
from audition.loading.prompt_rules.review import read_edits
from audition.loading.published import form_faults
from audition.loading.replies import unsendable
from audition.loading.rubric import parse_rubric
from audition.loading.scenario import INSTRUCTION, Stage, parse_scenario
from audition.loading.schema_lint import lint_schema
from audition.loading.sources import folder_fault, read_source
from audition.loading.strict_yaml import read_yaml
from audition.loading.suite_faults import Known, suite_faults
from audition.loading.tool_fixtures import tools_of
from audition.records.criteria import Rubric
from audition.records.definitions import CheckSpec, Gate, JudgePlan, Scenario, Suite
from audition.records.identity import text_digest
from audition.records.limits import Limits
from audition.records.players import OWN_ROOM, Casting
from audition.records.project import Project
from audition.records.rules import RuleEdit
from audition.records.scene import ASKING, NO_SCHEMA, UNNAMED, DeliverableSpec, Schema, ToolFixture
from audition.records.variants import Variant
from audition.text import did_you_mean, plain_lines, shortened

FOLDER: Final = "scenarios"
MOST_SCENARIOS: Final = 2_000
SUITE_FILE: Final = "suite.yaml"
RULES_FILE: Final = "rules.yaml"
FIXTURES: Final = "fixtures"


def list_suites(root: Path) -> tuple[str, ...]:
    """The ids of the project's suites, sorted: the folders of `scenarios/` that hold a `suite.yaml`."""
    return tuple(sorted(file.parent.name for file in (root / FOLDER).glob(f"*/{SUITE_FILE}")))


def legible_suite_checks(root: Path, suite_id: str) -> tuple[str | None, tuple[CheckSpec, ...]]:
    """The folder of checks and the checks that can be read in the files of a suite with faults.

    None where the suite's own file cannot be read, for nobody knows then where its checks lie.
    """
    folder = None
    specs: list[CheckSpec] = []
    home = f"{FOLDER}/{suite_id}"
    for path in [f"{home}/{SUITE_FILE}", *scenario_paths(root, home)] if suite_id in list_suites(root) else []:
        try:
            document = read_yaml(read_source(root, path), path)
        except DefinitionError:
            if path == f"{home}/{SUITE_FILE}":
                break
            continue
        specs += legible_checks(document)
        if path == f"{home}/{SUITE_FILE}" and isinstance(document.value, dict):
            folder = document.value.get("checks_from")
    return folder if isinstance(folder, str) and not folder_fault(root, folder) else None, tuple(specs)


_T = TypeVar("_T")


def load_suite(project: Project, suite_id: str) -> Suite:
    """A suite with its variants, scenarios, schema and rubrics.

    Check names and parameters are left to grading, which knows the checks; each `CheckSpec` carries its places.

    Raises:
        DefinitionError: There is no such suite, or anything in its files is wrong: all faults of all files.
    """
    root = Path(project.root)
    known = list_suites(root)
    if suite_id not in known:
        locus = Locus(path=FOLDER)
        raise DefinitionError(
            [Fault(locus, f"there is no suite `{shortened(suite_id)}`{did_you_mean(suite_id, known)}")]
        )
    return _Reading(project, suite_id).suite()


class _Reading:
    """One reading of a suite: notes what is wrong in any file and goes on."""

    def __init__(self, project: Project, suite_id: str) -> None:
        self._project = project
        self._root = Path(project.root)
        self._folder = f"{FOLDER}/{suite_id}"
        self._faults = Faults()
        self._document = self._faults.attempt(partial(self._read, f"{self._folder}/{SUITE_FILE}"))
        if self._document is not None:
            self._faults.extend(form_faults(self._document, "suite"))
        self._well_formed = self._faults.count == 0
        value = None if self._document is None else self._document.value
        self._written: dict[str, Any] = value if isinstance(value, dict) else {}
        self._fields: frozenset[str] = frozenset()
        self._cast: tuple[str, ...] = ()
        self._players: Mapping[str, Casting] = {}
        self._own_room = OWN_ROOM
        self._called = False

    def suite(self) -> Suite:
        """The suite; where its own file is not of its form, the others are still read for their faults."""
        variants, rubrics = self._variants(), self._rubrics()
        self._called = bool(variants) and all(variant.kind.called for variant in variants)
        asked = self._deliverables()
        before = self._faults.count
        scenarios = self._scenarios(asked)
        document = self._faults.given(self._document)
        if self._well_formed:
            whole = self._faults.count == before and len(rubrics) == len(self._written.get("rubrics", []))
            self._faults.extend(suite_faults(document, scenarios, rubrics, Known(self._cast, self._fields, whole)))
            self._checks_folder_fault(document)
            turns = _plain(self._written.get("limits", {}).get("turns", Limits.turns))
            self._faults.extend(unsendable(scenarios, turns))
            if len(variants) == len(self._written["variants"]):
                self._faults.extend(_idle_fixtures(variants, scenarios))
        judge = self._judge()
        rules = self._rules()
        self._faults.raise_any()
        graders = {key: _plain(part) for key, part in self._written["gate"].items()}
        limits = {key: _plain(part) for key, part in self._written.get("limits", {}).items()}
        return Suite(
            id=self._written["id"],
            title=self._written["title"],
            variants=variants,
            scenarios=scenarios,
            schema=asked[0].schema if [each.name for each in asked] == [UNNAMED] else NO_SCHEMA,
            limits=Limits(**limits),
            trials=_plain(self._written["trials"]),
            players=self._players,
            own_room=self._own_room,
            checks=check_specs(document),
            rubrics=rubrics,
            gate=Gate(**graders),
            judge=judge,
            checks_folder=self._written.get("checks_from"),
            rules=rules,
            locus=document.locus("$"),
        )

    def _read(self, path: str, named_at: Locus | None = None) -> Document:
        return read_yaml(read_source(self._root, path, named_at=named_at), path)

    def _texts(self, pointer: str, written: Any) -> Iterator[tuple[Locus, str]]:
        """The texts of a list in the suite's file with their places; anything else in it is a fault already."""
        for index, text in enumerate(written if isinstance(written, list) else []):
            if self._document is not None and isinstance(text, str):
                yield self._document.locus(child(pointer, index)), text

    def _all(self, builds: Iterable[Callable[[], _T]]) -> tuple[_T, ...]:
        """What each of them gives, without those that have faults."""
        return tuple(part for part in map(self._faults.attempt, builds) if part is not None)

    def _variants(self) -> tuple[Variant, ...]:
        if self._document is None:
            return ()
        players = Players(self._document, self._root, self._project.models)
        parts, faults = cast(self._document, self._root, self._project.models, self._project.model, players)
        self._faults.attempt(faults.raise_any)
        self._faults.attempt(players.faults.raise_any)
        self._players, self._own_room = players.known, players.own_room
        self._cast = tuple(part.id for part in parts)
        return self._all(partial(self._variant, part) for part in parts)

    def _variant(self, part: Part) -> Variant:
        found = read_prompt(self._root, part.path, named_at=part.locus)
        variant = agent_file.parse_agent_file(
            found.data,
            part.id,
            models=self._project.models,
            path=found.path,
            settings=replace(part.settings, files=found.files, memory=self._memory(part)),
        )
        return accompanied(variant, partial(files_below, self._root))

    def _memory(self, part: Part) -> Mapping[str, str]:
        path = part.settings.claude_md
        return read_memory(self._root, path, part.locus) if isinstance(path, str) else {}

    def _rubrics(self) -> tuple[Rubric, ...]:
        named = self._texts("$.rubrics", self._written.get("rubrics"))
        return self._all(partial(self._rubric, locus, path) for locus, path in named)

    def _rubric(self, locus: Locus, path: str) -> Rubric:
        return parse_rubric(self._read(path, locus))

    def _deliverables(self) -> tuple[DeliverableSpec, ...]:
        """What the suite asks for; where its own file is not of its form, its schema is still read for its faults."""
        if self._document is not None and self._well_formed:
            document = self._document
            return self._faults.attempt(lambda: deliverables_of(document, self._read_schema) or ()) or ()
        written = self._written.get("schema")
        path = written.get("file") if isinstance(written, dict) else None
        if self._document is not None and isinstance(path, str):
            self._faults.attempt(partial(self._read_schema, self._document.locus("$.schema.file"), path))
        return ()

    def _read_schema(self, named_at: Locus, path: str) -> Schema:
        data = read_source(self._root, path, named_at=named_at)
        schema = read_yaml(data, path)
        if faults := lint_schema(schema):
            raise DefinitionError(faults)
        text = data.decode()
        return Schema(path=path, text=text, document=schema.value, digest=text_digest(plain_lines(text)))

    def _scenarios(self, asked: tuple[DeliverableSpec, ...]) -> tuple[Scenario, ...]:
        for path in scenario_paths(self._root, self._folder, ".yml"):
            self._faults.add(Locus(path=path), "is not read; let its name end in .yaml")
        if linked := _linked_folders(self._root, self._folder):
            names = ", ".join(linked[:3]) + (f" and {len(linked) - 3} more" if len(linked) > 3 else "")
            self._faults.add(Locus(path=self._folder), f"links to folders are not followed, put folders there: {names}")
        paths = scenario_paths(self._root, self._folder)
        if not paths:
            self._faults.add(Locus(path=self._folder), "holds no scenario; write one a file")
        if len(paths) > MOST_SCENARIOS:
            told = (
                f"holds {len(paths):,} scenarios, and a suite has {MOST_SCENARIOS:,} at the most; make several suites"
            )
            self._faults.add(Locus(path=self._folder), told)
            return ()
        documents = self._all(partial(self._read, path) for path in paths)
        self._fields = frozenset(field for each in documents for field in _fields(each))
        stage = Stage(
            # where the suite itself is not of its form, scenarios are read for their faults alone
            request=self._written.get("request", "") if self._well_formed else "…",
            instruction=self._written.get("instruction", INSTRUCTION) if self._well_formed else INSTRUCTION,
            deliverables=asked,
            fields=self._fields,
            called=self._called,
            tools=self._tools(),
            models=self._project.models,
            judge=self._project.judge,
            read_schema=self._read_schema,
            root=self._root,
        )
        return self._all(partial(parse_scenario, document, stage) for document in documents)

    def _tools(self) -> tuple[ToolFixture, ...]:
        if self._document is None or not self._well_formed:
            return ()
        return self._faults.attempt(partial(tools_of, self._document, self._root)) or ()

    def _checks_folder_fault(self, document: Document) -> None:
        folder = self._written.get("checks_from")
        if folder is not None and (message := folder_fault(self._root, folder)):
            self._faults.add(document.locus("$.checks_from"), f"{folder}: {message}")

    def _rules(self) -> Mapping[str, tuple[RuleEdit, ...]]:
        """What a person says of how prompts are cut; most suites have no such file."""
        path = f"{self._folder}/{RULES_FILE}"
        if not (self._root / path).exists():
            return {}
        return self._faults.attempt(lambda: read_edits(self._read(path), self._cast)) or {}

    def _judge(self) -> JudgePlan:
        written = self._written.get("judge") if self._well_formed else None
        if not written:
            return JudgePlan()
        models = self._project.models
        ids = []
        for locus, model in self._texts("$.judge.models", written.get("models", [])):
            if (exact := agent_file.pinned(model, models)) is None:
                self._faults.add(
                    locus, f"`{shortened(model)}` is no alias and no exact id{did_you_mean(model, models)}"
                )
            else:
                ids.append(exact)
        return JudgePlan(
            models=tuple(ids),
            repeats=_plain(written.get("repeats", 1)),
            reference=tuple(written.get("reference", ())),
            labels_of=tuple(written.get("labels_of", ("person",))),
        )


def scenario_paths(root: Path, folder: str, ending: str = ".yaml") -> list[str]:
    """The scenario files of a suite, relative to the project, in its folder and below, sorted.

    What lies in a folder called `fixtures` is what scenarios put into workspaces, and none itself.
    """
    files = (root / folder).rglob(f"*{ending}")
    paths = sorted(file.relative_to(root).as_posix() for file in files)
    own = (f"{folder}/{SUITE_FILE}", f"{folder}/{RULES_FILE}")
    return [path for path in paths if path not in own and FIXTURES not in path.split("/")]


def _linked_folders(root: Path, folder: str) -> list[str]:
    """The links to folders among a suite's files, sorted: scenarios behind them would go unread."""
    home = root / folder
    found = (place for place in home.rglob("*") if place.is_symlink() and place.is_dir())
    names = sorted(place.relative_to(home).as_posix() for place in found)
    return [name for name in names if FIXTURES not in name.split("/")]


def _idle_fixtures(variants: Sequence[Variant], scenarios: Sequence[Scenario]) -> Iterator[Fault]:
    """Fixtures that no variant may call: what they answer is never asked."""
    fixtures = dict.fromkeys((each.name, each.locus) for scenario in scenarios for each in scenario.tools)
    names = [each for scenario in scenarios for each in scenario.tools]
    granted = {name for variant in variants for name in granted_with(variant, names)}
    for name, locus in fixtures:
        if name not in granted and (name != ASKING or locus.path):
            told = f"no variant may call `{name}`; grant it in a prompt file's `tools`, or take it out"
            yield Fault(locus, f"{told}")


def _fields(document: Document) -> Iterable[str]:
    fields = document.value.get("fields") if isinstance(document.value, dict) else None
    return fields if isinstance(fields, dict) else ()


def _plain(value: Any) -> Any:
    """A list as a tuple; a whole number as one, however it was written: `1e2` is a hundred."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return tuple(value) if isinstance(value, list) else value
