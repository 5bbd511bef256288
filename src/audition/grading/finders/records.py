"""What is on record of a situation: all that the agent was told and given, and what the scenario's author knows."""

from __future__ import annotations

import csv
import json

from audition.grading.check import Work


def records(work: Work) -> tuple[str, ...]:
    """The texts of the records: the request, each file of the workspace at the start but the schema, and the facts."""
    files = (_cells(text) if path.endswith(".csv") else text for path, text in work.scenario.inputs.items())
    return (work.scenario.request, *files, json.dumps(work.facts, ensure_ascii=False, default=str))


def _cells(table: str) -> str:
    """The cells of a table, one a line, so that no comma between two of them is read as one within a figure."""
    separator = max(",;\t", key=table.partition("\n")[0].count)
    try:
        return "\n".join(cell for row in csv.reader(table.splitlines(), delimiter=separator) for cell in row)
    except csv.Error:
        return table
