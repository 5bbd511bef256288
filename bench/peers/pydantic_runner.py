"""pydantic-evals: `pydantic_runner.py CASES REPEATS CONCURRENCY OUT`."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from anthropic import AsyncAnthropic
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext


@dataclass
class Substring(Evaluator):
    """Whether the answer holds what is expected."""

    def evaluate(self, ctx: EvaluatorContext) -> bool:
        """See `Evaluator`."""
        return ctx.expected_output in ctx.output


async def main(cases, repeats, concurrency, out):
    client = AsyncAnthropic()

    async def task(case):
        answer = await client.messages.create(
            model=case["model"],
            max_tokens=case["max_tokens"],
            system=case["system"],
            messages=[{"role": "user", "content": case["question"]}],
        )
        return "".join(block.text for block in answer.content if block.type == "text")

    dataset = Dataset(
        name="bench",
        cases=[
            Case(
                name=f"{case['variant']}-{case['id']}",
                inputs=case,
                expected_output=case["wanted"],
                metadata={"variant": case["variant"]},
            )
            for case in cases
        ],
        evaluators=[Substring()],
    )
    report = await dataset.evaluate(task, max_concurrency=concurrency, progress=False, repeat=repeats)
    with out.open("w", encoding="utf-8") as file:
        for case in report.cases:
            line = {"id": case.name, "passed": case.assertions["Substring"].value, "text": case.output}
            file.write(json.dumps(line) + "\n")
    print("passed", sum(case.assertions["Substring"].value for case in report.cases))


path, repeats, concurrency, out = sys.argv[1:]
lines = Path(path).read_text(encoding="utf-8").splitlines()
asyncio.run(main([json.loads(line) for line in lines], int(repeats), int(concurrency), Path(out)))
