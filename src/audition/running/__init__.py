"""Runs a plan: what to play, at what price, who answers and judges; keeps every finished trial, goes on and ends."""
