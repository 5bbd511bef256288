"""Stored files: runs, recordings, judgements, baselines and history; strict on reading, atomic on writing."""
