"""`audition view`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from audition.cli.saying import say

PORT = 7373


@click.command("view")
@click.option("--port", type=click.IntRange(1, 65535), help=f"Default: {PORT}, or a free one where that is taken.")
@click.option("--no-open", is_flag=True, help="Say the address, and open no browser.")
def command(port: int | None, no_open: bool) -> int:
    """Look at runs, trials and histories in a browser, and label works there.

    The page is served on this machine alone; who knows its address can read it. Ctrl+C ends it.
    """
    import asyncio

    asyncio.run(_serve([port] if port else [PORT, 0], opens=not no_open))
    return 0


async def _serve(ports: Sequence[int], *, opens: bool) -> None:
    """Serve until somebody ends it."""
    import asyncio
    import signal
    import webbrowser

    from audition.viewing.server import serving
    from audition.viewing.site import opened_site

    ended = asyncio.Event()
    with opened_site(Path.cwd()) as (make_site, token):
        async with serving(make_site, token, ports) as address:
            for end in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(end, ended.set)
            say([address, "Ctrl+C ends it."])
            if opens:
                await asyncio.to_thread(webbrowser.open, address)
            await ended.wait()
