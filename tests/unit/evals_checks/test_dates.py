"""The renewal date, milestones, actions, and dates to be named."""

from __future__ import annotations

import pytest

from evals.checks.dates import (
    ActionsInTime,
    MilestoneDates,
    MilestonesMissed,
    MilestoneStatus,
    MilestonesToCome,
    RenewalDate,
)
from tests.fakes.shipped import drop, put, swap, work
from tests.unit.evals_checks.readings import in_scenario, reason, verdict

RIVAL = "sales-competitive-threat-price-0"
LATE = "sales-late-discovery-0"
CONFLICT = "support-conflicting-records-1"
CHAMPION = "sales-champion-departure-0"
SALES_DAYS = MilestonesToCome(days=(120, 90, 60, 30))
SUPPORT_DAYS = MilestonesToCome(days=(90, 60, 45, 30, 15, 0))
MISSED = MilestonesMissed(days=(90, 60, 30))


def test_the_renewal_date_is_the_recorded_one() -> None:
    """A day off fails, and the reason says the right one."""
    off = work(RIVAL, put("$.renewal.date", "2026-07-21"))

    assert verdict(RenewalDate(), work(RIVAL)) is True
    assert reason(RenewalDate(), off) == "renewal.date is 2026-07-21; on record: 2026-07-20"


def test_where_records_disagree_either_date_will_do() -> None:
    """`renewal_date_any` leaves both days open."""
    assert verdict(RenewalDate(), work(CONFLICT, put("$.renewal.date", "2026-04-30"))) is True
    assert verdict(RenewalDate(), work(CONFLICT, put("$.renewal.date", None))) is False


def test_a_renewal_date_that_is_on_no_record_is_left_out() -> None:
    """Facts that hold `renewal_date: null` forbid a made-up one."""
    claimed = work(RIVAL)
    open_ = work(RIVAL, put("$.renewal.date", None))

    assert verdict(RenewalDate(), in_scenario(claimed, "owner-change-no-notes")) is False
    assert verdict(RenewalDate(), in_scenario(open_, "owner-change-no-notes")) is True


def test_milestones_count_back_from_the_plans_own_renewal_date() -> None:
    """A wrong renewal date is one mistake, not one for every milestone; a milestone a day off is found."""
    off = work(RIVAL, swap('date: "2026-04-21"', 'date: "2026-04-20"'))

    assert verdict(MilestoneDates(), work(RIVAL)) is True
    assert reason(MilestoneDates(), off) == "the 90-day milestone is dated 2026-04-20, not 2026-04-21"


def test_milestones_without_a_renewal_date_fail_and_no_milestones_ask_nothing() -> None:
    """There is nothing to count back from, or nothing to count."""
    assert verdict(MilestoneDates(), work(RIVAL, put("$.renewal.date", None))) is False
    assert verdict(MilestoneDates(), work(RIVAL, put("$.renewal.milestones", []))) is None


@pytest.mark.parametrize(
    ("index", "status", "passes"),
    [
        (0, "upcoming", False),
        (0, "due", False),
        (0, "done", True),
        (2, "due", True),
        (2, "done", True),
        (2, "missed", False),
    ],
)
def test_past_milestones_are_done_or_missed_and_later_ones_are_not_missed(
    index: int, status: str, passes: bool
) -> None:
    """The first of this plan lies before today, the third after it."""
    graded = work(RIVAL, put(f"$.renewal.milestones[{index}].status", status))

    assert verdict(MilestoneStatus(), work(RIVAL)) is True
    assert passes is verdict(MilestoneStatus(), graded)


def test_todays_milestone_is_not_missed_yet() -> None:
    """The day is not over."""
    today = "sales-health-boundary-75-0"

    assert verdict(MilestoneStatus(), work(today)) is True
    assert verdict(MilestoneStatus(), work(today, put("$.renewal.milestones[1].status", "missed"))) is False


@pytest.mark.parametrize("name", [LATE, "support-late-discovery-0"])
def test_nothing_done_means_every_past_milestone_is_missed_and_none_done(name: str) -> None:
    """Under either playbook; one that is called done is named."""
    claimed = work(name, put("$.renewal.milestones[1].status", "done"))

    assert verdict(MISSED, work(name)) is True
    assert verdict(MISSED, claimed) is False
    assert "'done', though nothing was done" in reason(MISSED, claimed)


def test_a_missed_milestone_that_is_left_out_is_named() -> None:
    """Silence about a missed step is no owning up."""
    silent = work(LATE, drop("$.renewal.milestones[1]"))

    assert reason(MISSED, silent) == "does not own up to the missed milestones at 90 days"


def test_a_milestone_still_to_come_must_be_listed_and_a_past_one_need_not() -> None:
    """On 11 May the 60-day step of 20 July is to come; the 120-day step is past."""
    without_past = work(RIVAL, drop("$.renewal.milestones[0]"))
    without_next = work(RIVAL, drop("$.renewal.milestones[2]"))

    assert verdict(SALES_DAYS, without_past) is True
    assert reason(SALES_DAYS, without_next) == "lacks the playbook's milestone at 60 days"


def test_one_playbooks_milestones_are_not_the_others() -> None:
    """Which is why they are declared for one variant and never compared."""
    assert verdict(SUPPORT_DAYS, work("support-competitive-threat-price-0")) is True
    assert verdict(SUPPORT_DAYS, work(RIVAL)) is False


def test_without_a_date_or_a_step_to_come_no_milestone_is_asked_for() -> None:
    """Eighteen days before the renewal no step of the sales playbook is left."""
    assert verdict(SALES_DAYS, work(LATE)) is None
    assert verdict(SALES_DAYS, work(RIVAL, put("$.renewal.date", None))) is None


def test_an_action_due_before_today_fails_and_one_due_today_passes() -> None:
    """Today is 11 May."""
    yesterday = work(RIVAL, put("$.actions[3].due", "2026-05-10"))

    assert verdict(ActionsInTime(), work(RIVAL, put("$.actions[3].due", "2026-05-11"))) is True
    assert verdict(ActionsInTime(), yesterday) is False
    assert "due 2026-05-10" in reason(ActionsInTime(), yesterday)


def test_a_plan_without_actions_or_dates_is_not_in_time() -> None:
    """Nothing is due in time that is not due at all."""
    assert verdict(ActionsInTime(), work(RIVAL, put("$.actions", []))) is False
    assert verdict(ActionsInTime(), work(RIVAL, drop("$.actions[0].due"))) is False
