"""The whole reference, in order."""

from __future__ import annotations

from collections.abc import Iterator

from audition import errors
from audition.usecases.exchange import SCORE_MEANING, TRIAL_MEANING
from scripts.reference.checks import check_sections, finder_section
from scripts.reference.commands import command_sections, pytest_table
from scripts.reference.schemas import findings_sections, schema_sections
from scripts.reference.tables import table

PATH = "docs/reference.md"

_HEAD = """# Reference

Made from the code by `python -m scripts.reference`; a test holds it up to date. It says what there is; what it is for
stands in the pages beside it ([index](README.md)).

- [Commands](#commands) · [pytest](#pytest-evals) · [exit codes](#exit-codes)
- [Checks](#checks) · [finders](#finders) · [agent files](#agent-files), [suites](#suites), [scenarios](#scenarios),
  [rubrics](#rubrics), [settings](#settings)
- [Run file](#run-file) · [scores and trials as rows](#scores-and-trials-as-rows) ·
  [findings as JSON](#findings-as-json)
"""

_RUN_FILE = """## Run file

One SQLite file a run, `reports/runs/<run>.sqlite`: its tables are on [a page of their own](run-file.md)."""

_ROWS = """## Scores and trials as rows

`audition export` writes one row a score, as JSON lines or as CSV. `audition.load(run)` gives the same scores, and the
trials, as pandas frames: `frames.scores` and `frames.trials`. There each trial's gate score stands among the scores."""


def reference() -> str:
    """The page."""
    return "\n\n".join(_parts()).rstrip() + "\n"


def _parts() -> Iterator[str]:
    yield _HEAD.rstrip()
    yield from command_sections()
    yield pytest_table()
    yield f"## Exit codes\n\n{table(['Code', 'When'], _exit_codes())}"
    yield from check_sections()
    yield finder_section()
    yield from schema_sections()
    yield _RUN_FILE
    yield _ROWS
    yield table(["Column of a score", "Meaning"], SCORE_MEANING.items())
    yield table(["Column of a trial", "Meaning"], TRIAL_MEANING.items())
    yield from findings_sections()


def _exit_codes() -> Iterator[tuple[str, str]]:
    yield "0", "fine"
    yield "1", "a required check failed, or a comparison with the past regressed"
    kinds = [errors.UsageError, errors.RecordingMiss, errors.EngineError, errors.BudgetMet, errors.NothingSelected]
    for code in sorted({kind.exit_code for kind in kinds}):
        told = [kind.__doc__.split("\n")[0].rstrip(".") for kind in kinds if kind.exit_code == code and kind.__doc__]
        yield str(code), "; or ".join(text[0].lower() + text[1:] for text in told)
    yield "130", "interrupted; what was finished is kept"
