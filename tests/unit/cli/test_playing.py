"""What a reader hears of a run while it plays."""

import asyncio
import io
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta

import pytest

from audition.cli.playing import Watched
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.running.progress import Status

TRIAL = Trial(
    id=TrialId("one", "agent/plain", 0),
    origin=Origin.LIVE,
    ending=Ending.FINISHED,
    messages=(),
    turns=(),
    inputs={},
    outcome={},
)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was said on standard error."""
    return capsys.readouterr().err.splitlines()


def test_the_parts_of_a_run_are_counted_together(capsys: pytest.CaptureFixture[str]):
    """A sequential run begins again after each look."""

    async def scene() -> None:
        with Watched() as watched:
            for _ in range(2):
                watched.begins(2, None)
                watched.started(TRIAL.id)
                watched.finished(TRIAL, ())
                watched.started(TRIAL.id)
            watched.interrupted()

    asyncio.run(scene())
    (line,) = lines(capsys)

    assert line.startswith("2 of 4 trials done · 1 running · interrupted: what is running is finished first")


def test_a_log_hears_of_a_run_in_which_nothing_finishes_and_not_twice_the_same(capsys: pytest.CaptureFixture[str]):
    """Calls that wait for a limit or a batch may do so for an hour."""
    status = Status(running=0, waiting=3, why="the limit opens in 9 s", spent_usd=0.5, cap_usd=2.0, from_cache=0)

    async def scene() -> None:
        with Watched(every_seconds=0.01) as watched:
            watched.begins(3, lambda: status)
            await asyncio.sleep(0.1)

    asyncio.run(scene())

    assert lines(capsys) == [
        "0 of 3 trials done · 0 running · 0 calls under way · 3 waiting (the limit opens in 9 s) · $0.50 of $2.00"
    ]


def test_a_run_whose_reader_has_gone_goes_on_untold():
    """The terminal was closed, or what read the log has ended."""

    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(5, "Input/output error")

    async def scene() -> None:
        with Watched(every_seconds=0.01) as watched:
            watched.begins(1, None)
            await asyncio.sleep(0.05)
            watched.interrupted()

    with redirect_stderr(Gone()):
        asyncio.run(scene())


@pytest.mark.parametrize(("unpriced", "told"), [(0, "$0.00"), (7, "$0.00 · 7 of unknown price")])
def test_a_call_of_unknown_price_is_never_told_as_free(unpriced: int, told: str, capsys: pytest.CaptureFixture[str]):
    """It is in no sum, so it stands beside the sum; where every price is known nothing is said."""
    status = Status(running=1, waiting=0, why="", spent_usd=0.0, unpriced=unpriced, cap_usd=None, from_cache=0)

    async def scene() -> None:
        with Watched() as watched:
            watched.begins(1, lambda: status)
            watched.interrupted()

    asyncio.run(scene())
    (line,) = lines(capsys)

    assert f" · 1 call under way · {told} · interrupted" in line


def test_answers_of_earlier_runs_are_told_with_their_age(capsys: pytest.CaptureFixture[str]):
    """They cost nothing and prove nothing new."""
    old = datetime.now(UTC) - timedelta(days=3)
    status = Status(running=0, waiting=0, why="", spent_usd=0.0, cap_usd=None, from_cache=4, oldest=old)

    async def scene() -> None:
        with Watched() as watched:
            watched.begins(3, lambda: status)
            watched.interrupted()

    asyncio.run(scene())
    (line,) = lines(capsys)

    assert "4 from the cache, up to 3 days old" in line
