"""Runs a plan: what to play, in which order, at what price; then plays it and keeps every finished trial."""
