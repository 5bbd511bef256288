"""The tidy frame of scores: one row a trial and grader, the gate score among the graders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from audition.records.definitions import Role
from audition.records.grades import GraderKind

if TYPE_CHECKING:
    import pandas as pd

GATE = "gate score"
"""The grader name of the gate score's rows."""

SCORE_COLUMNS = (
    "scenario",
    "variant",
    "index",
    "grader",
    "kind",
    "role",
    "compared",
    "status",
    "score",
    "passed",
    "version",
    "fingerprint",
)
"""`status` is scored, not_applicable or unscored; `score` in [0, 1] and `passed` are missing unless scored."""

TRIAL_COLUMNS = (
    "scenario",
    "variant",
    "index",
    "ending",
    "origin",
    "diverged",
    "attempts",
    "cost_usd",
    "tokens",
    "seconds",
    "turns",
    "models",
)
"""`cost_usd`, `tokens` and `seconds` are missing where unknown; `models` is a comma list of ids that answered."""

_TRIAL = ["scenario", "variant", "index"]


def score_frame(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """The frame of score rows in the order of `SCORE_COLUMNS`, without gate rows."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(SCORE_COLUMNS))
    frame["score"] = frame["score"].astype("float64")
    for column in ("scenario", "variant", "grader", "kind", "role", "status", "version", "fingerprint"):
        frame[column] = frame[column].astype("category")
    frame["compared"] = frame["compared"].astype("bool")
    return frame


def trial_frame(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """The frame of trial rows in the order of `TRIAL_COLUMNS`."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(TRIAL_COLUMNS))
    for column in ("cost_usd", "tokens", "seconds", "turns"):
        frame[column] = frame[column].astype("float64")
    return frame


def gate_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """One row a trial: the mean of its applicable gate graders, passed when it passed them all.

    A trial with an unscored gate grader is unscored as a whole: half an instrument measures something else.
    """
    gate = scores[(scores["role"] == Role.GATE.value) & scores["compared"]]
    if gate.empty:
        return scores.iloc[0:0]
    marked = gate.assign(unscored=gate["status"] == "unscored", missed=gate["passed"].eq(False))
    grouped = marked.groupby(_TRIAL, observed=True, sort=True)
    rows = grouped.agg(score=("score", "mean"), unscored=("unscored", "any"), missed=("missed", "any")).reset_index()
    rows["status"] = "scored"
    rows.loc[rows["score"].isna(), "status"] = "not_applicable"
    rows.loc[rows["unscored"], "status"] = "unscored"
    rows.loc[rows["status"] != "scored", "score"] = float("nan")
    rows["passed"] = (~rows["missed"]).where(rows["status"] == "scored")
    rows["grader"] = GATE
    rows["kind"] = GraderKind.GATE.value
    rows["role"] = Role.GATE.value
    rows["compared"] = True
    rows["version"] = ""
    rows["fingerprint"] = None
    return rows[list(SCORE_COLUMNS)]
