"""Reads the `user:` of a scenario: a model that plays the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audition.errors import DefinitionError, Fault
from audition.loading.agent_file import pinned
from audition.loading.document import Document
from audition.records.scene import Brief
from audition.text import did_you_mean, shortened


def user_of(
    document: Document, models: Mapping[str, str], usual: str, rendered: Callable[[str, str], str]
) -> Brief | None:
    """The user of a scenario that has passed its gate; None: no model plays one.

    Args:
        document: The scenario.
        models: Alias → pinned model id.
        usual: The pinned id of the model that plays where none is named.
        rendered: Fills a template that stands at a place.

    Raises:
        DefinitionError: It stands beside `replies`, or its model is none.
    """
    written = document.value.get("user")
    if written is None:
        return None
    faults = []
    if "replies" in document.value:
        faults.append(Fault(document.locus("$.user"), "stands beside `replies`; keep one"))
    model = pinned(written["model"], models) if "model" in written else usual
    if model is None:
        told = f"`{shortened(written['model'])}` is no alias and no exact id{did_you_mean(written['model'], models)}"
        faults.append(Fault(document.locus("$.user.model"), told))
    if faults or model is None:
        raise DefinitionError(faults)
    most = int(written.get("most_messages", Brief.most_messages))
    return Brief(text=rendered(written["brief"], "$.user.brief"), model=model, most_messages=most)
