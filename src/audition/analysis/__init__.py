"""Turns stored scores into estimates, comparisons and verdicts; free, and the same for the same files."""
