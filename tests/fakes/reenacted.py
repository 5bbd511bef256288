"""Recorded and written answers as rules of the mock Messages API, for whoever asks it in place of the engine's loop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audition.records.evidence import content_blocks
from audition.store.recordings import read_recording

_THOUGHTS = ("thinking", "redacted_thinking")


def recorded_answers(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """Rules by which each recording of a folder is told again, known by its request.

    Args:
        folder: With the recordings of an agent.
        pattern: Of their file names.
    """
    for path in sorted(folder.glob(pattern)):
        recording = read_recording(path)
        answers = (message for message in recording.messages if message["role"] == "assistant")
        for number, message in enumerate(answers):
            kept = [block for block in content_blocks(message) if block["type"] not in _THOUGHTS]
            yield {
                "first": re.escape(recording.request.strip()),
                "answers": number,
                "reply": [{key: value for key, value in block.items() if key != "id"} for block in kept],
            }


def written_answers(begins: str, answers: list[Any], tools: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Rules by which a talk is told that is written as texts and as calls, a mapping of short names to inputs.

    Args:
        begins: What the request holds.
        answers: One an answer.
        tools: Short name → the tool's.
    """
    for number, answer in enumerate(answers):
        called = answer if isinstance(answer, dict) else {}
        calls = [{"type": "tool_use", "name": tools[name], "input": given} for name, given in called.items()]
        yield {"first": re.escape(begins), "answers": number, "reply": calls or answer}
