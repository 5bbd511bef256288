"""A headless browser, where one is installed, that tells everything a page says, asks for or breaks on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watched:
    """A page with what it did."""

    page: Any
    said: list[str] = field(default_factory=list)
    """Console messages, uncaught errors and dialogs."""
    asked: list[str] = field(default_factory=list)
    """Everything it requested but the files that it was opened from."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium through Playwright's driver; skipped where either is missing.

    No longer than its module: the driver keeps an event loop running, in which nothing else can start one.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium is installed")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=[*_QUIET, *as_root])
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """Opens a file or an address: `visit(path, "#s/late-fee", width=390, scheme="dark")` gives a `Watched` page."""
    contexts = []

    def open_file(
        path: Path | str, place: str = "", *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script
        )
        context.set_default_timeout(120_000)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.on("console", lambda message: watched.said.append(message.text))
        watched.page.on("pageerror", lambda error: watched.said.append(str(error)))
        watched.page.on("dialog", lambda dialog: (watched.said.append(dialog.message), dialog.dismiss()))
        watched.page.on("request", lambda request: watched.asked.append(request.url))
        address = path.as_uri() if isinstance(path, Path) else path
        watched.page.goto(address + place)
        watched.asked = [url for url in watched.asked if not url.startswith((address, "data:"))]
        return watched

    yield open_file
    for context in contexts:
        context.close()
