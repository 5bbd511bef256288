from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.concluding.findings import findings_of
from audition.errors import DefinitionError, NothingSelected, RecordingMiss, UsageError
from audition.models.scripted import ScriptedModel
from audition.project.world import load_world
from audition.records.attribution import Cause
from audition.records.comparison import VerdictKind
from audition.records.evidence import TrialId
from audition.running.order import Order
from audition.running.plan import Selection, make_plan
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from audition.usecases.compare import Against, compare_variants, compare_with_baseline
from audition.usecases.grade import grade_again
from audition.usecases.run import run
from tests.fakes import letters
from tests.fakes.git import commit_all, git

PROMPT = "agents/clerk/careful.md"
CAREFUL = "clerk/careful"
AT_HEAD = "clerk/careful@HEAD"
FLAWLESS = letters.Clerk(care=defaultdict(lambda: 1.0))
"""At whatever revision."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project, committed, with two recorded trials of one scenario a variant."""
    root = letters.project(tmp_path, ("late-fee",))
    letters.record(root, letters.FLAWLESS, trials=2)
    commit_all(root)
    return root


def edit(root: Path, old: str = "Never promise to waive a fee: only the head librarian can.", new: str = "") -> None:
    """Another careful clerk."""
    path = root / PROMPT
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_variant_at_a_revision_is_what_the_commit_holds(project):
    """Bytes, digest and commit are the past's; the name says where it was asked for."""
    commit = git(project, "rev-parse", "HEAD")
    before = load_world(project, None).suite.variant(CAREFUL)
    edit(project)
    suite = load_world(project, None, ("careful@HEAD", "careful")).suite
    past = suite.variant(AT_HEAD)

    assert (past.revision, past.path, past.agent) == (commit, PROMPT, "clerk")
    assert (past.text, past.digest) == (before.text, before.digest)
    assert suite.variant(CAREFUL).digest != before.digest


@pytest.mark.parametrize("ref", ["main", "v1.2", "HEAD~1", "HEAD@{1}", "feature/politer"])
def test_a_revision_is_whatever_git_understands(project, ref):
    """Branches, tags, ancestors, the reflog, names with slashes."""
    git(project, "tag", "v1.2")
    git(project, "branch", "feature/politer")
    edit(project)
    commit_all(project, "Shorter")
    plan = make_plan(load_world(project, None, (f"careful@{ref}",)).suite, Selection(variants=(f"careful@{ref}",)))

    assert {trial.variant for trial in plan.ids} == {f"clerk/careful@{ref}"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("careful@nowhere", "git knows no revision 'nowhere'"),
        ("careful@", "git knows no revision ''"),
        ("careful@--help", "git knows no revision '--help'"),
        ("carefull@HEAD", "no variant 'carefull' in suite 'letters'; did you mean `careful`?"),
    ],
)
def test_a_name_that_fits_nothing_is_wrong_usage(project, name, told):
    """Before anything is played."""
    with pytest.raises(UsageError) as caught:
        load_world(project, None, (name,))

    assert told in str(caught.value)


def test_a_file_that_a_revision_lacks_is_wrong_usage(project):
    """The file and the revision are named."""
    git(project, "rm", "--quiet", "--cached", PROMPT)
    git(project, "commit", "--quiet", "--message", "Without")

    with pytest.raises(UsageError, match=r"agents/clerk/careful.md: there is no such file at HEAD"):
        load_world(project, None, ("careful@HEAD",))


def test_faults_of_a_past_file_are_told_with_its_revision(project):
    """Not to be looked for in the working file."""
    edit(project, "tools: Read, Write", "tools: 3")
    commit_all(project, "Broken")
    edit(project, "tools: 3", "tools: Read, Write")

    with pytest.raises(DefinitionError, match=r"HEAD:agents/clerk/careful.md:4: \$.tools: is 3"):
        load_world(project, None, ("careful@HEAD",))


def test_recordings_play_the_revision_they_were_made_from(project):
    """They are kept under the variant's name; the digest decides whose they are."""
    edit(project)
    done = run(project, Order(selection=Selection(variants=("careful@HEAD",))))

    with RunFile.open_readonly(done.path) as file:
        assert [summary.id for summary in file.summaries()] == [
            TrialId("late-fee", AT_HEAD, 0),
            TrialId("late-fee", AT_HEAD, 1),
        ]
        assert file.facts.variants[AT_HEAD].revision == git(project, "rev-parse", "HEAD")


def test_stale_recordings_are_named_all_at_once_and_never_played(project):
    """One line for all that miss for one reason."""
    edit(project)
    with pytest.raises(RecordingMiss) as caught:
        run(project, Order(selection=Selection(variants=("careful@HEAD", "careful"))))
    first, second = str(caught.value).splitlines()

    assert first.startswith("clerk/careful: you edited agents/clerk/careful.md since it was recorded")
    assert first.endswith("not played: late-fee #0 #1")
    assert second.startswith("`audition run letters -v careful --live --record --cap ")
    assert not list((project / "reports/runs").glob("*.sqlite"))


def test_the_past_is_the_baseline_and_the_question_is_whether_it_got_worse(project):
    """Whatever the order in which the two are named."""
    edit(project)
    clerk = letters.Clerk(care={AT_HEAD: 1.0, CAREFUL: 0.2})
    done = letters.play(project, clerk, variants=(CAREFUL, "careful@HEAD"), trials=12)
    with RunFile.open_readonly(done.path) as file:
        (found,) = findings_of(file).comparisons

    assert (found.baseline.label, found.candidate.label) == (AT_HEAD, CAREFUL)
    assert found.regression
    assert found.verdict.kind is VerdictKind.REGRESSED


def test_two_variants_are_no_question_of_regression(project):
    """That one does worse than another is a finding, not a failure."""
    done = letters.play(project, FLAWLESS, variants=("hasty@HEAD", "careful"), trials=1)
    with RunFile.open_readonly(done.path) as file:
        (found,) = findings_of(file).comparisons

    assert not found.regression


def test_one_prompt_at_two_revisions_is_said_to_be_one(project):
    """A replay of both is the same recordings twice."""
    done = run(project, Order(selection=Selection(variants=("careful@HEAD", "careful"))))
    findings = compare_variants(project, "careful@HEAD", "careful", str(done.path))
    (told,) = (caveat for caveat in findings.caveats if "The prompt is the same" in caveat)

    assert "clerk/careful@HEAD and clerk/careful" in told
    assert told.endswith("both sides replay the same recordings.")


def test_a_stored_run_stays_with_the_commit_it_played(project):
    """A branch that moved on changes nothing about what was played."""
    done = letters.play(project, FLAWLESS, variants=("careful@main",), trials=1)
    edit(project)
    commit_all(project, "Shorter")

    assert grade_again(project, str(done.path)).path == done.path
    assert run(project, Order(player=Loop(ScriptedModel(FLAWLESS))), resume=str(done.path)).stopped is None


def test_the_past_never_becomes_the_baseline(project):
    """The rest of the run does."""
    mixed = letters.play(project, FLAWLESS, variants=("careful@HEAD", "careful"), trials=1)
    past = letters.play(project, FLAWLESS, variants=("careful@HEAD",), trials=1)

    assert accept(project, str(mixed.path)).variants == (CAREFUL,)
    with pytest.raises(UsageError, match=r"did not play a working file: it has clerk/careful@HEAD"):
        accept(project, str(past.path))


def test_a_revision_outside_git_is_wrong_usage(tmp_path):
    """A project need not be a repository."""
    root = letters.project(tmp_path)

    with pytest.raises(UsageError, match="git knows no revision"):
        load_world(root, None, ("careful@HEAD",))


def test_a_selection_that_leaves_nothing_recorded_is_said(project):
    """As for a working file."""
    with pytest.raises(NothingSelected):
        run(project, Order(selection=Selection(variants=("careful@HEAD",), keyword="nothing")))


def test_a_comparison_with_the_baseline_shows_the_prompt_it_was_accepted_with(project):
    """The baseline keeps a digest; the text is in git."""
    accept(project, str(letters.play(project, FLAWLESS, trials=2).path))
    edit(project)
    later = letters.play(project, FLAWLESS, trials=2)
    changed, same = sorted(
        compare_with_baseline(project, str(later.path), Against()).comparisons, key=lambda found: found.candidate.label
    )

    assert "Never promise to waive a fee" in changed.prompt_diff
    assert [change.cause for change in changed.changes] == [Cause.PROMPT]
    assert same.prompt_diff == ""
    assert [change.cause for change in same.changes] == [Cause.UNSEEN]


def test_a_prompt_that_no_commit_holds_is_not_shown_in_anothers_place(project):
    """It was accepted with changes that were never committed."""
    edit(project)
    accept(project, str(letters.play(project, FLAWLESS, variants=("careful",), trials=2).path))
    edit(project, "Before you finish", "In the end")
    later = letters.play(project, FLAWLESS, variants=("careful",), trials=2)
    (found,) = compare_with_baseline(project, str(later.path), Against()).comparisons

    assert found.prompt_diff == ""


def test_a_prompt_named_by_its_path_is_read_at_a_revision_with_what_lies_beside_it(project):
    """A skill's folder is the commit's too, and what the suite sets is today's."""
    home = project / "skills/greet"
    home.mkdir(parents=True)
    (home / "SKILL.md").write_text("Greet by rules.md.\n", "utf-8")
    (home / "rules.md").write_text("Be kind.\n", "utf-8")
    suite_file = next((project / "scenarios").glob("*/suite.yaml"))
    named = suite_file.read_text("utf-8")
    more = "variants: [{variant: skills/greet/SKILL.md, model: claude-opus-5-5}, "
    suite_file.write_text(named.replace("variants: [", more, 1), "utf-8")
    commit_all(project, "With a skill")
    (home / "rules.md").write_text("Be strict.\n", "utf-8")
    suite = load_world(project, None, ("greet-claude-opus-5-5@HEAD",)).suite
    past, today = suite.variant("clerk/greet-claude-opus-5-5@HEAD"), suite.variant("clerk/greet-claude-opus-5-5")

    assert past.files == {".claude/skills/greet/rules.md": "Be kind.\n"}
    assert today.files == {".claude/skills/greet/rules.md": "Be strict.\n"}
    assert past.model == "claude-opus-5-5"


def test_a_memory_file_is_read_at_a_revision_with_what_it_imports(project):
    """Beside the prompt as it was then."""
    (project / "docs").mkdir()
    (project / "CLAUDE.md").write_text("Use tabs. @docs/style.md\n", "utf-8")
    (project / "docs/style.md").write_text("Be brief.\n", "utf-8")
    suite_file = next((project / "scenarios").glob("*/suite.yaml"))
    named = suite_file.read_text("utf-8")
    more = "variants: [{variant: clerk/careful, claude_md: CLAUDE.md, as: told}, "
    suite_file.write_text(named.replace("variants: [", more, 1), "utf-8")
    commit_all(project, "With a memory file")
    (project / "docs/style.md").write_text("Be long.\n", "utf-8")
    suite = load_world(project, None, ("told@HEAD",)).suite
    past, today = suite.variant("clerk/told@HEAD"), suite.variant("clerk/told")

    assert past.settings.memory["docs/style.md"] == "Be brief."
    assert today.settings.memory["docs/style.md"] == "Be long."
    assert past.digest != today.digest
