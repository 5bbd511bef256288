"""Claude through the official SDK; importing this imports no SDK, making a `Connection` does."""
