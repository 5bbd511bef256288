from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

from tests.fakes.signals import foreground
from tests.integration.conftest import PATIENCE


@contextmanager
def watching(root, *words):
    """The command under way, and a function that reads its lines until one holds a text."""
    with foreground():
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", "from audition.cli import main; main()", "watch", *words],
            cwd=root,
            env={name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True)
    reader.start()

    def until(text: str) -> str:
        said = ""
        while text not in said:
            said += lines.get(timeout=PATIENCE)
        return said

    try:
        yield process, until
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()


def test_a_save_is_answered_by_what_moved_until_someone_ends_it(replaying):
    """One whole cycle: look, lint, play, compare; then Ctrl-C."""
    suite = replaying / "scenarios/letters/suite.yaml"
    written = suite.read_text("utf-8")
    with watching(replaying) as (process, until):
        until("watching ")
        suite.write_text(written.replace("Town Library", "Town Librarx"), "utf-8")
        first = until("nothing to hold them against yet")
        suite.write_text(written, "utf-8")
        second = until("signs 0/2 → ")
        process.send_signal(signal.SIGINT)
        until("interrupted")

        assert process.wait(timeout=PATIENCE) == 130
    assert "scenarios/letters/suite.yaml" in first
    assert "12 trials of 6 cases played" in first
    assert "moved since run " in second


def test_a_live_watch_wants_to_know_what_it_may_spend(letters, audition):
    """It plays on every save."""
    done = audition(letters, "watch", "--live")

    assert done.returncode == 2
    assert "say with --cap what it may spend in all" in done.stderr
