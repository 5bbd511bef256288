"""Templates in compiled form, kept as Python keeps its own modules'."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from jinja2.bccache import Bucket, FileSystemBytecodeCache


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps them in this package's `__pycache__`, under a digest of its source; nowhere if they cannot be."""

    def __init__(self) -> None:
        made = crc32(Path(__file__).with_name("templating.py").read_bytes())  # it says how templates are compiled
        super().__init__(
            str(Path(__file__).with_name("__pycache__")), f"%s.{sys.implementation.cache_tag}.{made:x}.jinja"
        )

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write one, unless Python is told to write none."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
