from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Loop
from audition.models.scripted import ScriptedModel
from audition.reporting.terminal.results import reaction_lines
from audition.running.order import Live, Order
from audition.usecases.accept import accept
from audition.usecases.watch import Watch, changed_paths, snapshot
from tests.fakes import letters

PROMPT = "agents/clerk/careful.md"
SCENARIO = "scenarios/letters/late-fee.yaml"
SUITE = "scenarios/letters/suite.yaml"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """Two scenarios with a flawless recording a case."""
    root = letters.project(tmp_path_factory.mktemp("watch"), ("late-fee", "lost-card"))
    letters.record(root, letters.FLAWLESS, trials=1)
    return root


@pytest.fixture
def project(recorded, tmp_path) -> Path:
    """A copy to work in."""
    return Path(shutil.copytree(recorded, tmp_path / "letters"))


def save(root: Path, path: str, old: str, new: str) -> str:
    """Put a text in place of another one in a file; gives the file's path."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")
    return path


def watching(root: Path, **order) -> Watch:
    """A watch in replay."""
    return Watch(root=root, suites=(), order=Order(**order))


def told(watch: Watch, *changed: str) -> str:
    """What is said of a save."""
    return "\n".join(reaction_lines(watch.react(changed), colour=False))


def test_a_look_sees_what_people_write_and_nothing_else(project):
    """New, changed and removed files; no recordings, no runs."""
    before = snapshot(project)
    os.utime(project / PROMPT, ns=(1, 1))
    (project / SCENARIO).unlink()
    (project / "evals/checks.py").write_text("", "utf-8")
    (project / "evals/recordings/clerk/new.json").write_text("{}", "utf-8")

    assert changed_paths(before, snapshot(project)) == (PROMPT, "evals/checks.py", SCENARIO)
    assert changed_paths(before, before) == ()


def test_prompts_and_memory_files_where_they_are_are_watched_too(project):
    """A save of an import affects the cases of the variant that is told it, and of no other."""
    (project / ".claude/agents").mkdir(parents=True)
    (project / ".claude/agents/kind.md").write_text("---\nname: kind\ndescription: Kind.\n---\nBe kind.\n", "utf-8")
    (project / "CLAUDE.md").write_text("Use tabs. @style.md\n", "utf-8")
    (project / "style.md").write_text("Be brief.\n", "utf-8")
    told_kind = "variants: [{variant: .claude/agents/kind.md, model: claude-opus-5-5, claude_md: CLAUDE.md}, "
    save(project, SUITE, "variants: [", told_kind)
    watch = watching(project)
    before = watch.look()
    (project / "style.md").write_text("Be long, now.\n", "utf-8")
    changed = changed_paths(before, watch.look())

    assert changed == ("style.md",)
    assert {".claude/agents/kind.md", "CLAUDE.md"} <= before.keys()
    assert "audition run letters -v kind-claude-opus-5-5 --live" in (text := told(watch, *changed))
    assert "careful" not in text


def test_a_changed_check_is_read_at_once_on_all_cases(project):
    """What moved since the last run, with the reason."""
    watch = watching(project)
    first = told(watch, save(project, SUITE, "Town Library", "Town Librarx"))
    second = told(watch, save(project, SUITE, "Town Librarx", "Town Library"))

    assert "4 trials of 4 cases played" in first
    assert "nothing to hold them against yet" in first
    assert "late-fee × clerk/careful: gate score 80.0 % → 100.0 %" in second
    assert "    signs 0/1 → 1/1 (the check itself changed)" in second


def test_moves_are_measured_from_the_accepted_baseline(project):
    """Not from the save before."""
    accept(project, str(letters.play(project, letters.FLAWLESS, trials=1).path))
    watch = watching(project)
    save(project, SUITE, "Town Library", "Town Librarx")
    first, again = told(watch, SUITE), told(watch, SUITE)

    assert "moved since the baseline accepted from" in first
    assert first.count("signs 1/1 → 0/1") == again.count("signs 1/1 → 0/1") == 4


def test_only_affected_cases_play(project):
    """A scenario's own check."""
    text = told(watching(project), save(project, SCENARIO, "head librarian", "Head Librarian"))

    assert "2 trials of 2 cases played" in text


def test_an_edited_prompt_is_shown_and_its_stale_recordings_are_named(project):
    """In replay nothing can be played for it; the other variant is not affected."""
    text = told(watching(project), save(project, PROMPT, "Never promise to waive a fee", "TODO: waive"))

    assert f"warning: {PROMPT}:" in text
    assert "`TODO` is still there" in text
    assert "caches nothing shorter" not in text
    assert f"the save before → {PROMPT}: 1 section changed" in text
    assert f"clerk/careful: you edited {PROMPT} since it was recorded (`audition diff " in text
    assert "shows what); not played: late-fee #0, lost-card #0" in text
    assert "`audition run letters -v careful --live --record --cap 1` plays what is missing" in text
    assert "trials of" not in text


def test_what_can_be_played_is_played_beside_what_is_stale(project):
    """Both are said."""
    save(project, PROMPT, "Never promise", "Do never promise")
    text = told(watching(project), PROMPT, SUITE)

    assert f"clerk/careful: you edited {PROMPT} since it was recorded" in text
    assert "2 trials of 2 cases played" in text


def test_faults_are_told_and_the_watch_goes_on(project):
    """Half a save is no reason to stop."""
    watch = watching(project)
    faulty = told(watch, save(project, SCENARIO, "id: late-fee", "id: late-fees"))
    mended = told(watch, save(project, SCENARIO, "id: late-fees", "id: late-fee"))

    assert "the file is not called late-fees.yaml" in faulty
    assert "2 trials of 2 cases played" in mended


def test_a_file_that_nothing_meets_plays_nothing(project):
    """It is said, so that nobody waits."""
    assert "nothing that is played changed" in told(watching(project), "agents/clerk/unlisted.md")


def test_the_cap_is_for_the_whole_watch(project, monkeypatch: pytest.MonkeyPatch):
    """What one save spent the next cannot; nothing is played once it is spent."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-never-used-0000")
    watch = watching(project, player=Loop(ScriptedModel(letters.FLAWLESS)))
    watch.order = replace(watch.order, live=Live(cap_usd=1.0))
    free = told(watch, SUITE)
    watch.order = replace(watch.order, live=Live(cap_usd=0.0))
    spent = told(watch, SUITE)

    assert "trials of 4 cases played for $0.00, $1.00 of the cap left" in free
    assert watch.order.live.cap_usd == 0.0
    assert "not played: the cap of this watch is spent" in spent
