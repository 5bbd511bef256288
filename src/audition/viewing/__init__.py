"""`audition view`: pages over what a project stores, on loopback and behind a token."""
