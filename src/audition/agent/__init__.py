"""Plays one trial: a variant meets a scenario, with real tools in a throw-away workspace."""

from audition.agent.loop import Loop, Replay
from audition.agent.player import Conditions, Player

__all__ = ["Conditions", "Loop", "Player", "Replay"]
