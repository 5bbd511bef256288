"""What answers an agent: Claude through the SDK, a recording, or a script."""
