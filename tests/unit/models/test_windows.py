from __future__ import annotations

import pytest

from audition.models.windows import cache_minimum_tokens, context_tokens, takes_effort


@pytest.mark.parametrize(
    ("model", "tokens"),
    [
        ("claude-sonnet-5-5", 1024),
        ("claude-haiku-4-5-20251001", 4096),
        ("claude-opus-4-7", 2048),
        ("claude-opus-9", 1024),
    ],
)
def test_models_cache_from_their_own_length_on(model, tokens):
    """Dated ids like their family; what is not known like most."""
    assert cache_minimum_tokens(model) == tokens


def test_the_context_of_a_model_is_known_or_said_to_be_unknown():
    """Never a guess."""
    assert context_tokens("claude-sonnet-5-5") == 1_000_000
    assert context_tokens("claude-haiku-4-5") == 200_000
    assert context_tokens("claude-sonnet-99") is None


@pytest.mark.parametrize(
    ("model", "takes"),
    [("claude-sonnet-5-5", True), ("claude-opus-4-5-20251101", True), ("claude-sonnet-4-20250514", False)],
)
def test_an_effort_is_said_to_models_that_take_one(model, takes):
    """What is not known is newer than the list."""
    assert takes_effort(model) is takes
