"""Drafts of a suite for a prompt that is there: its scenarios to be filled in, its criteria from its own rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from audition.loading.prompt_lint.paths import written_paths
from audition.loading.prompt_lint.prompt import Prompt
from audition.loading.sources import path_fault
from audition.loading.yaml_writer import dump_yaml
from audition.records.variants import Variant
from audition.workspace.tools.catalogue import TOOLS

MOST_RULES: Final = 6
_RULE = re.compile(r"\b(?:must|never|always|do not|don't|at most|at least|no more than|only)\b", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|`")
_PLAIN_PATH = re.compile(r"[\w./-]+\Z")
_SHORTEST, _LONGEST = 20, 300
_SCENARIOS: Final = {
    "everyday": ("An everyday task", "What the agent is for, at its plainest."),
    "edge": ("A task with a catch", "What a hasty agent gets wrong: something is missing, disputed or out of bounds."),
}


def drafts_for(agent: str, variant: Variant) -> Mapping[str, str]:
    """Path → text of the suite's files, which are right as they stand and say what is to be filled in.

    Args:
        agent: What the suite is called.
        variant: The prompt, named by its path.
    """
    home = f"scenarios/{agent}"
    rubric = f"rubrics/{agent}/work.yaml"
    return {
        f"{home}/suite.yaml": _commented(
            "What is played, and what the work is held against: `audition check --list` names every check.",
            _suite(agent, variant, rubric),
        ),
        **{f"{home}/{name}.yaml": _scenario(name) for name in _SCENARIOS},
        rubric: _commented(
            "What code cannot see, drafted from the prompt's own rules: keep what a reader can tell, and reword it.",
            {"id": f"{agent}-work", "title": f"Work of {agent}", "criteria": list(_criteria(variant))},
        ),
    }


def guessed_deliverable(variant: Variant) -> str | None:
    """The first file that the prompt says it writes, where a tool of its own can; None: its work is what it answers."""
    if not any(name in TOOLS and TOOLS[name].writes for name in variant.tools):
        return None
    told = (path.removeprefix("./") for path in written_paths(Prompt.of(variant)))
    return next((path for path in told if _PLAIN_PATH.match(path) and path_fault(path) is None), None)


def _suite(agent: str, variant: Variant, rubric: str) -> dict[str, Any]:
    deliverable = guessed_deliverable(variant)
    required = ["ending", *(["file_written"] if deliverable else [])]
    return {
        "id": agent,
        "title": f"Work of {agent}",
        "variants": [variant.path],
        **({"deliverable": deliverable} if deliverable else {}),
        "trials": 2,
        "limits": {"turns": 20, "seconds": 600, "cost_usd": 1},
        "checks": [{"check": name} for name in (*required, "tools_granted")],
        "rubrics": [rubric],
        "gate": {"required": required, "points": ["tools_granted", f"{agent}-work"], "margin": 0.1},
    }


def _scenario(name: str) -> str:
    title, reason = _SCENARIOS[name]
    return _commented(
        "One situation. Fill in the request; `files:` lays what the agent reads into its workspace, path → text.",
        {
            "id": name,
            "title": title,
            "reason": reason,
            "category": name,
            "as_of": datetime.now(UTC).date().isoformat(),
            "request": "Fill in what a user asks of the agent here, word by word.",
        },
    )


def _criteria(variant: Variant) -> Iterator[dict[str, Any]]:
    seen = {""}
    for rule in _rules(variant):
        name = "-".join(re.findall(r"[a-z0-9]+", rule.lower())[:5])[:60]
        if name not in seen and len(seen) <= MOST_RULES:
            seen.add(name)
            yield {"id": name, "text": f"The work keeps to the prompt's rule: {rule}", "points": 1}
    if len(seen) == 1:
        yield {"id": "does-what-was-asked", "text": "The work does what the request asks for, all of it.", "points": 1}


def _rules(variant: Variant) -> Iterator[str]:
    for line in Prompt.of(variant).lines:
        rule = _MARKUP.sub("", line.text).strip()
        if _RULE.search(rule) and _SHORTEST <= len(rule) <= _LONGEST and not rule.endswith(":"):
            yield rule


def _commented(comment: str, value: Any) -> str:
    return f"# {comment}\n{dump_yaml(value)}"
