"""Seeded simulation of the verdicts through their public functions, run by `python -m bench.verdicts`."""
