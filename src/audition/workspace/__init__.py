"""A trial's throw-away folder, the tools that work in it and the shell's sandbox."""
