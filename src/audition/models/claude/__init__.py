"""Claude through the official SDK; importing this imports no SDK, making a `Claude` does."""

from audition.models.claude.conversations import ChannelModel
from audition.models.claude.faults import Retries
from audition.models.claude.limiter import Traffic
from audition.models.claude.live import Claude, Settings

__all__ = ["ChannelModel", "Claude", "Retries", "Settings", "Traffic"]
