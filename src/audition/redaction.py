"""Takes secrets out of texts before anybody reads or keeps them."""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote, quote_plus

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

_FOLD = r"""(?:[ \t"'+\\]{0,8}(?:\r?\n|\\{1,4}r\\{1,4}n|\\{1,4}[rn])[ \t"'+>|#*\\]{0,80})?"""
"""What stands between two characters where a line was folded; as text or as an escape."""
_FOLDING = str.maketrans("", "", " \t\r\n\"'+>|#*\\")

_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)\Z", re.IGNORECASE)
_LONG = 16
"""Characters of a variable's value; a shorter one may be a word, such as a test database's password."""


def names_secret(variable: str) -> bool:
    """Whether a variable of this name holds a secret, such as `ANTHROPIC_API_KEY`."""
    return _SECRET_NAME.search(variable) is not None


def known_secrets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of variables that are secrets by their names, such as `ANTHROPIC_API_KEY` and `GITHUB_TOKEN`."""
    return tuple(
        value.strip()
        for name, value in sorted(environment.items())
        if names_secret(name) and len(value.strip()) >= (SHORTEST if name.startswith("ANTHROPIC_") else _LONG)
    )


def dresses(secret: str) -> Iterator[str]:
    """A value as programs write it: plain, in JSON, in URLs, in hexadecimal, and in base64 wherever it stands in there.

    Of base64 only the characters that follow from the value alone are given: its neighbours decide the others.
    """
    data = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield from (quote(secret, safe="", errors="surrogatepass"), quote_plus(secret, errors="surrogatepass"))
    for ensure_ascii in (True, False):
        escaped = json.dumps(secret, ensure_ascii=ensure_ascii)[1:-1]
        yield from (escaped, escaped.replace("/", r"\/"))
    yield from (data.hex(), data.hex().upper())
    for before in range(3):
        end = None if (before + len(data)) % 3 == 0 else -4 + (before + len(data)) % 3
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(before) + data).decode()[(0, 2, 3)[before] : end]


def joined(values: Iterable[object]) -> str:
    """Every text in some values, their keys and fields included, one a line."""
    texts: list[str] = []
    for value in values:
        _gather(value, texts)
    return "\n".join(texts)


def _gather(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, str):
                texts.append(item)
            else:
                _gather(item, texts)
    elif isinstance(value, dict | Mapping):
        _gather([*value, *value.values()], texts)
    elif is_dataclass(value):
        _gather([getattr(value, field.name) for field in fields(value)], texts)


class Redactor:
    """Replaces known values, and what looks like a key, a token, a private key or a password in a URL.

    Args:
        secrets: Known values, such as the API key; also found in their usual dresses (see `dresses`) and folded over
            several lines, as dumps and mails show them.
        public: Text that everybody may read; what merely looks like a secret and stands there is none.
    """

    def __init__(self, secrets: Iterable[str] = (), public: str = "") -> None:
        known = {form for secret in secrets if len(secret) >= SHORTEST for form in dresses(secret)}
        self._known = sorted(known, key=len, reverse=True)
        self._unfolded = tuple({_unfolded(form) for form in self._known})
        self._public = public

    def __call__(self, text: str) -> str:
        """The text without secrets; a text without any comes back as it was."""
        secrets, userinfo = _compiled()
        text = secrets.sub(lambda found: self._instead(found[0], REDACTED), self.without_known(text))
        return str(userinfo.sub(lambda found: self._instead(found[0], f"{found[1]}{REDACTED}@"), text))

    def without_known(self, text: str) -> str:
        """The text without the known values; what merely looks like a secret stays."""
        if not self._may_hold_one(text):
            return text
        for secret in self._known:
            text = text.replace(secret, REDACTED)
        return self._folded.sub(REDACTED, text)

    def knows(self, text: str) -> bool:
        """Whether a known value stands in the text, in whatever dress."""
        if not self._may_hold_one(text):
            return False
        return any(secret in text for secret in self._known) or self._folded.search(text) is not None

    def finds(self, text: str, public: Callable[[], str] = str) -> bool:
        """Whether a known value stands in the text, or what looks like a secret and does not stand in `public`."""
        if self.knows(text):
            return True
        secrets, userinfo = _compiled()
        found = {match[0] for pattern in (secrets, userinfo) for match in pattern.finditer(text)}
        known = self._public + public() if found else ""
        return any(each not in known for each in found)

    def _may_hold_one(self, text: str) -> bool:
        """A quick look, which most texts do not pass."""
        if any(secret in text for secret in self._known):
            return True
        unfolded = _unfolded(text) if self._known else ""
        return any(secret in unfolded for secret in self._unfolded)

    @cached_property
    def _folded(self) -> re.Pattern[str]:
        """A known value with at most one line break between any two of its characters."""
        return re.compile("|".join(_FOLD.join(map(re.escape, form)) for form in self._known) or "(?!)")

    def __repr__(self) -> str:
        return f"Redactor({len(self._known)} known values)"

    def _instead(self, found: str, redacted: str) -> str:
        return found if found in self._public else redacted


def _unfolded(text: str) -> str:
    return text.replace("\\n", "").replace("\\r", "").translate(_FOLDING)


@cache
def _compiled() -> tuple[Any, Any]:
    import re2  # linear time: the texts are other people's

    return re2.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS)), re2.compile(USERINFO)
