"""The engine's own checks: how a trial ended, what it wrote and called, and what its texts say."""

from audition.grading.check import Check
from audition.grading.checks.calls import Calls, ToolsAnswered, ToolsGranted
from audition.grading.checks.document import FileWritten, MatchesSchema, Parses
from audition.grading.checks.ending import Ended
from audition.grading.checks.limits import StaysWithin
from audition.grading.checks.says import NeverSays, Says
from audition.grading.checks.word_count import WordCount
from audition.grading.checks.writes import NeverWrites, WritesOnly

ENGINE_CHECKS: tuple[type[Check], ...] = (
    Ended,
    FileWritten,
    Parses,
    MatchesSchema,
    ToolsGranted,
    ToolsAnswered,
    Calls,
    WritesOnly,
    NeverWrites,
    Says,
    NeverSays,
    StaysWithin,
    WordCount,
)

__all__ = ["ENGINE_CHECKS"]
