"""What is said to a reader who has gone."""

import os
import stat
import subprocess
import sys
from contextlib import redirect_stdout

from audition.cli.saying import say


def test_a_reader_who_has_gone_is_told_nothing_and_keeps_nobody():
    """What comes after is written nowhere, so that Python does not complain of it at the end either."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out, redirect_stdout(out):
        say(["one", "two"])
        said_to = os.fstat(writer)

    assert stat.S_ISCHR(said_to.st_mode)


def test_a_command_whose_reader_has_gone_does_not_end_as_one_that_found_something():
    """`| head` with pipefail: 1 is kept for work that failed or got worse."""
    reader, writer = os.pipe()
    os.close(reader)
    listing = [sys.executable, "-c", "from audition.cli import main; main()", "check", "--list"]
    with os.fdopen(writer, "w") as out:
        done = subprocess.run(listing, stdout=out, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
