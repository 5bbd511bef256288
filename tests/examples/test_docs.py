"""README and docs: every command runs and shows what they say it shows, every definition is right."""

from __future__ import annotations

import ast
import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from audition.errors import DefinitionError
from audition.loading.strict_yaml import read_yaml
from audition.project.world import load_worlds
from tests.examples.commands import fault
from tests.examples.pages import PAGES, ROOT, Block, Step, blocks, steps
from tests.examples.worlds import World, plain
from tests.fakes.mock_api import MockApi

ALL = [block for page in PAGES for block in blocks(page)]
NOT_RUN = "not run: "
SHELL = ("console", "bash", "sh")
CHECKOUT = "checkout"
"""The world of commands that install, which `test_installing` tries."""
MAKE = {"make demo": "audition run account-manager --report reports/demo", "make test": "python -m pytest -q evals"}
"""Where a page says the one, the other is run: `make` installs first, and its tests are these."""
NOTES = """\
version: 3.0.0
headline: Notes are encrypted, dark mode is here, and one step is yours.
changes:
  - {kind: new, text: Notes are encrypted on disk; dark mode; nameless attachments are safe.}
  - {kind: removed, text: The old name --export-all is gone.}
upgrade: Run `tidy migrate` once, and say --export.
"""
WRITES_NOTES = {
    "match": r"(release/\S+/notes\.yaml);",
    "tool_results": 0,
    "reply": [{"type": "tool_use", "name": "Write", "input": {"file_path": "{1}", "content": NOTES}}],
}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pytest.fixture(scope="session")
def api() -> Iterator[str]:
    """A mock of the Messages API that writes release notes."""
    with MockApi(latency_ms=1) as mock:
        yield mock.play(WRITES_NOTES, {"tool_results": 1, "reply": "The notes are written."}).url


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, api: str) -> World:
    """What the repository ships, its demo played, whichever page comes first.

    Nothing that a page tells to type there changes what another page finds.
    """
    world = World.shipped(tmp_path_factory.mktemp("worlds"), api)
    world.run(MAKE["make demo"])
    return world


@pytest.fixture
def worlds(shipped: World, tmp_path: Path, api: str) -> Callable[[str], World]:
    """The worlds by the names that a page gives them, all but the shipped one its own."""
    makers = {"starter": World.starter, "empty": World.empty}
    return cache(lambda name: shipped if name == "shipped" else makers[name](tmp_path, api))


@every_page
def test_what_a_page_tells_to_type_runs_and_shows_what_it_says(page, worlds):
    """Commands run from top to bottom; each line shown under one is in its output, in that order."""
    for block in blocks(page):
        if block.kind in SHELL and not block.note.startswith(NOT_RUN) and block.world != CHECKOUT:
            for step in steps(block):
                _holds(block, step, worlds(block.world))


def _holds(block: Block, step: Step, world: World) -> None:
    command = MAKE.get(step.command, re.sub(r"\s+#.*", "", step.command))
    said = world.run(command)
    lines = iter([plain(line) for line in said.text.splitlines()])
    missing = [line for line in step.shown if plain(line).rstrip("…") and not _comes(plain(line), lines)]

    assert said.code in _codes(block), f"{block.place}: {command}: exit {said.code}\n{said.text}"
    assert not missing, f"{block.place}: {command} does not show {missing[0]!r}\n{said.text}"


def _comes(line: str, lines: Iterator[str]) -> bool:
    """Whether a line is still to come; one that ends in `…` is known by its beginning."""
    return any(other.startswith(line[:-1]) if line.endswith("…") else other == line for other in lines)


def _codes(block: Block) -> tuple[int, ...]:
    found = re.search(r"# exit (\d)", block.text)
    return (int(found.group(1)), 0) if found else (0,)


@pytest.mark.parametrize("target", MAKE)
def test_a_target_of_make_is_the_command_that_stands_for_it(target):
    """Its last one."""
    rules = (ROOT / "Makefile").read_text("utf-8")
    (rule,) = re.findall(rf"^{target.removeprefix('make ')}:.*\n((?:\t.*\n)+)", rules, re.MULTILINE)

    assert rule.splitlines()[-1] == f"\t@$(BIN)/{MAKE[target]}"


def test_what_is_not_run_says_why():
    """None does today: whatever a page tells to type is tried. One that cannot be is named here, with its reason."""
    left = {f"{block.page.name}: {block.note.removeprefix(NOT_RUN)}" for block in ALL if block.note.startswith(NOT_RUN)}

    assert not left


@pytest.mark.parametrize("block", [b for b in ALL if b.kind == "yaml"], ids=lambda block: block.place)
def test_a_yaml_block_is_right(block, tmp_path):
    """A complete file, which begins with its path, passes the checks of its kind; a piece of one is plain YAML."""
    path = re.match(r"# A complete [a-z ]+: (\S+)\n", block.text)
    if path is None:
        read_yaml(block.text, block.place)
        return
    root = _world_with(tmp_path, path.group(1), block.text)

    assert load_worlds(root)


def _world_with(folder: Path, path: str, text: str) -> Path:
    """The shipped world without recordings, and this file in it; a rubric is named by the suite."""
    root = folder / "world"
    for name in ("agents", "scenarios", "rubrics", "evals/checks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
    if path.startswith("rubrics/"):
        suite = root / "scenarios/account-manager/suite.yaml"
        suite.write_text(suite.read_text("utf-8").replace("rubrics:\n", f"rubrics:\n  - {path}\n"), "utf-8")
    return root


def test_a_definition_with_a_fault_would_be_found(tmp_path):
    """The test above can fail."""
    root = _world_with(tmp_path, "rubrics/account-manager/x.yaml", "id: x\ntitel: X\n")
    with pytest.raises(DefinitionError, match="titel"):
        load_worlds(root)


@pytest.mark.parametrize("block", [b for b in ALL if b.kind == "python"], ids=lambda block: block.place)
def test_a_python_block_is_right(block, tmp_path, shipped):
    """A complete check is found and built by its suite; any other block runs in the project that its page tells of."""
    path = re.match(r"# A complete check: (\S+)\n", block.text)
    if path is None:
        with contextlib.chdir(shipped.root):
            exec(compile(block.text, block.place, "exec"), {})  # noqa: S102  # our own page
        return
    root = _world_with(tmp_path, path.group(1), block.text)
    (name,) = re.findall(r'^    name = "(\w+)"', block.text, re.MULTILINE)
    suite = root / "scenarios/account-manager/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("checks:\n", f"checks:\n  - {{check: {name}}}\n", 1), "utf-8")

    assert load_worlds(root)
    assert ast.get_docstring(ast.parse(block.text))


def test_every_command_in_running_text_exists():
    """Commands in prose are held against today's options, whether they run here or not."""
    told = [
        (page.name, line)
        for page in PAGES
        for line in re.findall(r"`((?:audition|pytest) [a-z][^`]*)`", page.read_text("utf-8"))
        if not re.search(r"[A-Z]{3,}|…|\|", line)
    ]

    assert told
    assert not [(page, line, why) for page, line in told if (why := fault(line))]


def test_every_link_leads_to_a_file():
    """Pages name each other by their place."""
    broken = [
        (page.name, target)
        for page in [*PAGES, ROOT / "docs/reference.md"]
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
        if not target.startswith("http") and not (page.parent / target).exists()
    ]

    assert not broken
