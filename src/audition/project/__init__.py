"""What a project holds: its folders, its definitions, its past in git."""
