"""`audition judge`, and judging live in `run` and `grade`: what is asked, what is kept, and what it decides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from audition.project.world import load_world
from audition.records.definitions import shared_rubric
from audition.records.judging import Label, Opinion
from audition.store.judgements import judgements, write_judgement
from audition.store.labels import add_labels, read_labels
from audition.store.run_file import RunFile
from audition.usecases.judge.works import recorded_works
from tests.fakes.judging import answered
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken
from tests.integration.conftest import Run

JUDGE = "^You judge the work of an agent"
DUEL = json.dumps({"evidence_1": "account", "evidence_2": "", "reason": "It is first.", "better": "1"})


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock, running."""
    with MockApi() as running:
        yield running


@pytest.fixture
def spend(audition: Run, api: MockApi) -> Run:
    """The command with a key, at the mock."""
    return partial(audition, env={"ANTHROPIC_API_KEY": "sk-ant-test-key-0", "ANTHROPIC_BASE_URL": api.url})


def entries(rubric: str = "account-plan-2", evidence: str = "account", **changes: object) -> dict[str, dict]:
    """Every criterion of a shipped rubric, met."""
    name = {"account-plan-2": "account_plan_2.yaml"}.get(rubric, rubric)
    text = (Path(__file__).parents[2] / "rubrics/account-manager" / name).read_text("utf-8")
    entry = {"evidence": evidence, "reason": "It says so.", "met": True, **changes}
    return {name: dict(entry) for name in re.findall(r"\bid: ([a-z-]+)", text)[1:]}


def verdicts(rubric: str = "account-plan-2", evidence: str = "account", **changes: object) -> str:
    """A reply that finds every criterion of a shipped rubric met."""
    return spoken(entries(rubric, evidence, **changes))


def judging(evidence: str = "account", **changes: object) -> list[dict]:
    """Rules by which every rubric of the shipped suite is answered alike."""
    return [
        {"system": f"{JUDGE}.*{sign}", "reply": verdicts(rubric, evidence, **changes)}
        for rubric, sign in (
            ("account-plan-2", "Read alone"),
            ("adherence_sales.yaml", "milestones-t:"),
            ("adherence_support.yaml", "milestones-day:"),
        )
    ]


def one_rubric(world: Path) -> None:
    """Leave the suite with the rubric by which new work is judged alone."""
    path = world / "scenarios/account-manager/suite.yaml"
    text = re.sub(r"(?m)^  - rubrics/account-manager/adherence_\w+\.yaml.*\n", "", path.read_text("utf-8"))
    path.write_text(text, "utf-8")


def calls(api: MockApi) -> int:
    """Messages that were asked for."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


def stored(world: Path) -> Path:
    """The one run that is stored."""
    (path,) = (world / "reports/runs").glob("*.sqlite")
    return path


def judge_by_hand(world: Path) -> None:
    """Judgements of all that is recorded by the rubric for every plan, a third of the answers not met."""
    loaded = load_world(world, None)
    rubric = shared_rubric(loaded.suite.rubrics)
    for number, work in enumerate(recorded_works(loaded)):
        sheet = loaded.graders.sheet(work, rubric)
        met = {criterion.id: (number + place) % 3 > 0 for place, criterion in enumerate(sheet.asked)}
        write_judgement(world / "evals/judgements/account-manager", answered(sheet, met))


def test_what_nobody_judged_is_said_to_be_not_judged(world: Path, audition: Run):
    """By the rubric's name."""
    done = audition(world, "run")

    assert done.returncode == 0
    assert "account-plan-2: not judged" in done.stdout


def test_a_replay_names_the_judge_and_says_that_it_does_not_gate(world: Path, audition: Run):
    """From the recorded judgements."""
    judge_by_hand(world)
    done = audition(world, "run")

    assert done.returncode == 0
    assert re.search(r"account-plan-2 by claude/by-hand/\w{8}: uncalibrated: informs, does not gate", done.stdout)


def test_a_live_run_is_judged_and_its_judgements_are_kept_with_it(world: Path, spend: Run, api: MockApi):
    """By each rubric once; grading it again asks nobody."""
    api.play(*judging("Done."), {"system": "drive revenue growth", "reply": "Done. Growth."}, {"reply": "Done."})
    done = spend(world, "run", "-s", "late-discovery", "-n", "1", "--live", "--cap", "5", "--record")

    assert "account-plan-2 by claude-opus-5-5/" in done.stdout
    assert calls(api) == 2 + 2 * 2
    with RunFile.open_readonly(stored(world)) as file:
        assert {(one.rubric, one.asked) for one in file.judging.judgements()} == {
            ("account-plan-2", "claude-opus-5-5"),
            ("adherence-sales", "claude-opus-5-5"),
            ("adherence-support", "claude-opus-5-5"),
        }
        assert 0 < file.judging.spent_usd < 1
        grades = {grade.grader: grade.reading for grade in file.grades() if grade.trial.variant.endswith("sales")}
    recorded = world / "evals/judgements/account-manager"

    assert grades["account-plan-2"].value == 1.0
    assert (recorded / "sales-late-discovery-0.account-plan-2.claude-opus-5-5.0.json").is_file()
    assert len(list(judgements(recorded))) == 4

    api.play()
    again = spend(world, "grade")

    assert calls(api) == 0
    assert "account-plan-2 by claude-opus-5-5/" in again.stdout


@pytest.mark.parametrize(("status", "kind"), [(401, "authentication_error"), (403, "permission_error")])
def test_a_judge_that_is_refused_stops_the_run_at_once(world: Path, spend: Run, api: MockApi, status: int, kind: str):
    """One sentence, exit 3; no trial is stored unjudged, and resuming pays for none of them twice."""
    one_rubric(world)
    subject = {"reply": "Done."}
    api.play({"system": JUDGE, "error": {"status": status, "message": "not for the judge"}}, subject)
    words = ("run", "-s", "late-discovery", "-n", "3", "--live", "--concurrency", "1", "--store-only")
    refused = spend(world, *words)

    assert refused.returncode == 3
    assert refused.stderr.startswith(f"the API refuses the key: {status}: {kind}: not for the judge")
    assert "check ANTHROPIC_API_KEY" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert calls(api) == 2
    with RunFile.open_readonly(stored(world)) as file:
        assert list(file.summaries()) == []

    api.play(*judging("Done."), subject)
    resumed = spend(world, "run", "--resume", "latest", "--live", "--store-only")

    assert resumed.returncode == 0, resumed.stderr
    assert calls(api) == 6 + 6 - 1


@pytest.mark.parametrize("words", [("grade",), ("judge", "pairwise"), ("judge", "drift", "--record")])
def test_a_judge_that_is_refused_ends_every_command_that_asks_it(
    world: Path, spend: Run, api: MockApi, words: tuple[str, ...]
):
    """With the same sentence, before another call goes out."""
    one_rubric(world)
    spend(world, "run", "-s", "late-discovery", "-n", "1", "--store-only")
    api.play({"error": {"status": 401, "message": "no such key"}})
    refused = spend(world, *words, "--live")

    assert refused.returncode == 3
    assert refused.stderr.startswith("the API refuses the key: 401: authentication_error: no such key")
    assert len(refused.stderr.splitlines()) == 1
    assert calls(api) <= 2


def test_grading_again_asks_a_live_judge_for_what_is_missing_alone(world: Path, spend: Run, api: MockApi):
    """Under a cap: what fits is judged and kept, the rest is asked for next time."""
    one_rubric(world)
    api.play(*judging())
    spend(world, "run", "-n", "1")

    assert calls(api) == 0

    capped = spend(world, "grade", "--live", "--cap", "0.4")
    first = calls(api)

    assert capped.returncode == 4
    assert "the cap of $0.40 is met" in capped.stderr
    assert 0 < first < 16

    api.play(*judging())
    done = spend(world, "grade", "--live", "--cap", "20")

    assert done.returncode == 0
    assert calls(api) == 16 - first
    assert "account-plan-2 by claude-opus-5-5/" in done.stdout


def test_a_judge_that_answered_nothing_of_use_is_asked_again_the_next_time(world: Path, spend: Run, api: MockApi):
    """Its garbage is not what the response cache answers from then on, in `grade` or in `pairwise`."""
    one_rubric(world)
    spend(world, "run", "-s", "late-discovery", "-n", "1", "--store-only")
    api.play({"reply": "no verdict at all"})
    broken = spend(world, "grade", "--live")
    unheld = spend(world, "judge", "pairwise", "--live")

    assert calls(api) == 2 * 2 + 2 * 2
    assert "the judge gave no usable answer in 2 attempts: the answer is no strict JSON" in unheld.stdout
    assert "account-plan-2: 2 of 2 unscored, such as late-discovery × account-manager/sales #0: the judge gave no" in (
        " ".join(broken.stdout.split())
    )

    api.play(*judging(), {"reply": DUEL})
    graded = spend(world, "grade", "--live")
    held = spend(world, "judge", "pairwise", "--live")

    assert calls(api) == 2 + 2
    assert "account-plan-2 by claude-opus-5-5/" in graded.stdout
    assert "wins 0, ties 1, loses 0" in held.stdout


def test_a_cap_that_leaves_nothing_for_the_judge_ends_the_run_with_what_to_type(world: Path, spend: Run, api: MockApi):
    """Exit 4: what was played is kept, and the judge is asked later about that alone."""
    one_rubric(world)
    api.play(*judging("Done."), {"reply": "Done."})
    run = spend(
        world, "run", "-s", "late-discovery", "-v", "sales", "-n", "2", "--live", "--cap", "0.27", "--store-only"
    )

    assert run.returncode == 4
    assert re.match(
        r"the judge was not asked about every trial: the cap of \$0\.27 is met: .*; `audition grade \S+ --live` with",
        run.stderr,
    )
    assert calls(api) == 2

    spend(world, "grade", "--live", "--cap", "5")

    assert calls(api) == 4


def test_a_plan_prices_a_run_and_its_judge_as_one(world: Path, audition: Run):
    """With one call a trial and rubric: two of three rubrics meet each variant."""
    done = audition(world, "plan", "-n", "3", "-s", "late-discovery")

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


def test_a_judge_that_is_the_model_under_test_is_warned_of(world: Path, spend: Run, api: MockApi):
    """The report stands under it."""
    project = world / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace('judge = "opus"', 'judge = "sonnet"'), "utf-8")
    api.play(*judging("Done."), {"reply": "Done."})
    done = spend(world, "run", "-s", "late-discovery", "-v", "sales", "-n", "1", "--live")

    assert "The judge claude-sonnet-5-5 is the model under test" in " ".join(done.stdout.split())


def test_repeats_show_how_far_the_judge_agrees_with_itself(world: Path, spend: Run, api: MockApi):
    """Three verdicts a work; the majority decides."""
    one_rubric(world)
    suite = world / "scenarios/account-manager/suite.yaml"
    suite.write_text(suite.read_text("utf-8") + "judge: {repeats: 3}\n", "utf-8")
    other = entries(evidence="Done.")
    other["grounded"]["met"] = False
    api.play(
        {"system": JUDGE, "replies": [spoken(other), verdicts(evidence="Done."), verdicts(evidence="Done.")]},
        {"reply": "Done."},
    )
    done = spend(world, "run", "-s", "late-discovery", "-v", "sales", "-n", "1", "--live")
    screen = " ".join(done.stdout.split())

    assert "account-plan-2 by claude-opus-5-5×3/" in screen
    assert "claude-opus-5-5: 90.0 % of 10 answers alike in all 3 verdicts" in screen
    with RunFile.open_readonly(stored(world)) as file:
        readings = {grade.grader: grade.reading for grade in file.grades()}

    assert readings["account-plan-2/grounded"].passed
    assert readings["account-plan-2/grounded"].reason == "It says so. (2 of 3 verdicts)"


def test_a_recorded_panel_shows_its_agreement_too(world: Path, spend: Run, audition: Run, api: MockApi):
    """A replay is graded by what was recorded, and says of it what the live run said."""
    one_rubric(world)
    suite = world / "scenarios/account-manager/suite.yaml"
    suite.write_text(suite.read_text("utf-8") + "judge: {repeats: 2}\n", "utf-8")
    other = entries(evidence="account")
    other["grounded"]["met"] = False
    api.play({"system": JUDGE, "replies": [spoken(other), verdicts(evidence="account")]})
    words = ("run", "-s", "late-discovery", "-v", "sales", "-n", "1")
    audition(world, *words)
    live = spend(world, "grade", "--live", "--record")
    replayed = audition(world, *words)
    agreement = "claude-opus-5-5: 90.0 % of 10 answers alike in all 2 verdicts"

    assert agreement in " ".join(live.stdout.split())
    assert agreement in " ".join(replayed.stdout.split())


def test_a_person_labels_works_one_by_one_and_can_stop_and_go_on(world: Path, audition: Run):
    """Without a word of what the judge said; what is answered is kept after each work."""
    answers = "\n".join(["y", "n nobody is named", "- none", "perhaps", *["y"] * 7, "q"])
    first = audition(world, "judge", "label", "--rubric", "account-plan-2", typed=answers + "\n")
    (label,) = read_labels(world / "evals/labels/account-plan-2.jsonl")
    again = audition(world, "judge", "label", "--rubric", "account-plan-2", typed="s\nq\n")

    assert first.returncode == 0, first.stderr
    assert "Work 1 of 32" in first.stdout
    assert "Work 2 of 32" in again.stdout
    assert first.stdout.split("Work 2 of 32")[1].split("y met")[0].strip() == (
        again.stdout.split("Work 2 of 32")[1].split("y met")[0].strip()
    )
    assert "1 labelled now, 1 of 32 in all." in first.stdout
    assert "0 labelled now, 1 of 32 in all." in again.stdout
    assert "2 of 10 · grounded\n" in first.stdout
    assert max(map(len, again.stdout.rpartition("10 · ")[2].splitlines())) <= 100
    assert [opinion.met for opinion in label.opinions] == [True, False, None, *[True] * 7]
    assert label.opinions[1].reason == "nobody is named"
    for judgement in judgements(world / "evals/judgements/account-manager"):
        assert not any(verdict.reason in first.stdout for verdict in judgement.verdicts)


def agreeing_labels(world: Path, *, flips: int = 0) -> None:
    """Judgements, and people's labels that say what they say, but for the first so many answers."""
    judge_by_hand(world)
    for judgement in judgements(world / "evals/judgements/account-manager"):
        opinions = []
        for verdict in judgement.verdicts:
            met = not verdict.met if flips > 0 else verdict.met
            flips -= 1
            opinions.append(Opinion(criterion=verdict.criterion, met=met, reason="as people see it"))
        add_labels(
            world / "evals/labels/account-plan-2.jsonl",
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


def test_a_judge_that_people_agree_with_gates_from_then_on(world: Path, audition: Run):
    """Its required criteria fail their cases; the others join the gate score; the report says so."""
    agreeing_labels(world, flips=8)
    suite = world / "scenarios/account-manager/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("  points: [", "  points: [account-plan-2, "), "utf-8")
    rubric = world / "rubrics/account-manager/account_plan_2.yaml"
    before, grounded, after = rubric.read_text("utf-8").partition("  - id: grounded\n")
    rubric.write_text(before + grounded + after.replace("points: 3\n", "points: 3\n    required: true\n", 1), "utf-8")
    done = audition(world, "judge", "calibrate", "--rubric", "account-plan-2")

    assert done.returncode == 0, done.stderr
    assert re.search(r"(?m)^all +320 +97\.5 % \(95–99\)", done.stdout)
    assert "label: met" in done.stdout
    assert "label: not met: as people see it" in done.stdout
    assert "this judge gates" in done.stdout

    gated = audition(world, "run")

    assert gated.returncode == 1
    assert re.search(r"account-plan-2 by claude/by-hand/\w{8}: calibrated: gates", gated.stdout)
    assert "account-plan-2/grounded · " in gated.stdout
    with RunFile.open_readonly(stored(world)) as file:
        roles = {
            (grade.grader, grade.role.value) for grade in file.grades() if grade.grader.startswith("account-plan-2")
        }

    assert ("account-plan-2", "informs") in roles
    assert ("account-plan-2/grounded", "required") in roles
    assert ("account-plan-2/priority-clear", "gate") in roles


def test_a_calibration_speaks_of_one_judge_prompt_and_rubric_alone(world: Path, audition: Run):
    """Too few labels, or another rubric since, and the grades inform as before."""
    agreeing_labels(world)
    labels = world / "evals/labels/account-plan-2.jsonl"
    whole = labels.read_text("utf-8")
    labels.write_text("".join(whole.splitlines(keepends=True)[:5]), "utf-8")
    few = audition(world, "judge", "calibrate", "--rubric", "account-plan-2")

    assert "informs and does not gate" in few.stdout

    labels.write_text(whole, "utf-8")
    audition(world, "judge", "calibrate", "--rubric", "account-plan-2")
    rubric = world / "rubrics/account-manager/account_plan_2.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("points: 1\n", "points: 2\n", 1), "utf-8")
    changed = audition(world, "run")

    assert changed.returncode == 0
    assert "uncalibrated: informs, does not gate" in changed.stdout


def test_labels_on_both_variants_correct_the_judges_difference(world: Path, audition: Run):
    """An extra line of the comparison, on the pairs that people saw."""
    agreeing_labels(world, flips=30)
    labels = world / "evals/labels/account-plan-2.jsonl"
    both = [
        line for line in labels.read_text("utf-8").splitlines(keepends=True) if json.loads(line)["trial"]["index"] == 0
    ]
    labels.write_text("".join(both), "utf-8")
    done = audition(world, "run")

    assert "account-plan-2, held to people's labels on 8 of 16 pairs: " in " ".join(done.stdout.split())


def test_labels_without_a_judge_or_a_judge_without_labels_say_what_to_do(world: Path, audition: Run):
    """Exit 2, and the next command to type."""
    unlabelled = audition(world, "judge", "calibrate", "--rubric", "account-plan-2")
    unknown = audition(world, "judge", "calibrate", "--rubric", "account-plam")

    assert (unlabelled.returncode, unknown.returncode) == (2, 2)
    assert "`audition judge label` asks" in unlabelled.stderr
    assert "account-plan-2" in unknown.stderr


def test_two_variants_are_held_against_each_other_in_both_orders(world: Path, spend: Run, api: MockApi):
    """Two calls a pair; the second time is free."""
    api.play({"reply": DUEL})
    spend(world, "run", "-n", "1", "-s", "c*")
    refused = spend(world, "judge", "pairwise")
    done = spend(world, "judge", "pairwise", "support", "sales", "--live", "--cap", "5")

    assert refused.returncode == 2
    assert "add --live" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert calls(api) == 6
    assert "account-manager/sales wins 0, ties 3, loses 0" in done.stdout
    assert "The order changed the answer in 3 of 3 pairs (flip rate 100.0 %)." in done.stdout

    api.play({"reply": DUEL})
    again = spend(world, "judge", "pairwise", "support", "sales", "--live")

    assert again.stdout == done.stdout
    assert calls(api) == 0


def test_a_cap_that_is_met_ends_a_comparison_of_pairs(world: Path, spend: Run, api: MockApi):
    """Exit 4 with what to type; fewer were asked about than there are."""
    one_rubric(world)
    spend(world, "run", "-n", "1", "-s", "c*", "--store-only")
    api.play({"reply": DUEL})
    held = spend(world, "judge", "pairwise", "--live", "--cap", "0.3")

    assert held.returncode == 4
    assert "the same command with a higher --cap asks for the rest" in held.stderr
    assert 0 < calls(api) < 6


def test_a_cap_that_is_met_leaves_no_part_of_a_drift(world: Path, spend: Run, api: MockApi):
    """Exit 4; the verdicts that are kept stay those of before."""
    one_rubric(world)
    judge_by_hand(world)
    before = list(judgements(world / "evals/judgements/account-manager"))
    api.play(*judging())
    drifted = spend(world, "judge", "drift", "--live", "--record", "--cap", "0.4")

    assert drifted.returncode == 4
    assert "all 16 frozen works are judged at once or not at all" in drifted.stderr
    assert 0 < calls(api) < 16
    assert list(judgements(world / "evals/judgements/account-manager")) == before


def test_a_cap_that_is_met_passes_no_part_of_the_labelled_works_off_as_all(world: Path, spend: Run, api: MockApi):
    """Exit 4; what could not be asked about is told. Nothing is in the cache that another command asked for."""
    one_rubric(world)
    answers = "\n".join(["y"] * 20)
    spend(world, "judge", "label", typed=f"{answers}\nq\n")
    api.play(*judging())
    none, some = (spend(world, "judge", "calibrate", "--live", "--cap", cap) for cap in ("0.01", "0.325"))

    assert (none.returncode, some.returncode) == (4, 4)
    assert "none of the 2 labelled works was judged by account-plan-2: not judged: the cap of $0.01" in none.stderr
    assert "Left out: 1 labelled works without a judgement: not judged: the cap" in some.stdout


def test_a_judge_that_answers_nothing_of_use_shows_no_drift_and_no_calibration(world: Path, spend: Run, api: MockApi):
    """Exit 3 with the reason: a broken judge is not a steady one."""
    one_rubric(world)
    answers = "\n".join(["y"] * 10)
    spend(world, "judge", "label", typed=f"{answers}\nq\n")
    api.play({"reply": "no verdict at all"})
    drifted = spend(world, "judge", "drift", "--live", "--record")
    calibrated = spend(world, "judge", "calibrate", "--live")

    assert (drifted.returncode, calibrated.returncode) == (3, 3)
    assert "none of the 16 frozen works was judged: the judge gave no usable answer in 2" in drifted.stderr
    assert "none of the 1 labelled works was judged by account-plan-2: the judge gave no usable" in calibrated.stderr


def test_a_judge_that_shifts_is_found_on_the_frozen_works(world: Path, spend: Run, api: MockApi):
    """First verdicts are kept when that is asked for; later ones are held against them, and nothing is cached."""
    api.play(*judging())
    refused = spend(world, "judge", "drift", "--live")
    first = spend(world, "judge", "drift", "--live", "--record")

    assert refused.returncode == 2
    assert "16 of 16 frozen works have no stored verdicts" in refused.stderr
    assert first.returncode == 0, first.stderr
    assert calls(api) == 16

    api.play(*judging())
    same = spend(world, "judge", "drift", "--live")

    assert (same.returncode, calls(api)) == (0, 16)
    assert "No shift is found" in same.stdout

    api.play(*judging(met=False))
    shifted = spend(world, "judge", "drift", "--live")

    assert shifted.returncode == 1
    assert "The judge shifted." in shifted.stdout
    assert re.search(r"the rubric's score +16 +100\.0 % +0\.0 % +−100\.0", shifted.stdout)


def test_a_frozen_work_that_changed_is_refused(world: Path, spend: Run, api: MockApi):
    """Otherwise its shift would be blamed on the judge."""
    listing = world / "evals/frozen/account-manager.json"
    plain = json.loads(listing.read_text("utf-8"))
    plain["works"][0]["work_digest"] = "0" * 64
    listing.write_text(json.dumps(plain), "utf-8")
    api.play(*judging())
    done = spend(world, "judge", "drift", "--live", "--record")

    assert done.returncode == 2
    assert "no longer what was frozen: champion-departure × account-manager/sales #0" in done.stderr
    assert calls(api) == 0
    assert spend(world, "judge", "freeze", "--index", "1").returncode == 0
