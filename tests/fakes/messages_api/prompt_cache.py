"""Tokens, and the prompt cache that counts them as read, written or fresh."""

from __future__ import annotations

import time
from hashlib import blake2b

import orjson

LOOKBACK = 20
"""Blocks before a breakpoint that may end what is in the cache."""
LIFE_SECONDS = {"5m": 300, "1h": 3600}


def weigh(block, salt=b""):
    """One block: its tokens, its bytes for the prefix hash, its cache_control."""
    if isinstance(block, str):
        block = {"type": "text", "text": block}
    data = (
        block["text"].encode()
        if block.get("type") == "text"
        else orjson.dumps({name: value for name, value in block.items() if name != "cache_control"})
    )
    tokens = 1500 if block.get("type") in ("image", "document") else (len(data) + 3) // 4
    return tokens, salt + data, block.get("cache_control")


def prefix(body, turns):
    """Every block in cache order: tools, system, messages."""
    blocks = [weigh(tool, b"T") for tool in body.get("tools") or ()]
    system = body.get("system")
    if system:
        blocks += [weigh(block, b"S") for block in ([system] if isinstance(system, str) else system)]
    for role, content, _ in turns:
        blocks += [weigh(block, role[:1].encode()) for block in content]
    blocks[-1] = (blocks[-1][0] + 3 * len(turns), *blocks[-1][1:])
    if body.get("cache_control"):  # top-level: a breakpoint on the last block
        blocks[-1] = (*blocks[-1][:2], body["cache_control"])
    return blocks


class PromptCache:
    """Prefix hashes with an expiry. An entry can be read only once the response that writes it has begun."""

    def __init__(self, min_tokens):
        self._min_tokens = min_tokens
        self._entries = {}

    def use(self, model, blocks):
        """(tokens read, {ttl: tokens written}, a function that makes the entries readable)."""
        points = [i for i, block in enumerate(blocks) if block[2]]
        if not points:
            return 0, {}, None
        marks = _marks(model, blocks[: points[-1] + 1])
        read = self._read(points, marks)
        written, new, at = {}, [], read
        for i in points:
            digest, upto = marks[i]
            if upto >= self._min_tokens and upto > at:
                ttl = blocks[i][2].get("ttl", "5m")
                written[ttl] = written.get(ttl, 0) + upto - at
                new.append((digest, LIFE_SECONDS[ttl]))
                at = upto

        def publish():
            for digest, life in new:
                self._entries[digest] = (time.monotonic() + life, life)

        return read, written, publish if new else None

    def _read(self, points, marks):
        now, read = time.monotonic(), 0
        for i in points:
            for j in range(i, max(-1, i - LOOKBACK), -1):
                digest, upto = marks[j]
                expires, life = self._entries.get(digest, (0.0, 0))
                if expires > now:
                    self._entries[digest] = (now + life, life)  # a hit refreshes it
                    read = max(read, upto)
                    break
        return read


def _marks(model, blocks):
    """Of every block: the hash of all up to it, and their tokens."""
    running, total, marks = blake2b(model.encode(), digest_size=16), 0, []
    for tokens, data, _ in blocks:
        running.update(b"%d|" % len(data) + data)
        total += tokens
        marks.append((running.digest(), total))
    return marks
