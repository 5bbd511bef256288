"""`audition judge`, and judging live in `run` and `grade`: what is asked, what is kept, and what it decides."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest

from audition.project.world import load_world
from audition.records.criteria import shared_rubric
from audition.records.grades import NotApplicable
from audition.records.judging import Label, Opinion
from audition.running.recorded import recorded_works
from audition.store.judgements import judgements, write_judgement
from audition.store.labels import add_labels, read_labels
from audition.store.run_file import RunFile
from tests.fakes.berthing import HARBOUR
from tests.fakes.judging import answered
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken
from tests.integration.conftest import Run

JUDGE = "^You judge the work of an agent"
DUEL = json.dumps({"evidence_1": "ship", "evidence_2": "", "reason": "It is first.", "better": "1"})


@pytest.fixture
def harbour(harbour: Path) -> Path:
    """The harbour, of whose works a judge answers the same ten questions: no scenario has criteria of its own."""
    for path in (harbour / "scenarios/harbour").iterdir():
        text = path.read_text("utf-8").replace("risk, criteria]", "risk]")
        path.write_text(f"{text.partition(chr(10) + 'criteria:')[0].rstrip()}\n", "utf-8")
    return harbour


@pytest.fixture
def spend(audition: Run, api: MockApi) -> Run:
    """The command with a key, at the mock."""
    return partial(audition, env={"ANTHROPIC_API_KEY": "sk-ant-test-key-0", "ANTHROPIC_BASE_URL": api.url})


def entries(rubric: str = "quality", evidence: str = "ship", **changes: object) -> dict[str, dict]:
    """Every criterion of a rubric, met."""
    name = f"{rubric.replace('-', '_')}.yaml"
    text = (HARBOUR / "rubrics/berthing" / name).read_text("utf-8")
    entry = {"evidence": evidence, "reason": "It says so.", "met": True, **changes}
    return {name: dict(entry) for name in re.findall(r"\bid: ([a-z-]+)", text)[1:]}


def verdicts(rubric: str = "quality", evidence: str = "ship", **changes: object) -> str:
    """A reply that finds every criterion of a rubric met."""
    return spoken(entries(rubric, evidence, **changes))


def judging(evidence: str = "ship", **changes: object) -> list[dict]:
    """Rules by which every rubric of the suite is answered alike."""
    return [
        {"system": f"{JUDGE}.*{sign}", "reply": verdicts(rubric, evidence, **changes)}
        for rubric, sign in (
            ("quality", "grounded:"),
            ("adherence-brisk", "first-sentence:"),
            ("adherence-thorough", "known-and-open:"),
        )
    ]


def one_rubric(harbour: Path) -> None:
    """Leave the suite with the rubric by which new work is judged alone."""
    path = harbour / "scenarios/harbour/suite.yaml"
    text = re.sub(r"(?m)^  - rubrics/berthing/adherence_\w+\.yaml.*\n", "", path.read_text("utf-8"))
    path.write_text(text, "utf-8")


def calls(api: MockApi) -> int:
    """Messages that were asked for."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


def stored(harbour: Path) -> Path:
    """The one run that is stored."""
    (path,) = (harbour / "reports/runs").glob("*.sqlite")
    return path


def judge_by_hand(harbour: Path) -> None:
    """Judgements of all that is recorded by the rubric for every plan, a third of the answers not met."""
    loaded = load_world(harbour, None)
    rubric = shared_rubric(loaded.suite.rubrics)
    for number, work in enumerate(recorded_works(loaded)):
        sheet = loaded.graders.sheet(work, rubric)
        met = {criterion.id: (number + place) % 3 > 0 for place, criterion in enumerate(sheet.asked)}
        write_judgement(harbour / "evals/judgements/berthing", answered(sheet, met))


def test_what_nobody_judged_is_said_to_be_not_judged(harbour: Path, audition: Run):
    """By the rubric's name."""
    done = audition(harbour, "run")

    assert done.returncode == 0
    assert "quality: not judged" in done.stdout


def test_a_replay_names_the_judge_and_says_that_it_does_not_gate(harbour: Path, audition: Run):
    """From the recorded judgements."""
    judge_by_hand(harbour)
    done = audition(harbour, "run")

    assert done.returncode == 0
    assert re.search(r"quality by claude/by-hand/\w{8}: uncalibrated: informs, does not gate", done.stdout)


def test_a_live_run_is_judged_and_its_judgements_are_kept_with_it(harbour: Path, spend: Run, api: MockApi):
    """By each rubric once; grading it again asks nobody."""
    api.play(*judging("Done."), {"system": "keep every ship at our quays", "reply": "Done. Quays."}, {"reply": "Done."})
    done = spend(harbour, "run", "-s", "rival-quay", "-n", "1", "--live", "--cap", "5", "--record")

    assert "quality by claude-opus-5-5/" in done.stdout
    assert calls(api) == 2 + 2 * 2
    with RunFile.open_readonly(stored(harbour)) as file:
        assert {(one.rubric, one.asked) for one in file.judging.judgements()} == {
            ("quality", "claude-opus-5-5"),
            ("adherence-brisk", "claude-opus-5-5"),
            ("adherence-thorough", "claude-opus-5-5"),
        }
        assert 0 < file.judging.spent_usd < 1
        grades = {grade.grader: grade.reading for grade in file.grades() if grade.trial.variant.endswith("brisk")}
    recorded = harbour / "evals/judgements/berthing"

    assert grades["quality"].value == 1.0
    assert (recorded / "brisk-rival-quay-0.quality.claude-opus-5-5.0.json").is_file()
    assert len(list(judgements(recorded))) == 4

    api.play()
    again = spend(harbour, "grade")

    assert calls(api) == 0
    assert "quality by claude-opus-5-5/" in again.stdout


def test_a_run_without_its_judge_asks_for_trials_alone(harbour: Path, spend: Run, api: MockApi):
    """Two calls a trial; what it would have judged is open, not broken, and a judge can be asked later."""
    api.play(*judging("Done."), {"system": "keep every ship at our quays", "reply": "Done. Quays."}, {"reply": "Done."})
    done = spend(harbour, "run", "-s", "rival-quay", "-n", "1", "--live", "--cap", "5", "--no-judge")
    idle = spend(harbour, "run", "--no-judge")

    assert calls(api) == 2
    assert re.match(r"This likely costs \$0\.0\d to \$0\.0\d; the cap of \$5\.00 ends it before", done.stdout)
    with RunFile.open_readonly(stored(harbour)) as file:
        assert list(file.judging.judgements()) == []
        readings = [grade.reading for grade in file.grades() if grade.grader == "quality"]
    assert {type(reading) for reading in readings} == {NotApplicable}
    assert (idle.returncode, "--no-judge speak of live calls: add --live" in idle.stderr) == (2, True)


@pytest.mark.parametrize(("status", "kind"), [(401, "authentication_error"), (403, "permission_error")])
def test_a_judge_that_is_refused_stops_the_run_at_once(harbour: Path, spend: Run, api: MockApi, status: int, kind: str):
    """One sentence, exit 3; no trial is stored unjudged, and resuming pays for none of them twice."""
    one_rubric(harbour)
    subject = {"reply": "Done."}
    api.play({"system": JUDGE, "error": {"status": status, "message": "not for the judge"}}, subject)
    words = ("run", "-s", "rival-quay", "-n", "3", "--live", "--concurrency", "1", "--store-only")
    refused = spend(harbour, *words)

    assert refused.returncode == 3
    assert refused.stderr.startswith(f"the API refuses the key: {status}: {kind}: not for the judge")
    assert "check ANTHROPIC_API_KEY" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert calls(api) == 2
    with RunFile.open_readonly(stored(harbour)) as file:
        assert list(file.summaries()) == []

    api.play(*judging("Done."), subject)
    resumed = spend(harbour, "run", "--resume", "latest", "--live", "--store-only")

    assert resumed.returncode == 0, resumed.stderr
    assert calls(api) == 6 + 6 - 1


@pytest.mark.parametrize("words", [("grade",), ("judge", "pairwise"), ("judge", "drift", "--record")])
def test_a_judge_that_is_refused_ends_every_command_that_asks_it(
    harbour: Path, spend: Run, api: MockApi, words: tuple[str, ...]
):
    """With the same sentence, before another call goes out."""
    one_rubric(harbour)
    spend(harbour, "run", "-s", "rival-quay", "-n", "1", "--store-only")
    api.play({"error": {"status": 401, "message": "no such key"}})
    refused = spend(harbour, *words, "--live")

    assert refused.returncode == 3
    price, told = refused.stderr.splitlines()
    assert price.startswith("This likely costs ")
    assert told.startswith("the API refuses the key: 401: authentication_error: no such key")
    assert calls(api) <= 2


FORETOLD = re.compile(r"This likely costs \$[\d.]+ to \$[\d.]+; the cap of \$[\d.]+ ends it before it costs more\.\n")
"""What a command says that asks a judge alone, before it is asked."""


def test_grading_again_asks_a_live_judge_for_what_is_missing_alone(harbour: Path, spend: Run, api: MockApi):
    """Under a cap: what fits is judged and kept, the rest is asked for next time."""
    one_rubric(harbour)
    api.play(*judging())
    spend(harbour, "run", "-n", "1")

    assert calls(api) == 0

    capped = spend(harbour, "grade", "--live", "--cap", "0.27")
    first = calls(api)

    assert capped.returncode == 4
    assert "the cap of $0.27 is met" in capped.stderr
    assert 0 < first < 6

    api.play(*judging())
    done = spend(harbour, "grade", "--live", "--cap", "20")
    free = spend(harbour, "grade", "--live", "--cap", "20")

    assert done.returncode == 0
    assert "the cap of $0.27 " in capped.stderr.splitlines()[0]
    assert FORETOLD.match(done.stderr)
    assert free.stderr == ""
    assert calls(api) == 6 - first
    assert "quality by claude-opus-5-5/" in done.stdout


def test_a_judge_that_answered_nothing_of_use_is_asked_again_the_next_time(harbour: Path, spend: Run, api: MockApi):
    """Its garbage is not what the response cache answers from then on, in `grade` or in `pairwise`."""
    one_rubric(harbour)
    spend(harbour, "run", "-s", "rival-quay", "-n", "1", "--store-only")
    api.play({"reply": "no verdict at all"})
    broken = spend(harbour, "grade", "--live")
    unheld = spend(harbour, "judge", "pairwise", "--live")

    assert calls(api) == 2 * 2 + 2 * 2
    assert "the judge gave no usable answer in 2 attempts: the answer is no strict JSON" in unheld.stdout
    assert "quality: 2 of 2 unscored, such as rival-quay × berthing/brisk #0: the judge gave no" in (
        " ".join(broken.stdout.split())
    )

    api.play(*judging(), {"reply": DUEL})
    graded = spend(harbour, "grade", "--live")
    held = spend(harbour, "judge", "pairwise", "--live")

    assert calls(api) == 2 + 2
    assert "quality by claude-opus-5-5/" in graded.stdout
    assert "wins 0, ties 1, loses 0" in held.stdout


def test_a_cap_that_leaves_nothing_for_the_judge_ends_the_run_with_what_to_type(
    harbour: Path, spend: Run, api: MockApi
):
    """Exit 4: what was played is kept, and the judge is asked later about that alone."""
    one_rubric(harbour)
    api.play(*judging("Done."), {"reply": "Done."})
    run = spend(harbour, "run", "-s", "rival-quay", "-v", "brisk", "-n", "2", "--live", "--cap", "0.22", "--store-only")

    assert run.returncode == 4
    assert re.match(
        r"the judge was not asked about every trial: the cap of \$0\.22 is met: .*; `audition grade \S+ --live` with",
        run.stderr,
    )
    assert calls(api) == 2

    spend(harbour, "grade", "--live", "--cap", "5")

    assert calls(api) == 4


def test_a_plan_prices_a_run_and_its_judge_as_one(harbour: Path, audition: Run):
    """With one call a trial and rubric: two of three rubrics meet each variant."""
    done = audition(harbour, "plan", "-n", "3", "-s", "rival-quay")

    (told,) = [line for line in done.stdout.splitlines() if "calls live" in line]
    found = re.fullmatch(
        r"[\d–]+ calls live, about \$(\d+\.\d\d) \(with the prompt cache\) to \$(\d+\.\d\d) in all, "
        r"with the judge's 12 \(\$(\d+\.\d\d) to \$(\d+\.\d\d)\)\.",
        told,
    )
    assert found
    low, high, of_judge_low, of_judge_high = map(float, found.groups())

    assert 0 < of_judge_low < low < high
    assert of_judge_high < high


def test_a_judge_that_is_the_model_under_test_is_warned_of(harbour: Path, spend: Run, api: MockApi):
    """The report stands under it."""
    project = harbour / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace('judge = "opus"', 'judge = "sonnet"'), "utf-8")
    api.play(*judging("Done."), {"reply": "Done."})
    done = spend(harbour, "run", "-s", "rival-quay", "-v", "brisk", "-n", "1", "--live")

    assert "The judge claude-sonnet-5-5 is the model under test" in " ".join(done.stdout.split())


def test_repeats_show_how_far_the_judge_agrees_with_itself(harbour: Path, spend: Run, api: MockApi):
    """Three verdicts a work; the majority decides."""
    one_rubric(harbour)
    suite = harbour / "scenarios/harbour/suite.yaml"
    suite.write_text(suite.read_text("utf-8") + "judge: {repeats: 3}\n", "utf-8")
    other = entries(evidence="Done.")
    other["grounded"]["met"] = False
    api.play(
        {"system": JUDGE, "replies": [spoken(other), verdicts(evidence="Done."), verdicts(evidence="Done.")]},
        {"reply": "Done."},
    )
    done = spend(harbour, "run", "-s", "rival-quay", "-v", "brisk", "-n", "1", "--live")
    screen = " ".join(done.stdout.split())

    assert "quality by claude-opus-5-5×3/" in screen
    assert "claude-opus-5-5: 90.0 % of 10 answers alike in all 3 verdicts" in screen
    with RunFile.open_readonly(stored(harbour)) as file:
        readings = {grade.grader: grade.reading for grade in file.grades()}

    assert readings["quality/grounded"].passed
    assert readings["quality/grounded"].reason == "It says so. (2 of 3 verdicts)"


def test_a_recorded_panel_shows_its_agreement_too(harbour: Path, spend: Run, audition: Run, api: MockApi):
    """A replay is graded by what was recorded, and says of it what the live run said."""
    one_rubric(harbour)
    suite = harbour / "scenarios/harbour/suite.yaml"
    suite.write_text(suite.read_text("utf-8") + "judge: {repeats: 2}\n", "utf-8")
    other = entries(evidence="ship")
    other["grounded"]["met"] = False
    api.play({"system": JUDGE, "replies": [spoken(other), verdicts(evidence="ship")]})
    words = ("run", "-s", "rival-quay", "-v", "brisk", "-n", "1")
    audition(harbour, *words)
    live = spend(harbour, "grade", "--live", "--record")
    replayed = audition(harbour, *words)
    agreement = "claude-opus-5-5: 90.0 % of 10 answers alike in all 2 verdicts"

    assert agreement in " ".join(live.stdout.split())
    assert agreement in " ".join(replayed.stdout.split())


def test_a_person_labels_works_one_by_one_and_can_stop_and_go_on(harbour: Path, audition: Run):
    """Without a word of what the judge said; what is answered is kept after each work."""
    answers = "\n".join(["y", "n nobody is named", "- none", "perhaps", *["y"] * 7, "q"])
    first = audition(harbour, "judge", "label", "--rubric", "quality", typed=answers + "\n")
    (label,) = read_labels(harbour / "evals/labels/berthing/quality.jsonl")
    again = audition(harbour, "judge", "label", "--rubric", "quality", typed="s\nq\n")

    assert first.returncode == 0, first.stderr
    assert "Work 1 of 12" in first.stdout
    assert "Work 2 of 12" in again.stdout
    assert first.stdout.split("Work 2 of 12")[1].split("y met")[0].strip() == (
        again.stdout.split("Work 2 of 12")[1].split("y met")[0].strip()
    )
    assert "1 labelled now, 1 of 12 in all." in first.stdout
    assert "0 labelled now, 1 of 12 in all." in again.stdout
    assert "2 of 10 · grounded\n" in first.stdout
    assert max(map(len, again.stdout.rpartition("10 · ")[2].splitlines())) <= 100
    assert [opinion.met for opinion in label.opinions] == [True, False, None, *[True] * 7]
    assert label.opinions[1].reason == "nobody is named"
    for judgement in judgements(harbour / "evals/judgements/berthing"):
        assert not any(verdict.reason in first.stdout for verdict in judgement.verdicts)


def agreeing_labels(harbour: Path, *, flips: int = 0) -> None:
    """Judgements, and people's labels that say what they say, but for the first so many answers."""
    judge_by_hand(harbour)
    for judgement in judgements(harbour / "evals/judgements/berthing"):
        opinions = []
        for verdict in judgement.verdicts:
            met = not verdict.met if flips > 0 else verdict.met
            flips -= 1
            opinions.append(Opinion(criterion=verdict.criterion, met=met, reason="as people see it"))
        add_labels(
            harbour / "evals/labels/berthing/quality.jsonl",
            [
                Label(
                    trial=judgement.trial,
                    rubric=judgement.rubric,
                    rubric_digest=judgement.rubric_digest,
                    work_digest=judgement.work_digest,
                    opinions=tuple(opinions),
                    rater="Nora",
                )
            ],
        )


def test_a_judge_that_people_agree_with_gates_from_then_on(harbour: Path, audition: Run):
    """Its required criteria fail their cases; the others join the gate score; the report says so."""
    agreeing_labels(harbour, flips=3)
    suite = harbour / "scenarios/harbour/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("  points: [", "  points: [quality, "), "utf-8")
    done = audition(harbour, "judge", "calibrate", "--rubric", "quality")

    assert done.returncode == 0, done.stderr
    assert re.search(r"(?m)^all +120 +97\.5 % \(93–99\)", done.stdout)
    assert "label: met" in done.stdout
    assert "label: not met: as people see it" in done.stdout
    assert "this judge gates" in done.stdout

    gated = audition(harbour, "run")

    assert gated.returncode == 1
    assert re.search(r"quality by claude/by-hand/\w{8}: calibrated: gates", gated.stdout)
    assert "quality/grounded · " in gated.stdout
    with RunFile.open_readonly(stored(harbour)) as file:
        roles = {(grade.grader, grade.role.value) for grade in file.grades() if grade.grader.startswith("quality")}

    assert ("quality", "informs") in roles
    assert ("quality/grounded", "required") in roles
    assert ("quality/priority", "gate") in roles


def test_a_calibration_speaks_of_one_judge_prompt_and_rubric_alone(harbour: Path, audition: Run):
    """Too few labels, or other words in the rubric since, and the grades inform as before."""
    agreeing_labels(harbour)
    suite = harbour / "scenarios/harbour/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("  points: [", "  points: [quality, "), "utf-8")
    labels = harbour / "evals/labels/berthing/quality.jsonl"
    whole = labels.read_text("utf-8")
    labels.write_text("".join(whole.splitlines(keepends=True)[:5]), "utf-8")
    few = audition(harbour, "judge", "calibrate", "--rubric", "quality")

    assert "informs and does not gate" in few.stdout

    labels.write_text(whole, "utf-8")
    audition(harbour, "judge", "calibrate", "--rubric", "quality")
    trusted = audition(harbour, "run")
    rubric = harbour / "rubrics/berthing/quality.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("The gravest risk", "The worst risk"), "utf-8")
    judge_by_hand(harbour)
    changed = audition(harbour, "run")

    assert "quality by claude/by-hand/" in trusted.stdout
    assert "uncalibrated" not in trusted.stdout
    assert changed.returncode == 0
    assert "uncalibrated: informs, does not gate" in changed.stdout


def test_labels_on_both_variants_correct_the_judges_difference(harbour: Path, audition: Run):
    """An extra line of the comparison, on the pairs that people saw."""
    agreeing_labels(harbour, flips=9)
    labels = harbour / "evals/labels/berthing/quality.jsonl"
    both = [
        line for line in labels.read_text("utf-8").splitlines(keepends=True) if json.loads(line)["trial"]["index"] == 0
    ]
    labels.write_text("".join(both), "utf-8")
    done = audition(harbour, "run")

    assert "quality, held to people's labels on 3 of 6 pairs: " in " ".join(done.stdout.split())


def test_labels_without_a_judge_or_a_judge_without_labels_say_what_to_do(harbour: Path, audition: Run):
    """Exit 2, and the next command to type."""
    unlabelled = audition(harbour, "judge", "calibrate", "--rubric", "quality")
    unknown = audition(harbour, "judge", "calibrate", "--rubric", "qualty")

    assert (unlabelled.returncode, unknown.returncode) == (2, 2)
    assert "`audition judge label` asks" in unlabelled.stderr
    assert "quality" in unknown.stderr


def test_two_variants_are_held_against_each_other_in_both_orders(harbour: Path, spend: Run, api: MockApi):
    """Two calls a pair; the second time is free."""
    api.play({"reply": DUEL})
    spend(harbour, "run", "-n", "1")
    refused = spend(harbour, "judge", "pairwise")
    done = spend(harbour, "judge", "pairwise", "thorough", "brisk", "--live", "--cap", "5")

    assert FORETOLD.match(done.stderr)
    assert refused.returncode == 2
    assert "add --live" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert calls(api) == 6
    assert "berthing/brisk wins 0, ties 3, loses 0" in done.stdout
    assert "The order changed the answer in 3 of 3 pairs (flip rate 100.0 %)." in done.stdout

    api.play({"reply": DUEL})
    again = spend(harbour, "judge", "pairwise", "thorough", "brisk", "--live")

    assert again.stdout == done.stdout
    assert calls(api) == 0


def test_a_cap_that_is_met_ends_a_comparison_of_pairs(harbour: Path, spend: Run, api: MockApi):
    """Exit 4 with what to type; fewer were asked about than there are."""
    one_rubric(harbour)
    spend(harbour, "run", "-n", "1", "--store-only")
    api.play({"reply": DUEL})
    held = spend(harbour, "judge", "pairwise", "--live", "--cap", "0.15")

    assert held.returncode == 4
    assert "the same command with a higher --cap asks for the rest" in held.stderr
    assert 0 < calls(api) < 6


def test_a_cap_that_is_met_leaves_no_part_of_a_drift(harbour: Path, spend: Run, api: MockApi):
    """Exit 4; the verdicts that are kept stay those of before."""
    one_rubric(harbour)
    judge_by_hand(harbour)
    before = list(judgements(harbour / "evals/judgements/berthing"))
    api.play(*judging())
    drifted = spend(harbour, "judge", "drift", "--live", "--record", "--cap", "0.27")

    assert drifted.returncode == 4
    assert "all 6 frozen works are judged at once or not at all" in drifted.stderr
    assert 0 < calls(api) < 6
    assert list(judgements(harbour / "evals/judgements/berthing")) == before


def test_a_cap_that_is_met_passes_no_part_of_the_labelled_works_off_as_all(harbour: Path, spend: Run, api: MockApi):
    """Exit 4; what could not be asked about is told. Nothing is in the cache that another command asked for."""
    one_rubric(harbour)
    answers = "\n".join(["y"] * 20)
    spend(harbour, "judge", "label", typed=f"{answers}\nq\n")
    api.play(*judging())
    none, some = (spend(harbour, "judge", "calibrate", "--live", "--cap", cap) for cap in ("0.01", "0.25"))

    assert (none.returncode, some.returncode) == (4, 4)
    assert "none of the 2 labelled works was judged by quality: not judged: the cap of $0.01" in none.stderr
    assert "Left out: 1 labelled works without a judgement: not judged: the cap" in some.stdout


def test_a_judge_that_answers_nothing_of_use_shows_no_drift_and_no_calibration(harbour: Path, spend: Run, api: MockApi):
    """Exit 3 with the reason: a broken judge is not a steady one."""
    one_rubric(harbour)
    answers = "\n".join(["y"] * 10)
    spend(harbour, "judge", "label", typed=f"{answers}\nq\n")
    api.play({"reply": "no verdict at all"})
    drifted = spend(harbour, "judge", "drift", "--live", "--record")
    calibrated = spend(harbour, "judge", "calibrate", "--live")

    assert (drifted.returncode, calibrated.returncode) == (3, 3)
    assert "none of the 6 frozen works was judged: the judge gave no usable answer in 2" in drifted.stderr
    assert "none of the 1 labelled works was judged by quality: the judge gave no usable" in calibrated.stderr


def test_a_judge_that_shifts_is_found_on_the_frozen_works(harbour: Path, spend: Run, api: MockApi):
    """First verdicts are kept when that is asked for; later ones are held against them, and nothing is cached."""
    api.play(*judging())
    refused = spend(harbour, "judge", "drift", "--live")
    first = spend(harbour, "judge", "drift", "--live", "--record")

    assert refused.returncode == 2
    assert "6 of 6 frozen works have no stored verdicts" in refused.stderr
    assert first.returncode == 0, first.stderr
    assert calls(api) == 6

    api.play(*judging())
    same = spend(harbour, "judge", "drift", "--live")

    assert (same.returncode, calls(api)) == (0, 6)
    assert "No shift is found" in same.stdout

    api.play(*judging(met=False))
    shifted = spend(harbour, "judge", "drift", "--live")

    assert shifted.returncode == 1
    assert "The judge shifted." in shifted.stdout
    assert re.search(r"the rubric's score +6 +100\.0 % +0\.0 % +−100\.0", shifted.stdout)


def test_a_frozen_work_that_changed_is_refused(harbour: Path, spend: Run, api: MockApi):
    """Otherwise its shift would be blamed on the judge."""
    listing = harbour / "evals/frozen/berthing.json"
    plain = json.loads(listing.read_text("utf-8"))
    plain["works"][0]["work_digest"] = "0" * 64
    listing.write_text(json.dumps(plain), "utf-8")
    api.play(*judging())
    done = spend(harbour, "judge", "drift", "--live", "--record")

    assert done.returncode == 2
    assert "no longer what was frozen: clashing-records × berthing/brisk #0" in done.stderr
    assert calls(api) == 0
    assert spend(harbour, "judge", "freeze", "--index", "1").returncode == 0
