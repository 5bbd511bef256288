"""Slips that a writer makes, each put into one place of a recorded work; knows nothing of how finders read.

A place of an amount is found by its currency, by thousands set apart, or by a field that holds money; a place of a
name by the names that the scenario's facts hold.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

CURRENCY = r"(?:USD|EUR|GBP|CHF|AUD|CAD|SEK|NOK|SGD|INR|JPY|[$€£])"
AMOUNT = re.compile(
    rf"(?P<mark>{CURRENCY}\s?)(?P<plain>\d[\d,.'’]*\d|\d)"
    r"|(?<![\w,.'’-])(?P<bare>\d{1,3}(?:[,'’]\d{3})+)(?![\w%]|,\d)"
)
MONEY_FIELD = re.compile(
    r"\$\.(?:account\.arr|growth\.(?:opportunities\[\d+\]\.annual_value|whitespace_total|target_arr))\Z"
)
FACTORS = (0.5, 0.6, 0.75, 0.8, 0.9, 1.1, 1.2, 1.25, 1.5, 2.0)
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SURNAMES = (
    "Achterberg Baptiste Castellano Drummond Eriksen Fitzgerald Gonzaga Hendricks Ivanova Jankowski Kowalczyk Lindqvist"
    " Mbeki Nakamura Oyelaran Papadakis Quintero Rasmussen Sandoval Takahashi Underwood Vasquez Wetherby Yamamoto Zhang"
    " Baker Field Wood Cook Stone"
).split()
GIVEN = "Amelia Bashir Chiara Dmitri Esther Farid Greta Hamish Ingrid Jerome Kenji Lucia Malik Noor Oscar".split()


@dataclass(frozen=True)
class Slip:
    """A work with one slip in it."""

    kind: str
    work: object
    was: str
    now: str
    pointer: str | None
    """Where it stands; None: in the final message."""


def amount_slips(work, rng: random.Random) -> Iterator[Slip]:
    """One for every amount of the work: another value, half of them in another writing."""
    for pointer, text in texts(work):
        if not isinstance(text, str):
            if MONEY_FIELD.match(pointer) and text:
                value = int(another_value(float(text), rng))
                yield Slip("in a field of its own", put(work, pointer, value), str(text), str(value), pointer)
            continue
        for found in AMOUNT.finditer(text):
            written = found["plain"] or found["bare"]
            plain = re.sub(r"[,'’]", "", written)
            counted = found["bare"] and not re.search(CURRENCY, text)
            if counted or not re.fullmatch(r"\d+(?:\.\d{1,2})?", plain) or float(plain) < 2:
                continue
            value = another_value(float(plain), rng)
            way, now = rng.choice(writings(value, (found["mark"] or "").strip()))
            if rng.random() < 0.5:
                way, now = "as it stood", f"{found['mark'] or ''}{grouped(value)}"
            yield Slip(f"written {way}", put(work, pointer, replaced(text, found, now)), found.group(), now, pointer)


def another_value(value: float, rng: random.Random) -> float:
    """A share of it, or two digits swapped; a whole number."""
    digits = f"{value:.0f}"
    swaps = [
        place
        for place in range(len(digits) - 1)
        if digits[place] != digits[place + 1] and digits[place + 1] != "0" and digits[place] != "0"
    ]
    if swaps and rng.random() < 0.4:
        place = rng.choice(swaps)
        return float(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    return float(round(value * rng.choice(FACTORS))) or 3.0


def writings(value: float, mark: str) -> list[tuple[str, str]]:
    """The ways that people write an amount, each with its name."""
    code = {"$": "USD", "€": "EUR", "£": "GBP"}.get(mark, mark)
    sign = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "AUD": "A$"}.get(code, f"{code} ")
    spaced, dotted, quoted = (grouped(value).replace(",", mark) for mark in (" ", ".", "'"))
    found = [
        ("with the code behind", f"{grouped(value)} {code}".strip()),
        ("with apostrophes", f"{code} {quoted}".strip()),
    ]
    if value >= 1000:
        found += [
            ("with spaces", f"{code} {spaced}".strip()),
            ("with points and cents", f"{code} {dotted},00".strip()),
            ("as `41.3k`", f"about {sign}{value / 1000:g}k".replace("  ", " ")),
            ("with a sign", f"{sign}{grouped(value)}"),
        ]
        if value % 1000 == 0 and value < 1_000_000:
            found.append(("in words", f"{spelled(int(value) // 1000)} thousand {code}".strip()))
    if value >= 1_000_000:
        found.append(("as `2.4m`", f"{sign}{value / 1e6:g}m"))
    return found


def grouped(value: float) -> str:
    return f"{value:,.0f}"


def spelled(count: int) -> str:
    """A whole number below 1,000 in words."""
    if count >= 100:
        return f"{ONES[count // 100]} hundred" + (f" and {spelled(count % 100)}" if count % 100 else "")
    if count >= 20:
        return TENS[count // 10 - 2] + (f"-{ONES[count % 10]}" if count % 10 else "")
    return ONES[count]


def name_slips(work, rng: random.Random) -> Iterator[Slip]:
    """One for every mention of a recorded person or company: another name, or a letter off."""
    facts = work.facts
    people = [name for name in facts.get("people") or () if re.fullmatch(r"[^\W\d_]\S+(?: [^\W\d_]\S+)+", name)]
    companies = [*(facts.get("competitors") or ()), facts.get("account", "")]
    forms = {name: name for name in [*people, *companies] if name}
    forms |= {part: name for name in people for part in (name.split()[0], name.split()[-1])}
    pattern = re.compile(
        "|".join(rf"(?<![\w@./-]){re.escape(form)}(?![\w@-]|\.\w)" for form in sorted(forms, key=len, reverse=True))
    )
    for pointer, text in texts(work):
        for found in pattern.finditer(text) if isinstance(text, str) else ():
            for kind, now in other_names(found.group(), found.group() in people, found.group() in companies, rng):
                if now not in forms:
                    yield Slip(kind, put(work, pointer, replaced(text, found, now)), found.group(), now, pointer)


def other_names(name: str, full: bool, company: bool, rng: random.Random) -> Iterator[tuple[str, str]]:
    if full:
        first, *_ = name.split()
        yield "another surname", f"{first} {rng.choice(SURNAMES)}"
        yield "a letter off in a full name", letter_off(name, rng)
    elif company:
        yield "a letter off in a company's name", letter_off(name, rng)
        yield "another company", f"{rng.choice(SURNAMES)} {rng.choice(('Systems', 'Group', 'AG', 'Labs'))}"
    else:
        yield "a letter off in one name alone", letter_off(name, rng)
        yield "another name alone", rng.choice([*SURNAMES, *GIVEN])


def letter_off(name: str, rng: random.Random) -> str:
    """One letter of one word dropped, doubled, swapped with the next or another."""
    words = name.split(" ")
    place = rng.choice([place for place, word in enumerate(words) if len(word) > 3] or [0])
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    other = rng.choice([letter for letter in "aeiorstnlm" if letter != word[at]])
    made = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + other + word[at + 1 :]]
    if word[at] != word[at + 1]:
        made.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    words[place] = rng.choice(made)
    return " ".join(words)


def texts(work) -> Iterator[tuple[str | None, str | float]]:
    """Every value of the deliverable with its pointer, then the final message."""

    def walk(value, pointer):
        if isinstance(value, dict):
            for key, item in value.items():
                yield from walk(item, f"{pointer}.{key}")
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from walk(item, f"{pointer}[{place}]")
        elif isinstance(value, str | float | int) and not isinstance(value, bool):
            yield pointer, value

    yield from walk(work.deliverable.document, "$")
    yield None, work.trial.final_message


def put(work, pointer: str | None, value):
    """The work with another value in one place."""
    if pointer is None:
        messages = (*work.trial.messages[:-1], {"role": "assistant", "content": [{"type": "text", "text": value}]})
        return replace(work, trial=replace(work.trial, messages=messages))
    document = copy.deepcopy(work.deliverable.document)
    at, keys = document, [int(key) if key.isdigit() else key for key in re.findall(r"\w+", pointer)]
    for key in keys[:-1]:
        at = at[key]
    at[keys[-1]] = value
    return replace(work, deliverables={"deliverable": replace(work.deliverable, document=document)})


def replaced(text: str, found: re.Match[str], now: str) -> str:
    return f"{text[: found.start()]}{now}{text[found.end() :]}"
