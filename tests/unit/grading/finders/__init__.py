"""What of a work stands in no record."""
