from __future__ import annotations

from datetime import UTC, datetime

import pytest

from audition.models.claude.faults import Kind, Retries, refusal, retry_after
from tests.unit.models.claude.test_live import query, send

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Sun, 01 Mar 2026 12:00:20 GMT"}, 20.0),
        ({"retry-after": "60", "retry-after-ms": "250"}, 0.25),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "Sun, 01 Mar 2026 11:59:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "soon"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_as_the_service_says_it(headers: dict[str, str], seconds: float | None):
    """Seconds, milliseconds or a date; one that is over asks for nothing, so that the growing pause holds."""
    assert seconds == retry_after(headers, NOON)


def test_a_service_that_asks_for_no_wait_is_not_hammered():
    """`retry-after: 0` on an overload leaves the pause that doubles."""
    failure = refusal(529, "Overloaded", {"retry-after": "0"})
    retries = Retries(jitter=lambda: 0.0)

    assert failure.kind is Kind.BUSY
    assert [0.25, 0.5, 1.0] == [retries.pause(failure, attempt) for attempt in (1, 2, 3)]


def test_an_error_names_the_request_that_the_support_asks_for(mock_api):
    """However long the API's own message is."""
    (error,) = send(mock_api.play({"error": {"status": 400, "message": "x" * 1000}}), query())

    assert "(request req_01" in str(error)
    assert len(str(error)) < 450
