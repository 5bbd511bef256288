"""Takes secrets out of texts before anybody reads or keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

REDACTED = "[redacted]"
SHORTEST = 8
"""Characters; a known value shorter than this is no secret but a word, and would blot out the text."""

PATTERNS = (
    r"\bsk-ant-[A-Za-z0-9_-]{6,}",
    r"(?i)\bauthorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic) +[^\s'\",;]+",
    r"(?i)\bbearer +[A-Za-z0-9._~+/=-]{20,}",
    r"(?i)\b(?:bearer|basic) +[A-Za-z._~+/=-]*[0-9][A-Za-z0-9._~+/=-]{11,}",
    r"(?i)\bx-api-key['\"]?\s*[:=]\s*['\"]?[^\s'\",]+",
    r"\bgh[pousr]_[A-Za-z0-9]{16,}",
    r"\bgithub_pat_[A-Za-z0-9_]{16,}",
    r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
)
"""What looks like a key or token; `basic` and `bearer` are words of plain English, too, so that more must follow."""
USERINFO = r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#\s@]+)@"

_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)\Z", re.IGNORECASE)
_LONG = 16
"""Characters of a variable's value; a shorter one may be a word, such as a test database's password."""


def known_secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of variables that are secrets by their names, such as `ANTHROPIC_API_KEY` and `GITHUB_TOKEN`."""
    return tuple(
        value.strip()
        for name, value in sorted(environment.items())
        if _SECRET_NAME.search(name) and len(value.strip()) >= (SHORTEST if name.startswith("ANTHROPIC_") else _LONG)
    )


class Redactor:
    """Replaces known values, and what looks like a key, a token, a private key or a password in a URL.

    Args:
        secrets: Known values, such as the API key; also found when percent-encoded.
        public: Text that everybody may read; what merely looks like a secret and stands there is none.
    """

    def __init__(self, secrets: Iterable[str] = (), public: str = "") -> None:
        known = {form for secret in secrets if len(secret) >= SHORTEST for form in (secret, quote(secret, safe=""))}
        self._known = sorted(known, key=len, reverse=True)
        self._public = public

    def __call__(self, text: str) -> str:
        """The text without secrets; a text without any comes back as it was."""
        for secret in self._known:
            text = text.replace(secret, REDACTED)
        secrets, userinfo = _compiled()
        text = secrets.sub(lambda found: self._instead(found[0], REDACTED), text)
        return str(userinfo.sub(lambda found: self._instead(found[0], f"{found[1]}{REDACTED}@"), text))

    def knows(self, text: str) -> bool:
        """Whether a known value stands in the text."""
        return any(secret in text for secret in self._known)

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} known values)"

    def _instead(self, found: str, redacted: str) -> str:
        return found if found in self._public else redacted


@cache
def _compiled() -> tuple[Any, Any]:
    import re2  # linear time: the texts are other people's

    return re2.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS)), re2.compile(USERINFO)
