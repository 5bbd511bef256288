from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.redaction import REDACTED, Redactor, known_secrets

KEY = "sk-ant-api03-Zm9vYmFyYmF6cXV4-AA"  # a made-up key

SECRETS = {
    "an API key": f"key {KEY}.",
    "a bearer token": "Authorization: Bearer abc.def-ghi_123",
    "basic credentials": "proxy-authorization: basic dXNlcjpwYXNz",
    "an API key header": "{'x-api-key': 'abcdefghij'}",
    "a GitHub token": "ghp_0123456789abcdefghij",
    "a fine-grained GitHub token": "github_pat_11ABCDEFG0123456789_abc",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "a private key cut short": "-----BEGIN PRIVATE KEY-----\nMIIE",
    "a password in a URL": "https://user:hunter2@example.org/x",
    "a token in a URL": "https://hunter2@example.org/x",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_what_looks_like_a_secret_is_taken_out(text):
    """Whether its value is known or not."""
    redacted = Redactor()(text)

    assert REDACTED in redacted
    for secret in (KEY, "abc.def-ghi_123", "dXNlcjpwYXNz", "abcdefghij", "MIIE", "hunter2", "11ABCDEFG"):
        assert secret not in redacted


@pytest.mark.parametrize(
    "text",
    [
        "Ask the bearer of this letter.",
        "https://example.org/a@b",
        "mail anna@example.org, see https://example.org",
        "sk-ant- is a prefix",
        "A basic plan costs $5",
        "-----BEGIN CERTIFICATE-----",
        "the risk-antenna",
    ],
)
def test_plain_text_comes_back_as_it_was(text):
    """Work is evidence: nothing is taken out without need."""
    assert Redactor([KEY])(text) == text


def test_what_surrounds_a_secret_stays():
    """A message remains readable."""
    assert Redactor()("GET https://a:b@example.org/x failed") == f"GET https://{REDACTED}@example.org/x failed"


@given(secret=st.text(st.characters(codec="utf-8"), min_size=8, max_size=40), around=st.text(max_size=40))
def test_a_known_value_never_comes_through(secret, around):
    """Whatever it consists of and wherever it stands."""
    redacted = Redactor([secret])(around + secret + around)

    assert secret not in redacted.replace(REDACTED, "")


@given(st.text())
def test_redacting_twice_changes_nothing(text):
    """Texts pass several sinks."""
    once = Redactor([KEY])(text)

    assert Redactor([KEY])(once) == once


def test_a_known_value_is_found_percent_encoded():
    """URLs in error texts carry it so."""
    assert Redactor(["p&ss/word+1"])("?key=p%26ss%2Fword%2B1") == f"?key={REDACTED}"


DRESSES = {
    "base64": lambda key: b64encode(f"key={key};".encode()).decode(),
    "base64 of another alignment": lambda key: b64encode(f"a key={key}".encode()).decode(),
    "base64 for URLs": lambda key: urlsafe_b64encode(f"ke={key}".encode()).decode(),
    "hexadecimal": lambda key: key.encode().hex(),
    "capital hexadecimal": lambda key: key.encode().hex().upper(),
    "a URL": lambda key: quote(key, safe=""),
    "a form": quote_plus,
    "JSON": lambda key: json.dumps({"key": key}),
    "JSON with escaped slashes": lambda key: json.dumps(key).replace("/", "\\/"),
    "folded lines": lambda key: "\n   ".join(wrap(key, 9)),
    "a mail's quotation": lambda key: "\n> ".join(wrap(key, 7)),
    "a program's joined strings": lambda key: ' "\n    + "'.join(wrap(key, 6)),
    "folded base64": lambda key: "\r\n".join(wrap(b64encode(key.encode()).decode(), 12)),
    "JSON of joined strings": lambda key: json.dumps(' "\n    + "'.join(wrap(key, 6))),
    "JSON of JSON of folded base64": lambda key: json.dumps(
        json.dumps("\r\n".join(wrap(b64encode(key.encode()).decode(), 12)))
    ),
    "JSON of folded lines": lambda key: json.dumps("\n".join(wrap(key, 9))),
}


def wrap(text: str, width: int) -> list[str]:
    """Pieces of one width."""
    return [text[start : start + width] for start in range(0, len(text), width)]


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize("secret", [KEY, 'p&ss/word+1"with\\odd é', "0123456789abcdef"])
def test_a_known_value_is_found_in_the_dresses_that_programs_give_it(dress, secret):
    """Whoever can read the text can undress it."""
    text = f"They sent {dress(secret)} to us."
    redacted = Redactor([secret])(text)

    assert Redactor([secret]).knows(text)
    assert redacted.startswith("They sent ")
    assert redacted.endswith(" to us.")
    assert REDACTED in redacted
    assert not Redactor([secret]).knows(redacted)


def test_words_that_merely_stand_apart_are_no_folded_secret():
    """A value is folded where a line ends, not wherever its letters come one after the other."""
    assert Redactor(["lettersofasecret"])("letters of a secret") == "letters of a secret"


def test_a_short_value_is_no_secret():
    """An empty or tiny value would blot out every text."""
    assert Redactor(["", "abc"])("abcabc") == "abcabc"


def test_a_redactor_does_not_show_what_it_knows():
    """It appears in tracebacks."""
    assert KEY not in repr(Redactor([KEY]))


def test_hostile_texts_take_linear_time():
    """A megabyte of openings without an end is no denial of service."""
    text = "-----BEGIN PRIVATE KEY " * 50_000 + "http://a" * 50_000

    assert Redactor([KEY])(text) == text


def test_plain_english_holds_no_credentials():
    """`Basic` is a tier of many products, and its plans are evidence."""
    text = (
        "Basic understanding and basic responsibilities; the bearer certificate; Basic subscription, basic "
        "functionality/reporting; basic 2026-06-01; https://a.test?mail=anna@b.test; risk-ant-colonies"
    )

    assert Redactor()(text) == text


def test_what_is_public_is_no_secret_unless_it_is_known():
    """A scenario may hold a made-up key to see whether the agent repeats it; the machine's own key is never public."""
    public = f"The key is {KEY}, at https://user:made-up@example.org/x"

    assert Redactor(public=public)(f"They sent {KEY} and https://user:made-up@example.org/x") == (
        f"They sent {KEY} and https://user:made-up@example.org/x"
    )
    assert Redactor([KEY], public=public)(KEY) == REDACTED
    assert Redactor(public=public)(KEY + "B") == REDACTED


def test_known_secrets_are_the_values_of_variables_named_so():
    """Short values of other people's variables may be words."""
    environment = {
        "ANTHROPIC_API_KEY": " test-key ",
        "GITHUB_TOKEN": "0123456789abcdef",
        "db_password": "0123456789abcdef-",
        "PGPASSWORD": "postgres",
        "HOME": "/home/somebody-with-a-long-name",
        "KEYBOARD": "0123456789abcdef",
    }

    assert known_secrets(environment) == ("test-key", "0123456789abcdef", "0123456789abcdef-")


def test_a_known_value_is_recognised():
    """Whoever flags a leak asks without taking anything out."""
    assert Redactor([KEY]).knows(f"a {KEY} b")
    assert not Redactor([KEY]).knows("sk-ant-another-one")
