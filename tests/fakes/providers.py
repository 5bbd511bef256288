"""The variables by which a machine reaches the mock as one of the other providers, and the project's words for it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROVIDERS = ("bedrock", "vertex", "foundry")
IDS = {
    "bedrock": "us.anthropic.claude-sonnet-5-5",
    "vertex": "claude-sonnet-5-5",
    "foundry": "claude-sonnet-5-5-deployed",
}
AWS_SECRET = "an+AWS/secret+known+to+the+tests+0123456"  # noqa: S105  # made up
REFUSED_TOKEN = "a-token-that-is-refused-0123456789"  # noqa: S105  # made up
"""Of Amazon Bedrock; the mock lets nobody in with it."""
FOUNDRY_KEY = "foundry-key-known-to-the-tests-0123456789"


def variables(provider: str, url: str, folder: Path) -> dict[str, str]:
    """Those that the provider's own client reads; Google's also a file of made-up credentials."""
    match provider:
        case "bedrock":
            return {
                "ANTHROPIC_BEDROCK_BASE_URL": url,
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY": AWS_SECRET,
                "AWS_CONFIG_FILE": str(folder / "none"),
                "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
            }
        case "vertex":
            file = folder / "google.json"
            known = {"type": "service_account", "client_email": "a@b.iam.gserviceaccount.com", "private_key": _key()}
            file.write_text(json.dumps({**known, "token_uri": f"{url}/token"}))
            return {
                "ANTHROPIC_VERTEX_BASE_URL": url,
                "CLOUD_ML_REGION": "global",
                "ANTHROPIC_VERTEX_PROJECT_ID": "a-project",
                "GOOGLE_APPLICATION_CREDENTIALS": str(file),
            }
    return {"ANTHROPIC_FOUNDRY_BASE_URL": f"{url}/anthropic/", "ANTHROPIC_FOUNDRY_API_KEY": FOUNDRY_KEY}


@cache
def _key() -> str:
    """A key of nobody's, by which Google's library signs its wish for a token."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
