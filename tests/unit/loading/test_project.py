"""Where a project begins, and what its settings may say."""

from __future__ import annotations

import pytest

from audition.errors import DefinitionError, UsageError
from audition.loading.project import find_project
from tests.unit.loading.written import PROJECT, change, write_project


def test_a_project_is_found_from_any_folder_in_it(tmp_path):
    """The nearest pyproject.toml upwards with a table [tool.audition] is its root."""
    inner = write_project(tmp_path) / "agents" / "clerk"
    (inner / "pyproject.toml").write_text("[tool.other]\n")
    project = find_project(inner)

    assert project.root == str(tmp_path.resolve())
    assert project.models == {"small": "claude-small-1", "big": "claude-big-1"}
    assert project.judge == "claude-big-1"


def test_outside_a_project_the_next_command_is_named(tmp_path):
    """Nothing is guessed."""
    with pytest.raises(
        UsageError, match=r"no pyproject.toml with a table \[tool.audition\] here or above;.*audition init"
    ):
        find_project(tmp_path)


FAULTS = {
    'judge = "big"': (
        'judge = "bigg"',
        "pyproject.toml:2: $.judge: `bigg` is no alias and no exact id; did you mean `big`",
    ),
    'judge = "big"\n': ('jugde = "big"\n', "pyproject.toml:2: $.jugde: unknown key; did you mean `judge`?"),
    '"claude-small-1"': ('"gpt-1"', "pyproject.toml:5: $.models.small: is gpt-1, must match"),
    "small =": ("Small =", "pyproject.toml:4: $.models: is Small, must match"),
    '"claude-big-1"': ("2026-01-01", 'pyproject.toml:6: $.models.big: is "2026-01-01", must be a text'),
    "[tool.audition.models]": ("[tool.audition.models", "pyproject.toml:4: $: not readable as TOML"),
}


@pytest.mark.parametrize(("old", "new", "said"), [(old, *rest) for old, rest in FAULTS.items()])
def test_a_fault_of_the_settings_has_its_line(tmp_path, old, new, said):
    """TOML gives no lines, so they are found where keys are written."""
    change(write_project(tmp_path), PROJECT, old, new)
    with pytest.raises(DefinitionError) as raised:
        find_project(tmp_path)

    assert said in str(raised.value)
