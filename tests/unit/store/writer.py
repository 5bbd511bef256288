"""A process that writes a run: `python -m tests.unit.store.writer RUN LIMIT`, the limit on its files in bytes or 0.

Says the number of each trial once it is stored, and waits at the end with the run open.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from audition.errors import StoreError
from audition.store.run_file import RunFile
from tests.unit.store import samples


def main():
    """Play what is missing."""
    path, limit_bytes = Path(sys.argv[1]), int(sys.argv[2])
    if limit_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    try:
        run = RunFile.open(path)
        for place, trial in enumerate(run.missing()):
            run.add_trial(samples.trial(trial), samples.grades(trial))
            print(place, flush=True)  # noqa: T201
    except StoreError as error:
        sys.exit(str(error))
    print("open", flush=True)  # noqa: T201
    sys.stdin.read()


if __name__ == "__main__":
    main()
