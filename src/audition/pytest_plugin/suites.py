"""The suites that one pytest process plays, from collection to the verdict."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from audition.pytest_plugin.options import baseline_wanted, order_of

if TYPE_CHECKING:
    from audition.errors import Fault
    from audition.records.results import Conclusion
    from audition.usecases.evals import CaseReport, EvalSession

MARK = "audition"
FIXTURE = "audition_case"
NOTHING = "nothing"
"""Stands for the case of a suite without one."""


def case_of(item: pytest.Item) -> Any:
    """The case that an item takes; None: it takes none."""
    return getattr(getattr(item, "callspec", None), "params", {}).get(FIXTURE)


class SuiteOf(NamedTuple):
    """A suite of one project."""

    root: str
    """The project's folder."""
    id: str


class Evals:
    """The suites that one pytest process plays."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        told: dict[str, Any] = getattr(config, "workerinput", {})
        self._stamp: str = told.get("audition_stamp", "")
        self.token: str = told.get("audition_token") or secrets.token_hex(2)
        """With `stamp` the identity that all processes of a session share."""
        self.worker: str = told.get("workerid", "")
        """Empty where one process plays all."""
        self._workers: int = told.get("workercount", 1)
        self.suites: set[SuiteOf] = set()
        """Every suite that any process of this session has met."""
        self.refusals: list[str] = []
        """Why the session cannot start."""
        self._elsewhere: list[str] = []
        """What was selected and a suite has not."""
        self.empty: list[str] = []
        """Why a suite has no case to play."""
        self.faults: list[Fault] = []
        """What of that is wrong with definitions, as far as this process has met it."""
        self.conclusions: dict[SuiteOf, Conclusion] = {}
        self.objections: list[str] = []
        """Why the session fails though its items may all have passed."""
        self._sessions: dict[SuiteOf, EvalSession] = {}
        self._broken: dict[SuiteOf, str] = {}

    @cached_property
    def stamp(self) -> str:
        """Day and time in the names of this session's runs: later than those that its projects hold."""
        return self._stamp or _new_stamp(self._config)

    def cases(self, node: Any) -> list[Any]:
        """The cases of a test's suite; without any, `refusals` or `empty` says why."""
        from audition.errors import AuditionError, DefinitionError, NothingSelected, NotInSuite

        try:
            return list(self.session(self.suite_of(node)).cases)
        except NothingSelected as nothing:
            self.empty.append(str(nothing))
        except NotInSuite as unknown:
            self._elsewhere.append(str(unknown))
        except (AuditionError, pytest.UsageError) as refusal:
            self.refusals.append(str(refusal))
            self.faults += refusal.faults if isinstance(refusal, DefinitionError) else ()
        return []

    def collected(self) -> None:
        """Every suite has been asked: what is selected and only some have is no slip, what none has is one."""
        if not self._sessions:
            self.refusals += self._elsewhere

    def suite_of(self, node: Any) -> SuiteOf:
        """The suite that a test is marked with, in the project that holds its file.

        Raises:
            UsageError: It has no such mark, or lies in no project.
        """
        from audition.project.world import places_of

        mark = node.get_closest_marker(MARK)
        if mark is None or len(mark.args) != 1:
            raise pytest.UsageError(
                f'{node.nodeid}: mark it with its suite: pytestmark = pytest.mark.{MARK}("<suite>")'
            )
        return SuiteOf(str(places_of(node.path.parent).root), str(mark.args[0]))

    def session(self, suite: SuiteOf) -> EvalSession:
        """The run of a suite, loaded when it is first asked for.

        Raises:
            AuditionError: The definitions are faulty, the selection fits nothing, or there is no baseline.
        """
        if suite not in self._sessions:
            from audition.usecases.evals import EvalSession

            self._sessions[suite] = EvalSession(
                root=Path(suite.root),
                order=order_of(self._config, suite.id, self._workers),
                run_id=f"{self.stamp}-{suite.id}-{self.token}",
                part=self.worker,
                against=baseline_wanted(self._config),
            )
            self.suites.add(suite)
        return self._sessions[suite]

    def foretold(self, items: list[pytest.Item]) -> Iterator[str]:
        """What each live suite is likely to cost, and whether the cap can do; nothing in replay."""
        if not self._config.getoption("--audition-live"):
            return
        from audition.reporting.terminal.prices import foretold

        for suite in sorted(self.suites):
            if selected := set(self._selected(items, suite)):
                session = self.session(suite)
                session.choose(selected)
                cap_usd = self._config.getoption("--audition-max-usd")
                yield f"{suite.id}: {foretold(*session.price(), cap_usd, cap='--audition-max-usd', unjudged='')}"

    def play(self, request: pytest.FixtureRequest) -> CaseReport:
        """The report on the requested case.

        Alone, the first item plays the trials of all selected items at once; among several processes each plays those
        of its own item. When the machinery cannot go on, every further item is told so at once.
        """
        from audition.errors import AuditionError

        suite = self.suite_of(request.node)
        session, selected = self.session(suite), set(self._selected(request.session.items, suite))
        session.choose(selected)
        if suite not in self._broken:
            try:
                session.play([request.param] if self.worker else selected)
            except AuditionError as error:
                self._broken[suite] = str(error)
        if suite in self._broken:
            pytest.fail(self._broken[suite], pytrace=False)
        return session.report(request.param)

    def conclude(self) -> None:
        """What every suite shows, once all its items are done."""
        from audition.errors import AuditionError

        for suite in sorted(self.suites):
            session = self.session(suite)
            if session.played:
                try:
                    conclusion = session.conclude(self._report_folder(suite.id))
                except AuditionError as error:
                    self.objections.append(f"{suite.id}: {error}")
                    continue
                self.conclusions[suite] = conclusion
                fail_on = self._config.getoption("--audition-fail-on")
                self.objections += session.objections(conclusion.findings, fail_on)

    def _report_folder(self, suite: str) -> Path | None:
        """Where a suite's reports go; several suites share the folder that was named, each in one of its own."""
        folder = self._config.getoption("--audition-report")
        if not folder:
            return None
        return Path(folder) / suite if len(self.suites) > 1 else Path(folder)

    def annotations(self) -> Iterator[str]:
        """What failed and what is faulty, for a runner of GitHub's; nothing where none reads the log."""
        if os.environ.get("GITHUB_ACTIONS") != "true" or not (self.faults or self.conclusions):
            return
        from audition.reporting.annotations import below_top, of_faults, of_findings

        here = self._config.rootpath
        yield from of_faults(self.faults, below_top(os.environ, here))
        for suite, conclusion in self.conclusions.items():
            yield from of_findings(conclusion.findings, below_top(os.environ, Path(suite.root)))

    def close(self) -> None:
        """Let go of the run files."""
        for session in self._sessions.values():
            session.close()

    def _selected(self, items: list[pytest.Item], suite: SuiteOf) -> Iterator[Any]:
        for item in items:
            case = case_of(item)
            if case is not None and self.suite_of(item) == suite:
                yield case


def _new_stamp(config: pytest.Config) -> str:
    from audition.errors import AuditionError
    from audition.loading.project import find_project
    from audition.project.places import Places
    from audition.store.run_ids import new_stamp

    folders = []
    for named in config.args:
        place = config.invocation_params.dir / named.split("::", 1)[0]
        with suppress(AuditionError):  # what lies in no project plays no suite
            folders.append(Places(Path(find_project(place).root)).runs)
    return new_stamp(datetime.now(UTC), folders)
