"""Response caches: they keep no secret, let no arm answer for another, and none of somebody else's is used."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from audition.errors import StoreError
from audition.models.cache import TABLES, CachedChannel, ResponseCache
from audition.models.protocol import Query, Reply
from audition.records.evidence import TrialId
from audition.records.identity import text_digest
from audition.records.turns import Turn
from audition.redaction import Redactor

SECRET = 'tok3n/of "this" machine+8f'  # noqa: S105  # nobody's
DRESSES = {
    "plain": SECRET,
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 behind other text": base64.b64encode(b"x" + SECRET.encode() + b"y").decode(),
    "base64 for URLs": base64.urlsafe_b64encode(b"key=" + SECRET.encode()).decode(),
    "hexadecimal": SECRET.encode().hex(),
    "capital hexadecimal": SECRET.encode().hex().upper(),
    "a URL's": quote(SECRET, safe=""),
    "JSON in JSON": json.dumps({"key": SECRET}),
    "folded": f"{SECRET[:9]}\n  {SECRET[9:]}",
    "quoted in a mail": f"> {SECRET[:5]}\n> {SECRET[5:14]}\n> {SECRET[14:]}",
}
KEYS = {
    "a key of the API": "sk-ant-api03-abcdefgh",
    "a token of GitHub": "ghp_0123456789abcdef0123",
    "a bearer": "Authorization: Bearer abcdefghijklmnop",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "a password in a URL": "postgres://admin:hunter2@db/x",
    "a key in a header": "x-api-key: 0123456789",
}
QUERY = Query(params={"model": "m", "messages": [{"role": "user", "content": "hello"}]}, trial=TrialId("s", "a/one", 0))


def _saying(text: str) -> Reply:
    return Reply(content=({"type": "text", "text": f"It is {text}, I think."},), turn=Turn(stop_reason="end_turn"))


@pytest.mark.parametrize("text", DRESSES.values(), ids=DRESSES)
def test_a_known_secret_in_whatever_dress_is_not_kept(tmp_path: Path, text: str) -> None:
    """Not even where the question holds it, and nothing of it is in any byte of the folder."""
    with closing(ResponseCache(tmp_path / "cache.sqlite", Redactor([SECRET]))) as cache:
        cache.put("told", _saying(text), "run-1", {"system": text})
        cache.put("other", _saying("nothing"), "run-1", {})

        assert cache.get("told") is None
        assert cache.get("other") is not None
    assert not [path for path in tmp_path.rglob("*") if text.encode() in path.read_bytes()]


@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_what_looks_like_a_secret_is_kept_only_where_it_was_asked_about(tmp_path: Path, text: str) -> None:
    """What stands in the prompt is a part of the test."""
    with closing(ResponseCache(tmp_path / "cache.sqlite")) as cache:
        cache.put("told", _saying(text), "run-1", {"messages": []})
        cache.put("asked", _saying(text), "run-1", {"messages": [{"role": "user", "content": f"My {text}?"}]})

        assert cache.get("told") is None
        assert cache.get("asked") is not None


class _Counting:
    """Answers with the number of the call."""

    def __init__(self) -> None:
        self.calls = 0

    async def send(self, _query: Query) -> Reply:
        self.calls += 1
        return _saying(f"answer {self.calls}")


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize(
    "order", ["one two | two one", "one | two", "two | one two", "one | one two | two", "one two | | one"]
)
def test_arms_with_one_prompt_never_share_an_answer(tmp_path: Path, order: str, fresh: bool) -> None:
    """Each `|` is a kill, or another process: whoever goes on knows whose every answer is, and pays for none twice."""
    arms = {name: replace(QUERY, trial=TrialId("s", f"a/{name}", 0)) for name in ("one", "two")}
    teller, told = _Counting(), {}
    for process in order.split("|"):
        with closing(ResponseCache(tmp_path / "cache.sqlite")) as cache:
            channel = CachedChannel(teller, cache, run="run-1", versions={}, fresh=fresh)
            for name in process.split():
                told.setdefault(name, set()).add(asyncio.run(channel.send(arms[name])).content[0]["text"])

    assert all(len(answers) == 1 for answers in told.values())
    assert len(set.union(*told.values())) == teller.calls == len(told)


def test_two_processes_that_ask_for_two_arms_at_once_each_get_their_own(tmp_path: Path) -> None:
    """As workers of one session do, each with the file open."""
    teller = _Counting()
    with closing(ResponseCache(tmp_path / "c")) as here, closing(ResponseCache(tmp_path / "c")) as there:
        channels = [CachedChannel(teller, cache, run="run-1", versions={}, fresh=True) for cache in (here, there)]

        async def both() -> list[Reply]:
            other = replace(QUERY, trial=TrialId("s", "a/two", 0))
            return await asyncio.gather(channels[0].send(QUERY), channels[1].send(other))

        first, second = asyncio.run(both())

    assert teller.calls == 2
    assert first.content != second.content


def _linked(path: Path) -> None:
    (path.parent / "precious").write_bytes(b"")
    path.symlink_to(path.parent / "precious")


def _with(statement: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for table in TABLES:
                connection.execute(table)
            connection.execute(statement)

    return make


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a link": _linked,
    "a link to nothing": lambda path: path.symlink_to(path.parent / "nothing"),
    "a folder": Path.mkdir,
    "a text": lambda path: path.write_text("my notes, long enough for a header\n" * 90),
    "a view more": _with("CREATE VIEW v AS SELECT 1"),
    "a trigger": _with("CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM answers; END"),
    "a table more": _with("CREATE TABLE more (x)"),
    "a view for the table": lambda path: sqlite3.connect(path).execute("CREATE VIEW answers AS SELECT 1 AS key"),
    "a table of other columns": lambda path: sqlite3.connect(path).execute("CREATE TABLE answers (key, run)"),
    "an index more": _with("CREATE INDEX i ON answers (run)"),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_cache_of_ours_is_neither_used_nor_written(tmp_path: Path, make) -> None:
    """One sentence that says which file, and nothing is written behind a link."""
    path = tmp_path / "cache.sqlite"
    make(path)
    with pytest.raises(StoreError) as refused:
        ResponseCache(path)

    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "nothing").exists()
    assert not (tmp_path / "precious").exists() or (tmp_path / "precious").read_bytes() == b""


def test_a_folder_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    """Somebody's folder elsewhere stays as it is."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "reports").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="behind"):
        ResponseCache(tmp_path / "reports/cache.sqlite")

    assert not list((tmp_path / "elsewhere").iterdir())


REPLIES = {
    "no JSON": "{",
    "null": "null",
    "no turn": '{"content": []}',
    "a turn of tomorrow": '{"content": [], "turn": {"stop_reason": "end_turn", "usage": null, "mood": 1}}',
    "a number for content": '{"content": 3, "turn": {"stop_reason": "end_turn", "usage": null}}',
    "brackets": "[" * 100_000,
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_an_answer_that_cannot_be_read_is_asked_for_again(tmp_path: Path, reply: str) -> None:
    """Whatever its digest says."""
    teller = _Counting()
    with closing(ResponseCache(tmp_path / "c")) as cache:
        channel = CachedChannel(teller, cache, run="run-1", versions={})
        asyncio.run(channel.send(QUERY))
        with closing(sqlite3.connect(tmp_path / "c")) as connection, connection:
            connection.execute("UPDATE answers SET reply = ?, reply_digest = ?", (reply, text_digest(reply)))
        asyncio.run(channel.send(QUERY))

    assert teller.calls == 2
