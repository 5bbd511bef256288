"""The engine's own finders."""

from audition.grading.finder import Finder

ENGINE_FINDERS: tuple[type[Finder], ...] = ()

__all__ = ["ENGINE_FINDERS"]
