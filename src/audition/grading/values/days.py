"""Days as people write them in English prose and in tables."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(month_name) if name}
_WORD = "|".join(rf"{name[:3]}(?:t?\.?|{name[3:]})" for name in month_name if name)
_D = r"0?\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_OTHER = rf"(?:\s?(?:-|–|to|and|or|/)\s?{_D}(?!\s?(?:{_WORD})\b))?"
_YEAR = r"(?:,?[\s-]{1,2}(?P<y>\d{4})(?!\d))?"
_FORMS = (
    r"(?<!\d)(?P<y>\d{4})(?P<cut>[-/])(?P<m>\d{1,2})(?P=cut)(?P<d>\d{1,2})(?!\d)",
    r"(?<![\d.])(?P<d>\d{1,2})(?P<cut>[./])\s?(?P<m>\d{1,2})(?P=cut)\s?(?P<y>\d{4})(?!\d)",
    rf"(?<!\d)(?P<d>{_D}(?:\s?(?:-|–|to|and|or|/)\s?{_D})?)(?:\s+of\s+|[\s-]{{1,2}})(?P<w>{_WORD})(?!\w){_YEAR}",
    rf"\b(?P<w>{_WORD})\s+(?:the\s+)?(?P<d>{_D}{_OTHER}){_YEAR}",
)


@dataclass(frozen=True)
class Day:
    """A day that a text names."""

    day: int
    month: int
    year: int | None
    """None: not said."""
    text: str
    start: int
    end: int

    def is_(self, wanted: date) -> bool:
        """Whether this can be the day: of its year, or of none that is said."""
        return (self.day, self.month) == (wanted.day, wanted.month) and self.year in (None, wanted.year)


def days(text: str) -> Iterator[Day]:
    """The days in a text, form by form: `2026-03-13`, `13.03.2026`, `13 March`, `March 13th, 2026`, `12-14 Mar`.

    What the calendar does not hold is left out. Of two numbers with slashes or dots the first is the day.

    >>> [(day.day, day.month, day.year) for day in days("from 13 March to the 2nd of April 2026")]
    [(13, 3, None), (2, 4, 2026)]
    """
    for form in _forms():
        for found in form.finditer(text):
            parts = found.groupdict()
            month = int(parts["m"]) if "m" in parts else _MONTHS[parts["w"][:3].casefold()]
            year = int(parts["y"]) if parts["y"] else None
            for number in re.findall(r"\d+", parts["d"]):
                if _exists(int(number), month, year):
                    yield Day(int(number), month, year, found.group(), found.start(), found.end())


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Compiled where a text is read, since that takes longer than most commands have."""
    return tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)


def _exists(day: int, month: int, year: int | None) -> bool:
    try:
        date(year or 2024, month, day)  # a leap year: where none is said, 29 February can be meant
    except ValueError:
        return False
    return True
