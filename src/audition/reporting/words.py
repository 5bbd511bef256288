"""How figures read: one place for points, shares, dollars and what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from audition.records.attribution import Change
from audition.records.comparison import Comparison, Findings, RequiredFailure, SideSummary, VerdictKind
from audition.records.estimates import Estimate, points
from audition.records.evidence import TrialId
from audition.records.judging import Calibration, Rater, RaterKind
from audition.records.rows import GraderRow, SelfAgreement, Tally
from audition.text import counted, shortened

UNKNOWN = "unknown"
MARKS: Mapping[VerdictKind, str] = {
    VerdictKind.IMPROVED: "▲",
    VerdictKind.REGRESSED: "▼",
    VerdictKind.EQUIVALENT: "≈",
    VerdictKind.INCONCLUSIVE: "?",
    VerdictKind.INVALID: "!",
}
_NAMED = 4
"""Graders that a sentence names."""


def share(value: float | None) -> str:
    """A score as a percentage with one decimal, such as `93.8 %`."""
    return UNKNOWN if value is None else f"{100 * value:.1f} %"


def score(estimate: Estimate | None) -> str:
    """A score with its interval, such as `93.8 % (90.1–96.0)`."""
    if estimate is None:
        return UNKNOWN
    return f"{share(estimate.value)} ({100 * estimate.low:.1f}–{100 * estimate.high:.1f})"


def difference(estimate: Estimate | None) -> str:
    """A difference with its interval, such as `+3.4 (−1.0 to +7.7)`; empty when there is none."""
    return "" if estimate is None else f"{points(estimate.value)} ({points(estimate.low)} to {points(estimate.high)})"


def probability(value: float) -> str:
    """A p-value with four decimals; never 0, which no test that swaps trials can find."""
    return f"{value:.4f}" if value >= 0.0001 else "below 0.0001"


def dollars(value: float | None) -> str:
    """Dollars in cents; below ten cents with two digits that count, such as `$0.031`."""
    if value is None:
        return UNKNOWN
    return f"${value:.2f}" if value >= 0.1 or value < 1e-6 else f"${float(f'{value:.1e}'):.10f}".rstrip("0")


def amount(value: float | None, unit: str = "") -> str:
    """A count or a mean, such as `12,400` or `3.5 s`."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"
    return f"{text} {unit}".rstrip()


def of(tally: Tally | None) -> str:
    """Passed of scored, with what was not: `14/16 · 2 n/a · 1 unscored`; a dash for a side that is not read."""
    if tally is None:
        return "–"
    if not (tally.scored or tally.unscored):
        return "n/a"
    parts = [f"{tally.passed}/{tally.scored}"]
    if tally.not_applicable:
        parts.append(f"{tally.not_applicable} n/a")
    if tally.unscored:
        parts.append(f"{tally.unscored} unscored")
    return " · ".join(parts)


def told_apart(names: Iterable[str], most: int = 40) -> Mapping[str, str]:
    """Names as a table shows them, no two alike: one that is too long loses its middle, where that tells it apart."""
    head, tail = most - most // 2 - 1, most // 2
    shown = {name: name if len(name) <= most else f"{name[:head]}…{name[-tail:]}" for name in names}
    cut = Counter(shown.values())
    return {name: short if cut[short] == 1 else name for name, short in shown.items()}


def coverage(side: SideSummary) -> str:
    """Scored of planned trials, and what became of the rest."""
    lost = {
        "failed": side.failed,
        "diverged": side.diverged,
        "cut by the budget": side.cut,
        "unscored": side.unscored,
        "not played": side.missing,
    }
    named = ", ".join(f"{number} {what}" for what, number in lost.items() if number)
    if not side.scored and not named and side.planned:
        return f"none of {side.planned}: no grader that makes the gate score applies"
    return f"{side.scored} of {side.planned}" + (f" ({named})" if named else "")


def differs(row: GraderRow) -> bool:
    """Whether a compared grader read the two sides unlike at all."""
    return row.difference is not None and abs(row.difference.value) > 1e-9


def by_grader(comparison: Comparison) -> str:
    """Which graders' differences the evidence supports, in one sentence; empty: none differs, or too much broke."""
    differing = [row for row in comparison.rows if differs(row)]
    verdict = comparison.verdict
    if not differing or verdict.kind is VerdictKind.INVALID:
        return ""
    supported = [row for row in differing if row.supported]
    if not supported:
        broken = " by itself, over all scenarios together" if verdict.broken else ""
        return f"No single grader differs by more than chance{broken} ({len(differing)} differ)."
    named = [f"{row.grader} {points(row.difference.value)}" for row in supported[:_NAMED] if row.difference]
    more = f", and {len(supported) - _NAMED} more" if len(supported) > _NAMED else ""
    rest = len(differing) - len(supported)
    others = f" {counted(rest, 'other')} may be chance." if rest else ""
    return f"Single graders that differ by more than chance: {', '.join(named)} points{more}.{others}"


def by_use(comparison: Comparison) -> str:
    """What the candidate's trials use beside the baseline's, in one sentence; empty: that is unknown."""
    told = [
        f"{row.ratio.value:.2f} times the {row.of} ({row.ratio.low:.2f} to {row.ratio.high:.2f})"
        for row in comparison.uses
    ]
    baseline, candidate = comparison.verdict.labels
    return f"A trial of {candidate} takes {', '.join(told)} that one of {baseline} takes." if told else ""


def leaning(row: GraderRow) -> str:
    """`better` or `worse` where the evidence supports the difference, else `open`."""
    if row.difference is None or not row.supported:
        return "open"
    return "better" if row.difference.value > 0 else "worse"


MOST_RULES = 10
"""Rules that differ, of which a report says what holds them."""


def rules_told(change: Change) -> Iterator[str]:
    """What holds each rule that was edited, such as `removed “Ask first.”: held by signs`."""
    for each in change.rules[:MOST_RULES]:
        rule = each.after or each.before
        text = shortened(rule.text, 80) if rule else ""
        yield f"{each.edit.value} “{text}”: held by {', '.join(each.graders) or 'nothing'}"
    if (more := len(change.rules) - MOST_RULES) > 0:
        yield f"and {counted(more, 'more rule')}"


def rules_held(findings: Findings) -> str:
    """How much of each prompt the suite holds, and what shows which rules; empty: nobody knows."""
    if not findings.rules:
        return ""
    told = ", ".join(f"{each.variant.split('/', 1)[-1]} {each.held} of {each.counted}" for each in findings.rules)
    return (
        f"Rules of the prompts that a grader holds: {told}; `audition coverage {findings.runs[-1].suite}` shows which."
    )


def short_labels(sides: Iterable[SideSummary]) -> Mapping[str, str]:
    """What to call each side, by label: without the agent's name where they all share it."""
    labels = list(dict.fromkeys(side.label for side in sides))
    agents = {label.partition("/")[0] for label in labels}
    if len(agents) > 1 or not all("/" in label for label in labels):
        return {label: label for label in labels}
    return {label: label.partition("/")[2] for label in labels}


def all_sides(findings: Findings) -> tuple[SideSummary, ...]:
    """Every side that the findings speak of, an accepted baseline's among them, in the order of comparisons."""
    compared = [side for each in findings.comparisons for side in (each.baseline, each.candidate)]
    return tuple({side.label: side for side in (*compared, *findings.sides)}.values())


def raters_told(raters: Sequence[Rater]) -> str:
    """Whose labels they are: `1,040 answers of 2 models (ann, bob); no person labelled`."""
    answers = sum(rater.answers for rater in raters)
    kinds = []
    for kind, many in ((RaterKind.PERSON, "people"), (RaterKind.MODEL, "models")):
        names = list(dict.fromkeys(rater.name or "unnamed" for rater in raters if rater.kind is kind))
        if names:
            shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            kinds.append(f"{counted(len(names), kind.value, many)} ({shown})")
    unseen = "" if any(rater.kind is RaterKind.PERSON for rater in raters) else "; no person labelled"
    return f"{counted(answers, 'answer')} of {' and '.join(kinds)}{unseen}"


def held_against(calibration: Calibration) -> str:
    """What a judge was held against and what came of it, in one clause."""
    kappa, ceiling = calibration.overall.kappa, calibration.ceiling
    agreed = "unknown" if kappa is None else f"{kappa.value:.2f} ({kappa.low:.2f} to {kappa.high:.2f})"
    among = ceiling.kappa if ceiling else None
    most = f", of raters among themselves {among.value:.2f}" if among else ""
    return f"held against {raters_told(calibration.raters)}; kappa {agreed}{most}"


def by_applying(comparison: Comparison) -> str:
    """What is part of the gate score and applies to one side oftener, in one sentence; empty: nothing is."""
    told = [
        f"{row.grader} to {' and '.join(f'{tally.asked} of {tally.read}' for tally in row.tallies)} trials"
        for row in comparison.rows
        if row.uneven
    ]
    if not told:
        return ""
    more = f", and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return f"What applies unevenly moves the gate score by that alone: {', '.join(told[:_NAMED])}{more}."


def failures_told(findings: Findings) -> Iterator[tuple[str, Sequence[RequiredFailure]]]:
    """New failures of what is required, then expected ones, each under its title; what there is none of is left out."""
    new, expected = findings.new_failures, [failure for failure in findings.failures if failure.expected]
    if new:
        yield f"{counted(len(new), 'required check')} failed", new
    if expected:
        yield f"{counted(len(expected), 'expected failure')} of what is required, known from the accepted run", expected


def mended_told(findings: Findings) -> str:
    """What an accepted run is known to fail and this one passes, in one sentence; empty: nothing."""
    named = [f"{one.grader} on {one.case}" for one in findings.mended]
    if not named:
        return ""
    more = f", and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"Known to fail, and passes now: {', '.join(named[:_NAMED])}{more}. `audition accept` makes that the rule."


def failed_checks(side: SideSummary, findings: Findings) -> str:
    """How many required checks failed on a side; a dash for the past, whose failures are not told again."""
    held = [each for each in findings.comparisons if each.baseline.label == side.label]
    if any(each.regression or each.baseline.variant == each.candidate.variant for each in held):
        return "–"
    failed = [failure for failure in findings.failures if failure.trial.variant == side.variant]
    expected = sum(failure.expected for failure in failed)
    return f"{len(failed)} ({expected} expected)" if expected else str(len(failed))


def side_rows(sides: Sequence[SideSummary], findings: Findings) -> list[list[str]]:
    """The table of variants: a figure's name, then the figure of each side; what is unknown of all in one row."""
    used = [
        ["cost a trial", *[dollars(side.cost_usd) for side in sides]],
        ["tokens a trial", *[amount(side.tokens) for side in sides]],
        ["seconds a trial", *[amount(side.seconds) for side in sides]],
        ["answers a trial", *[amount(side.turns) for side in sides]],
    ]
    unknown = [name.removesuffix(" a trial") for name, *figures in used if set(figures) == {UNKNOWN}]
    return [
        ["gate score (95 %)", *[score(side.gate) for side in sides]],
        ["required checks failed", *[failed_checks(side, findings) for side in sides]],
        ["trials scored", *[coverage(side) for side in sides]],
        *[row for row in used if set(row[1:]) != {UNKNOWN}],
        *([[f"{', '.join(unknown)} a trial", *[UNKNOWN for _ in sides]]] if unknown else []),
    ]


def trial_name(trial: TrialId, labels: Mapping[str, str]) -> str:
    """A trial as a reader finds it: `champion-departure · support #0`."""
    return f"{trial.scenario} · {labels.get(trial.variant, trial.variant)} #{trial.index}"


def agreement(found: SelfAgreement) -> str:
    """How far verdicts on the same works agree, in one line."""
    alpha = "" if found.alpha is None else f", Krippendorff's alpha {found.alpha:.2f}"
    alike = f"{share(found.unanimous)} of {counted(found.items, 'answer')} alike in all {found.verdicts} verdicts"
    return f"{found.judge}: {alike}{alpha}"
