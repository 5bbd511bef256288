"""Writes docs/reference.md from the code, so that it cannot say what is not so."""
