"""Frozen values that flow through the house: definitions, evidence and findings; no I/O."""
