"""Takes secrets out of texts before anybody reads or keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

REDACTED = "[redacted]"
SHORTEST = 8
"""Characters; a known value shorter than this is no secret but a word, and would blot out the text."""

PATTERNS = (
    r"sk-ant-[A-Za-z0-9_-]{6,}",
    r"(?i)\b(?:bearer|basic) +[A-Za-z0-9._~+/=-]{8,}",
    r"(?i)\bx-api-key['\"]?\s*[:=]\s*['\"]?[^\s'\",]+",
    r"\bgh[pousr]_[A-Za-z0-9]{16,}",
    r"\bgithub_pat_[A-Za-z0-9_]{16,}",
    r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
)
USERINFO = r"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@]+@"


class Redactor:
    """Replaces known values, and what looks like a key, a token, a private key or a password in a URL.

    Args:
        secrets: Known values, such as the API key; also found when percent-encoded.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets if len(secret) >= SHORTEST for form in (secret, quote(secret, safe=""))}
        self._known = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets; a text without any comes back as it was."""
        for secret in self._known:
            text = text.replace(secret, REDACTED)
        secrets, userinfo = _compiled()
        text = secrets.sub(REDACTED, text)
        return str(userinfo.sub(rf"\1{REDACTED}@", text))

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} known values)"


@cache
def _compiled() -> tuple[Any, Any]:
    import re2  # linear time: the texts are other people's

    return re2.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS)), re2.compile(USERINFO)
