"""Writes findings for their readers: terminal, Markdown, HTML, JSON, CSV and JUnit; computes nothing."""
