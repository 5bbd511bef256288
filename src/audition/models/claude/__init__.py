"""Claude through the official SDK; importing this imports no SDK, making a `Connection` does."""

from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.faults import Retries
from audition.models.claude.limiter import Traffic
from audition.models.claude.live import Claude, Settings
from audition.models.claude.waves import BatchSettings, Journal

__all__ = [
    "BatchSettings",
    "ChannelModel",
    "Claude",
    "ClaudeBatches",
    "Connection",
    "Journal",
    "Retries",
    "Settings",
    "Traffic",
]
