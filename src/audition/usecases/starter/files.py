"""The starter's files: what they say for an agent, and how they fit beside what is there."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import audition
from audition.errors import EngineError, UsageError
from audition.loading.project import find_project
from audition.project.commit import commit_of, origin_url

PROJECT = Path(__file__).with_name("project")
STARTER = "release-notes"
"""The agent of the project as it lies here."""

_SETTINGS, _IGNORED, _ATTRIBUTES = "pyproject.toml", ".gitignore", ".gitattributes"
_WORKFLOW = ".github/workflows/evals.yml"
_DOTTED = {"github": ".github", "gitignore": _IGNORED, "gitattributes": _ATTRIBUTES}
"""Packaging tools leave out what begins with a dot."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """What is to be written into a folder; nothing is written over."""

    new: Mapping[str, str]
    """Path → text of files that are not there."""
    appended: Mapping[str, str]
    """Path → text that goes behind what is there."""
    kept: tuple[str, ...]
    """What is there and says what is needed."""


def files_for(folder: Path, wanted: Mapping[str, str]) -> Files:
    """What is wanted, path → text, beside what the folder holds.

    Raises:
        UsageError: Other files are in the way, links among the folders, or `pyproject.toml` cannot be read.
    """
    _refuse_links(folder, wanted)
    there = {path: text for path in wanted if (text := _text(folder, path)) is not None}
    missing = {path: text for path, text in wanted.items() if path not in there}
    appended = {
        path: addition
        for path, lacks in ((_SETTINGS, _lacking_settings), (_IGNORED, _lacking_lines), (_ATTRIBUTES, _lacking_lines))
        if path in there and (addition := lacks(there[path], wanted[path]))
    }
    shared = {_SETTINGS, _IGNORED, _ATTRIBUTES}
    in_the_way = [path for path, text in there.items() if path not in shared and text != wanted[path]]
    if in_the_way:
        raise UsageError(
            f"already there, and never written over: {', '.join(in_the_way)}; name another folder, or another --agent"
        )
    return Files(new=missing, appended=appended, kept=tuple(path for path in there if path not in appended))


def _refuse_links(folder: Path, paths: Iterable[str]) -> None:
    """Write nothing behind a link: it would land outside the folder."""
    inside = {parent for path in paths for parent in PurePosixPath(path).parents}
    links = sorted(str(parent) for parent in inside if (folder / parent).is_symlink() and str(parent) != ".")
    if links:
        raise UsageError(f"{links[0]}: a link is in the way; name another folder, or put the folder itself there")


def write(folder: Path, files: Files) -> None:
    """Put the files into the folder.

    Raises:
        EngineError: One cannot be written.
    """
    try:
        for path, text in files.new.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        for path, text in files.appended.items():
            with (folder / path).open("a", encoding="utf-8", newline="") as file:
                file.write(text)
    except OSError as error:
        raise EngineError(f"{error.filename}: cannot be written: {error.strerror}") from error


def settings_for(agent: str) -> dict[str, str]:
    """Path → text of what every project has, whatever it tests."""
    return {path: text for path, text in starter_for(agent).items() if path in (_SETTINGS, _IGNORED, _ATTRIBUTES)}


def models_of(folder: Path) -> tuple[Mapping[str, str], str | None]:
    """The folder's own aliases and model for who names none; those that `audition init` writes where it has none.

    Raises:
        UsageError, DefinitionError: Its settings cannot be read.
    """
    there = _text(folder, _SETTINGS)
    if there is not None and not _lacking_settings(there, " "):
        project = find_project(folder)
        return project.models, project.model
    models = tomllib.loads((PROJECT / _SETTINGS).read_text("utf-8"))["tool"]["audition"]["models"]
    return models, next(iter(models))


def starter_for(agent: str, below: str = "") -> dict[str, str]:
    """Path → text of the whole project, for this agent.

    Args:
        agent: Its name.
        below: The project's folder from its repository's top; empty: it is the top, or there is no repository.
    """
    words = {
        STARTER: agent,
        STARTER.replace("-", "_"): agent.replace("-", "_"),
        "AUDITION_REQUIREMENT": requirement(),
    }
    sources = sorted(file for file in PROJECT.rglob("*") if file.is_file() and file.suffix != ".pyc")
    found = {_filled(_place(file), words): _filled(file.read_text("utf-8"), words) for file in sources}
    return _workflow_at_top(found, below) if below else found


def requirement() -> str:
    """What pip installs elsewhere as it is installed here: from git where it came from there, else its version.

    Where that is written down: https://packaging.python.org/en/latest/specifications/direct-url/
    """
    try:
        told = distribution("audition").read_text("direct_url.json")
    except PackageNotFoundError:
        told = None
    url, commit = _origin(json.loads(told)) if told else (None, None)
    return f"audition @ git+{url}@{commit}" if url and commit else f"audition=={audition.__version__}"


def _origin(place: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The https address and commit of a repository that audition was installed from, or of its checkout's origin."""
    url, commit = str(place.get("url", "")), place.get("vcs_info", {}).get("commit_id")
    if url.startswith("file:") and "dir_info" in place:
        root = Path(unquote(urlsplit(url).path))
        url, commit = origin_url(root) or "", commit_of(root)
    plain = urlsplit(url)
    public = plain.scheme == "https" and not plain.username and str(commit or "").isalnum()
    return (url, commit) if public else (None, None)


def _workflow_at_top(files: Mapping[str, str], below: str) -> dict[str, str]:
    """The same, its workflow where GitHub reads it: at the top of the repository, and at work in the project."""
    found = dict(files)
    text = found.pop(_WORKFLOW).replace("name: evals\n", f"name: evals of {below}\n", 1)
    there = f"defaults:\n  run:\n    working-directory: {json.dumps(below)}\njobs:\n"
    up = "../" * len(PurePosixPath(below).parts)
    found[f"{up}.github/workflows/evals-{below.replace('/', '-')}.yml"] = text.replace("jobs:\n", there, 1)
    return found


def _place(file: Path) -> str:
    first, *rest = file.relative_to(PROJECT).parts
    return "/".join([_DOTTED.get(first, first), *rest])


def _filled(text: str, words: Mapping[str, str]) -> str:
    for word, filling in words.items():
        text = text.replace(word, filling)
    return text


def _text(folder: Path, path: str) -> str | None:
    """What a file of the folder says; None: nothing is there.

    Raises:
        UsageError: Something is there that is no plain text file.
    """
    place = folder / path
    if not place.exists() and not place.is_symlink():
        return None
    if place.is_symlink() or not place.is_file():
        raise UsageError(f"{path}: a link or folder is in the way; name another folder")
    try:
        return place.read_text("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is in the way and no UTF-8; name another folder") from None


def _lacking_settings(there: str, wanted: str) -> str:
    try:
        has_table = "audition" in tomllib.loads(there).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{_SETTINGS}: not readable as TOML: {error}") from None
    return "" if has_table else _behind(there, wanted)


def _lacking_lines(there: str, wanted: str) -> str:
    known = there.splitlines()
    rules = [line for line in wanted.splitlines() if not line.startswith("#") and line not in known]
    return _behind(there, "".join(f"{rule}\n" for rule in rules)) if rules else ""


def _behind(there: str, text: str) -> str:
    """A text as it goes behind another, a blank line between them."""
    return f"{'' if there.endswith(chr(10)) or not there else chr(10)}\n{text}"
