"""Collects faults, so that one reading tells all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from audition.errors import DefinitionError, Fault, Locus

_T = TypeVar("_T")


class Faults:
    """The faults found so far."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    @property
    def count(self) -> int:
        """How many there are so far."""
        return len(self._found)

    def add(self, locus: Locus, message: str) -> None:
        """Notes one fault."""
        self._found.append(Fault(locus, message))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Notes several."""
        self._found.extend(faults)

    def attempt(self, build: Callable[[], _T]) -> _T | None:
        """What `build` gives; None when it raises `DefinitionError`, whose faults are noted."""
        try:
            return build()
        except DefinitionError as error:
            self.extend(error.faults)
            return None

    def given(self, value: _T | None) -> _T:
        """A value that has no faults.

        Raises:
            DefinitionError: All faults, one of which left no value.
        """
        if value is None:
            raise DefinitionError(dict.fromkeys(self._found))
        return value

    def raise_any(self) -> None:
        """Ends the reading when anything is wrong.

        Raises:
            DefinitionError: All faults, each once.
        """
        if self._found:
            raise DefinitionError(dict.fromkeys(self._found))
