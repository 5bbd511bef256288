"""What the mock refuses with: the API's error JSON."""

from __future__ import annotations

import time
from datetime import UTC, datetime

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class ApiError(Exception):
    """A refusal: its status, its headers, and what stands in its body."""

    def __init__(self, status, message, kind=None, headers=None):
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.kind = kind or ERROR_TYPES.get(status, "api_error")

    def body(self, request_id):
        """The API's error JSON."""
        return {"type": "error", "error": {"type": self.kind, "message": str(self)}, "request_id": request_id}


def bad(message):
    """A request that is wrong."""
    return ApiError(400, message)


def check(ok, message):
    """Refuse the request unless this holds."""
    if not ok:
        raise bad(message)


def iso(seconds=None):
    """A moment as the API writes it; now by default."""
    return datetime.fromtimestamp(seconds or time.time(), UTC).isoformat().replace("+00:00", "Z")
