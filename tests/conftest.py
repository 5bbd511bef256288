"""One law for all property tests, the same examples every time, and one for the sessions that tests start."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def measure_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tool that measures coverage out of the pytest sessions that tests start: it bears one a process."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:slipcover")


@pytest.fixture(autouse=True)
def stand_on_no_ones_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what a runner of CI tells its programs: pytest and audition print more there, and a test says so itself."""
    for name in [name for name in os.environ if name in {"CI", "BUILD_NUMBER"} or name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder as `tmp_path` that a sandbox's user may pass through; pytest's own are open to their owner alone."""
    with tempfile.TemporaryDirectory(prefix="open-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()
