"""The Messages API for one trial's program: in front of the channel that all calls take, on a socket of its own."""
