"""`pytest evals/`: one item a case, its trials inside it, the suite's verdict at the end; inert elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from audition.usecases.cast import Live
    from audition.usecases.evals import CaseReport, EvalSession
    from audition.usecases.report import Conclusion

MARK = "audition"
FIXTURE = "audition_case"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options, all with the prefix `--audition-`."""
    add = parser.getgroup("audition", "audition: agent prompts in their scenes").addoption
    add("--audition-variant", action="append", default=[], metavar="NAME", help="only this variant (repeatable)")
    add("--audition-scenario", action="append", default=[], metavar="ID", help="only this scenario; globs work")
    add("--audition-tag", action="append", default=[], metavar="TAG", help="only scenarios with this tag (repeatable)")
    add("--audition-trials", type=_positive, metavar="N", help="trials a case (default: as the suite says)")
    add("--audition-concurrency", type=_positive, default=8, metavar="N", help="trials at once (default: 8)")
    add("--audition-live", action="store_true", help="call the Messages API instead of recordings: this spends money")
    add("--audition-max-usd", type=float, metavar="USD", help="with --audition-live: spend at most this, all workers")
    add("--audition-fresh", action="store_true", help="with --audition-live: take no answer of another run")
    add("--audition-report", metavar="DIR", help="write the reports into this folder (default: reports/<run>)")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


class Evals:
    """The suites that one pytest process plays."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        told: dict[str, Any] = getattr(config, "workerinput", {})
        self.stamp: str = told.get("audition_stamp") or f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        """With `token` the identity that all processes of a session share."""
        self.token: str = told.get("audition_token") or secrets.token_hex(2)
        self.worker: str = told.get("workerid", "")
        """Empty where one process plays all."""
        self._workers: int = told.get("workercount", 1)
        self.suites: set[str] = set()
        """Every suite that any process of this session has met."""
        self.conclusions: list[Conclusion] = []
        self._sessions: dict[str, EvalSession] = {}

    def session(self, suite: str) -> EvalSession:
        """The run of a suite, loaded when it is first asked for.

        Raises:
            pytest.UsageError: The definitions are faulty or the selection fits nothing; every fault is named.
        """
        if suite not in self._sessions:
            from audition.errors import AuditionError
            from audition.usecases.evals import EvalSession

            run_id = f"{self.stamp}-{suite}-{self.token}"
            try:
                self._sessions[suite] = EvalSession(
                    root=self._config.rootpath, order=self._order(suite), run_id=run_id, part=self.worker
                )
            except AuditionError as error:
                raise pytest.UsageError(str(error)) from None
            self.suites.add(suite)
        return self._sessions[suite]

    def play(self, suite: str, request: pytest.FixtureRequest) -> CaseReport:
        """The report on the requested case.

        Alone, the first item plays the trials of all selected items at once; among several processes each plays those
        of its own item.
        """
        session = self.session(suite)
        session.play([request.param] if self.worker else list(_selected(request.session.items, suite)))
        return session.report(request.param)

    def conclude(self) -> None:
        """What every suite shows, once all its items are done."""
        folder = self._config.getoption("--audition-report")
        for suite in sorted(self.suites):
            session = self.session(suite)
            if session.played:
                self.conclusions.append(session.conclude(Path(folder) if folder else None))

    def close(self) -> None:
        """Let go of the run files."""
        for session in self._sessions.values():
            session.close()

    def _order(self, suite: str) -> Any:
        from audition.records.findings import Mode
        from audition.running.plan import Selection
        from audition.running.runner import Options
        from audition.usecases.run import Order

        option = self._config.getoption
        selection = Selection(
            variants=tuple(option("--audition-variant")),
            scenarios=tuple(option("--audition-scenario")),
            tags=tuple(option("--audition-tag")),
            trials=option("--audition-trials"),
        )
        return Order(
            suite=suite,
            selection=selection,
            mode=Mode.LIVE if option("--audition-live") else Mode.REPLAY,
            live=self._live(),
            options=Options(concurrency=option("--audition-concurrency")),
        )

    def _live(self) -> Live:
        """How live calls are made; processes that share a session share its cap and divide its width."""
        from audition.usecases.cast import Live

        option = self._config.getoption
        if not option("--audition-live") and (option("--audition-max-usd") or option("--audition-fresh")):
            raise pytest.UsageError("--audition-max-usd and --audition-fresh speak of live calls: add --audition-live")
        return Live(
            cap_usd=option("--audition-max-usd"),
            fresh=option("--audition-fresh"),
            most=max(1, Live().most // self._workers),
            shared=self._workers > 1,
        )


_EVALS = pytest.StashKey[Evals]()


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and what only pytest-xdist calls."""
    config.addinivalue_line("markers", f"{MARK}(suite): the suite whose cases the `{FIXTURE}` fixture takes")
    config.stash[_EVALS] = Evals(config)
    config.pluginmanager.register(_Distribution(config.stash[_EVALS]), "audition-distribution")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item a case of the marked suite, by name."""
    if FIXTURE not in metafunc.fixturenames:
        return
    session = metafunc.config.stash[_EVALS].session(_suite(metafunc.definition))
    ids = [f"{case.scenario}-{case.variant.split('/', 1)[-1]}" for case in session.cases]
    metafunc.parametrize(FIXTURE, session.cases, indirect=True, ids=ids)


@pytest.fixture
def audition_case(request: pytest.FixtureRequest) -> CaseReport:
    """What became of one case; an error where the machinery broke one of its trials."""
    from audition.usecases.evals import properties

    report = request.config.stash[_EVALS].play(_suite(request.node), request)
    request.node.user_properties.extend(properties(report).items())
    if report.broken:
        pytest.fail("\n".join(report.broken), pytrace=False)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Decide once, where all items are known."""
    config = session.config
    evals = config.stash[_EVALS]
    if evals.worker:
        config.workeroutput["audition_suites"] = sorted(evals.suites)  # type: ignore[attr-defined]
        evals.close()
    elif not config.option.collectonly:
        evals.conclude()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The suite's verdict and table, with the next command to type."""
    for conclusion in config.stash[_EVALS].conclusions:
        terminalreporter.section("audition")
        for line in conclusion.summary():
            terminalreporter.write_line(line)


class _Distribution:
    """What pytest-xdist tells the process that hands out items."""

    def __init__(self, evals: Evals) -> None:
        self._evals = evals

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give every worker the session's identity."""
        node.workerinput["audition_stamp"] = self._evals.stamp
        node.workerinput["audition_token"] = self._evals.token

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Hear which suites a worker met."""
        self._evals.suites.update(getattr(node, "workeroutput", {}).get("audition_suites", ()))


def _suite(node: Any) -> str:
    mark = node.get_closest_marker(MARK)
    if mark is None or len(mark.args) != 1:
        raise pytest.UsageError(f'{node.nodeid}: mark it with its suite: pytestmark = pytest.mark.{MARK}("<suite>")')
    return str(mark.args[0])


def _selected(items: list[pytest.Item], suite: str) -> Iterator[Any]:
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if FIXTURE in params and _suite(item) == suite:
            yield params[FIXTURE]
