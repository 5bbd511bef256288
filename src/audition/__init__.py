"""Puts agent prompts through the same scenes and says, with honest error bars, which plays the part better."""

__version__ = "0.1.0"
