"""Imports of a memory file that a trial does not tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audition.loading.memory import MOST_HOPS, imports_of
from audition.loading.prompt_lint.prompt import Prompt, Remark, Surroundings

_TEXTS: Final = (".md", ".txt")
"""What else follows an `@` may be a name."""


def memory_remarks(prompt: Prompt, _surroundings: Surroundings) -> Iterator[Remark]:
    """Imports that lead out of the project, and those of a text that is not there or too many imports away."""
    memory = prompt.variant.settings.memory
    for path, text in memory.items():
        for written, place in imports_of(path, text):
            if not place:
                what = f"imports `@{written}`, which leads out of the project: not told in a trial; import a file of it"
                yield Remark(path, 1, what)
            elif place not in memory and place.endswith(_TEXTS):
                what = f"imports `@{written}`, and no such text lies within {MOST_HOPS} imports: passed over; mend it"
                yield Remark(path, 1, what)
