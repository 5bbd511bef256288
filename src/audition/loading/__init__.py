"""Reads what people write, strictly: every fault at once, each with its file, line and pointer."""
