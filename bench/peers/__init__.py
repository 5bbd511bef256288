"""Runners of other tools on the same work, each in an environment of its own."""
