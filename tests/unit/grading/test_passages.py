"""Texts of a work by part, each with its place."""

from __future__ import annotations

from audition.grading.passages import passages, places, unknown_parts
from tests.fakes import works

RECORDING = "brisk-rival-quay-1"


def test_a_part_is_a_path_and_goes_through_lists():
    """`risks.mitigation` is the mitigation of every risk."""
    work = works.work(RECORDING)
    found = passages(work, ("risks.mitigation",))

    assert [risk["mitigation"] for risk in work.deliverable.data["risks"]] == [passage.text for passage in found]
    assert found[1].pointer == "$.risks[1].mitigation"
    assert "mitigation:" in (work.deliverable.text or "").splitlines()[(found[1].line or 0) - 1]


def test_numbers_are_texts_and_nothing_is_nothing():
    """A pattern may look for an amount; null says nothing."""
    work = works.work(RECORDING, works.put("$.cargo.target_dues", None))
    texts = [passage.text for passage in passages(work, ("cargo.landed_total", "cargo.target_dues"))]

    assert texts == ["37000"]


def test_without_a_part_all_of_the_work_is_read():
    """The plan first, the final message last."""
    work = works.work(RECORDING)
    found = passages(work, ())

    assert found[-1].text == work.trial.final_message
    assert found[-1].where == "final_message"
    assert len(found) > 20


def test_a_part_that_no_plan_can_have_is_told_with_its_mend():
    """`actoins` would be searched in vain for ever."""
    suite = works.suite()

    assert list(unknown_parts(("actions", "risks.mitigation", "final_message"), suite)) == []
    assert ["did you mean `actions`" in fault for fault in unknown_parts(("actoins",), suite)] == [True]
    assert ["did you mean `mitigation`" in fault for fault in unknown_parts(("risks.mitigations",), suite)] == [True]


def test_places_are_values_of_any_type_and_sentences():
    """What a schema would not allow there is still what the agent wrote."""
    work = works.work(RECORDING, works.put("$.cargo.target_dues", {"usd": 96_000}), works.message("One. Two!\n\nThree"))
    found = list(places(work))

    assert [passage.text for passage in found if passage.pointer == "$.cargo.target_dues.usd"] == ["96000"]
    assert [passage.text for passage in found if passage.where == "final_message"] == ["One.", "Two!", "Three"]


def test_places_of_a_file_that_is_no_yaml_are_its_lines():
    """With their numbers; and without a file, the final message is all there is."""
    broken = works.work(RECORDING, works.deliverable("a: [1\n\nb: }"), works.message(""))
    missing = works.work(RECORDING, works.deliverable(None), works.message("Nothing was written."))

    assert [(passage.place, passage.text) for passage in places(broken)] == [("line 1", "a: [1"), ("line 3", "b: }")]
    assert [passage.text for passage in places(missing)] == ["Nothing was written."]
