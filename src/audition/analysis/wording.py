"""Puts a decision into words that a prompt author can act on: what was found, on what it rests, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audition.records.comparison import General, MovedCriterion, VerdictKind, VerdictLine
from audition.records.estimates import Estimate, p_value, points

if TYPE_CHECKING:
    from audition.analysis.terms import Terms
    from audition.stats import Cells, Gate, Interval, Verdict

_NOTHING_DECIDED = "Mend what failed (each is named below) and resume the run; nothing was decided."


def sentence(line: VerdictLine, verdict: Verdict, terms: Terms) -> str:
    """The verdict in one sentence, beside the interval that it rests on; a second one names single checks that moved.

    Where trials are not missing by chance, that comes first.
    """
    evidence = verdict.evidence
    if line.kind is VerdictKind.INVALID or evidence is None:
        return _invalid(verdict, line.labels, terms.coverage)
    where = f"on these {evidence.scenarios} scenarios" if evidence.scenarios > 1 else "on this one scenario"
    first = _losses(verdict, line.labels) if line.bounds is not None else ""
    opening, told = _opening(verdict), _told(line, verdict, where)
    return f"{first}{opening}{told if opening else _capital(told)}{criteria_sentence(line)}"


def criteria_sentence(line: VerdictLine) -> str:
    """What is said of gating graders that moved otherwise than the suite as a whole; empty: none did.

    Those that moved with it stand in the rows below.
    """
    fell = line.difference is not None and line.difference.high < 0
    rose = line.difference is not None and line.difference.low > 0
    worse = [each for each in line.criteria if each.difference < 0 and not fell]
    better = [each for each in line.criteria if each.difference > 0 and not rose]
    told = [f"{word} at {_named(some)}" for word, some in (("worse", worse), ("better", better)) if some]
    return f" By more than chance {line.labels[1]} does {', and '.join(told)}." if told else ""


def spoken(estimate: Estimate | None) -> str:
    """A difference with the interval that a sentence rests on, and its level where that is not 95 %."""
    if estimate is None:
        return "unknown"
    level = "" if round(estimate.level, 3) == 0.95 else f" at {100 * estimate.level:.3g} %"
    return f"{points(estimate.value)} points ({points(estimate.low)} to {points(estimate.high)}{level})"


def general_line(cells: Cells, margin: float, at_least: Interval | None = None, level: float = 0.95) -> General:
    """What the paired table says of scenarios like these, never more than `at_least` says of these very ones."""
    from audition.stats import generalise

    line = generalise(cells, level, at_least)
    difference = float(cells.differences.mean())
    if line.interval is None:
        return General(difference=None, sentence="One scenario says nothing about others.")
    estimate = Estimate(value=difference, low=line.interval.low, high=line.interval.high, level=level)
    span = f"{points(estimate.low)} to {points(estimate.high)} points"
    if line.too_few:
        told = f"For scenarios like these: {cells.scenarios} are too few to say ({span})."
    elif line.claims:
        told = f"On scenarios like these, too, it does {'better' if difference > 0 else 'worse'} on average: {span}."
    elif line.within(margin):
        told = f"For scenarios like these too it lies within the margin: {span}."
    else:
        kind = f"a kind of situation that is one in {1 / line.unseen:.0f} may not be among these {cells.scenarios}"
        told = f"On other scenarios of this sort the difference is open: {span}; {kind}."
    return General(difference=estimate, sentence=told)


def advice(line: VerdictLine, verdict: Verdict, gate: Gate | None, terms: Terms) -> str:
    """What to do or run next."""
    return _next(line, verdict) + _gate_note(line, gate) + _family_note(line, terms)


def _named(criteria: Sequence[MovedCriterion]) -> str:
    shown = [f"{each.grader} ({points(each.difference)} points)" for each in criteria[:3]]
    more = [f"{len(criteria) - 3} more"] if len(criteria) > 3 else []
    return ", ".join([*shown, *more])


def _opening(verdict: Verdict) -> str:
    match verdict.standing:
        case "provisional":
            return "Provisionally, at two trials a case: "
        case "direction":
            return "At one trial a case only a direction can be read: "
        case _:
            return ""


def _told(line: VerdictLine, verdict: Verdict, where: str) -> str:
    """The verdict on the suite as a whole, or on the parts that decided it."""
    baseline, candidate = line.labels
    span, below = spoken(line.difference), ", by less than the margin" if verdict.below_margin else ""
    match line.kind:
        case VerdictKind.REGRESSED if verdict.kind != "regressed":
            broke = ", ".join(found.scenario for found in line.broken)
            what = f"broke {broke}" if broke else "got worse at single checks"
            told = f"{candidate} {what}, though the suite as a whole does not show it: {span}"
        case VerdictKind.IMPROVED | VerdictKind.REGRESSED:
            better = "better" if line.kind is VerdictKind.IMPROVED else "worse"
            told = f"{candidate} does {better} than {baseline} {where}: {span}{below}"
        case VerdictKind.EQUIVALENT:
            margin, span = points(line.margin, signed=False), spoken(line.interval90)
            told = f"{candidate} and {baseline} are equivalent {where}, within {margin} points: {span}"
        case _ if verdict.evidence is not None and min(verdict.evidence.means) >= 1:
            told = (
                f"nothing that gates failed {where}, and so few trials cannot tell {candidate} from {baseline}: {span}"
            )
        case _:
            told = f"the evidence does not tell {candidate} from {baseline} {where}: {span}"
    return f"{told}."


def _capital(told: str) -> str:
    """The sentence as it begins a line; a variant's name stays as it is written."""
    first = told.partition(" ")[0]
    return told.replace(first, first.capitalize(), 1) if first in ("the", "nothing") else told


def _losses(verdict: Verdict, labels: tuple[str, str]) -> str:
    """That one side lost more trials than chance would have it, and what those could hide."""
    coverage = verdict.coverage
    if coverage is None:
        return ""
    sides = zip(labels, coverage.planned, coverage.scored, strict=True)
    lost = ", ".join(f"{label} lost {planned - scored} of {planned}" for label, planned, scored in sides)
    return f"Trials are not missing by chance ({lost}): {_between(coverage.bounds)}. "


def _invalid(verdict: Verdict, labels: tuple[str, str], needed: float) -> str:
    coverage = verdict.coverage
    if coverage is None:
        return f"Nothing of {labels[0]} and {labels[1]} was scored on the same scenarios."
    sides = zip(labels, coverage.scored, coverage.planned, strict=True)
    scored = ", ".join(f"{label} {found} of {planned}" for label, found, planned in sides)
    bounds = _between(coverage.bounds)
    return (
        f"Too few trials were scored for a verdict ({scored}; {100 * needed:.0f} % a side are needed). "
        f"{bounds[0].upper()}{bounds[1:]}."
    )


def _between(bounds: Interval) -> str:
    low, high = points(bounds.low), points(bounds.high)
    return f"whatever the missing ones hold, the difference lies between {low} and {high} points"


def _next(line: VerdictLine, verdict: Verdict) -> str:
    evidence = verdict.evidence
    if line.kind is VerdictKind.INVALID or evidence is None:
        return _NOTHING_DECIDED
    if line.kind is VerdictKind.INCONCLUSIVE or verdict.standing != "full":
        if line.bounds is not None and verdict.standing == "full":
            return "See why trials failed (each is named below), mend that and resume the run."
        return _more_trials(line, min(evidence.trials))
    if line.kind is VerdictKind.REGRESSED:
        return f"Read the scenarios named below before {line.labels[1]} is taken."
    return "Nothing more is needed for this decision."


def _more_trials(line: VerdictLine, have: int) -> str:
    wanted, margin = line.trials_needed or 0, points(line.margin, signed=False)
    if wanted <= have:
        return (
            "More trials may settle it, but the difference lies near 0 or near the margin: "
            f"{4 * have} trials a case would halve the interval."
        )
    detectable = line.detectable
    found = "no difference" if detectable is None else f"a difference of {points(detectable, signed=False)} points"
    return (
        f"At this size {found} is found four times in five; {wanted} trials a case would as often find one of the "
        f"margin, {margin} points, or show that nothing changed."
    )


def _gate_note(line: VerdictLine, gate: Gate | None) -> str:
    """What the regression gate adds: a drop that is ruled out, or breaks that nothing could have shown."""
    if gate is None or line.kind is VerdictKind.INVALID:
        return ""
    notes = []
    if gate.outcome == "passed" and line.kind is VerdictKind.INCONCLUSIVE:
        notes.append(f" A drop of the margin, {points(line.margin, signed=False)} points, is ruled out.")
    if gate.breaks.blind:
        notes.append(" So few trials could not show by itself that a single scenario broke.")
    return "".join(notes)


def _family_note(line: VerdictLine, terms: Terms) -> str:
    """What a verdict says that other comparisons of the same run have made stricter."""
    if line.p_value is None or terms.claim_alpha is None:
        return ""
    found = p_value(line.p_value, 3)
    return f" Beside the other comparisons p ≤ {terms.claim_alpha:.3f} was asked for; here {found}."
