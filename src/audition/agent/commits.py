"""The commits that an agent made, as parts of its outcome; read in the sandbox, where whatever lies in `.git` acts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from audition.records.evidence import Recording
from audition.records.outcome import COMMITS, Outcome
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import Shell

MOST_COMMITS: Final = 50
_SECONDS: Final = 20.0
_GIT: Final = "git -c core.fsmonitor=false -c core.pager=cat -c diff.external= -c log.showSignature=false"
_FIELD, _RECORD, _FILES = "\x1f", "\x1e", "\x1d"
_LOG: Final = (
    f"{_GIT} log --reverse --no-color --no-ext-diff --no-textconv --no-renames --name-status -n {MOST_COMMITS} "
    "--format='%x1e%s%x1f%b%x1f%an <%ae>%x1d' {start}..HEAD"
)
_DIFF: Final = f"{_GIT} diff --no-color --no-ext-diff --no-textconv {{start}} HEAD"


async def commits_of(history: Mapping[str, bytes], workspace: Workspace, shell: Shell) -> Outcome:
    """The commits since the start as `.git/commits.json` and `.git/commits.diff`; empty: none was made.

    Args:
        history: The `.git` that the workspace began with; empty: it has none.
        workspace: As the agent left it.
        shell: Runs git in its sandbox.

    Raises:
        WorkspaceError: The sandbox broke.
    """
    start = start_commit(history)
    if start is None:
        return {}
    told = await shell.run(_LOG.format(start=start), workspace, _SECONDS)
    commits = [] if told.is_error else _commits(told.text)
    if not commits:
        return {}
    diff = await shell.run(_DIFF.format(start=start), workspace, _SECONDS)
    text = json.dumps({"commits": commits}, ensure_ascii=False, indent=1)
    return {f"{COMMITS}.json": f"{text}\n", f"{COMMITS}.diff": "" if diff.is_error else f"{diff.text}\n"}


def recorded_commits(recording: Recording) -> Outcome:
    """The same as it was recorded: a replay has no shell to ask."""
    return {path: file for path, file in recording.outcome.items() if path.startswith(COMMITS)}


def start_commit(history: Mapping[str, bytes]) -> str | None:
    """The id of the commit that a repository begins with; None: there is no repository."""
    head = history.get(".git/HEAD", b"").decode("ascii", "replace").strip()
    found = history.get(f".git/{head.removeprefix('ref: ')}", b"").decode("ascii", "replace").strip()
    return found if len(found) >= 40 and found.isalnum() else None


def _commits(told: str) -> list[dict[str, Any]]:
    found = []
    for record in told.split(_RECORD)[1:]:
        said, _, files = record.partition(_FILES)
        subject, body, author = (*said.split(_FIELD), "", "")[:3]
        names = [line.split("\t")[-1] for line in files.splitlines() if "\t" in line]
        found.append({"subject": subject, "body": body.strip(), "author": author.strip(), "files": names})
    return found
