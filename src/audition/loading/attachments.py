"""Reads what goes to a model as content blocks: a scenario's `attachments`, and the pictures of fixtures."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import Document, child
from audition.loading.inputs import MOST_BYTES, MOST_FILE_BYTES, beside
from audition.loading.sources import read_source
from audition.records.media import KINDS, Attachment, Media, media_of
from audition.text import plain_lines


def attachments_of(document: Document, root: Path) -> tuple[Attachment, ...]:
    """What the request of a scenario carries that has passed its gate.

    Raises:
        DefinitionError: A file cannot be read, no model can be shown it, or they are too large; with its place.
    """
    found: list[Attachment] = []
    faults: list[Fault] = []
    left_bytes = MOST_BYTES
    for index, name in enumerate(document.value.get("attachments", [])):
        place = document.locus(child("$.attachments", index))
        try:
            content = read_content(document, root, name, place)
        except DefinitionError as error:
            faults += error.faults
            continue
        left_bytes -= len(content.data if isinstance(content, Media) else content.encode())
        if left_bytes < 0:
            faults.append(Fault(place, f"{name}: with it the attachments hold more than {MOST_BYTES:,} bytes"))
            break
        found.append(Attachment(name=PurePosixPath(name).name, content=content))
    if faults:
        raise DefinitionError(faults)
    return tuple(found)


def read_content(document: Document, root: Path, name: str, place: Locus) -> Media | str:
    """A picture, a PDF document or a text that a definition names by its path from its own file.

    Raises:
        DefinitionError: It cannot be read, or no model can be shown it.
    """
    source = beside(document.path, name)
    data = read_source(root, source, named_at=place, max_bytes=MOST_FILE_BYTES)
    media = media_of(data)
    told = media.fault if media else None
    if media is None:
        try:
            text = plain_lines(data.decode())
        except UnicodeDecodeError:
            told = f"is neither text nor {KINDS}"
        else:
            if text.strip():
                return text
            told = "is empty"
    if media is None or told:
        raise DefinitionError([Fault(place, f"{source}: {told}")])
    return media
