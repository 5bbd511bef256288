"""Plays one trial: a variant meets a scenario, with real tools in a throw-away workspace."""

from audition.agent.loop import Stage, play

__all__ = ["Stage", "play"]
