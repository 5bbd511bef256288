"""Rubrics: what a judge answers, whether it can be believed, and the grades it makes."""
