"""How far the graders can be believed."""
