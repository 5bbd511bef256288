"""Names of people and companies that stand in no record."""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from audition.grading.check import Work
from audition.grading.finder import Finder
from audition.grading.finders.records import records
from audition.grading.passages import Passage, places

_WORD = re.compile(r"(?<![\w@/])[^\W\d_]+(?:[-'’&][^\W\d_]+)*(?![\w@/]|[-.][^\W_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"['’](?:s|m|d|ll|re|ve)?\Z")
_OPENS = re.compile(r"(?:\A|[.!?:;•(\[|—–]|\n)[\s\"'“”‘’*#>(\[\d.)-]*\Z")
_ABBREVIATED = re.compile(r"(?:\b(?:Mrs?|Ms|Dr|Prof|Sr|Jr|St)|\b[^\W\d_])\.\s\Z")
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "madam", "herr", "frau"))
_CALENDAR = frozenset(word.casefold() for names in (day_abbr, day_name, month_abbr, month_name) for word in names)
_SMALL_WORDS = """
    they them this that then than there these those when where what which who why how she he it you we your their our
    his her its no not nor and but or for from with until while once only also some any all none both each more most
"""
_PLAIN_WORDS = _CALENDAR | frozenset(_SMALL_WORDS.split())
"""Those that no record needs to explain: `They` is no slip of `Theo`."""
_LOOK_BACK = 12
"""Characters before a word that say whether a sentence begins with it."""
_SHORTEST = 3
"""Letters of a name of which another word can be a slip."""


class Names(Finder):
    """People and companies that stand in no record, slips of recorded names among them."""

    name = "names"

    def find(self, work: Work) -> Iterator[Passage]:
        """Looks at capitalised words that nothing explains: no record, no ordinary word, no beginning of a sentence."""
        texts = list(places(work))
        known = _known(records(work), f"{work.variant.playbook}\n{work.schema.text}")
        known = replace(known, ordinary=known.ordinary | _ordinary("\n".join(place.text for place in texts)))
        for place in texts:
            runs = (run for run in _runs(place.text) if known.is_strange(run))
            strange = [" ".join(word.text for word in run) for run in runs]
            if strange:
                yield place.piece(place.text, f"in no record: {'; '.join(dict.fromkeys(strange))}")


@dataclass(frozen=True)
class _Word:
    text: str
    plain: str
    """In lower case, without accents and possessive ending."""
    opens: bool
    """Whether a sentence begins with it, so that its capital says nothing."""


def _runs(text: str) -> Iterator[list[_Word]]:
    """Capitalised words that follow each other, parted by a space."""
    run: list[_Word] = []
    last = -1
    for found in _WORD.finditer(text):
        word = found.group()
        if not word[0].isupper() or _plain(word) in _TITLES:
            continue
        if run and (found.start() != last + 1 or text[last] not in " \u00a0"):
            yield run
            run = []
        before = max(0, found.start() - _LOOK_BACK), found.start()
        opens = not run and _OPENS.search(text, *before) and not _ABBREVIATED.search(text, *before)
        run.append(_Word(word, _plain(word), bool(opens) and not _ENDING.search(word)))
        last = found.end()
    if run and " ".join(word.text for word in run) == text.strip():
        run[0] = replace(run[0], opens=False)  # a field that holds a name and nothing else
    if run:
        yield run


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    letters = normalize("NFKD", _ENDING.sub("", word)).casefold()
    return "".join(letter for letter in letters if not combining(letter))


def _ordinary(text: str) -> frozenset[str]:
    """The words that a text holds in lower case, wherever, so that a capital does not make them names."""
    return frozenset(_plain(word) for word in _LETTERS.findall(text) if word[0].islower())


@dataclass(frozen=True)
class _Known:
    words: frozenset[str]
    """All that the records hold."""
    capitals: frozenset[str]
    """Those of them that stand with a capital."""
    pairs: frozenset[tuple[str, str]]
    """Capitalised words of the records that follow each other."""
    ordinary: frozenset[str]
    initials: frozenset[str]
    """Of capitalised words of the records that follow each other: `cfo`."""

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(filter(self._is_name, self.capitals))

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(first for first, _ in self.pairs if self._is_name(first))

    def is_strange(self, run: list[_Word]) -> bool:
        """Whether the words hold a name that nothing explains."""
        return any(map(self._is_stranger, run)) or any(
            self._is_new_pair(first, second, then)
            for first, second, then in zip(run, run[1:], [*run[2:], None], strict=False)
        )

    def _is_stranger(self, word: _Word) -> bool:
        if self._explained(word.plain):
            return False
        return not word.opens or any(_is_slip(word.plain, name) for name in self._names)

    def _is_new_pair(self, first: _Word, second: _Word, then: _Word | None) -> bool:
        """Whether two words, each known, make a name that is not on record."""
        if (first.plain, second.plain) in self.pairs or first.text.isupper() or _ENDING.search(first.text):
            return False
        if then and (second.plain, then.plain) in self.pairs:
            return False  # a title or a verb before a recorded name
        if not self._explained(first.plain):
            return second.plain not in self._firsts  # no verb before a first name, so perhaps one itself
        if not self._is_name(first.plain):
            return False
        partners = [last for name, last in self.pairs if name == first.plain]
        return self._is_name(second.plain) or any(_is_slip(second.plain, last) for last in partners)

    def _explained(self, plain: str) -> bool:
        parts = _LETTERS.findall(plain)
        return (
            plain in self.words
            or plain in self.initials
            or all(
                len(part) == 1 or part in self.words or part in self.ordinary or part in _PLAIN_WORDS for part in parts
            )
        )

    def _is_name(self, plain: str) -> bool:
        return plain in self.words and plain not in self.ordinary and plain not in _CALENDAR


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter more, less, other or swapped makes one the other."""
    if word == name or min(len(word), len(name)) < _SHORTEST:
        return False
    at = next((at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), -1)
    at = at if at >= 0 else min(len(word), len(name))
    rest, due = word[at:], name[at:]
    swapped = rest[:2] == due[1::-1] and rest[2:] == due[2:]
    return rest[1:] == due[1:] or rest == due[1:] or rest[1:] == due or swapped


@lru_cache(maxsize=64)
def _known(texts: tuple[str, ...], prompts: str) -> _Known:
    text = "\n".join(texts)
    runs = [run for each in texts for run in _runs(each)]
    pairs = frozenset((a.plain, b.plain) for run in runs for a, b in pairwise(run))
    opening = frozenset(word.plain for run in _runs(prompts) for word in run if word.opens or word.text.isupper())
    initials = frozenset("".join(word.plain[0] for word in run) for run in runs if len(run) > 1)
    words = frozenset(map(_plain, _WORD.findall(text)))
    capitals = frozenset(word.plain for run in runs for word in run)
    return _Known(words, capitals, pairs, _ordinary(f"{text}\n{prompts}") | opening, initials)
