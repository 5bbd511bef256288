"""The codec's laws: nothing is lost on the way to JSON and back, and nothing that is no record gets in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.errors import StoreError
from audition.records.evidence import Recording, Trial
from audition.records.grades import Grade
from audition.records.turns import Turn
from audition.store.codec import decode, encode, from_json, to_json
from tests.unit.store import hostile, samples

records = st.one_of(hostile.trials, hostile.recordings, hostile.judgements, hostile.graded, hostile.facts)


@given(records)
@settings(max_examples=150)
def test_every_record_survives_the_way_to_json_and_back(record):
    """Decode ∘ parse ∘ print ∘ encode is the identity, hostile texts and all."""
    back = decode(type(record), from_json(to_json(encode(record)), "a.json"), "a.json")

    assert record == back


def test_fields_that_hold_their_default_are_left_out():
    """What says nothing is not written, so that diffs show what differs."""
    plain = encode(Turn(stop_reason="end_turn"))

    assert plain == {"stop_reason": "end_turn"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": 1}, "a.json: $: unknown key 'colour'"),
        ({"turns": None}, "a.json: $.turns: expected a list, found null"),
        ({"turns": [{"stop_reason": "x", "usage": {"input_tokens": "9"}}]}, "$.turns[0].usage.input_tokens: expected"),
        ({"turns": [{"stop_reason": "x", "cached": 1}]}, "$.turns[0].cached: expected true or false, found a number"),
        ({"ending": "tired"}, "$.ending: expected one of finished, turn_limit"),
        ({"ending": ["finished"]}, "$.ending: expected one of"),
        ({"outcome": {"plan.yaml": 3}}, "$.outcome['plan.yaml']: expected text, found a number"),
        ({"outcome": {"x": {"kind": "link"}}}, "$.outcome['x']: key 'bytes' is missing"),
        ({"seconds": True}, "$.seconds: expected a number, found true or false"),
        ({"seconds": 10**400}, "$.seconds: a number too large"),
        ({"attempts": 1.0}, "$.attempts: expected a whole number"),
        ({"inputs": []}, "$.inputs: expected an object, found a list"),
        ({"messages": ["hello"]}, "$.messages[0]: expected an object, found text"),
        ({"id": "x"}, "$.id: expected an object, found text"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(change, told):
    """Each fault names the file, the place in it and what is wrong."""
    with pytest.raises(StoreError) as refused:
        decode(Trial, encode(samples.trial()) | change, "a.json")

    assert told in str(refused.value)


def test_a_missing_key_is_named():
    """A record without one of its required fields is none."""
    plain = encode(samples.trial())
    del plain["origin"]

    with pytest.raises(StoreError, match="key 'origin' is missing"):
        decode(Trial, plain, "a.json")


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        ({"status": "great", "reason": ""}, "status is one of scored, not_applicable, unscored"),
        ({"reason": ""}, "status is one of"),
        ("scored", "status is one of"),
        ({"status": "scored", "value": 1.5, "passed": True, "reason": ""}, r"a score is in \[0, 1\]"),
        ({"status": "not_applicable", "reason": "", "value": 1.0}, "unknown key 'value'"),
    ],
)
def test_a_reading_says_which_kind_it_is(reading, told):
    """A score, a question that does not arise and a broken instrument are never taken for one another."""
    plain = encode(samples.grades()[0]) | {"reading": reading}

    with pytest.raises(StoreError, match=told):
        decode(Grade, plain, "a.json")


@given(hostile.jsons)
@settings(max_examples=100)
def test_any_json_in_place_of_a_record_is_refused_and_never_crashes(plain):
    """Whatever a file holds, the answer is a StoreError."""
    with pytest.raises(StoreError):
        decode(Recording, plain, "a.json")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"a": 1, "a": 2}', "key 'a' is repeated"),
        (b'{"a": NaN}', "NaN is no number here"),
        (b'{"a": -Infinity}', "-Infinity is no number here"),
        (b'{\n"a": \n}', "a.json:3: "),
        (b"\xff\xfe{}", "no strict JSON"),
        (b"[" * 100_000, "no strict JSON"),
        (b"1" * 5_000, "no strict JSON"),
        (b"", "a.json:1: "),
    ],
)
def test_json_is_read_strictly(data, told):
    """What two readers could take for two things is refused."""
    with pytest.raises(StoreError) as refused:
        from_json(data, "a.json")

    assert told in str(refused.value)


def test_what_json_cannot_hold_is_refused():
    """NaN would come back as something else, or not at all."""
    with pytest.raises(StoreError, match="cannot be stored"):
        to_json({"a": float("nan")})
