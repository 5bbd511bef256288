"""Reads English prose sentence by sentence: what is promised in it, and what is only refused, supposed or asked for."""
