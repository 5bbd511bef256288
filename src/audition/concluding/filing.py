"""Puts reports into files: each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from audition.analysis.grid import grid_of
from audition.errors import StoreError
from audition.records.comparison import Findings
from audition.records.grid import Cell, Place
from audition.records.history import History, Trail
from audition.records.mutation import Mutation
from audition.reporting.findings_json import write_findings
from audition.reporting.formats import FORMATS
from audition.reporting.junit import write_junit
from audition.reporting.markdown import markdown_report
from audition.reporting.mutation_markdown import mutation_markdown
from audition.reporting.scores_csv import write_scores
from audition.store.json_files import draft_of
from audition.store.run_file import RunFile

Runs = Mapping[str, RunFile]
"""Run id → its open file."""


def file_reports(findings: Findings, runs: Runs, folder: Path, formats: Iterable[str]) -> tuple[Path, ...]:
    """Write the findings in these formats, of `FORMATS`; the paths, in its order.

    On GitHub the Markdown also goes into the step's summary.

    Raises:
        StoreError: A report cannot be written; what was there before is untouched.
    """
    wanted = set(formats)
    paths = []
    for form, name in FORMATS.items():
        if form in wanted:
            with _replacing(folder / name) as out:
                _WRITERS[form](findings, runs, out)
            paths.append(folder / name)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and paths:
        with _told(Path(summary)), Path(summary).open("a", encoding="utf-8") as out:
            out.write(markdown_report(findings))
    return tuple(paths)


def file_mutation(mutation: Mutation, folder: Path) -> tuple[Path, ...]:
    """Write what mutants show as pages; their paths.

    Raises:
        StoreError: As `file_reports`.
    """
    from audition.reporting.html.mutation import write_mutation_html

    page, text = folder / "index.html", folder / "mutants.md"
    with _replacing(page) as out:
        write_mutation_html(mutation, out)
    with _replacing(text) as out:
        out.write(mutation_markdown(mutation))
    return page, text


def file_history(
    history: History, trails: Mapping[str, Sequence[Trail]], says: Mapping[str, str], folder: Path
) -> Path:
    """Write an agent's history as a page; its path.

    Raises:
        StoreError: As `file_reports`.
    """
    from audition.reporting.html.history import write_history_html

    page = folder / FORMATS["html"]
    with _replacing(page) as out:
        write_history_html(history, trails, says, out)
    return page


def _html(findings: Findings, runs: Runs, out: TextIO) -> None:
    from audition.reporting.html.evidence import Evidence
    from audition.reporting.html.page import write_html

    grid: dict[Place, Cell] = {}
    for name, run in runs.items():
        grid |= grid_of(name, run.marks())
    write_html(findings, Evidence(runs, findings.sides), grid, out)


def _markdown(findings: Findings, runs: Runs, out: TextIO) -> None:  # noqa: ARG001  # every writer takes the same
    out.write(markdown_report(findings, "index.html"))


def _json(findings: Findings, runs: Runs, out: TextIO) -> None:  # noqa: ARG001
    write_findings(findings, out)


def _csv(findings: Findings, runs: Runs, out: TextIO) -> None:  # noqa: ARG001
    write_scores(runs.values(), out)


def _junit(findings: Findings, runs: Runs, out: TextIO) -> None:
    expected = {failure.known for failure in findings.failures if failure.expected}
    write_junit(runs.values(), out, expected)


_WRITERS: Mapping[str, Callable[[Findings, Runs, TextIO], None]] = {
    "html": _html,
    "md": _markdown,
    "json": _json,
    "csv": _csv,
    "junit": _junit,
}


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A file to write, which gets its name when it is whole."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = draft_of(path)
        try:
            with draft.open("x", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
                yield out
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}; choose another folder") from error
