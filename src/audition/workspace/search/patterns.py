"""Patterns that a model wrote, matched in time linear in what they are held against (RE2)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audition.workspace.faults import ToolError
from audition.workspace.paths import VIRTUAL_ROOT

MAX_PATTERN_CHARS = 1_000
_MEMORY_BYTES = 1024 * 1024
"""RE2's own bound on a compiled pattern; larger ones are refused when compiled."""

_STEPS = 250_000_000
"""Worst-case work of one search, in pattern instructions × bytes: about a second, at 4 ns a step as measured of RE2."""


@dataclass(frozen=True)
class Regex:
    """A compiled regular expression over UTF-8 bytes."""

    compiled: Any
    """An RE2 object; its package carries no types."""
    longest_bytes: int
    """The longest piece of text that it can be held against at once in about a second."""

    def matches_whole(self, text: str) -> bool:
        """Whether the expression covers the whole text."""
        return self.compiled.fullmatch(text.encode()) is not None

    def spans(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Start and end, in bytes, of each match that is not empty, and of the first match whatever it is."""
        met = False
        for match in self.compiled.finditer(content):
            start, end = match.span()
            if end > start or not met:
                met = True
                yield start, end


@dataclass
class Effort:
    """What one search may still do, and what it did not do."""

    seconds: float
    """Wall clock from now on."""
    too_long: int = 0
    """Texts passed over because the expression would have needed too long for them."""
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    @property
    def spent(self) -> bool:
        """Whether the time is up: the search gives what it has."""
        return time.monotonic() > self._end

    def bears(self, regex: Regex, content: bytes) -> bool:
        """Whether the text may be held against the expression; counted when not."""
        fits = len(content) <= regex.longest_bytes
        self.too_long += not fits
        return fits


def compile_regex(pattern: str, *, ignore_case: bool = False, dot_matches_line_ends: bool = False) -> Regex:
    """The pattern in RE2's syntax, with `^` and `$` at every line.

    Raises:
        ToolError: It is too long, too large when compiled, or not RE2's syntax.
    """
    _refuse_unusual(pattern)
    return _compiled(pattern, ignore_case=ignore_case, dot_matches_line_ends=dot_matches_line_ends)


def compile_glob(pattern: str) -> Regex:
    """The glob as an expression that a whole path is held against.

    `*` and `?` stay within a name, `**` as a whole name stands for any folders, `[…]` is a set of characters, `{a,b}`
    is either. As in paths, there is no way out of the folder it starts at.

    Raises:
        ToolError: It leaves the workspace, or is too long or not a glob.
    """
    _refuse_unusual(pattern)
    if "\\" in pattern or pattern.startswith("~") or ".." in pattern.split("/"):
        raise ToolError(
            "Backslashes, '..' and a leading ~ are not allowed in a glob: write it with / from the workspace."
        )
    pattern = pattern.removeprefix(f"{VIRTUAL_ROOT}/")
    if pattern.startswith("/"):
        raise ToolError(
            f"This glob is outside the workspace: write it relative to the workspace or below {VIRTUAL_ROOT}."
        )
    return _compiled(_expression(pattern.removeprefix("./")))


def _compiled(pattern: str, *, ignore_case: bool = False, dot_matches_line_ends: bool = False) -> Regex:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY_BYTES
    options.case_sensitive = not ignore_case
    options.dot_nl = dot_matches_line_ends
    try:
        compiled = re2.compile(f"(?m){pattern}", options=options)
    except re2.error as error:
        problem = error.args[0].decode(errors="replace").replace("(?m)", "", 1)
        raise ToolError(f"The pattern is not valid (RE2 syntax): {problem[:200]}") from None
    return Regex(compiled, _STEPS // max(compiled.programsize, 1))


_TOKEN = re.compile(
    r"(?P<folders>(?<![^/{,])(?:\*\*/)+)|(?P<everything>(?<![^/{,])\*\*(?![^},]))|(?P<run>\*+)|(?P<one>\?)"
    r"|(?P<set>\[[!^]?[^]]+\])|(?P<brace>[{},])|(?P<text>.)",
    re.DOTALL,
)
_WILD = {"folders": "(?:[^/]+/)*", "everything": "(?s:.+)", "run": "[^/]*", "one": "[^/]"}
_BRACES = {"{": "(?:", ",": "|", "}": ")"}


def _expression(pattern: str) -> str:
    """The glob's regular expression; braces that do not pair up are taken as they stand."""
    pieces: list[str] = []
    paired, depth = _braces_pair_up(pattern), 0
    for token in _TOKEN.finditer(pattern):
        kind, text = str(token.lastgroup), token.group()
        if kind == "brace" and paired and (text != "," or depth):
            depth += {"{": 1, ",": 0, "}": -1}[text]
            pieces.append(_BRACES[text])
        elif kind == "set":
            pieces.append(_character_set(text[1:-1]))
        else:
            pieces.append(_WILD.get(kind) or _literal(text))
    return "".join(pieces)


def _braces_pair_up(pattern: str) -> bool:
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        if depth < 0:
            return False
    return depth == 0


def _character_set(content: str) -> str:
    negated = content[0] in "!^" and len(content) > 1
    members = _literal(content[negated:]).replace(r"\-", "-")
    return f"[{'^/' if negated else ''}{members}]"


def _literal(text: str) -> str:
    import re2

    escaped: str = re2.escape(text)
    return escaped


def _refuse_unusual(pattern: str) -> None:
    if len(pattern) > MAX_PATTERN_CHARS:
        raise ToolError(f"The pattern is longer than {MAX_PATTERN_CHARS:,} characters.")
    try:
        pattern.encode()
    except UnicodeEncodeError:
        raise ToolError("The pattern holds lone surrogates, which no file can hold.") from None
