"""Figures in prose: amounts of money, percentages and counts, as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CODE = "(?:USD|EUR|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|RON|CAD|AUD|NZD|SGD|INR|CNY|KRW|BRL|MXN|ZAR)"
_SIGN = "(?:US[$]|[$€£¥])"
_GROUPED = r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,2}(?!\d))?"
_FIGURE = rf"(?:{_GROUPED}|\d{{1,3}}(?:[.'’ \u00a0\u202f]\d{{3}}){{1,4}}(?![\d,])|\d{{1,12}}(?:\.\d{{1,4}})?(?!\d))"
_SCALE = r"(?:\s?(?:thousand|million|billion|bn|[kKmM])\b)?"
_COUNTED = r"""(?!\s+(?:[a-z]+\s+)?(?:seats?|users?|people|persons?|employees|sensors?|tickets?|hours?|days?|orders?
    |visits?|miles|points?|clinics?|sites?|plants?|licen[cs]es?|logins?|records?|documents?|calls?|units|devices|shipments)\b)"""

_AMOUNT = re.compile(
    rf"""(?:\b{_CODE}|{_SIGN})\s?(?P<marked>{_FIGURE}{_SCALE})
    | (?<![\w.,-])(?P<named>{_FIGURE}{_SCALE})\s?(?:{_CODE}\b|euros?\b|dollars?\b|pounds?\b|[€£])
    | (?<![\w.,/-])(?P<grouped>{_GROUPED}{_SCALE}){_COUNTED}
    | (?<![\w.,-])(?P<scaled>\d{{1,6}}(?:\.\d{{1,3}})?[kK])\b{_COUNTED}
    | (?<![\w.,-])(?P<unit>\d{{1,6}}(?:\.\d{{1,2}})?)(?=\s(?:a|per|each)\s(?:seat|user|licen[cs]e)\b)""",
    re.VERBOSE,
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "": 1.0}
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|nearly|almost|some|circa)|\b(?:approx|ca)\.?|[~≈])\s*\Z", re.IGNORECASE
)
_PERCENT = re.compile(
    r"((?:\d{1,3}(?:\.\d{1,3})?\s?(?:,|and|or|to|-|–)\s?){0,4})"
    r"(?<![\d.])(\d{1,3}(?:\.\d{1,3})?)\s?(?:%|percent\b|per cent\b|pct\b|Prozent\b)"
)
_PERCENT_FIELD = re.compile(r"(?:pct|percent)['\"]?\s?[:=,]\s?(\d{1,3}(?:\.\d{1,3})?)")
_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?(?:T[\d:.]+Z?)?\b")
_COUNT = re.compile(r"(?<![\w.,-])\d{1,6}(?![\d.,]*\d|\w|\s?%)")
_FROM_TWO = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_COUNT_WORDS = {word: count for count, word in enumerate(_FROM_TWO.split(), start=2)}
_PERCENT_WORD = re.compile(rf"(?i)\b({'|'.join(_COUNT_WORDS)})[ -](?:percent|per cent)\b")
_YEARS = re.compile(rf"(?i)\b(\d|{'|'.join(_COUNT_WORDS)})[ -]years?\b")
_FROM_TO = re.compile(r"\b(\d{1,6})\s?(?:to|→|->|–)\s?(\d{1,6})\b")
_BARE = re.compile(r"(?<![\w.,-])\d{4,12}(?:\.\d{1,2})?(?![\w-])")


@dataclass(frozen=True)
class Written:
    """An amount of money as it stands in a text."""

    value: float
    text: str
    """Verbatim, with its currency."""
    start: int
    end: int
    approximate: bool
    """Said to be about so much."""

    def fits(self, value: float) -> bool:
        """Whether this is the value, rounded as it was written.

        To the last digit written; an approximate one to its trailing zeros, by no more than 2.5 percent.
        """
        decimals = len(self.text.rpartition(".")[2]) if re.search(r"\.\d{1,2}\D*\Z", self.text) else 0
        step = 10.0 ** -min(decimals, 2)
        while self.approximate and step * 10 <= self.value / 20 and self.value % (step * 10) == 0:
            step *= 10
        return abs(self.value - value) <= step / 2


def amounts(text: str) -> list[Written]:
    """The amounts of money in a text: by their currency, thousands set apart, `42.5K`, or `a seat`."""
    return [
        Written(
            _value(next(group for group in found.groups() if group)),
            found.group(),
            found.start(),
            found.end(),
            _ABOUT.search(text[max(0, found.start() - 16) : found.start()]) is not None,
        )
        for found in _AMOUNT.finditer(text)
    ]


def _value(figure: str) -> float:
    digits, scale = re.fullmatch(r"(.*\d)\s?([a-zA-Z]*)", figure, re.DOTALL).groups()  # type: ignore[union-attr]
    if not scale and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        digits = digits.replace(".", "")
    return float(re.sub(r"[^\d.]", "", digits)) * _SCALES[scale.lower()]


def percents(text: str) -> set[float]:
    """The percentages in a text: `35 percent`, `five percent`, `5 and 10 %`, `discount_pct: 25`."""
    lists = (f"{found.group(1)} {found.group(2)}" for found in _PERCENT.finditer(text))
    prose = {float(figure) for figures in lists for figure in re.findall(r"\d+(?:\.\d+)?", figures)}
    words = {float(_COUNT_WORDS[word.casefold()]) for word in _PERCENT_WORD.findall(text)}
    return prose | words | {float(figure) for figure in _PERCENT_FIELD.findall(text)}


def years(text: str) -> set[int]:
    """The terms of several years in a text: `three years`, `a 2-year term`."""
    terms = _YEARS.findall(text)
    return {_COUNT_WORDS.get(term.casefold()) or int(term) for term in terms} - {0, 1}


def counts(text: str) -> set[int]:
    """The whole numbers in a text, in figures or words, that are no money, date or percentage; steps of `10 to 30`."""
    spaced = _DAY.sub(" ", _PERCENT.sub(" ", text))
    for amount in reversed(amounts(spaced)):
        spaced = f"{spaced[: amount.start]} {spaced[amount.end :]}"
    steps = {abs(int(last) - int(first)) for first, last in _FROM_TO.findall(spaced)}
    words = {_COUNT_WORDS[word] for word in re.findall(r"[a-z]+", spaced.casefold()) if word in _COUNT_WORDS}
    return ({int(figure) for figure in _COUNT.findall(spaced)} | steps | words) - {0}


def bare_numbers(text: str) -> set[float]:
    """The numbers of four and more digits in a text that are no dates: tables carry money without a mark."""
    return {float(figure) for figure in _BARE.findall(_DAY.sub(" ", text))}
