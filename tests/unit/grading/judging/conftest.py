"""One mock Messages API for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.fakes.mock_api import MockApi


@pytest.fixture(scope="session")
def mock_api():
    """The mock, running; `play` starts it afresh."""
    with MockApi() as api:
        yield api
