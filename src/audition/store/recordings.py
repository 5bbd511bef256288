"""Recordings: one JSON file a trial, `recording/2`; a live run writes them, replay reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from audition.errors import Locus, StoreError
from audition.records.evidence import Recording, TrialId
from audition.records.identity import text_digest
from audition.records.messages import tool_uses
from audition.records.turns import Usage
from audition.store.conversation import check_messages, check_texts
from audition.store.formats import without_format
from audition.store.json_files import read_json, write_json
from audition.store.trial_files import TrialFolder, file_name, flat, from_flat

FORMAT = "recording/2"
DIGEST = "digest"
"""The key under which a file carries the digest of all else in it, by which a later edit shows."""


def recordings(folder: Path, admit: Callable[[Path, Recording], None] = lambda _, __: None) -> TrialFolder[Recording]:
    """The recordings of one agent by trial, read lazily; empty when there is no folder.

    Args:
        folder: The agent's.
        admit: Is shown each as it is read, and raises for one that must not be used.
    """

    def read(path: Path) -> tuple[TrialId, Recording]:
        recording = read_recording(path)
        admit(path, recording)
        return recording.id, recording

    return TrialFolder(folder, read)


def read_recording(path: Path) -> Recording:
    """One recording.

    Raises:
        FileNotFoundError: There is no such file.
        StoreError: It is no recording, with the place.
    """
    plain = without_format(FORMAT, read_json(path), str(path), "make the file again")
    kept = plain.pop(DIGEST, None)
    edited = kept is not None and kept != _digest(plain)
    recording = replace(from_flat(path, plain, Recording, "id"), edited=edited)
    check_messages(recording.messages, str(path))
    check_texts(recording.messages, str(path))
    for pointer, fault in _faults(recording):
        raise StoreError(f"{Locus(path=str(path), pointer=pointer)}: {fault}; record the trial again")
    return recording


def _faults(recording: Recording) -> Iterator[tuple[str, str]]:
    """What no conversation with the API can be, though each of its messages can: (pointer, what is wrong)."""
    answers = sum(message["role"] == "assistant" for message in recording.messages)
    if answers != len(recording.turns):
        yield "$.turns", f"{len(recording.turns)} turns for {answers} assistant messages"
    ids = [block["id"] for block in tool_uses(recording.messages)]
    if len(set(ids)) < len(ids):
        yield "$.messages", "two tool calls share one id"
    told = [(f"$.turns[{place}]", turn) for place, turn in enumerate(recording.turns)]
    told += [(f"$.user_turns[{place}].turn", each.turn) for place, each in enumerate(recording.user_turns)]
    for pointer, turn in told:
        if turn.usage is not None and _is_below_zero(turn.usage):
            yield f"{pointer}.usage", "a number is below 0"


def _is_below_zero(usage: Usage) -> bool:
    counts = (usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens)
    return min(*counts, usage.cost_usd or 0.0) < 0


def write_recording(folder: Path, recording: Recording) -> Path:
    """Keep a recording in its agent's folder in place of an older one; gives the file's path.

    Raises:
        StoreError: It cannot be written; what was there before is untouched.
    """
    path = folder / file_name(recording.id)
    plain = flat(replace(recording, edited=False), "id")
    write_json(path, {"format": FORMAT, **plain, DIGEST: _digest(plain)})
    return path


def _digest(plain: dict[str, Any]) -> str:
    """Of what a file holds, whatever its layout."""
    return text_digest(json.dumps(plain, sort_keys=True, separators=(",", ":")))
