from __future__ import annotations

import pytest
from genai_prices import Usage as PricedUsage
from genai_prices import calc_price
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.errors import UsageError
from audition.models.prices import cost_usd, require_prices, worst_cost_usd
from audition.records.turns import Usage

SONNET, HAIKU = "claude-sonnet-5-5", "claude-haiku-5-5"
tokens = st.integers(0, 300_000)
usages = st.builds(
    Usage, input_tokens=tokens, output_tokens=tokens, cache_read_tokens=tokens, cache_write_tokens=tokens
)


@settings(max_examples=60)
@given(
    usage=usages, model=st.sampled_from([SONNET, HAIKU, "claude-opus-5-5", "claude-sonnet-4-5"]), batch=st.booleans()
)
def test_costs_are_those_of_the_price_list(usage, model, batch):
    """Cache reads and writes, batches and prices that rise with the prompt's length included."""
    total = usage.total_tokens - usage.output_tokens
    oracle = calc_price(
        PricedUsage(
            input_tokens=total,
            output_tokens=usage.output_tokens,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
        ),
        model,
        provider_id="anthropic",
        price_context={"processing": "batch"} if batch else None,
    )

    assert cost_usd(model, usage, batch=batch) == pytest.approx(float(oracle.total_price))


@given(usage=usages)
def test_the_worst_case_is_never_below_the_cost(usage):
    """What is reserved covers what is settled."""
    worst = worst_cost_usd(HAIKU, usage.total_tokens - usage.output_tokens, usage.output_tokens)

    assert worst >= cost_usd(HAIKU, usage) - 1e-9


def test_a_batch_costs_half():
    """Cache rates included."""
    usage = Usage(input_tokens=1000, output_tokens=10, cache_read_tokens=5000, cache_write_tokens=100)

    assert cost_usd(SONNET, usage, batch=True) == pytest.approx(cost_usd(SONNET, usage) / 2)


def test_an_unknown_model_has_no_price():
    """None is not nothing."""
    assert cost_usd("gpt-4", Usage(input_tokens=1)) is None
    assert worst_cost_usd("gpt-4", 1, 1) is None


def test_a_cap_over_a_model_without_a_price_is_refused_before_the_run():
    """The message names the model and the ways out."""
    require_prices([SONNET, HAIKU])

    with pytest.raises(UsageError, match=r"no list price is known for claude-next-1, so a cap .* cannot be kept"):
        require_prices([SONNET, "claude-next-1"])
