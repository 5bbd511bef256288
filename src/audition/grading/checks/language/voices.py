"""Who speaks and who decides: names that a sentence does not explain by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Voices:
    """The people behind a text."""

    approvers: tuple[str, ...] = ()
    """Names on our side whose approval is needed, besides finance, legal and management."""
    others: tuple[str, ...] = ()
    """Names on the other side."""

    @cached_property
    def approver(self) -> str:
        """A pattern of whoever must approve."""
        known = "finance|legal|counsel|management|leadership|the board|deal desk|sales[ -]operations|engineering"
        titles = r"product (?:management|team|owner)|vp[ -](?:of )?\w+|head of \w+"
        return rf"(?:the |our )?(?:{known}|{titles}{_names(self.approvers)})(?: team| department)?"

    @cached_property
    def other(self) -> str:
        """A pattern of whoever is not us."""
        known = r"they|the (?:customer|client|buyer|competitor|rival|other side)|customers?|clients?|procurement"
        return rf"(?:{known}|competitors?|rivals?|their \w+{_names(self.others)})"


def _names(names: tuple[str, ...]) -> str:
    """The names, and the parts of those written as people's are: `Elena Petrova` is also `Elena`."""
    parts = [part for name in names if name.istitle() for part in name.split()]
    return "".join(f"|{re.escape(name)}" for name in dict.fromkeys([*names, *parts]))
