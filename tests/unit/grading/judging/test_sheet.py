"""A sheet: what is asked of a work in one call, what code answers of it, and how the two become grades."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from audition.errors import Locus
from audition.grading.finder import Finder
from audition.grading.grade import judge_and_grade
from audition.grading.judging.judge import RecordedJudge
from audition.grading.judging.prompt import PROMPT_DIGEST, judge_params, sections_of, system_prompt, work_message
from audition.grading.judging.rubric import Standing, fingerprint, sheet_grades
from audition.grading.judging.sheet import Sheet, sheet_of
from audition.grading.passages import Passage, places
from audition.records.criteria import Absent, Criterion, Example, Find
from audition.records.definitions import JudgePlan, Role
from audition.records.evidence import Ending
from audition.records.grades import NotApplicable, Score, Unscored
from audition.records.judgements import Judgement
from audition.records.outcome import OpaqueFile
from tests.fakes import works
from tests.fakes.judging import answered as said_of
from tests.unit.grading.judging.judged import OPUS, rubric, work

RUBRIC = rubric()
HERE = Locus(path="")
QUOTE = "Solara Lines"
PLAN = JudgePlan(models=(OPUS,))


def looks_for(*patterns: str, name="thing", finder="", **fields) -> Criterion:
    """A criterion whose matter is found so."""
    find = [Find(pattern=pattern, locus=HERE) for pattern in patterns]
    if finder:
        find.append(Find(finder=finder, locus=HERE))
    return Criterion(id=name, text=f"Nothing is promised of the {name}.", find=tuple(find), **fields)


def answered(sheet: Sheet, **met: bool | None) -> Judgement:
    """A judgement of everything on a sheet: met with a quote, but where it is told otherwise."""
    said = {name.replace("_", "-"): verdict for name, verdict in met.items()}
    return said_of(sheet, said, evidence=QUOTE, judge=OPUS, asked=OPUS, prompt_digest=PROMPT_DIGEST)


def readings(sheet: Sheet, *judged: Judgement):
    """Grader → reading."""
    return {grade.grader: grade.reading for grade in sheet_grades(sheet, judged or None)}


class Crashing(Finder):
    """Breaks."""

    name = "crashing"

    def find(self, work) -> Iterator[Passage]:
        """Never."""
        raise RuntimeError("no such table")


class Everywhere(Finder):
    """All places."""

    name = "everywhere"

    def find(self, work) -> Iterator[Passage]:
        """The whole work, each place with a note."""
        return (each.piece(each.text, "look here") for each in places(work))


def test_what_nothing_speaks_of_is_answered_by_code():
    """Met or not applicable, as the criterion says, with that reason, and it is not asked."""
    met, out = looks_for("zeppelin"), looks_for("zeppelin", name="other", absent=Absent.NOT_APPLICABLE)
    sheet = sheet_of(work(), None, [met, out])

    assert sheet.asked == ()
    assert readings(sheet) == {
        "criteria/thing": Score(
            value=1.0, passed=True, reason="nothing in the deliverable or the final message speaks of it"
        ),
        "criteria/other": NotApplicable(reason="nothing in the deliverable or the final message speaks of it"),
    }


@pytest.mark.parametrize(
    "change",
    [
        works.put("$.situation", "They fly a ZEPPELIN."),
        works.put("$.situation", "They fly a zep\u200bpelin."),
        works.put("$.situation", "They fly a **Zeppe**lin."),
        works.put("$.unknown_key", ["zeppelin"]),
        works.message("All done. A zeppelin it is."),
        works.deliverable("no: [yaml zeppelin"),
    ],
    ids=["a value", "hidden signs", "emphasis", "a key that no schema knows", "the final message", "broken YAML"],
)
def test_what_a_work_speaks_of_is_asked_wherever_it_stands(change):
    """And the passage is shown, numbered, with its place."""
    sheet = sheet_of(work(change), None, [looks_for("zeppelin")])
    ((_, shown),) = [part for part in sections_of(sheet) if part[0] == "passages"]

    assert [criterion.id for criterion in sheet.asked] == ["thing"]
    assert shown.startswith("thing:\n  1. ")
    assert "eppelin" in shown.lower().replace("*", "")


def test_where_find_only_points_the_judge_is_asked_all_the_same():
    """`absent: ask`."""
    sheet = sheet_of(work(), None, [looks_for("zeppelin", absent=Absent.ASK)])

    assert [criterion.id for criterion in sheet.asked] == ["thing"]
    assert sheet.passages == {}


def test_a_rubrics_criterion_may_be_answered_by_code_too():
    """It is neither asked nor awaited, and its points count as if it had been."""
    looking = replace(RUBRIC, criteria=(*RUBRIC.criteria[:-1], replace(looks_for("zeppelin"), id="last", points=5.0)))
    sheet = sheet_of(work(), looking)
    grades = readings(sheet, answered(sheet))

    assert "last" not in {criterion.id for criterion in sheet.asked}
    assert grades[f"{RUBRIC.id}/last"].passed
    assert grades[RUBRIC.id].passed


def test_a_scenarios_criteria_are_asked_after_the_rubrics_in_the_same_call():
    """The system prompt, which the cache holds, and the form of the answer stay as they are without them."""
    alone, both = sheet_of(work(), RUBRIC), sheet_of(work(), RUBRIC, [looks_for(), looks_for(name="other")])
    before, after = judge_params(OPUS, alone), judge_params(OPUS, both)
    message = after["messages"][0]["content"]

    assert (after["system"], after["output_config"]) == (before["system"], before["output_config"])
    assert "- thing: Nothing is promised of the thing.\n- other: " in message.partition("<data-")[0]
    assert message.rstrip(".").endswith(f"{RUBRIC.criteria[-1].id}, thing, other")


def test_criteria_alone_are_asked_without_a_rubric():
    """A suite need not have one."""
    sheet = sheet_of(work(), None, [looks_for()])

    assert sheet.id == "criteria"
    assert "This work is held against these criteria alone" in work_message(sheet)
    assert "The criteria that every work is held against" not in system_prompt(sheet.rubric)
    assert list(readings(sheet, answered(sheet))) == ["criteria/thing"]


def test_facts_are_shown_as_reference_and_only_those_named():
    """Inside the fence, marked; a scenario that does not state one shows the others."""
    judged = work()
    fact, value = next((name, value) for name, value in judged.facts.items() if isinstance(value, str))
    sheet = sheet_of(judged, RUBRIC, reference=[fact, "no_such_fact"])
    ((_, shown),) = [part for part in sections_of(sheet) if part[0] == "reference"]

    assert shown == f"{fact}: {value}\n" or value in shown
    assert len(shown.splitlines()) == 1
    assert "reference" not in {name for name, _ in sections_of(sheet_of(judged, RUBRIC))}


def test_the_examples_of_a_criterion_never_stand_in_the_prompt():
    """A judge that was shown the answers would prove nothing."""
    told = replace(looks_for(), examples=(Example(text="A zeppelin was promised.", met=False, locus=HERE),))

    assert judge_params(OPUS, sheet_of(work(), RUBRIC, [told])) == judge_params(
        OPUS, sheet_of(work(), RUBRIC, [looks_for()])
    )


def test_a_passage_without_end_and_passages_without_number_are_shown_in_part():
    """The judge reads the whole work in any case."""
    long = work(works.put("$.situation", "zeppelin " * 5_000), works.put("$.assumptions", ["It flies."] * 40))
    many = sheet_of(long, None, [looks_for("zeppelin", finder="everywhere")], {"everywhere": Everywhere()})
    ((_, shown),) = [part for part in sections_of(many) if part[0] == "passages"]

    assert len(shown.splitlines()) == 42
    assert max(map(len, shown.splitlines())) < 700
    assert shown.splitlines()[-1].endswith("more places")
    assert "(look here)" in shown


BOUND = {
    "another wording": lambda: sheet_of(work(), RUBRIC, [replace(looks_for("Solara"), text="Nothing is offered.")]),
    "another criterion": lambda: sheet_of(work(), RUBRIC, [looks_for("Solara"), looks_for(name="more")]),
    "other passages": lambda: sheet_of(work(), RUBRIC, [looks_for("Lines")]),
    "another reference": lambda: sheet_of(work(), RUBRIC, [looks_for("Solara")], reference=list(work().facts)[:1]),
    "none of the scenario's": lambda: sheet_of(work(), RUBRIC),
}


@pytest.mark.parametrize("other", BOUND.values(), ids=BOUND)
def test_a_judgement_answers_for_what_was_asked_in_its_call_alone(other):
    """Rubric, the scenario's criteria, reference and passages: it is found by them, and grades nothing else."""
    asked = sheet_of(work(), RUBRIC, [looks_for("Solara")])
    said = answered(asked)
    kept = RecordedJudge([said], PLAN)

    assert asyncio.run(kept.judge(asked)) == (said,)
    assert kept.given(other(), OPUS, 0) is None
    assert {type(reading) for reading in readings(other(), said).values()} == {Unscored}


def test_points_alone_and_the_order_of_the_file_ask_nothing_new():
    """What the judge is told is the same, so what it said stands."""
    asked = sheet_of(work(), RUBRIC, [looks_for("Solara")])

    assert RecordedJudge([answered(asked)], PLAN).given(
        sheet_of(work(), RUBRIC, [looks_for("Solara", points=3.0)]), OPUS, 0
    )


def test_a_rubric_by_itself_is_bound_as_it_was_before_there_were_sheets():
    """What was judged by it alone stays good."""
    assert sheet_of(work(), RUBRIC).digest is None


def test_verdicts_on_a_scenarios_criteria_become_grades_of_their_own():
    """Not met with its quote, cannot apply, met; and the rubric's score is of the rubric alone."""
    own = [looks_for(name="one"), looks_for(name="two"), looks_for(name="three")]
    sheet = sheet_of(work(), RUBRIC, own)
    found = readings(sheet, answered(sheet, one=False, two=None))

    assert (found["criteria/one"].passed, found["criteria/one"].quotes[0].text) == (False, QUOTE)
    assert isinstance(found["criteria/two"], NotApplicable)
    assert found["criteria/three"].passed
    assert found[RUBRIC.id].passed


def test_what_the_judge_left_out_leaves_the_whole_call_unscored_but_what_code_said():
    """Nobody knows what else it did not read."""
    sheet = sheet_of(work(), RUBRIC, [looks_for(name="asked"), looks_for("zeppelin", name="silent")])
    whole = answered(sheet)
    found = readings(sheet, replace(whole, verdicts=whole.verdicts[:-1]))

    assert "lacks asked" in found["criteria/asked"].reason
    assert isinstance(found[RUBRIC.id], Unscored)
    assert found["criteria/silent"].passed


def test_where_nobody_judged_each_criterion_of_the_scenario_says_so():
    """Nothing broke, and nothing is known: those that code could answer wait for the others, too."""
    found = readings(sheet_of(work(), RUBRIC, [looks_for(name="asked"), looks_for("zeppelin", name="silent")]))

    assert list(found) == [RUBRIC.id, "criteria/asked", "criteria/silent"]
    assert all("not judged" in reading.reason for reading in found.values())


def test_a_panel_reads_a_scenarios_criteria_by_majority():
    """As it does a rubric's."""
    sheet = sheet_of(work(), None, [looks_for()])
    panel = [answered(sheet), answered(sheet, thing=False), answered(sheet, thing=False)]

    assert readings(sheet, *panel)["criteria/thing"].reason == "It says so. (2 of 3 verdicts)"


def test_a_finder_that_crashes_leaves_its_criterion_unscored_and_unasked():
    """The instrument broke; the other criteria are read."""
    own = [looks_for(finder="crashing", name="broken"), looks_for(name="whole")]
    sheet = sheet_of(work(), None, own, {"crashing": Crashing()})
    found = readings(sheet, answered(sheet))

    assert found["criteria/broken"].reason == (
        "a finder of the criterion 'broken' crashed: RuntimeError: no such table"
    )
    assert found["criteria/whole"].passed


NOTHING = {
    "refused": (works.ended(Ending.REFUSED),),
    "no file and no words": (works.deliverable(None), works.message("")),
    "a file that is no text": (works.deliverable(OpaqueFile(kind="binary", bytes=9)), works.message("")),
}


@pytest.mark.parametrize("changes", NOTHING.values(), ids=NOTHING)
def test_a_work_of_which_nothing_can_be_read_is_put_before_nobody(changes):
    """What a criterion asks for is not there, and the reason says why."""
    sheet = sheet_of(work(*changes), RUBRIC, [looks_for()])
    found = readings(sheet)

    assert sheet.asked == ()
    assert all(reading.reason.startswith(("not met: ", "0 of")) for reading in found.values())
    assert not any(reading.passed for reading in found.values())


def test_without_a_deliverable_the_final_message_is_read():
    """It is asked about, and its passages are shown."""
    left = work(works.deliverable(None), works.message("I could not write it. A zeppelin took the file."))
    sheet = sheet_of(left, None, [looks_for("zeppelin"), looks_for("airship", name="other")])

    assert [criterion.id for criterion in sheet.asked] == ["thing"]
    assert "1. the final message: A zeppelin took the file." in work_message(sheet)
    assert readings(sheet)["criteria/other"].reason.startswith("not judged")


def test_a_calibrated_judge_requires_and_gates_by_a_scenarios_criteria():
    """One instrument for all of them, whichever scenario asks; another prompt or model is another."""
    own = [looks_for(name="must", required=True), looks_for(name="may"), looks_for("zeppelin", name="silent")]
    sheet = sheet_of(work(), RUBRIC, own)
    said = answered(sheet)
    print_ = fingerprint((said,), "criteria")
    gate = replace(works.suite().gate, points=("criteria",))

    def roles(of: Judgement) -> dict[str, Role]:
        standing = Standing(gate=gate, calibrated={"criteria": print_})
        return {
            grade.grader: grade.role for grade in sheet_grades(sheet, (of,), standing) if "criteria/" in grade.grader
        }

    assert roles(said) == {
        "criteria/must": Role.REQUIRED,
        "criteria/may": Role.GATE,
        "criteria/silent": Role.GATE,
    }
    assert set(roles(replace(said, judge="claude-haiku-4-5")).values()) == {Role.INFORMS}
    assert fingerprint((replace(said, rubric_digest="0" * 64),), "criteria") == print_


def test_a_suites_graders_put_a_scenarios_criteria_on_the_shared_rubrics_sheet_alone():
    """Adherence to one playbook is asked in a call of its own, without them and without reference."""
    suite = works.suite()
    trial = works.trial("brisk-rival-quay-0")
    with_own = tuple(
        replace(each, criteria=(looks_for(),)) if each.id == trial.id.scenario else each for each in suite.scenarios
    )
    graders = replace(
        works.graders(), suite=replace(suite, scenarios=with_own, judge=replace(suite.judge, reference=("dues",)))
    )
    judge = _Noting()
    grades = asyncio.run(judge_and_grade(trial, graders, judge))
    asked = {sheet.id: (len(sheet.own), list(sheet.reference)) for sheet in judge.sheets}

    assert asked["quality"] == (1, ["dues"])
    assert asked["adherence-brisk"] == (0, [])
    assert [grade.grader for grade in grades].count("criteria/thing") == 1


class _Noting:
    """Judges nothing, and notes what it was asked."""

    capped = None

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []

    async def judge(self, sheet: Sheet) -> NotApplicable:
        """Keeps the sheet."""
        self.sheets.append(sheet)
        return NotApplicable(reason="not judged: a test")
