"""Starts the mock; the line `listening on URL` tells where."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress

from aiohttp import web

from tests.fakes import messages_api
from tests.fakes.messages_api.faults import FAULTS
from tests.fakes.messages_api.service import Service

HOST = "127.0.0.1"
OPTIONS = (
    ("port", 0, "0 picks a free one"),
    ("seed", 0, "of all chance"),
    ("latency-ms", 0.0, "until an answer comes"),
    ("retry-after", 1, "seconds, with an injected 429"),
    ("hang-s", 600.0, "how long a hang lasts"),
    ("rpm", 0, "requests per minute; 0: no limit"),
    ("cache-min-tokens", 1024, "shortest prefix that is cached"),
    ("price-in", 3.0, "$ per million input tokens"),
    ("price-out", 15.0, "$ per million output tokens"),
    ("batch-seconds", 1.0, "how long a batch takes"),
    ("bomb-mb", 64, "size of a gzip fault, unpacked"),
)


def arguments():
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        description=messages_api.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for flag, default, told in OPTIONS:
        parser.add_argument(f"--{flag}", type=type(default), default=default, help=f"{told} (default: %(default)s)")
    for name in FAULTS:
        told = f"share of requests with this fault: {name}"
        parser.add_argument(f"--p-{name.replace('_', '-')}", type=float, default=0.0, metavar="RATE", help=told)
    return parser.parse_args()


async def serve(options):
    """Answer until somebody ends it."""
    service = Service(options)

    def request(message, payload, protocol, writer, task):
        most = (256 if message.path.endswith("/batches") else 32) << 20
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=most)

    server = web.Server(
        service.handle, request_factory=request, handler_cancellation=True, access_log=None, keepalive_timeout=120
    )
    runner = web.ServerRunner(server, handle_signals=True)
    await runner.setup()
    await web.TCPSite(runner, HOST, options.port, backlog=4096).start()
    print(f"listening on http://{HOST}:{runner.addresses[0][1]}", flush=True)  # noqa: T201
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt, web.GracefulExit):
        asyncio.run(serve(arguments()))
