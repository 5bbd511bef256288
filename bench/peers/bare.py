"""The bare loop: the SDK's client, a semaphore, a substring check, one JSON line a sample; no store, no statistics.

`bare.py CASES REPEATS CONCURRENCY OUT TRANSPORT`: the cases as JSON lines; the transport is `httpx` or `aiohttp`. A
case with tools is a conversation: each tool call is answered with the case's own text until the model ends its turn.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from anthropic import AsyncAnthropic, DefaultAioHttpClient


async def converse(client, case):
    messages = [{"role": "user", "content": case["question"]}]
    more = {"tools": case["tools"]} if case.get("tools") else {}
    while True:
        answer = await client.messages.create(
            model=case["model"],
            max_tokens=case["max_tokens"],
            system=case["system"],
            messages=messages,
            **more,
        )
        if answer.stop_reason != "tool_use":
            return answer
        messages.append(
            {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in answer.content]}
        )
        results = [
            {"type": "tool_result", "tool_use_id": block.id, "content": case["tool_text"]}
            for block in answer.content
            if block.type == "tool_use"
        ]
        messages.append({"role": "user", "content": results})


async def main(cases, repeats, concurrency, out, transport):
    client = AsyncAnthropic(**({"http_client": DefaultAioHttpClient()} if transport == "aiohttp" else {}))
    turn = asyncio.Semaphore(concurrency)

    async def sample(case, repeat):
        async with turn:
            answer = await converse(client, case)
        text = "".join(block.text for block in answer.content if block.type == "text")
        line = {
            "id": case["id"],
            "variant": case["variant"],
            "repeat": repeat,
            "passed": case["wanted"] in text,
            "text": text,
            "usage": answer.usage.model_dump(exclude_none=True),
        }
        file.write(json.dumps(line) + "\n")
        return line["passed"]

    with out.open("w", encoding="utf-8") as file:
        passed = await asyncio.gather(*[sample(case, repeat) for repeat in range(repeats) for case in cases])
    await client.close()
    print("passed", sum(passed))


if __name__ == "__main__":
    path, repeats, concurrency, out, transport = sys.argv[1:]
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    asyncio.run(main([json.loads(line) for line in lines], int(repeats), int(concurrency), Path(out), transport))
