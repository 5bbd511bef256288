"""`audition view` as people start it: a process of its own, and a client that knows its address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 120
"""Until what hangs is given up, on a machine however busy."""
PYPROJECT = '[tool.audition]\njudge = "sonnet"\n\n[tool.audition.models]\nsonnet = "claude-sonnet-5-5"\n'


@dataclass(frozen=True)
class Page:
    """An answer."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Viewed:
    """A served project."""

    address: str
    """Of the first page, with its token and a slash at the end."""

    @property
    def host(self) -> str:
        """With its port."""
        return urlsplit(self.address).netloc

    def get(self, place: str = "", **headers: str) -> Page:
        """A page behind the token."""
        return self.ask("GET", urlsplit(self.address).path + place, None, headers)

    def post(self, place: str, form: dict[str, str], **headers: str) -> Page:
        """A form, as a page of the same address sends it unless other headers are said."""
        headers = {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", urlsplit(self.address).path + place, urlencode(form), headers)

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        """Whatever is asked at the door."""
        connection = HTTPConnection(self.host, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return Page(reply.status, found, reply.read().decode())
        finally:
            connection.close()


def project(folder: Path) -> Path:
    """A project that holds nothing but its settings and a folder for runs."""
    (folder / "reports/runs").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PYPROJECT, "utf-8")
    return folder


@contextmanager
def viewed(root: Path, *words: str) -> Iterator[Viewed]:
    """The command over a project, until the block ends."""
    process, address = started(root, *words)
    try:
        yield Viewed(address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)


def started(root: Path, *words: str) -> tuple[subprocess.Popen[str], str]:
    """The command in a process, and the address that it said; its state lies beside the project."""
    env = {**os.environ, "XDG_STATE_HOME": str(root.parent / f"{root.name}-state")}
    command = [sys.executable, "-c", "from audition.cli import main; main()", "view", "--no-open", *words]
    process = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()
