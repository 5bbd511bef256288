"""The refusal that a tool answers with; what breaks on our side is a `WorkspaceError` instead."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from audition.errors import WorkspaceError

_OF_THE_AGENT = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "passes through something that is not a folder",
    errno.ELOOP: "is a link; the file tools follow none",
    errno.EMLINK: "is a link; the file tools follow none",
    errno.EISDIR: "is a folder",
    errno.ENOTEMPTY: "is a folder",
    errno.EEXIST: "exists and is not a folder",
    errno.ENXIO: "is not a regular file",
    errno.EACCES: "may not be opened: its permissions forbid it",
    errno.EPERM: "may not be opened: its permissions forbid it",
    errno.ENAMETOOLONG: "is too long a path",
}
"""What a file operation can meet that the agent's own doing explains."""


class ToolError(Exception):
    """What a tool answers in place of a result; the text goes to the model as it stands and names no host path."""


@contextmanager
def answered(path: str) -> Iterator[None]:
    """A block whose operating-system errors become answers about `path`, the name the model knows it by.

    Raises:
        ToolError: The path is missing, a link, a folder and the like: the model's to mend.
        WorkspaceError: The machine cannot go on: disk full, too many open files, input/output error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _OF_THE_AGENT:
            raise ToolError(f"{path} {_OF_THE_AGENT[error.errno]}.") from error
        raise WorkspaceError(f"the workspace's {path} could not be reached: {error.strerror}") from error
