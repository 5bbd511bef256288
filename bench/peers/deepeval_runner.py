"""deepeval, which runs no model: answers by the bare loop, scored by `evaluate` with a substring metric.

`deepeval_runner.py CASES REPEATS CONCURRENCY OUT`
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from anthropic import AsyncAnthropic
from deepeval import evaluate
from deepeval.evaluate.configs import AsyncConfig, CacheConfig, DisplayConfig
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase


class Substring(BaseMetric):
    """Whether the answer holds what is expected."""

    def __init__(self):
        self.threshold, self.async_mode = 1.0, True

    def measure(self, test_case, *_, **__):
        """See `BaseMetric`."""
        self.score = float(test_case.expected_output in test_case.actual_output)
        self.success, self.reason = self.score == 1.0, ""
        return self.score

    async def a_measure(self, test_case, *_, **__):
        """See `BaseMetric`."""
        return self.measure(test_case)

    def is_successful(self):
        """See `BaseMetric`."""
        return self.success

    @property
    def __name__(self):
        return "Substring"


async def answers(cases, repeats, concurrency):
    client, turn = AsyncAnthropic(), asyncio.Semaphore(concurrency)

    async def sample(case, repeat):
        async with turn:
            answer = await client.messages.create(
                model=case["model"],
                max_tokens=case["max_tokens"],
                system=case["system"],
                messages=[{"role": "user", "content": case["question"]}],
            )
        return LLMTestCase(
            input=case["question"],
            expected_output=case["wanted"],
            name=f"{case['variant']}-{case['id']}-{repeat}",
            actual_output="".join(block.text for block in answer.content if block.type == "text"),
        )

    return await asyncio.gather(*[sample(case, repeat) for repeat in range(repeats) for case in cases])


path, repeats, concurrency, out = sys.argv[1:]
lines = Path(path).read_text(encoding="utf-8").splitlines()
result = evaluate(
    asyncio.run(answers([json.loads(line) for line in lines], int(repeats), int(concurrency))),
    [Substring()],
    async_config=AsyncConfig(max_concurrent=int(concurrency), throttle_value=0),
    display_config=DisplayConfig(show_indicator=False, print_results=False),
    cache_config=CacheConfig(write_cache=False, use_cache=False),
)
Path(out).write_text("".join(f"{test.success}\n" for test in result.test_results), encoding="utf-8")
print("passed", sum(test.success for test in result.test_results))
