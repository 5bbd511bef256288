"""The mock as other providers serve it: their paths, their names of models, their ways to prove who calls."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tests.fakes.messages_api.errors import ApiError, bad

GOOGLE_TOKEN = "ya29.of-the-mock-0123456789abcdef"  # noqa: S105  # made up
REFUSED = "a-token-that-is-refused"
_SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=\S+/bedrock/aws4_request, |Bearer \S")
_BEDROCK = re.compile(r"/model/([^/]+)/invoke")
_VERTEX = re.compile(r"/projects/[a-z0-9-]+/locations/[a-z0-9-]+/publishers/anthropic/models/([^/]+):rawPredict")
_FOUNDRY = "/anthropic/v1/messages"


def is_google_token(request):
    """Whether somebody asks for an access token, as Google's library does."""
    return request.method == "POST" and request.path == "/token"


def as_direct(request, body):
    """The body as the API itself takes it, of a request to any provider; None: the path is none of theirs.

    Raises:
        ApiError: The request is not as that provider wants it.
    """
    path, proof = unquote(request.raw_path.split("?")[0]), request.headers.get("authorization", "")
    if found := _BEDROCK.fullmatch(path):
        if REFUSED in proof or not _SIGNED.match(proof):
            raise ApiError(403, "The security token included in the request is invalid.")
        name = re.fullmatch(r"(?:[a-z]+\.)?anthropic\.(claude-[a-z0-9.-]+?)(?:-v\d+(?::\d+)?)?", found[1])
        return _named(body, name[1] if name else "")
    if found := _VERTEX.fullmatch(path):
        if proof != f"Bearer {GOOGLE_TOKEN}":
            raise ApiError(401, "Request had invalid authentication credentials.")
        return _named(body, found[1].partition("@")[0])
    if path == _FOUNDRY:
        if not (request.headers.get("x-api-key") or request.headers.get("api-key")):
            raise ApiError(401, "Access denied due to invalid subscription key")
        return {**body, "model": body.get("model", "").removesuffix("-deployed")}
    return None


def _named(body, model):
    if not model:
        raise ApiError(404, "The provided model identifier is invalid.")
    if not re.fullmatch(r"(?:[a-z]+-)?\d{4}-\d\d-\d\d", body.get("anthropic_version", "")) or "model" in body:
        raise bad("anthropic_version: a version is required, and no model")
    return {**{name: value for name, value in body.items() if name != "anthropic_version"}, "model": model}
