"""Figures as people write them, amounts of money among them, and as one value with its currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from audition.grading.values.days import days

_CODES = (
    "AED|ARS|AUD|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|MXN|MYR|NGN|NOK|NZD"
    "|PEN|PHP|PKR|PLN|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_DOLLARS = frozenset({"USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"})
_CURRENCIES = {code: frozenset({code}) for code in _CODES.split("|")} | {
    "US$": frozenset({"USD"}),
    "US DOLLAR": frozenset({"USD"}),
    "A$": frozenset({"AUD"}),
    "C$": frozenset({"CAD"}),
    "S$": frozenset({"SGD"}),
    "HK$": frozenset({"HKD"}),
    "NZ$": frozenset({"NZD"}),
    "$": _DOLLARS,
    "DOLLAR": _DOLLARS,
    "€": frozenset({"EUR"}),
    "EURO": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "POUND": frozenset({"GBP", "EGP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "YEN": frozenset({"JPY"}),
    "FR.": frozenset({"CHF"}),
    "FRANC": frozenset({"CHF"}),
    "SWISS FRANC": frozenset({"CHF"}),
    "FRANKEN": frozenset({"CHF"}),
    "RUPEE": frozenset({"INR", "PKR"}),
}
_SIGN = r"(?:US|HK|NZ|[ACS])?[$]|[€£¥]"
_BEFORE = rf"(?<![^\W\d_])(?:{_CODES}|Fr\.|{_SIGN})"
_NAMED = r"[Ee]uros?|(?:US\s)?[Dd]ollars?|(?:Swiss\s)?[Ff]rancs?|[Ff]ranken|[Pp]ounds?|[Yy]en|[Rr]upees?"
_AFTER = rf"(?:{_CODES}|{_NAMED})(?!\w)|(?:{_SIGN})(?!\s?\d)"
_BY_COMMA = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d{1,2}(?!\d))?"
_BY_OTHERS = r"\d{1,3}(?P<mark>[.'’\u00a0\u202f ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:,\d{1,2}(?!\d))?"
_PLAIN = r"\d{1,15}(?:[.,]\d{1,4}(?!\d))?"
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_SCALE = r"(?:[\s-]?(?:thousand|million|billion|mio|mn|bn)|\s?[kKmM])(?!\w)"
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(value) for value, word in enumerate(_ONES.split())} | {
    word: 10.0 * value for value, word in enumerate(_TENS.split(), start=2)
}
_WORD = "|".join([*_WORDS, "hundred", "thousand", "million", "billion"])
_FIGURE = rf"""(?:(?P<before>{_BEFORE})\s?|(?<![\w/#.])(?<![^\W\d]-)(?<!\d[,:'’]))
    (?:(?P<digits>{_BY_COMMA}|{_BY_OTHERS}|{_PLAIN})(?P<scale>{_SCALE})?
      |(?P<spelled>(?i:(?:{_WORD})(?:(?:[\s-]|\sand\s)(?:{_WORD})\b)*))\b)
    (?:\.?[-–—](?!\w))?
    (?:[\s-]?(?P<after>{_AFTER}))?
    (?:(?=(?P<rest>\s?(?:%|per\s?cent\b|pct\b)|\s?/\s?[a-z]|\s(?:an?|per|each|apiece)\b)))?"""
_THIS_AGE = range(1900, 2101)


@dataclass(frozen=True)
class Figure:
    """A number that a text states."""

    value: float
    currencies: frozenset[str]
    """Those that it can be in, as ISO 4217 codes: `$` stands for any dollar. Empty: none is said."""
    is_amount: bool
    """Written as money is: with a currency, thousands set apart, `41.3k`, `twelve thousand`, `330 each`, or four digits
    and more that are no year."""
    step: float
    """What it is rounded to: 100 in `41.3k`, a cent where every digit is written."""
    text: str
    start: int
    end: int

    def is_(self, value: float, currencies: frozenset[str] = frozenset()) -> bool:
        """Whether it can be this value, rounded as it is written, in one of these currencies (empty: any)."""
        if self.currencies and currencies and self.currencies.isdisjoint(currencies):
            return False
        return abs(self.value - value) <= self.step / 2


@lru_cache(maxsize=4096)  # every finder looks at the same places
def figures(text: str) -> tuple[Figure, ...]:
    """The numbers in a text but those of its dates, in figures or in English words.

    >>> [(figure.value, *figure.currencies) for figure in figures("CHF 1'200.-, about 41.3k or twelve thousand euros")]
    [(1200.0, 'CHF'), (41300.0,), (12000.0, 'EUR')]
    """
    dateless = text
    for day in days(text):
        dateless = f"{dateless[: day.start]}{' ' * (day.end - day.start)}{dateless[day.end :]}"
    return tuple(map(_read, _figure().finditer(dateless)))


def _read(found: re.Match[str]) -> Figure:
    value, step = _spelled(found["spelled"]) if found["spelled"] else _written(found)
    currencies = _currencies(found["before"]) or _currencies(found["after"])
    return Figure(
        value=value,
        currencies=currencies,
        is_amount=bool(currencies) or _looks_like_money(found, value),
        step=step,
        text=found.group().strip(),
        start=found.start(),
        end=found.end(),
    )


def currencies(text: str) -> frozenset[str]:
    """The currencies that a text speaks of, by code or sign."""
    return frozenset[str]().union(*(_currencies(mark) for mark in re.findall(rf"\b(?:{_CODES})\b|{_SIGN}", text)))


@cache
def _figure() -> re.Pattern[str]:
    """Compiled where a text is read, since that takes longer than most commands have."""
    return re.compile(_FIGURE, re.VERBOSE)


def _written(found: re.Match[str]) -> tuple[float, float]:
    """The value of digits, and what it is rounded to."""
    digits, mark, scale = found["digits"], found["mark"], (found["scale"] or "").strip(" -\n\t").casefold()
    if re.fullmatch(_BY_COMMA, digits):
        plain = digits.replace(",", "")
    elif mark and not (mark == "." and scale):
        plain = digits.replace(mark, "").replace(",", ".")
    else:
        plain = digits.replace(",", ".")
    factor = _SCALES.get(scale, 1.0)
    decimals = len(plain.partition(".")[2])
    return float(plain) * factor, factor * 10.0**-decimals if scale else 0.01


def _spelled(words: str) -> tuple[float, float]:
    total = part = 0.0
    for word in re.findall(r"[a-z]+", words.casefold()):
        if word == "hundred":
            part = max(part, 1.0) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1.0) * _SCALES[word], 0.0
        else:
            part += _WORDS.get(word, 0.0)
    return total + part, 0.01


def _currencies(mark: str | None) -> frozenset[str]:
    name = (mark or "").upper()
    return _CURRENCIES.get(name) or _CURRENCIES.get(name.removesuffix("S")) or frozenset()


def _looks_like_money(found: re.Match[str], value: float) -> bool:
    rest = (found["rest"] or "").strip()
    if rest.startswith(("%", "pct")) or re.match(r"per\s?cent", rest):
        return False
    if found["spelled"]:
        return value >= 1000
    digits = found["digits"]
    if found["scale"] or found["mark"] or re.fullmatch(_BY_COMMA, digits) or rest:
        return True
    whole = digits.partition(".")[0].partition(",")[0]
    return len(whole) > 3 and whole[0] != "0" and value not in _THIS_AGE
