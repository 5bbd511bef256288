"""A stored conversation is read where every message has a form that the Messages API knows."""

from __future__ import annotations

import pytest

from audition.errors import StoreError
from audition.store.conversation import check_messages


@pytest.mark.parametrize("role", ["user", "assistant", "system"])
def test_every_role_of_the_messages_api_is_read(role: str):
    """A program may place system messages between the others."""
    check_messages([{"role": role, "content": "It is Monday."}], "a.json")


def test_another_role_is_refused_with_its_place():
    """No API gave it."""
    with pytest.raises(StoreError, match=r"\$\.messages\[0\].*role is none of user, assistant and system"):
        check_messages([{"role": "narrator", "content": "It is Monday."}], "a.json")
