"""`audition run --live` where Claude is served by Amazon Bedrock, Google Vertex or Microsoft Foundry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audition.models.claude.access import NAMES
from audition.records.evidence import Ending
from audition.records.project import Provider
from audition.store.run_file import RunFile
from tests.fakes.clerk_api import clerk
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.providers import AWS_SECRET, FOUNDRY_KEY, IDS, PROVIDERS, variables
from tests.integration.conftest import Run

SONNET, OPUS = "claude-sonnet-5-5", "claude-opus-5-5"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project, nothing recorded."""
    return project(tmp_path, THREE)


def served_by(root: Path, provider: str, ids: dict[str, str]) -> None:
    """Say in the project who serves Claude, and under which names."""
    file = root / "pyproject.toml"
    told = file.read_text().replace("[tool.audition]\n", f'[tool.audition]\nprovider = "{provider}"\n')
    named = "".join(f"{json.dumps(model)} = {json.dumps(name)}\n" for model, name in ids.items())
    file.write_text(f"{told}\n[tool.audition.provider_models]\n{named}")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_live_run_is_played_judged_by_nobody_and_priced(
    provider: str, root: Path, api: MockApi, audition: Run, tmp_path: Path
):
    """Under a cap, all endings right; the evidence names the suite's model, the page who answered."""
    served_by(root, provider, {SONNET: IDS[provider], OPUS: "us.anthropic.claude-opus-5-5"})
    api.play(*clerk(root))
    done = audition(root, "run", "--live", "-n", "1", "--cap", "9", env=variables(provider, api.url, tmp_path))

    assert done.returncode in (0, 1, 3), done.stderr
    assert f"Claude answered at {NAMES[Provider(provider)]}." in done.stdout
    (stored,) = (root / "reports/runs").iterdir()
    with RunFile.open_readonly(stored) as file:
        trials = list(file.trials())
    assert {trial.ending for trial in trials} == {Ending.FINISHED}
    assert {turn.model for trial in trials for turn in trial.turns} == {SONNET}
    assert all(turn.usage.cost_usd > 0 for trial in trials for turn in trial.turns)
    left = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert AWS_SECRET.encode() not in left
    assert FOUNDRY_KEY.encode() not in left


@pytest.mark.parametrize(
    ("provider", "ids", "words", "told"),
    [
        (
            "bedrock",
            {},
            (),
            "none is said for claude-opus-5-5, claude-sonnet-5-5; write it under [tool.audition.provider_models]",
        ),
        ("foundry", {}, ("--batch",), "Microsoft Foundry has no Message Batches"),
        ("bedrok", {}, (), 'pyproject.toml:3: $.provider: is the text "bedrok"'),
        ("vertex", {SONNET: "two words"}, (), "provider_models"),
        ("foundry", {"sonnet": "x"}, (), "provider_models"),
    ],
)
def test_what_cannot_be_asked_for_there_is_told_first(
    provider: str, ids: dict[str, str], words: tuple[str, ...], told: str, root: Path, audition: Run, tmp_path: Path
):
    """Exit 2, and nothing is stored."""
    served_by(root, provider, ids)
    env = variables(provider if provider in PROVIDERS else "foundry", "http://127.0.0.1:9", tmp_path)
    done = audition(root, "run", "--live", *words, env=env)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not (root / "reports/runs").exists() or not list((root / "reports/runs").iterdir())


def test_a_gateway_that_the_project_names_is_where_calls_go(root: Path, api: MockApi, audition: Run):
    """With the key of the API itself, and no variable for the address."""
    file = root / "pyproject.toml"
    file.write_text(file.read_text().replace("[tool.audition]\n", f'[tool.audition]\nbase_url = "{api.url}"\n'))
    api.play(*clerk(root))
    done = audition(root, "run", "--live", "-n", "1", env={"ANTHROPIC_API_KEY": "sk-ant-api03-of-this-test-0123"})

    assert done.returncode in (0, 1, 3), done.stderr
    assert "Claude answered through a gateway." in done.stdout
    assert api.stats()["requests"]
