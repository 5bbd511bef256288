"""Signals as a terminal's foreground has them, whoever started the tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

DEFAULTS = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}


@contextmanager
def foreground() -> Iterator[None]:
    """Interrupts are heard here, and by processes that are started here, for as long as the block lasts.

    A shell without job control starts what it puts in the background with interrupts ignored, `nohup` ignores a
    terminal that hangs up, and every child inherits both.
    """
    before = {number: signal.signal(number, default) for number, default in DEFAULTS.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
