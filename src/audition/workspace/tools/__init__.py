"""The tools a model can be granted, one module each: (workspace, validated input) → text, or a `ToolError`."""
