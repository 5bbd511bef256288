"""How a run is played: who answers and judges, what it writes down, how it goes on and ends."""
