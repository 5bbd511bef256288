"""Starts a new agent's suite: small, passing from the first minute, to be rewritten piece by piece."""

from __future__ import annotations

import os
import re
from pathlib import Path

from audition.errors import UsageError
from audition.loading.agent_file import parse_agent_file
from audition.loading.casting import ENDINGS, prompt_name
from audition.loading.prompt_files import read_prompt
from audition.project.commit import below_top
from audition.project.world import load_world
from audition.records.results import Drafted, Started
from audition.records.variants import Settings
from audition.usecases.starter.drafts import drafts_for, guessed_deliverable
from audition.usecases.starter.files import STARTER, files_for, models_of, settings_for, starter_for, write
from audition.usecases.starter.plays import EDIT, FIRST, SECOND, record_plays

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")


def init(folder: Path, agent: str | None = None) -> Started:
    """A starter suite for an agent, written into a folder, with trials that replay.

    Nothing is written over: a `pyproject.toml` without the table `[tool.audition]` gets it at its end, `.gitignore`
    and `.gitattributes` the rules that they lack; any other file in the way ends the call before anything is written.

    Args:
        folder: Made when it is missing.
        agent: Lower-case letters, digits and hyphens, at most 64; `release-notes` when None.

    Raises:
        UsageError: The name is none, or files are in the way.
        EngineError: A file cannot be written.
    """
    agent = STARTER if agent is None else agent
    _refuse_name(agent)
    files = files_for(folder, starter_for(agent, below_top(folder)))
    write(folder, files)
    recorded = record_plays(load_world(folder, agent))
    return Started(
        agent=agent,
        written=tuple(sorted({*files.new, *files.appended})),
        kept=files.kept,
        recorded=recorded,
        first=FIRST,
        second=SECOND,
        edit=EDIT,
    )


def init_from(folder: Path, prompt: Path, agent: str | None = None) -> Drafted:
    """A suite for a prompt that is there, drafted from what it says; it is named where it is, and not touched.

    Args:
        folder: The project's, which holds the prompt.
        prompt: An agent file, a skill's `SKILL.md`, a slash command, or a plain prompt.
        agent: As in `init`; the prompt's own name when None.

    Raises:
        UsageError: The name is none, the prompt lies elsewhere, or files are in the way.
        DefinitionError: The prompt cannot be read, or the folder's settings.
        EngineError: A file cannot be written.
    """
    path = Path(os.path.relpath(prompt.parent.resolve() / prompt.name, folder.resolve())).as_posix()
    if path.startswith("../") or not path.endswith(ENDINGS):
        raise UsageError(f"{prompt}: no .md or .txt in the folder of the project; start it in a folder that holds it")
    agent = agent or prompt_name(path)
    _refuse_name(agent)
    models, inherits = models_of(folder)
    found = read_prompt(folder, path)
    settings = Settings(inherits=inherits, files=found.files)
    variant = parse_agent_file(found.data, f"{agent}/{prompt_name(path)}", models=models, path=path, settings=settings)
    files = files_for(folder, {**settings_for(agent), **drafts_for(agent, variant)})
    write(folder, files)
    load_world(folder, agent)
    return Drafted(
        agent=agent,
        written=tuple(sorted({*files.new, *files.appended})),
        kept=files.kept,
        prompt=path,
        deliverable=guessed_deliverable(variant),
    )


def _refuse_name(agent: str) -> None:
    if not _NAME.match(agent):
        raise UsageError(f"{agent!r} is no agent's name: lower-case letters, digits and hyphens, at most 64")
