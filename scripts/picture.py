"""Makes the picture of the report that README shows: `python -m scripts.picture`, with Chromium installed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGE, PICTURE = ROOT / "reports/example/index.html", ROOT / "docs/report.jpg"
WIDTH, HEIGHT = 1180, 930
"""Of what is shown, in CSS pixels."""


def main() -> None:
    """Open the published example as a reader meets it, and keep its first screen."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("no Chromium is installed")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=as_root)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(PAGE.as_uri())
        page.screenshot(path=PICTURE, type="jpeg", quality=70, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}, {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
