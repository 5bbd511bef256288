"""How the service is reached that Claude answers at: its client of the official SDK, and what is a secret of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from audition.errors import UsageError
from audition.records.project import Provider, Service

KEY_VARIABLE = "ANTHROPIC_API_KEY"
URL_VARIABLE = "ANTHROPIC_BASE_URL"
FOUNDRY_KEY_VARIABLE = "ANTHROPIC_FOUNDRY_API_KEY"

NAMES = {
    Provider.ANTHROPIC: "the API",
    Provider.BEDROCK: "Amazon Bedrock",
    Provider.VERTEX: "Google Vertex",
    Provider.FOUNDRY: "Microsoft Foundry",
}
_URL_VARIABLES = {
    Provider.ANTHROPIC: URL_VARIABLE,
    Provider.BEDROCK: "ANTHROPIC_BEDROCK_BASE_URL",
    Provider.VERTEX: "ANTHROPIC_VERTEX_BASE_URL",
    Provider.FOUNDRY: "ANTHROPIC_FOUNDRY_BASE_URL",
}
_LIBRARIES = {Provider.BEDROCK: "boto3", Provider.VERTEX: "google.auth"}


@dataclass(frozen=True, kw_only=True)
class Access:
    """The way to a service, once it is known to be there."""

    make: Callable[..., Any] = field(repr=False)
    """The SDK's asynchronous client; takes what all of its clients take, such as `timeout` and `http_client`."""
    service: Service = field(default_factory=Service)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What goes to the service to prove who calls; nobody else may see it."""
    errors: tuple[type[Exception], ...] = ()
    """What the client raises besides the SDK's own where it cannot prove who calls."""
    passing: tuple[type[Exception], ...] = ()
    """Those of them that may pass, such as a network that is out of reach."""
    advice: str = f"check {KEY_VARIABLE} and its permissions"
    """What to look at where the service lets nobody in."""


def direct(api_key: str, base_url: str | None = None, service: Service | None = None) -> Access:
    """The API itself, or a gateway that speaks as it does.

    Args:
        api_key: Goes to the service, and into the redactor; nowhere else.
        base_url: Where the service is; None: where the SDK expects it. Never from anything a scenario says.
        service: What the project says of it.
    """

    def make(**options: Any) -> Any:
        from anthropic import AsyncAnthropic

        return AsyncAnthropic(api_key=api_key, base_url=base_url, **options)

    return Access(make=make, service=service or Service(), secrets=(api_key,))


def access_to(service: Service, environment: Mapping[str, str] | None = None) -> Access:
    """The way to a service, with the variables and files of this machine that its client reads to prove who calls.

    Raises:
        UsageError: There is nothing to prove it with, a library is missing, or an address is none of a server.

    Source:
        docs/for-authors.md, "Where Claude answers".
    """
    environment = os.environ if environment is None else environment
    base_url = _address(service, environment)
    _require_library(service.provider)
    match service.provider:
        case Provider.ANTHROPIC:
            if key := environment.get(KEY_VARIABLE, "").strip():
                return direct(key, base_url, service)
            raise UsageError(f"{KEY_VARIABLE} is not set: live calls need it; without --live, recordings are replayed")
        case Provider.BEDROCK:
            return _bedrock(service, base_url, environment)
        case Provider.VERTEX:
            return _vertex(service, base_url, environment)
        case Provider.FOUNDRY:
            return _foundry(service, base_url, environment)


def _require_library(provider: Provider) -> None:
    """See that the libraries of a provider are installed.

    Raises:
        UsageError: One is not; the sentence says what installs it.
    """
    library = _LIBRARIES.get(provider)
    if library is None:
        return
    try:
        __import__(library)
    except ImportError:
        raise UsageError(
            f'provider = "{provider.value}" needs {library}: pip install "audition[{provider.value}]"'
        ) from None


def _bedrock(service: Service, base_url: str | None, environment: Mapping[str, str]) -> Access:
    import boto3
    from botocore.exceptions import BotoCoreError, HTTPClientError

    try:
        session = boto3.Session()
        region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or session.region_name
        token = environment.get("AWS_BEARER_TOKEN_BEDROCK", "").strip()
        found = None if token else session.get_credentials()
        frozen = None if found is None else found.get_frozen_credentials()
    except BotoCoreError as error:
        raise UsageError(f"AWS credentials cannot be read: {type(error).__name__}") from None
    if not region:
        raise UsageError("Amazon Bedrock wants a region: set AWS_REGION, or one in the AWS profile")
    if not token and frozen is None:
        raise UsageError("no AWS credentials are found: set AWS_BEARER_TOKEN_BEDROCK, or log in as the AWS CLI does")

    def make(**options: Any) -> Any:
        from anthropic import AsyncAnthropicBedrock

        return AsyncAnthropicBedrock(aws_region=region, base_url=base_url, **options)

    secrets = (token,) if frozen is None else tuple(filter(None, (frozen.secret_key, frozen.token)))
    return Access(
        make=make,
        service=service,
        secrets=secrets,
        errors=(BotoCoreError, RuntimeError),
        passing=(HTTPClientError,),
        advice="check the AWS credentials, their region and the access to the model there",
    )


def _vertex(service: Service, base_url: str | None, environment: Mapping[str, str]) -> Access:
    import google.auth
    from google.auth.exceptions import GoogleAuthError, TransportError

    region = environment.get("CLOUD_ML_REGION", "").strip()
    if not region:
        raise UsageError("Google Vertex wants a region: set CLOUD_ML_REGION, such as global")
    logging.getLogger("google.auth").setLevel(logging.ERROR)  # it warns of a project that is said elsewhere
    try:
        credentials, found = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    except GoogleAuthError:
        raise UsageError(
            "no Google credentials are found: `gcloud auth application-default login`, "
            "or set GOOGLE_APPLICATION_CREDENTIALS to a file of them"
        ) from None
    project = environment.get("ANTHROPIC_VERTEX_PROJECT_ID", "").strip() or found
    if not project:
        raise UsageError("Google Vertex wants a project: set ANTHROPIC_VERTEX_PROJECT_ID")

    def make(**options: Any) -> Any:
        from anthropic import AsyncAnthropicVertex

        return AsyncAnthropicVertex(
            region=region, project_id=project, credentials=credentials, base_url=base_url, **options
        )

    return Access(
        make=make,
        service=service,
        errors=(GoogleAuthError, RuntimeError),
        passing=(TransportError,),
        advice="check the Google credentials, the region and the access to the model there",
    )


def _foundry(service: Service, base_url: str | None, environment: Mapping[str, str]) -> Access:
    key = environment.get(FOUNDRY_KEY_VARIABLE, "").strip()
    if not key:
        raise UsageError(f"{FOUNDRY_KEY_VARIABLE} is not set: live calls at Microsoft Foundry need it")
    resource = None if base_url else environment.get("ANTHROPIC_FOUNDRY_RESOURCE", "").strip()
    if not base_url and not resource:
        raise UsageError("Microsoft Foundry wants a resource: set ANTHROPIC_FOUNDRY_RESOURCE to its name")

    def make(**options: Any) -> Any:
        from anthropic import AsyncAnthropicFoundry

        place: dict[str, Any] = {"base_url": base_url} if base_url else {"resource": resource}
        return AsyncAnthropicFoundry(api_key=key, **place, **options)

    advice = f"check {FOUNDRY_KEY_VARIABLE}, the resource and the deployment's name"
    return Access(make=make, service=service, secrets=(key,), advice=advice)


def _address(service: Service, environment: Mapping[str, str]) -> str | None:
    """Where the service is; the environment's word goes before the project's. None: where its client expects it.

    Raises:
        UsageError: No request can be sent there.
    """
    variable = _URL_VARIABLES[service.provider]
    told, text = (variable, environment[variable]) if environment.get(variable) else ("base_url", service.base_url)
    if not text:
        return None
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and text.isprintable()
    except ValueError:
        sound = False
    if not sound or parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(f"{told} is no server's address: it begins with https:// and names one, and no more")
    return text
