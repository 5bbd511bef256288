"""`pytest evals/`: one item a case, its trials inside it, the suite's verdict at the end; inert elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from audition.pytest_plugin.options import add_options, header
from audition.pytest_plugin.suites import FIXTURE, MARK, NOTHING, Evals, SuiteOf, case_of

if TYPE_CHECKING:
    from audition.usecases.evals import CaseReport

SECTION_LINES = 25
"""Lines at the session's end for each suite."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options, all with the prefix `--audition-`."""
    add_options(parser)


_EVALS = pytest.StashKey[Evals]()


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and what only pytest-xdist calls."""
    config.addinivalue_line("markers", f"{MARK}(suite): the suite whose cases the `{FIXTURE}` fixture takes")
    config.stash[_EVALS] = Evals(config)
    config.pluginmanager.register(_Distribution(config.stash[_EVALS]), "audition-distribution")


def pytest_report_header(config: pytest.Config) -> str | None:
    """What is not as always: live calls, a baseline to be held against."""
    return header(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item a case of the marked suite, by name; a suite without a case has one that is never run."""
    if FIXTURE in metafunc.fixturenames:
        cases = metafunc.config.stash[_EVALS].cases(metafunc.definition)
        ids = [f"{case.scenario}-{case.variant.split('/', 1)[-1]}" for case in cases]
        metafunc.parametrize(FIXTURE, cases or [NOTHING], indirect=True, ids=ids or ["nothing"])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run nothing on faulty definitions, and no item of a suite without a case."""
    evals = config.stash[_EVALS]
    evals.collected()
    refused = bool(evals.refusals)
    for refusal in dict.fromkeys(evals.refusals):  # so JUnit counts it, and whoever reads that, as an error
        told = pytest.CollectReport(nodeid="audition", outcome="failed", longrepr=refusal, result=None)
        config.hook.pytest_collectreport(report=told)
    left_out = [item for item in items if refused or case_of(item) is NOTHING]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    """What a live session is likely to cost, before it costs anything."""
    return [] if config.option.collectonly else list(config.stash[_EVALS].foretold(items))


@pytest.fixture
def audition_case(request: pytest.FixtureRequest) -> CaseReport:
    """What became of one case; an error where the machinery broke one of its trials."""
    from audition.usecases.evals import properties

    report = request.config.stash[_EVALS].play(request)
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
        config.workeroutput["audition_suites"] = sorted(map(tuple, evals.suites))  # type: ignore[attr-defined]
        config.workeroutput["audition_refusals"] = evals.refusals  # type: ignore[attr-defined]
        config.workeroutput["audition_empty"] = evals.empty  # type: ignore[attr-defined]
        evals.close()
    elif evals.refusals:
        session.exitstatus = pytest.ExitCode.USAGE_ERROR
    elif not config.option.collectonly:
        evals.conclude()
        if evals.objections and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The suite's verdict and table, with the next command to type; why nothing started stands among the errors."""
    from audition.reporting.terminal.results import conclusion_summary

    evals = config.stash[_EVALS]
    said = [(line, {"red": True}) for line in dict.fromkeys(evals.objections)]
    said += [(line, {"yellow": True}) for line in dict.fromkeys(evals.empty)]
    if evals.conclusions or said:
        terminalreporter.write_sep("=", "audition")
    for conclusion in evals.conclusions.values():
        for line in conclusion_summary(conclusion, SECTION_LINES - len(said)):
            terminalreporter.write_line(line)
    for line, colour in said:
        terminalreporter.write_line(line, **colour)
    for command in evals.annotations():
        terminalreporter.write_line(command)


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
        """Hear which suites a worker met, and what kept it from starting."""
        output = getattr(node, "workeroutput", {})
        self._evals.suites.update(SuiteOf(*suite) for suite in output.get("audition_suites", ()))
        self._evals.refusals += output.get("audition_refusals", ())
        self._evals.empty += output.get("audition_empty", ())
