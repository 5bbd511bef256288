"""The recorded works of the shipped suite, for tests that are about that suite."""

from __future__ import annotations

from tests.fakes.recorded import SHIPPED, called, drop, message, put, swap

__all__ = ["called", "drop", "message", "put", "swap"]

ROOT, AGENT = SHIPPED.root, SHIPPED.agent
suite, graders, recordings = SHIPPED.suite, SHIPPED.graders, SHIPPED.recordings
trial, work = SHIPPED.trial, SHIPPED.work
