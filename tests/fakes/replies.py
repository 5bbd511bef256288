"""What a judge replies: `spoken({"grounded": {"evidence": …, "reason": …, "met": …}})` as the text of its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def spoken(entries: Mapping[str, Any], **more: Any) -> str:
    """Entries by criterion as one reply; `more` stands beside the answers."""
    answers = [{"criterion": name, **entry} if isinstance(entry, dict) else entry for name, entry in entries.items()]
    return json.dumps({"answers": answers, **more})
