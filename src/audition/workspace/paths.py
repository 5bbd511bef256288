"""Paths as a model writes them: what is accepted, and how names found on disk are shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from audition.text import DEEPEST_PATH, holds_controls
from audition.workspace.faults import ToolError

VIRTUAL_ROOT = "/workspace"
"""What the workspace is called wherever a model can see it; the folder's real place never shows."""

Parts = tuple[str, ...]
"""A path below the root, name by name; () is the root itself."""

_MAX_PATH_BYTES = 1024
_MAX_NAME_BYTES = 255


@lru_cache(maxsize=4096)  # every trial of a scenario holds the same files
def parse_path(text: str) -> Parts:
    """The names on the way to `text` from the workspace's root.

    Relative paths start at the root; absolute ones must lie below `VIRTUAL_ROOT`. Nothing is collapsed: `a/../b` is
    refused, since it means another place than `b` where `a` is a link.

    Raises:
        ToolError: The path is empty, leaves the workspace, is too long or too deep, or holds `..`, `://`, a leading
            `~`, a backslash, a control character or a lone surrogate.
    """
    if not text:
        raise ToolError("The path is empty.")
    if holds_controls(text):
        raise ToolError("The path holds a control character or is no valid text.")
    if "://" in text:  # whose password a path, with its slashes collapsed, would show
        raise ToolError("This is an address, and there is no network here: give a path in the workspace.")
    if "\\" in text or text.startswith("~"):
        raise ToolError("Backslashes and a leading ~ are not allowed in a path: write it with / from the workspace.")
    if len(text.encode()) > _MAX_PATH_BYTES:
        raise ToolError(f"The path is longer than {_MAX_PATH_BYTES} bytes.")
    if text.startswith("/"):
        if text != VIRTUAL_ROOT and not text.startswith(f"{VIRTUAL_ROOT}/"):
            raise ToolError(
                f"This path is outside the workspace: write it relative to the workspace or below {VIRTUAL_ROOT}."
            )
        text = text[len(VIRTUAL_ROOT) :]
    parts = tuple(name for name in text.split("/") if name not in ("", "."))
    if ".." in parts:
        raise ToolError("'..' is not allowed in a path: write it relative to the workspace.")
    _refuse_size(parts)
    return parts


def _refuse_size(parts: Parts) -> None:
    if len(parts) > DEEPEST_PATH:
        raise ToolError(f"The path is deeper than {DEEPEST_PATH} folders.")
    if any(len(name.encode()) > _MAX_NAME_BYTES for name in parts):
        raise ToolError(f"A name in the path is longer than {_MAX_NAME_BYTES} bytes.")


def shown(parts: Sequence[str]) -> str:
    """The path as text, relative to the root; control characters and undecodable bytes show as hexadecimal escapes."""
    path = "/".join(parts) or "."
    return "".join(map(_visible, path)) if holds_controls(path) else path


def _visible(character: str) -> str:
    if not holds_controls(character):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
