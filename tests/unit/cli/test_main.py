"""How a command ends: the exit code of every end, and what is said of it."""

import ast
import subprocess
import sys

import click
import pytest

from audition.cli import _run
from audition.errors import (
    AuditionError,
    BudgetMet,
    DefinitionError,
    EngineError,
    Fault,
    Locus,
    NothingSelected,
    RecordingMiss,
    StoreError,
    UsageError,
)


class Command:
    """Ends as it is told to."""

    def __init__(self, end) -> None:
        self._end = end

    def main(self, **_):
        if isinstance(self._end, BaseException):
            raise self._end
        return self._end


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (None, 0),
        (0, 0),
        (1, 1),
        (130, 130),
        (UsageError("no such run"), 2),
        (DefinitionError([Fault(Locus(path="suite.yaml", line=3), "wrong")]), 2),
        (RecordingMiss("another prompt"), 2),
        (EngineError("the disk is full"), 3),
        (StoreError("the disk is full"), 3),
        (BudgetMet("the cap is met"), 4),
        (NothingSelected("no case"), 5),
        (click.UsageError("no such option"), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("a fault of ours"), 3),
    ],
)
def test_every_end_has_its_exit_code(end: object, code: int):
    """1 is kept for work that failed or got worse: nothing else ends with it."""
    assert code == _run(Command(end))


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("run", "--help")])
def test_help_is_answered_without_what_takes_long_to_import(words: tuple[str, ...]):
    """Whoever asks is waiting."""
    told = "import sys\nfrom audition.cli import main\ntry:\n    main()\nfinally:\n    print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told, *words], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(done.stdout.splitlines()[-1]))

    assert "click" in loaded
    assert not loaded & {"anthropic", "asyncio", "genai_prices", "jinja2", "jsonschema", "numpy", "pandas", "yaml"}


def test_what_was_foreseen_is_said_as_it_stands(capsys: pytest.CaptureFixture[str]):
    """On standard error, without a traceback."""
    _run(Command(AuditionError("the store is locked")))

    assert capsys.readouterr() == ("", "the store is locked\n")


def test_a_crash_of_ours_shows_its_traceback(capsys: pytest.CaptureFixture[str]):
    """For whoever mends it; and it says that the fault is not the reader's."""
    _run(Command(ZeroDivisionError("a fault of ours")))
    out, err = capsys.readouterr()

    assert out == ""
    assert "Traceback" in err
    assert "ZeroDivisionError: a fault of ours" in err
    assert err.endswith("audition itself broke; what was finished is kept\n")
