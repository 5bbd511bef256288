"""Recorded and written answers again: as rules of the mock Messages API, and as a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from audition.models.scripted import Answer, Call, Cue
from audition.records.messages import Block, content_blocks
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


@dataclass(frozen=True)
class Reenacting:
    """A script that says what the agent of a recording said, whichever trial of its case is played.

    Args:
        answers: File name of a recording → each answer's blocks; two recordings of each case.
    """

    answers: Mapping[str, Sequence[Sequence[Block]]]

    @classmethod
    def of(cls, folder: Path, pattern: str) -> Self:
        """That of the recordings in a folder whose file names are like this."""
        return cls(
            {
                path.stem: [
                    content_blocks(message)
                    for message in read_recording(path).messages
                    if message["role"] == "assistant"
                ]
                for path in folder.glob(pattern)
            }
        )

    def __call__(self, cue: Cue) -> Answer:
        """The recording's next answer."""
        trial = cue.subject.id
        variant = trial.variant.partition("/")[2]
        blocks = self.answers[f"{variant}-{trial.scenario}-{trial.index % 2}"][cue.turn]
        return Answer(
            text="\n".join(block["text"] for block in blocks if block["type"] == "text"),
            calls=tuple(Call(name=each["name"], input=each["input"]) for each in blocks if each["type"] == "tool_use"),
        )


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
