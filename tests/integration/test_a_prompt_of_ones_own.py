"""A newcomer with a prompt of their own: drafted, checked, played live on two models, replayed and reported."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fakes.mock_api import MockApi

KEY = "sk-ant-api03-known-to-this-test-0123456789"
COMMAND = "---\ndescription: Looks at one file.\nallowed-tools: Read\n---\nLook at $ARGUMENTS and say what is wrong.\n"


def change(path: Path, old: str, new: str) -> None:
    """One place of one file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_command_of_ones_own_is_drafted_checked_played_on_two_models_and_replayed(tmp_path, audition):
    """Without a line of Python, a schema, a deliverable or a copy of the prompt."""
    prompt = tmp_path / ".claude/commands/look.md"
    prompt.parent.mkdir(parents=True)
    prompt.write_text(COMMAND, "utf-8")
    drafted = audition(tmp_path, "init", "--from", ".claude/commands/look.md")
    suite = tmp_path / "scenarios/look/suite.yaml"
    named = "- .claude/commands/look.md\n"
    change(suite, named, f"{named}- {{variant: .claude/commands/look.md, model: opus, effort: low}}\n")
    for scenario in ("everyday", "edge"):
        change(
            tmp_path / f"scenarios/look/{scenario}.yaml",
            "Fill in what a user asks of the agent here, word by word.",
            scenario,
        )
    checked = audition(tmp_path, "check")
    with MockApi() as api:
        api.play({"match": "Look at (everyday|edge) and say", "reply": "Nothing is wrong."})
        env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}
        played = audition(tmp_path, "run", "--live", "--cap", "1", "--record", env=env)
    replayed = audition(tmp_path, "run", "--report", "reports/again")

    assert (drafted.returncode, checked.returncode) == (0, 0)
    assert (played.returncode, replayed.returncode) == (0, 0), played.stdout + replayed.stdout
    recordings = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "evals/recordings/look").glob("*.json")]
    assert len(recordings) == 8
    assert {each["model"] for each in recordings} == {"claude-sonnet-5-5", "claude-opus-5-5"}
    assert "look-opus-low" in replayed.stdout
    assert (tmp_path / "reports/again/index.html").is_file()
