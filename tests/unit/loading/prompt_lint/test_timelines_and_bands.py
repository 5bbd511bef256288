from __future__ import annotations

import pytest

from tests.unit.loading.prompt_lint.linting import BODY_LINE, only, told

RENEWAL = "**Renewal Timeline**:\n- T-120: Review\n- T-60: Propose\n- T-30: Sign\n"


def test_two_timelines_for_one_thing_are_named_with_their_days():
    """At the second, with the line of the first."""
    line, what = only(f"{RENEWAL}\n## Renewal steps\n\n- **Day -90**: Talk\n- **Day -30**: Sign\n")

    assert line == BODY_LINE + 7
    assert what.startswith("a second timeline for “renewal”: 90, 30 days before, but 120, 60, 30 in line 9")


def test_a_start_elsewhere_that_the_timeline_does_not_have_is_named():
    """An agent that is called in between cannot tell which holds."""
    line, what = only(f"Use when a renewal is approaching (90+ days out).\n\n{RENEWAL}")

    assert line == BODY_LINE
    assert what.startswith("“90+ days out” for “renewal”, but the timeline in line 11 starts at 120 days")


def test_a_step_that_the_timeline_does_not_have_is_named():
    """Days that it has are no contradiction."""
    line, _ = only(f"{RENEWAL}\nSend the renewal price at T-45.\n")

    assert line == BODY_LINE + 5
    assert told(f"{RENEWAL}\nSend the renewal price at T-60, the renewal starts at T-120.\n") == []


def test_two_starts_without_a_timeline_are_named():
    """Weeks and months are days too."""
    _, what = only("Onboarding starts 30 days before.\n\nStart the onboarding 6 weeks ahead.")

    assert "“6 weeks ahead” for “onboarding”, but “30 days before”" in what
    assert told("Onboarding starts 30 days before.\n\nStart the onboarding 1 month ahead.") == []


@pytest.mark.parametrize(
    "body",
    [
        f"{RENEWAL}\n## Onboarding\n\n- Day -14: Call\n- Day -7: Train\n",
        f"## Renewal (120 days out)\n\n{RENEWAL}",
        f"{RENEWAL}\n```\nrenewal at T-77\n```\n",
        f"{RENEWAL}\nInvoices are due 14 days before delivery.\n",
    ],
)
def test_timelines_of_other_things_and_examples_contradict_nothing(body):
    """Only what shares a subject is held together."""
    assert told(body) == []


def test_one_label_with_two_ranges_is_named():
    """Wherever the second stands."""
    line, what = only("- Green (>75): fine\n\nReport Green (80+) accounts.")

    assert line == BODY_LINE + 2
    assert what == "Green is “80+” here, but “>75” in line 8; keep one"


@pytest.mark.parametrize(
    ("bands", "seam"),
    [
        (
            "- Green (>75): a\n- Yellow (50-70): b\n- Red (<50): c",
            "none of “<50”, “50-70”, “>75” holds between 70 and 75",
        ),
        (
            "- Green (>75): a\n- Yellow (50-80): b\n- Red (<50): c",
            "two of “<50”, “50-80”, “>75” hold between 75 and 80",
        ),
        ("- High (75+): a\n- Low (<=75): b", "two of “<=75”, “75+” hold at 75"),
        ("- High: >75\n- Low: <75", "none of “<75”, “>75” holds at 75"),
        (
            "- Good (>5): 95%+ sure\n- Bad (at most 5): below 80% sure",
            "none of “below 80%”, “95%+” holds between 80 and 95 %",
        ),
    ],
)
def test_bands_that_do_not_meet_are_named(bands, seam):
    """A gap, an overlap, a boundary that belongs to both or to none."""
    _, what = only(bands)

    assert what.startswith(seam)


@pytest.mark.parametrize(
    "body",
    [
        "- Green (>75): a\n- Yellow (50-75): b\n- Red (<50): c",
        "- A (90-100): a\n- B (80-89): b\n- C (<80): c\n- D (>100): d",
        "- Small (10-50): a\n- Large (100-200): b",
        "- Gold (>10): a\n- Silver: b",
        "- Soon (<30 days): a\n- Late (>90 days): b",
    ],
)
def test_bands_that_meet_or_do_not_claim_to_cover_all_are_beyond_doubt(body):
    """Whole numbers meet when they are neighbours."""
    assert told(body) == []


def test_a_label_of_two_words_is_one_label():
    """High risk and low risk are two things."""
    assert told("- High risk (>75): a\n- Low risk (<50): b\n\nCall when High risk (>75) is met.") != []
    assert [what for _, what in told("- High risk (>75): a\n- Low risk (<=75): b\n\nHigh risk (>80) means call.")] == [
        "High risk is “>80” here, but “>75” in line 8; keep one"
    ]
