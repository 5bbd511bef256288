"""The mock Messages API as a context manager: one process, many scripts."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]


class MockApi:
    """Runs `messages_api` on a free port while the context lasts.

    Args:
        options: The server's options at its start, such as `latency_ms=5`; see its `--help`.
    """

    def __init__(self, **options: Any) -> None:
        self._options = options
        self.url = ""

    def __enter__(self) -> Self:
        flags = [part for name, value in self._options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.messages_api", *flags], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.url = self._process.stdout.readline().split()[-1]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()

    def play(self, *rules: dict, **options: Any) -> Self:
        """Start afresh with this script and these options; every other option is as at the start."""
        self._control("reset", {"rules": list(rules), "options": options})
        return self

    def stats(self) -> dict:
        """What was asked, answered, metered and broken since `play`."""
        return self._control("stats")

    def _control(self, name: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/__{name}", data) as answer:  # noqa: S310  # our own server
            return json.load(answer)
