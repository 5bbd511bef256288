"""The smallest project of any agent, of which tests write what they are about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

AGENT = "---\nname: helper\ndescription: Helps.\ntools: {tools}\nmodel: small\n---\n\nHelp whoever asks.\n"
PROJECT = '[tool.audition]\njudge = "small"\n\n[tool.audition.models]\nsmall = "claude-small-1"\n'


def desk(root: Path, suite: Mapping[str, Any], *scenarios: Mapping[str, Any], tools: str = "[]") -> Path:
    """A project of one suite `desk` and one variant; what is not said of it is the least there can be."""
    whole = {
        "id": "desk",
        "title": "A desk",
        "variants": ["helper/plain"],
        "trials": 1,
        "checks": [{"check": "ending"}],
        "gate": {"required": ["ending"], "points": [], "margin": 0.1},
        **suite,
    }
    files = {
        "pyproject.toml": PROJECT,
        "agents/helper/plain.md": AGENT.format(tools=tools),
        "scenarios/desk/suite.yaml": json.dumps(whole, indent=1),
    }
    for scenario in scenarios or ({},):
        scene = {"id": "first", "title": "The first", "category": "plain", "as_of": "2026-05-04", **scenario}
        files[f"scenarios/desk/{scene['id']}.yaml"] = json.dumps(scene, indent=1)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def calls(*named: tuple[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An answer of the mock that calls these tools."""
    return [{"type": "tool_use", "name": name, "input": dict(given)} for name, given in named]


def writes(files: Mapping[str, str], said: str = "Done.") -> list[dict[str, Any]]:
    """Rules of the mock: an answer that writes these files, and one that ends the turn."""
    reply = calls(*(("Write", {"file_path": path, "content": text}) for path, text in files.items()))
    return [{"tool_results": 0, "reply": reply}, {"tool_results": len(files), "reply": said}]


def shown(audition: Callable[..., CompletedProcess[str]], root: Path, url: str, *words: str) -> str:
    """What `show` tells, its transcript included, of the project's first trial once it was played live and recorded.

    Args:
        audition: Runs the command in a folder.
        root: The project.
        url: Of the mock.
        words: More of them for `run`.
    """
    access = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
    ran = audition(root, "run", "desk", "--live", "--fresh", "--record", *words, env=access)
    assert "desk · live run" in ran.stdout, ran.stderr + ran.stdout
    return "\n".join(audition(root, "show", "first", *more).stdout for more in ((), ("--transcript",)))
