"""Figures and days in prose, however they are written."""
