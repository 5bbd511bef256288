"""Reads trials: generic checks, the gate score, rubrics by recorded or live judgement."""
