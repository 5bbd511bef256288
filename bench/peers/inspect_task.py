"""inspect_ai: `inspect eval inspect_task.py -T cases=CASES -T repeats=REPEATS …`."""

from __future__ import annotations

import json
from pathlib import Path

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser
from inspect_ai.scorer import includes
from inspect_ai.solver import generate


@task
def bench(cases: str, repeats: int):
    read = [json.loads(line) for line in Path(cases).read_text(encoding="utf-8").splitlines()]
    samples = [
        Sample(
            id=f"{case['variant']}-{case['id']}",
            input=[ChatMessageSystem(content=case["system"]), ChatMessageUser(content=case["question"])],
            target=case["wanted"],
            metadata={"variant": case["variant"]},
        )
        for case in read
    ]
    return Task(dataset=MemoryDataset(samples), solver=generate(cache=False), scorer=includes(), epochs=repeats)
