"""What a finder is: code that points at passages of a work, and never says what they mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from audition.grading.check import Work
from audition.grading.passages import Passage


class Finder(ABC):
    """Points a judge at the places of a work where the matter of a criterion can be.

    A criterion names it as `find: [{finder: NAME}]`. It is made without arguments, so a subclass holds no state; what
    it knows of the situation it reads in `work.facts` and `work.scenario.inputs`. Its first docstring line is shown by
    `audition check --list`.

    >>> from audition.grading.passages import places
    >>> class Questions(Finder):
    ...     '''Places that ask something.'''
    ...
    ...     name = "questions"
    ...
    ...     def find(self, work):
    ...         return (each for each in places(work) if "?" in each.text)
    """

    name: ClassVar[str]
    """What `finder:` says in YAML."""

    @abstractmethod
    def find(self, work: Work) -> Iterator[Passage]:
        """The places, each at most once, in the order of the work.

        A passage is one that `audition.grading.passages.places` gives, or a piece of one (`passage.piece`) with a note
        that says what is to be looked at there.
        """
