"""Twelve weeks of a scripted agent with three planted changes: history and weekly runs name each for what it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.errors import UsageError
from audition.models.protocol import Subject
from audition.models.scripted import Script, ScriptedModel
from audition.records.accepted import Occasion, SheetGrader, SheetScores
from audition.records.attribution import Cause
from audition.records.definitions import Role
from audition.records.grades import GraderKind
from audition.records.history import History
from audition.records.weekly import Finding, WeeklyLine
from audition.reporting.terminal.history import history_lines
from audition.running.order import Order
from audition.running.plan import Selection
from audition.store.history import read_history
from audition.usecases.accept import accept
from audition.usecases.history import history, history_of
from audition.usecases.run import run
from audition.usecases.weekly import weekly
from docs.examples.five_verdicts import CAREFUL, HASTY, Clerk
from tests.fakes.letters import project

START = datetime(2026, 9, 7, 6, tzinfo=UTC)
SCENARIOS = ("lost-card", "late-fee", "opening-hours")
STEADY, WORSE = 0.93, 0.60


class Renamed:
    """A scripted model that answers under another model's id."""

    def __init__(self, script: Script, seed: int, model: str) -> None:
        self._inner = ScriptedModel(script, seed=seed)
        self.origin = self._inner.origin
        self._model = model

    def open(self, subject: Subject):
        """A conversation whose turns name the model."""
        conversation, model = self._inner.open(subject), self._model

        class Conversation:
            recording = None

            async def reply(self, request):
                found = await conversation.reply(request)
                return replace(found, turn=replace(found.turn, model=model))

        return Conversation()


def order(week: int, care: float, model: str) -> Order:
    """The week's order: careful alone, five trials a case."""
    return Order(
        player=Loop(Renamed(Clerk(care={CAREFUL: care, HASTY: care}), seed=week, model=model)),
        selection=Selection(variants=(CAREFUL,)),
        clock=lambda: START + timedelta(weeks=week),
    )


def weeks(root: Path, *, step: int, model_change: int, number: int = 12) -> list[WeeklyLine]:
    """The weekly line of each week, after a baseline of twenty trials in week 0."""
    first = replace(order(0, STEADY, "claude-one"), selection=Selection(variants=(CAREFUL,), trials=20))
    accept(root, str(run(root, first).path))
    lines = []
    for week in range(1, number + 1):
        care = WORSE if week >= step else STEADY
        model = "claude-two" if week >= model_change else "claude-one"
        found = weekly(root, order(week, care, model))
        lines += found.lines
    return lines


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[Path, list[WeeklyLine]]:
    """Twelve weeks with a model change in week 5 and a step behind unchanged digests in week 8."""
    root = project(tmp_path_factory.mktemp("planted"), SCENARIOS)
    return root, weeks(root, step=8, model_change=5)


def judged(root: Path, judge_change: int) -> History:
    """The history with a judge's scores added to every week; another judge from a week on."""
    entries = []
    for week, entry in enumerate(read_history(root / "evals/history/clerk.jsonl")):
        (sheet,) = entry.sheets.values()
        prints = "judge-two/p/2" if week >= judge_change else "judge-one/p/1"
        rubric = SheetGrader(
            grader="manners",
            kind=GraderKind.RUBRIC,
            role=Role.INFORMS,
            version="r1",
            fingerprint=prints,
            scores=tuple(SheetScores(scenario=case.scenario, marks="p" * len(case.index)) for case in sheet.cases),
        )
        entries.append(replace(entry, sheets={CAREFUL: replace(sheet, graders=(*sheet.graders, rubric))}))
    return history_of("clerk", entries)


def test_the_model_change_is_marked_in_its_week_and_no_other(planted):
    """Week 5 answers under another id, and history says from which to which."""
    (series,) = history(planted[0], None).series
    marked = {
        number: marker.detail
        for number, point in enumerate(series.points)
        for marker in point.markers
        if marker.cause is Cause.MODEL
    }

    assert marked == {5: "claude-one → claude-two"}


def test_a_step_behind_unchanged_digests_is_confirmed_and_called_drift_or_noise(planted):
    """From week 8 on it is confirmed; the week before had the same digests, and the older change stands apart."""
    _, lines = planted
    found = {week: line for week, line in enumerate(lines, 1) if line.finding is Finding.REGRESSED}

    assert {8, 9, 10, 11, 12} == set(found)
    assert {Cause.MODEL} == {marker.cause for marker in found[8].markers}
    assert found[8].confirmation is not None
    assert (
        "Since the run before, nothing that is recorded differs: the model behind claude-sonnet-5-5, or chance; "
        "changed earlier: model (claude-one → claude-two). `audition run -v careful --live --fresh --cap 5` plays "
        "new trials: a difference that stays is the model's, one that goes was chance. "
        "`audition history` shows when it fell."
    ) == found[8].explanation


def test_weeks_without_a_step_raise_no_alarm(planted):
    """A changed model that works as well as the one before is marked, not blamed."""
    _, lines = planted

    assert set() == {line.finding for line in lines[:7]} - {Finding.QUIET, Finding.UNCONFIRMED}


def test_the_step_stands_in_the_history_with_its_difference(planted):
    """Week 8 alone is told to have nothing recorded behind it, with what to run; digests are what they were."""
    (series,) = history(planted[0], None).series
    fall = series.points[8]

    unseen = [n for n, point in enumerate(series.points) for m in point.markers if m.cause is Cause.UNSEEN]
    lines = "\n".join(history_lines(history(planted[0], None)))

    assert fall.difference is not None
    assert fall.difference.high < 0
    assert {24} == {sum(map(line.count, "●─░·")) for line in lines.splitlines() if "weekly" in line}
    assert unseen == [8]
    assert f"{fall.week} fell; unseen: `audition run -v careful --live --fresh --cap 5` plays new trials" in " ".join(
        lines.split()
    )


def test_another_judge_is_marked_and_its_scores_are_not_held_against_the_one_before(planted):
    """Week 10's judge is named; the gate's difference is reckoned without the judge's scores."""
    (series,) = judged(planted[0], judge_change=10).series
    marked = [n for n, point in enumerate(series.points) if any(m.cause is Cause.JUDGE for m in point.markers)]

    assert marked == [10]


def test_a_step_behind_unchanged_digests_says_what_could_be_behind_it(tmp_path):
    """Under the verdict stands the model behind the same id, or chance, and what to run to tell."""
    root = project(tmp_path, SCENARIOS)
    lines = weeks(root, step=1, model_change=99, number=1)

    assert [line.finding for line in lines] == [Finding.REGRESSED]
    assert lines[0].confirmation is not None
    assert [Cause.UNSEEN] == [change.cause for change in lines[0].confirmation.changes]


def test_with_no_change_planted_there_is_no_alarm(tmp_path):
    """Twelve quiet weeks; what the screen suspects, fresh trials do not confirm."""
    root = project(tmp_path, SCENARIOS)
    lines = weeks(root, step=99, model_change=99)

    assert Finding.REGRESSED not in {line.finding for line in lines}
    assert len(lines) == 12
    assert {Occasion.ACCEPTED, Occasion.WEEKLY} == {
        entry.occasion for entry in read_history(root / "evals/history/clerk.jsonl")
    }


def test_without_a_baseline_nothing_is_played(tmp_path):
    """There is nothing to screen against, which is said before a cent is spent."""
    root = project(tmp_path, SCENARIOS)

    with pytest.raises(UsageError, match="there is no baseline yet"):
        weekly(root, order(1, STEADY, "claude-one"))
    assert [] == list((root / "reports").rglob("*.sqlite"))


def test_the_page_of_the_history_tells_each_week_as_its_own_page_does(planted, audition, tmp_path):
    """What a week says first, newest first; nothing is written where nobody asks for it."""
    root = Path(shutil.copytree(planted[0], tmp_path / "told"))
    folder = tmp_path / "pages"
    last = read_history(root / "evals/history/clerk.jsonl")[-1].week
    said = root / "reports" / last / "letters/findings.json"
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_text('{"headlines": ["▼ careful fell by a third."]}', "utf-8")
    told = audition(root, "history", "--report", str(folder))
    page = (folder / "index.html").read_text("utf-8")
    silent = audition(root, "history")

    assert told.stdout == f"{silent.stdout}Report  {folder / 'index.html'}\n"
    assert page.count('<th scope="row" class="when">') == 13
    assert "found worse, or left under suspicion" in page
    assert "claude-one" in page
    assert page.count("▼ careful fell by a third.") == 1
