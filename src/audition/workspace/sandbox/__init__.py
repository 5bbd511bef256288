"""Shells: what runs a Bash command, or says why nothing does."""
