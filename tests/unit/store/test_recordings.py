"""The laws of recordings and judgements: what was written is read; what is no recording of that trial is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from audition.errors import StoreError
from audition.records.evidence import TrialId
from audition.store.judgements import judgements, write_judgement
from audition.store.recordings import read_recording, recordings, write_recording
from tests.unit.store import samples

TRIAL = TrialId("champion-departure", "account-manager/sales", 1)


@pytest.fixture
def folder(tmp_path):
    """Where an agent's files are kept."""
    return tmp_path / "recordings" / "account-manager"


def _change(path, change):
    plain = json.loads(path.read_text("utf-8"))
    change(plain)
    path.write_text(json.dumps(plain))


def test_a_recording_is_found_under_the_name_of_its_trial(folder):
    """Written once, it is there by its trial, whole."""
    path = write_recording(folder, samples.recording(TRIAL))

    assert path.name == "sales-champion-departure-1.json"
    assert {TRIAL: samples.recording(TRIAL)} == dict(recordings(folder))


def test_a_judgement_is_found_under_the_name_of_its_trial(folder):
    """Judgements are kept as recordings are."""
    path = write_judgement(folder, samples.judgement(TRIAL))

    assert path.name == "sales-champion-departure-1.json"
    assert [samples.judgement(TRIAL)] == list(judgements(folder))


def test_a_trial_has_a_judgement_of_every_rubric_model_and_repeat(folder):
    """None takes another's place but the same seat's own."""
    by_hand = samples.judgement(TRIAL)
    live = replace(by_hand, asked="claude-opus-5-5", judge="claude-opus-5-5", prompt_digest="d7")
    seats = [live, replace(live, repeat=1), replace(live, rubric="adherence"), replace(live, asked="claude-haiku-5-5")]
    for judgement in (by_hand, replace(live, prompt_digest="d0"), *seats):
        path = write_judgement(folder, judgement)

    assert path.name == "sales-champion-departure-1.account-plan.claude-haiku-5-5.0.json"
    assert len(list(judgements(folder))) == 5
    assert all(judgement in list(judgements(folder)) for judgement in (by_hand, *seats))


def test_a_judgement_under_another_name_is_refused(folder):
    """A file that was renamed by hand could answer for what it was not asked."""
    path = write_judgement(folder, samples.judgement(TRIAL))
    path.rename(path.with_name("sales-champion-departure-2.json"))

    with pytest.raises(StoreError, match=r"call it sales-champion-departure-1\.json"):
        list(judgements(folder))


def test_a_recording_reads_well_in_a_diff(folder):
    """One value a line, the trial first, letters as they are, and a second writing changes nothing."""
    path = write_recording(folder, samples.recording(TRIAL))
    first = path.read_bytes()
    write_recording(folder, samples.recording(TRIAL))

    assert first == path.read_bytes()
    assert path.read_text("utf-8").splitlines()[:5] == [
        "{",
        ' "format": "recording/2",',
        ' "scenario": "champion-departure",',
        ' "variant": "account-manager/sales",',
        ' "index": 1,',
    ]


def test_an_absent_folder_holds_nothing(folder):
    """A project without recordings is no fault."""
    found = recordings(folder)

    assert len(found) == 0
    assert TRIAL not in found
    assert found.get(TRIAL) is None


def test_only_the_recording_that_is_asked_for_is_read(folder):
    """One broken file does not stop the trials of others, nor the look whether it is there."""
    write_recording(folder, samples.recording(TRIAL))
    other = TrialId("churn-notice", "account-manager/sales", 0)
    write_recording(folder, samples.recording(other)).write_text("{")
    found = recordings(folder)

    assert samples.recording(TRIAL) == found[TRIAL]
    assert other in found
    with pytest.raises(StoreError, match=r"sales-churn-notice-0\.json:1"):
        found[other]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plain: plain.update(format="recording/1"), r"\$\.format: expected 'recording/2'"),
        (lambda plain: plain.update(headers={"x-api-key": "k"}), "unknown key 'headers'"),
        (lambda plain: plain.update(id={"scenario": "a", "variant": "b", "index": 0}), "unknown key 'id'"),
        (lambda plain: plain.pop("index"), "key 'index' is missing"),
        (lambda plain: plain.update(index="1"), r"\$\.index: expected a whole number"),
        (lambda plain: plain.update(index=7), "holds champion-departure × account-manager/sales #7"),
        (lambda plain: plain["turns"].append({"stop_reason": "end_turn"}), "2 turns for 1 assistant messages"),
        (lambda plain: plain["messages"][0].update(role="narrator"), r"\$\.messages\[0\]: role is none of"),
        (
            lambda plain: plain["messages"][1].update(content=[{"text": "x"}]),
            r"\$\.messages\[1\]: a block is no object",
        ),
        (lambda plain: plain["messages"][1].update(content=[{"type": "tool_use", "id": "a"}]), "has no name"),
        (lambda plain: plain["messages"][1].update(content=3), "content is neither text nor a list"),
        (
            lambda plain: plain["messages"][0].update(
                content=[{"type": "tool_result", "tool_use_id": "a", "content": [3]}]
            ),
            "a tool_result block's content",
        ),
    ],
)
def test_what_is_no_recording_of_the_trial_is_refused(folder, change, told):
    """A recording changed in one place is refused with that place."""
    _change(write_recording(folder, samples.recording(TRIAL)), change)

    with pytest.raises(StoreError, match=told):
        recordings(folder)[TRIAL]


def test_a_link_is_not_followed(folder, tmp_path):
    """A recording is the file itself; a link could lead anywhere."""
    path = write_recording(folder, samples.recording(TRIAL))
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")

    with pytest.raises(StoreError, match="is a link"):
        recordings(folder)[TRIAL]


def test_what_is_no_regular_file_is_refused_without_waiting(folder):
    """A pipe in place of a recording does not hang the run."""
    folder.mkdir(parents=True)
    os.mkfifo(folder / "sales-champion-departure-1.json")

    with pytest.raises(StoreError, match="no regular file"):
        recordings(folder)[TRIAL]


def test_a_file_larger_than_the_cap_is_refused(folder):
    """Size is looked at before anything is parsed."""
    path = write_recording(folder, samples.recording(TRIAL))
    os.truncate(path, 64 * 1024 * 1024 + 1)

    with pytest.raises(StoreError, match="larger than 67,108,864 bytes"):
        read_recording(path)


@pytest.mark.parametrize("variant", ["account-manager/../up", "a/x/y", "a/", "a/.hidden", "a/x\n"])
def test_a_name_that_could_leave_the_folder_is_refused(folder, variant):
    """Ids become file names only when they are plain names."""
    with pytest.raises(StoreError, match="cannot be the name of a file"):
        write_recording(folder, samples.recording(TrialId("s", variant, 0)))


def test_a_failed_write_leaves_the_older_recording(folder):
    """A folder that cannot be written keeps what it has, and nothing half-made."""
    path = write_recording(folder, samples.recording(TRIAL))
    before = path.read_bytes()
    folder.rename(folder.with_name("kept"))
    folder.write_text("a file where the folder was")

    with pytest.raises(StoreError, match="cannot be written"):
        write_recording(folder, samples.recording(TRIAL))
    assert before == (folder.with_name("kept") / path.name).read_bytes()
    assert [path.name] == [file.name for file in folder.with_name("kept").iterdir()]
