"""Trials on the machines of a Ray cluster; the run itself, its cap, cache, judge and file stay in one process."""
