"""What a judge said of one work."""

from __future__ import annotations

from dataclasses import dataclass

from audition.records.evidence import TrialId
from audition.records.turns import Usage


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A judge's answer on one criterion, as given."""

    criterion: str
    met: bool | None
    """None: the criterion cannot apply."""
    evidence: str
    """Verbatim from the work; empty only where the criterion failed by absence."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One judge's verdicts on one trial by what it was asked in one call, kept so that grading is free to repeat."""

    trial: TrialId
    rubric: str
    rubric_digest: str
    judge: str
    """The model that judged, as answered by the API where there was one."""
    prompt_digest: str | None
    """Of the judge's instructions; None: given by hand, outside our prompt."""
    work_digest: str
    """Of the work that was judged: other work needs another judgement."""
    verdicts: tuple[Verdict, ...]
    provenance: str
    usage: Usage | None = None
    repeat: int = 0
    """Which of several verdicts by the same judge, from 0."""
    asked: str | None = None
    """The pinned model id that was asked; None: given by hand."""
    sheet_digest: str | None = None
    """Of what was asked and shown beside the rubric: the scenario's criteria, reference, passages; None: nothing."""
