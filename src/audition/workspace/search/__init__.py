"""Patterns that a model wrote, held against paths and texts within bounds."""
