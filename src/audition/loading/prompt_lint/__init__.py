"""Doubts about an agent file that loads: what its author would want to know before a cent is spent.

A remark is no fault: the file plays as it stands. Rules are general; none knows what an agent is about.
"""

from audition.loading.prompt_lint.lint import lint_prompt
from audition.loading.prompt_lint.prompt import Remark, Surroundings

__all__ = ["Remark", "Surroundings", "lint_prompt"]
