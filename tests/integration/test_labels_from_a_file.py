"""`audition judge label --from`: labels that somebody gave elsewhere, and what a judge is worth by them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from audition.grading.judging.sheet import digest_of
from audition.project.world import load_world
from audition.records.judgements import Judgement, Verdict
from audition.store.judgements import write_judgement
from audition.store.labels import read_labels
from audition.usecases.judge.works import load_works
from tests.fakes import labelled
from tests.fakes.labelled import SUITE
from tests.integration.conftest import Run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Recorded letters with a rubric, a criterion of each scenario, and what a judge answered on all works by hand."""
    root = labelled.project(tmp_path, "judge_labels: 8\n  judge_kappa: 0.1\n  ")
    for work, found in met(root).items():
        judge(root, work, found)
    return root


def works(root: Path) -> dict[Any, Any]:
    """Trial → work."""
    return {work.trial.id: work for work in load_works(root, None, None).works}


def met(root: Path) -> dict[Any, dict[str, bool]]:
    """Trial → criterion → what is so: every other work is warm, the others are short, and a third of all thanks."""
    return {
        trial: {"warm": place % 2 == 0, "short": place % 2 == 1, "thanks": place % 3 == 0}
        for place, trial in enumerate(sorted(works(root)))
    }


def judge(root: Path, trial: Any, found: dict[str, bool]) -> None:
    """A judgement given by hand: what is so, quoted from the letter."""
    world = load_world(root, None)
    work = works(root)[trial]
    sheet = world.graders.sheet(work, world.suite.rubrics[0])
    verdicts = tuple(
        Verdict(criterion=name, met=so, evidence="Town Library" if so else "", reason="so it reads")
        for name, so in found.items()
    )
    judgement = Judgement(
        trial=trial,
        rubric="tone",
        rubric_digest=sheet.rubric.digest,
        judge="claude",
        prompt_digest=None,
        work_digest=digest_of(work),
        verdicts=verdicts,
        provenance="Given by hand for a test.",
        sheet_digest=sheet.digest,
    )
    write_judgement(world.places.judgements("clerk"), judgement)


def entry(trial: Any, criterion: str, so: bool, **changes: Any) -> dict[str, Any]:
    """One answer, as a file holds it."""
    opinion = "met" if so else "not_met"
    known = {"trial": str(trial), "criterion": criterion, "opinion": opinion, "rater": "ann", "rater_kind": "model"}
    return known | changes


def take(root: Path, audition: Run, entries: list[dict[str, Any]]) -> Any:
    """What the command says to a file of these."""
    (root / "labels.json").write_text(json.dumps(entries), "utf-8")
    return audition(root, "judge", "label", "--from", "labels.json")


def everything(root: Path, **changes: Any) -> list[dict[str, Any]]:
    """What is so, as one rater's labels."""
    return [entry(trial, name, so, **changes) for trial, found in met(root).items() for name, so in found.items()]


def test_labels_of_a_file_are_kept_by_instrument_and_rater(root: Path, audition: Run):
    """Those of the rubric's criteria in its own file, those of scenarios' in `criteria`; a second file adds to them."""
    done = take(root, audition, everything(root))
    again = take(root, audition, everything(root, rater="Nora", rater_kind="person", reason="I read it"))
    kept = {name: read_labels(root / f"evals/labels/clerk/{name}.jsonl") for name in ("tone", "criteria")}

    assert done.returncode == again.returncode == 0
    assert "24 answers on 8 works by ann (a model)" in done.stdout
    assert {(label.rater, label.rater_kind.value) for label in kept["tone"]} == {("ann", "model"), ("Nora", "person")}
    assert [len(label.opinions) for label in kept["tone"]] == [2] * 16
    assert {opinion.criterion for label in kept["criteria"] for opinion in label.opinions} == {"thanks"}


def test_labels_of_models_count_where_the_suite_accepts_them_and_every_report_says_whose_they_were(
    root: Path, audition: Run
):
    """Until then nothing is calibrated; from then on the judge gates, by the rubric and by the scenarios' criteria."""
    take(root, audition, everything(root))
    refused = audition(root, "judge", "calibrate")

    assert refused.returncode == 2
    assert "are of a model, and the suite accepts those of a person" in refused.stderr
    assert "labels_of: [person, model]" in refused.stderr

    suite = root / SUITE
    suite.write_text(suite.read_text("utf-8") + "judge: {labels_of: [person, model]}\n", "utf-8")
    done = audition(root, "judge", "calibrate")
    played = audition(root, "run", "-n", "2", "--report", "out")
    shown = " ".join(played.stdout.split())

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("no person labelled") == 2
    for name, answers in (("tone", 16), ("criteria", 8)):
        told = rf"{name} by claude/by-hand/\w+: calibrated: gates; held against {answers} answers of 1 model \(ann\)"
        assert re.search(told, shown)
    for report in ("index.html", "report.md", "findings.json"):
        assert "no person labelled" in (root / "out" / report).read_text("utf-8")


def test_a_calibration_without_labels_makes_no_judge_gate(root: Path, audition: Run):
    """Whoever writes one by hand, or takes the labels away, has a judge that informs."""
    take(root, audition, everything(root, rater="Nora", rater_kind="person"))
    audition(root, "judge", "calibrate")
    gated = audition(root, "run", "-n", "2")
    for path in (root / "evals/labels/clerk").iterdir():
        path.unlink()
    after = audition(root, "run", "-n", "2")

    assert "calibrated: gates" in gated.stdout
    assert "uncalibrated: informs, does not gate" in after.stdout
    assert ": calibrated: gates" not in after.stdout


def test_raters_that_part_are_settled_by_a_third(root: Path, audition: Run):
    """Their own agreement is the judge's ceiling."""
    other = [{**one, "rater": "bob", "opinion": "met"} for one in everything(root)]
    parted = [one for one, said in zip(everything(root), other, strict=True) if one["opinion"] != said["opinion"]]
    take(root, audition, everything(root, rater_kind="person"))
    take(root, audition, [{**one, "rater_kind": "person"} for one in other])
    open_ = audition(root, "judge", "calibrate", "--rubric", "tone")
    settling = [{**one, "rater": "cleo", "rater_kind": "person", "settled": True, "reason": "as ann"} for one in parted]
    take(root, audition, settling)
    settled = audition(root, "judge", "calibrate", "--rubric", "tone")

    assert "Left out: 8 answers on which raters part" in open_.stdout
    assert "Left out" not in settled.stdout
    assert "raters among themselves" in settled.stdout


WRONG = {
    "another criterion": ({"criterion": "warmth"}, "is asked no criterion `warmth`; did you mean `warm`?"),
    "another work": ({"trial": "late-fee × clerk/hasty #9"}, "there is no work late-fee × clerk/hasty #9"),
    "no trial": ({"trial": "late-fee"}, "$[1].trial: is no trial; write it as `late-fee × clerk/terse #0`"),
    "another opinion": ({"opinion": "good"}, "$[1].opinion: "),
    "another kind of rater": ({"rater_kind": "robot"}, "$[1].rater_kind: "),
    "nobody": ({"rater": ""}, "$[1].rater: "),
    "settled without a reason": ({"settled": True}, "$[1]: lacks the key `reason`"),
    "a key that is not": ({"judge": "me"}, "$[1].judge: unknown key"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_told_with_its_place_and_nothing_is_kept(root: Path, audition: Run, name: str):
    """Exit code 2."""
    change, told = WRONG[name]
    entries = everything(root)[:3]
    entries[1] |= change
    done = take(root, audition, entries)

    assert done.returncode == 2
    assert "labels.json:1: " in done.stderr
    assert told in done.stderr
    assert not (root / "evals/labels").exists()


def test_a_file_says_itself_who_answered(root: Path, audition: Run):
    """So nobody else can be named; and one that is not there is said."""
    (root / "labels.json").write_text("[]", "utf-8")

    assert audition(root, "judge", "label", "--from", "labels.json", "--rater", "me").returncode == 2
    assert "is empty" in audition(root, "judge", "label", "--from", "labels.json").stderr
    assert "cannot be read" in audition(root, "judge", "label", "--from", "nowhere.yaml").stderr
