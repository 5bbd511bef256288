"""Labels in their file: added by several at once, and taken back one by one."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audition.records.evidence import TrialId
from audition.records.judging import Label, Opinion, RaterKind
from audition.store.labels import add_labels, read_labels, take_back

ADDING = """
import sys
from pathlib import Path
from audition.store.labels import add_labels
from tests.unit.store.test_labels import label
for number in range(20):
    add_labels(Path(sys.argv[1]), [label(sys.argv[2], f"c{number}")])
"""


def label(rater: str, *criteria: str, met: bool | None = True, **changes) -> Label:
    """A person's answers on one work."""
    facts = {"trial": TrialId("late-fee", "clerk/terse", 0), "rubric": "tone", "rubric_digest": "r", "work_digest": "w"}
    opinions = tuple(Opinion(criterion=each, met=met) for each in criteria)
    return Label(**{**facts, "opinions": opinions, "rater": rater, **changes})


def test_processes_that_add_at_once_lose_nothing(tmp_path: Path):
    """Each answer of each stands in the file."""
    path = tmp_path / "labels/tone.jsonl"

    def add(rater: str) -> int:
        return subprocess.run([sys.executable, "-c", ADDING, str(path), rater], check=False).returncode

    with ThreadPoolExecutor(3) as pool:
        assert [0, 0, 0] == list(pool.map(add, ("ann", "ben", "cy")))
    assert {(each.rater, len(each.opinions)) for each in read_labels(path)} == {("ann", 20), ("ben", 20), ("cy", 20)}


def test_a_persons_last_answer_is_taken_back(tmp_path: Path):
    """Of several in a line the last one; what others and models said, and what was settled, stands."""
    path = tmp_path / "tone.jsonl"
    others = [
        label("ben", "warm"),
        label("ann", "warm", rater_kind=RaterKind.MODEL),
        label("ann", "warm", settled=True),
    ]
    add_labels(path, [label("ann", "warm", "short"), *others])

    first, second, third = (take_back(path, "ann") for _ in range(3))

    assert ((first and first[1]), (second and second[1]), third) == ("short", "warm", None)
    assert list(read_labels(path)) == others
    assert take_back(tmp_path / "none.jsonl", "ann") is None


def test_what_is_settled_anew_replaces_what_anybody_settled_before(tmp_path: Path):
    """Criterion by criterion, in the order of the file; blind answers stand."""
    path = tmp_path / "tone.jsonl"
    add_labels(path, [label("ann", "warm", "short", met=True), label("ann", "warm", "short", met=True, settled=True)])
    add_labels(path, [label("ben", "warm", met=False, settled=True)])
    by_ben = read_labels(path)
    add_labels(path, [label("ann", "warm", met=None, settled=True)])

    def settled(labels) -> list[tuple[str, str, bool | None]]:
        return [(one.rater, said.criterion, said.met) for one in labels if one.settled for said in one.opinions]

    assert settled(by_ben) == [("ann", "short", True), ("ben", "warm", False)]
    assert sorted(settled(read_labels(path))) == [("ann", "short", True), ("ann", "warm", None)]
    assert [len(one.opinions) for one in read_labels(path) if not one.settled] == [2]


def test_what_was_said_before_holds_again(tmp_path: Path):
    """An answer that replaced another is taken back."""
    path = tmp_path / "tone.jsonl"
    add_labels(path, [label("ann", "warm", met=True)])
    add_labels(path, [label("ann", "warm", met=False)])
    take_back(path, "ann")

    (left,) = read_labels(path)
    assert [opinion.met for opinion in left.opinions] == [True]
