"""Findings as lines of text, for whoever sits at a terminal."""
