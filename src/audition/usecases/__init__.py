"""One function a verb; the only place that wires the house together."""
