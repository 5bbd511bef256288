"""Time in the plan: the renewal date, milestones counted back from it, actions from today on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from audition.checks import Check, Reading, Work, failed, not_applicable, passed

from ._plan import Node, allowed, day, entries, listed, money, quote, section


def _milestones(work: Work) -> list[Node]:
    return entries(work, "renewal", "milestones")


def _called(milestone: Node) -> str:
    days = milestone.number("days_before_renewal")
    return "the milestone" if days is None else f"the {money(days)}-day milestone"


@dataclass(frozen=True, kw_only=True)
class RenewalDate(Check):
    """The renewal date is a recorded one, and null where none is on record."""

    name = "renewal_date"
    reads = {"renewal_date": date | None}

    def grade(self, work: Work) -> Reading:
        """Where records disagree the facts hold `renewal_date_any`, and any of its dates will do."""
        days = {found for value in allowed(work.facts, "renewal_date") if (found := day(value))}
        renewal = section(work, "renewal")
        written, evidence = renewal.day("date"), quote(work, renewal.at("date"))
        if not days and written is None:
            return passed("claims no renewal date, as none is on record", evidence)
        if written in days:
            return passed(f"renews on {written}, as recorded", evidence)
        expected = listed([found.isoformat() for found in sorted(days)])
        return failed(f"renewal.date is {written or 'missing'}; on record: {expected}", evidence)


@dataclass(frozen=True, kw_only=True)
class MilestoneDates(Check):
    """Each milestone's date is the plan's renewal date less its days."""

    name = "milestone_dates"

    def grade(self, work: Work) -> Reading:
        """Names each that is off, with the right date."""
        milestones = _milestones(work)
        renewal = section(work, "renewal").day("date")
        if not milestones:
            return not_applicable("the plan lists no milestones")
        if renewal is None:
            return failed(
                "milestones count back from a renewal date that the plan does not state", quote(work, "$.renewal.date")
            )
        wrong = []
        for milestone in milestones:
            days, written = milestone.number("days_before_renewal"), milestone.day("date")
            due = None if days is None or not 0 <= days < 10_000 else renewal - timedelta(days=int(days))
            if due is None or written != due:
                wrong.append(
                    (milestone, f"{_called(milestone)} is dated {written or 'not at all'}, not {due or 'countable'}")
                )
        if not wrong:
            return passed(f"all {len(milestones)} milestones are counted back from {renewal}")
        return failed("; ".join(reason for _, reason in wrong), *(quote(work, node.at("date")) for node, _ in wrong))


@dataclass(frozen=True, kw_only=True)
class MilestoneStatus(Check):
    """Milestones before today are done or missed; none from today on is missed already."""

    name = "milestone_status"

    def grade(self, work: Work) -> Reading:
        """Work may be done ahead of its day, so `done` is never too early."""
        today = work.scenario.as_of
        dated = [(node, written) for node in _milestones(work) if (written := node.day("date")) is not None]
        if not dated:
            return not_applicable("the plan dates no milestones")
        wrong = [
            (node, f"{_called(node)} of {written} is {node.text('status')!r} on {today}")
            for node, written in dated
            if node.text("status") not in (("done", "missed") if written < today else ("done", "due", "upcoming"))
        ]
        if not wrong:
            return passed(f"the status of all {len(dated)} milestones fits {today}")
        return failed("; ".join(reason for _, reason in wrong), *(quote(work, node.at("status")) for node, _ in wrong))


@dataclass(frozen=True, kw_only=True)
class MilestonesMissed(Check):
    """Nothing was done for this renewal: every milestone before today is missed, these days' among them."""

    name = "milestones_missed"

    days: tuple[int, ...]
    """Days before the renewal that must be listed as missed."""

    def grade(self, work: Work) -> Reading:
        """A milestone that is called done is named, and one that is left out."""
        today = work.scenario.as_of
        past = [node for node in _milestones(work) if (written := node.day("date")) is not None and written < today]
        claimed = [node for node in past if node.text("status") != "missed"]
        if claimed:
            reasons = "; ".join(
                f"{_called(node)} is {node.text('status')!r}, though nothing was done" for node in claimed
            )
            return failed(reasons, *(quote(work, node.at("status")) for node in claimed))
        absent = sorted(set(self.days) - {node.number("days_before_renewal") for node in past}, reverse=True)
        if absent:
            names = listed([str(days) for days in absent], "and")
            return failed(
                f"does not own up to the missed milestones at {names} days", quote(work, "$.renewal.milestones")
            )
        return passed(
            f"all {len(past)} milestones before {today} are missed", *(quote(work, node.at("status")) for node in past)
        )


@dataclass(frozen=True, kw_only=True)
class MilestonesToCome(Check):
    """The playbook's milestones that are still to come are all listed."""

    name = "milestones_to_come"

    days: tuple[int, ...]
    """Days before the renewal, as the playbook counts them."""

    def grade(self, work: Work) -> Reading:
        """Counted from the plan's own renewal date; today's is still to come."""
        renewal = section(work, "renewal").day("date")
        if renewal is None:
            return not_applicable("the plan states no renewal date")
        due = [days for days in self.days if renewal - timedelta(days=days) >= work.scenario.as_of]
        if not due:
            return not_applicable(f"no milestone of the playbook is still to come before {renewal}")
        held = {node.number("days_before_renewal") for node in _milestones(work)}
        absent = [str(days) for days in due if days not in held]
        if absent:
            return failed(
                f"lacks the playbook's milestone at {listed(absent, 'and')} days", quote(work, "$.renewal.milestones")
            )
        return passed(f"lists the playbook's milestones at {listed([str(days) for days in due], 'and')} days")


@dataclass(frozen=True, kw_only=True)
class ActionsInTime(Check):
    """No action is due before today."""

    name = "actions_in_time"

    def grade(self, work: Work) -> Reading:
        """An action without a readable date is not in time."""
        today, actions = work.scenario.as_of, entries(work, "actions")
        if not actions:
            return failed("the plan lists no actions", quote(work, "$.actions"))
        late = [node for node in actions if (due := node.day("due")) is None or due < today]
        if not late:
            return passed(f"all {len(actions)} actions are due from {today} on")
        reasons = "; ".join(f"{node.text('action')[:60]!r} is due {node.text('due') or 'at no date'}" for node in late)
        return failed(f"today is {today}: {reasons}", *(quote(work, node.at("due")) for node in late))
