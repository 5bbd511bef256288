"""The tools a model can be granted, one module each: definition, what runs it, and how prompts ask for it."""
