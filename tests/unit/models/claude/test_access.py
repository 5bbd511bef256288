"""Every provider is reached by the SDK's own client for it, and what cannot be reached is told before it is asked."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from audition.errors import AccessDenied, UsageError
from audition.models.claude.access import Access, access_to
from audition.models.claude.connection import Connection
from audition.models.claude.live import Claude
from audition.models.protocol import Reply
from audition.records.project import Provider, Service
from tests.fakes.mock_api import MockApi
from tests.fakes.providers import AWS_SECRET, FOUNDRY_KEY, IDS, PROVIDERS, REFUSED_TOKEN, variables
from tests.unit.models.claude.test_live import SETTINGS, query

SONNET = "claude-sonnet-5-5"


def service(provider: str, **more: str) -> Service:
    """A provider that has its own id for the model."""
    return Service(provider=Provider(provider), ids={SONNET: IDS[provider]}, base_url=more.get("base_url"))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mock_api: MockApi):
    """Sets the variables of a provider; its name in, its service out."""

    def set_up(provider: str, **changes: str) -> Service:
        for name, value in {**variables(provider, mock_api.url, tmp_path), **changes}.items():
            monkeypatch.setenv(name, value)
        return service(provider)

    return set_up


def ask(access: Access) -> Reply:
    """One question to the service."""

    async def scene() -> Reply:
        async with Claude(Connection(access), settings=SETTINGS) as claude:
            return await claude.send(query())

    return asyncio.run(scene())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_answers_under_its_own_name_of_the_model(provider: str, machine, mock_api: MockApi):
    """The evidence names the model as the suite does, with a price."""
    mock_api.play({"reply": "Hi."})
    reply = ask(access_to(machine(provider)))

    assert reply.content == ({"type": "text", "text": "Hi."},)
    assert reply.turn.model == SONNET
    assert reply.turn.usage is not None
    assert reply.turn.usage.cost_usd is not None


def test_a_region_of_bedrock_costs_what_it_costs_there(machine, mock_api: MockApi):
    """A tenth more than the API itself, by the provider's own list."""
    mock_api.play({"reply": "Hi."})
    here = ask(access_to(machine("foundry"))).turn.usage
    there = ask(access_to(machine("bedrock"))).turn.usage

    assert there.cost_usd == pytest.approx(1.1 * here.cost_usd)


@pytest.mark.parametrize(("provider", "secret"), [("bedrock", AWS_SECRET), ("foundry", FOUNDRY_KEY)])
def test_what_proves_who_calls_is_taken_out_of_texts_and_shown_nowhere(provider: str, secret: str, machine):
    """Of whatever comes back, and of the values in a traceback."""
    access = access_to(machine(provider))

    assert secret not in Connection(access).redact(f"it is {secret}!")
    assert secret not in repr(access)


@pytest.mark.parametrize(
    ("provider", "changes", "told"),
    [
        ("bedrock", {"AWS_SECRET_ACCESS_KEY": "", "AWS_ACCESS_KEY_ID": "", "AWS_EC2_METADATA_DISABLED": "true"}, "AWS"),
        ("bedrock", {"AWS_REGION": ""}, "set AWS_REGION"),
        ("bedrock", {"ANTHROPIC_BEDROCK_BASE_URL": "ftp://x"}, "ANTHROPIC_BEDROCK_BASE_URL is no server's address"),
        ("vertex", {"CLOUD_ML_REGION": ""}, "set CLOUD_ML_REGION"),
        ("vertex", {"GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json"}, "gcloud auth application-default login"),
        ("foundry", {"ANTHROPIC_FOUNDRY_API_KEY": ""}, "ANTHROPIC_FOUNDRY_API_KEY is not set"),
        ("foundry", {"ANTHROPIC_FOUNDRY_BASE_URL": ""}, "set ANTHROPIC_FOUNDRY_RESOURCE"),
    ],
)
def test_what_is_missing_is_told_with_its_mend(provider: str, changes: dict[str, str], told: str, machine):
    """Before anything is asked."""
    with pytest.raises(UsageError, match=told):
        access_to(machine(provider, **changes))


def test_who_is_not_let_in_is_told_where_to_look(machine, mock_api: MockApi):
    """The advice is of this provider, not of the API itself, and the run ends."""
    mock_api.play({"reply": "Hi."})
    with pytest.raises(AccessDenied, match="check the AWS credentials, their region"):
        ask(access_to(machine("bedrock", AWS_BEARER_TOKEN_BEDROCK=REFUSED_TOKEN)))


def test_a_model_that_the_provider_does_not_have_ends_the_run(machine, mock_api: MockApi):
    """Each further trial would ask for it, too."""
    mock_api.play({"reply": "Hi."})
    access = access_to(machine("bedrock"))
    with pytest.raises(AccessDenied, match="does not know what was asked for"):
        ask(replace(access, service=Service(provider=Provider.BEDROCK, ids={SONNET: "us.nobody.no-such-model"})))


def test_a_proof_that_cannot_be_made_ends_the_run(machine, mock_api: MockApi, tmp_path: Path):
    """Google gives no token for these credentials: no call can succeed, and none is tried again."""
    set_up = machine("vertex")
    file = tmp_path / "google.json"
    file.write_text(file.read_text().replace("/token", "/no-token"))
    mock_api.play({"reply": "Hi."})

    with pytest.raises(AccessDenied, match="check the Google credentials"):
        ask(access_to(set_up))


def test_an_address_of_the_environment_goes_before_the_project_s():
    """A gateway for all is in the project, another one for now in a variable."""
    known = Service(base_url="https://gateway.example")
    environment = {"ANTHROPIC_API_KEY": "sk-ant-api03-of-this-test"}
    told = {**environment, "ANTHROPIC_BASE_URL": "https://another.example"}

    assert str(Connection(access_to(known, environment)).client.base_url) == "https://gateway.example"
    assert str(Connection(access_to(known, told)).client.base_url) == "https://another.example"
