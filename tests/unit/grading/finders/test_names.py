"""`names`: people and companies that stand in no record are pointed at, slips of recorded names among them."""

from __future__ import annotations

import pytest

from audition.grading.check import Work
from audition.grading.finders.names import Names
from tests.fakes import works

RECORDING = "brisk-pilot-leaves-0"
"""On record: Theo Almeida, Ruth Castellan, Pavel Horak, Sofia Lund and Daniel Rossi; Brightwater Utilities."""


def names(work: Work) -> list[str]:
    """What is pointed at in the final message."""
    return [passage.note.removeprefix("in no record: ") for passage in Names().find(work) if passage.pointer is None]


def said(message: str) -> list[str]:
    """What is pointed at in this final message."""
    return names(works.work(RECORDING, works.message(message)))


def test_a_recorded_work_names_nobody_but_people_on_record() -> None:
    """It was read by hand."""
    assert list(Names().find(works.work(RECORDING))) == []


@pytest.mark.parametrize(
    "message",
    [
        "Theo Almeida introduces us to Ruth Castellan.",
        "Call Pavel, then write to Castellan.",
        "Dr. Horak and Sofia's team meet in September.",
        "The COO decides; Brightwater's Chief Operating Officer is Ruth Castellan.",
        "Ask Daniel Rossi on Monday. Finalise the agreement. Onboard Pavel Horak.",
    ],
)
def test_who_is_on_record_may_be_named_in_any_way(message: str) -> None:
    """By one name, with a title, by the initials of a post, behind a verb that begins a sentence."""
    assert said(message) == []


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("We also meet Gunther Vogel there.", "Gunther Vogel"),
        ("Gunther Vogel decides.", "Gunther Vogel"),
        ("We ask Gunther.", "Gunther"),
        ("They look at Veltrix as well.", "Veltrix"),
        ("Veltrix Systems made an offer.", "Veltrix Systems"),
        ("We met Theo Okonkwo.", "Theo Okonkwo"),
        ("We met Anna Horak.", "Anna Horak"),
        ("Anna Horak was there.", "Anna Horak"),
        ("Gunther's team knows.", "Gunther's"),
    ],
)
def test_a_stranger_is_pointed_at(message: str, name: str) -> None:
    """A person or a company, by a whole name, half of one, or half of a recorded one."""
    assert said(message) == [name]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Teo leaves on 19 June.", "Teo"),
        ("We met Pavel Horack.", "Pavel Horack"),
        ("Sofai Lund onboards them.", "Sofai Lund"),
        ("Brightwatr stays.", "Brightwatr"),
        ("We met Ruth Almeida.", "Ruth Almeida"),
    ],
)
def test_a_slip_of_a_recorded_name_is_pointed_at(message: str, name: str) -> None:
    """Where a sentence begins, too: a letter off, or one person's first name with another's last."""
    assert said(message) == [name]


def test_a_slip_that_makes_an_ordinary_word_is_pointed_at_beside_the_first_name() -> None:
    """`Field` is a word of the records' language, and Marcus is called Feld."""
    work = works.work("brisk-pilot-leaves-0", works.message("We lost the field; Marcus Field decides."))

    assert names(work) == ["Marcus Field"]


def test_a_field_that_holds_a_name_is_read_as_one() -> None:
    """Nothing begins there but the name."""
    work = works.work(RECORDING, works.put("$.actions[0].owner", "Gunther"))

    assert [(passage.pointer, passage.note) for passage in Names().find(work)] == [
        ("$.actions[0].owner", "in no record: Gunther")
    ]
