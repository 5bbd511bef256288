"""Commands, skills and memory files, as Claude Code would send them, through the command's own door."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.desk import desk
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

LOOK = """\
---
description: Looks at a file.
argument-hint: <file> <why>
allowed-tools: Read
model: small
---
Look at @$0 because of $1. Before you: !`head -c 5 notes.txt`.
"""


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox works here")
def test_a_command_is_sent_with_its_arguments_files_and_what_it_printed(tmp_path: Path, audition: Run):
    """The scenario's request says the arguments; the memory file stands before it; a replay needs no shell."""
    suite = {"variants": [{"variant": ".claude/commands/look.md", "claude_md": "CLAUDE.md"}]}
    root = desk(tmp_path, suite, {"request": 'notes.txt "its end"', "files": {"notes.txt": "Fresh bread.\n"}})
    (root / ".claude/commands").mkdir(parents=True)
    (root / ".claude/commands/look.md").write_text(LOOK, "utf-8")
    (root / "CLAUDE.md").write_text("Use tabs. @more.md\n", "utf-8")
    (root / "more.md").write_text("Be brief.\n", "utf-8")
    with MockApi() as api:
        api.play({"match": "because of its end. Before you: Fresh.", "reply": "Seen."})
        access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
        ran = audition(root, "run", "desk", "--live", "--fresh", "--record", env=access)
    shown = audition(root, "show", "first", "--transcript").stdout
    replayed = audition(root, "run", "desk", "--store-only")
    (root / "more.md").write_text("Be long.\n", "utf-8")
    changed = audition(root, "run", "desk")

    assert "desk · live run" in ran.stdout, ran.stderr
    for told in ("Use tabs.", "Be brief.", '"file_path": "/workspace/notes.txt"', "Fresh bread.", "Seen."):
        assert told in shown
    assert "Stored" in replayed.stdout, replayed.stderr
    assert changed.returncode == 2
