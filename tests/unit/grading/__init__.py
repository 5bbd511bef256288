"""Numbers in, estimates out: each procedure against worked cases, oracles and laws."""
