"""The engine's own finders: what of a work stands in no record."""

from audition.grading.finder import Finder
from audition.grading.finders.amounts import Amounts
from audition.grading.finders.names import Names

ENGINE_FINDERS: tuple[type[Finder], ...] = (Amounts, Names)

__all__ = ["ENGINE_FINDERS"]
