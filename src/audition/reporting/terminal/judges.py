"""What is known of judges: calibrations, duels and drift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audition.records.estimates import Estimate, points
from audition.records.judging import Agreement, Calibration, Duels, Opinion, Shift, Tried
from audition.reporting.escaping import one_line
from audition.reporting.words import difference, raters_told, share
from audition.text import counted

_ANSWERS = {True: "met", False: "not met", None: "cannot apply"}


def calibration_lines(calibration: Calibration) -> Iterator[str]:
    """Agreement by criterion, overall and by variant, then the worst disagreements with both reasons."""
    from tabulate import tabulate

    yield (
        f"{one_line(calibration.rubric)} · judge {one_line(calibration.fingerprint, 120)} · "
        f"{counted(calibration.works, 'work')} labelled"
    )
    yield f"Labels: {one_line(raters_told(calibration.raters), 300)}"
    if calibration.parted:
        yield f"Left out: {counted(calibration.parted, 'answer')} on which raters part and that nobody settled"
    yield ""
    ceiling = [("raters among themselves", calibration.ceiling)] if calibration.ceiling else []
    groups = [
        *((name, found) for name, found in calibration.criteria.items() if found.n or found.unscored),
        ("all", calibration.overall),
        *ceiling,
        *calibration.variants.items(),
    ]
    rows = [[one_line(name, 40), *_figures(found)] for name, found in groups]
    headers = ["", "n", "agreement", "kappa", "sensitivity", "specificity", "labels: met"]
    yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()
    if calibration.disagreements:
        yield ""
        yield "Where labels and the judge part"
    for one in calibration.disagreements:
        yield f"  {one_line(one.criterion)} · {one_line(str(one.trial))}"
        yield f"      label: {_told(one.label)}"
        yield f"      judge: {_told(one.judge)}"


def tried_lines(tried: Sequence[Tried]) -> Iterator[str]:
    """How many examples of each criterion the judge got right, and each that it did not."""
    groups: dict[tuple[str, str], list[Tried]] = {}
    for one in tried:
        groups.setdefault((one.scenario or "", one.grader), []).append(one)
    for (scenario, grader), examples in groups.items():
        whose = f" ({one_line(scenario, 64)})" if scenario else ""
        yield f"{sum(one.right for one in examples)} of {len(examples)} right: {one_line(grader, 130)}{whose}"
        for one in examples:
            if not one.right:
                said = "no verdict" if one.answer is None else _ANSWERS[one.answer]
                yield f"  {one_line(one.place)}: {_ANSWERS[one.met]}, and the judge says {said}: {one_line(one.reason)}"
                yield f"      {one_line(one.text, 160)}"
    yield ""
    yield f"{sum(one.right for one in tried)} of {counted(len(tried), 'example')} right."


def shift_lines(shifts: Sequence[Shift]) -> Iterator[str]:
    """How verdicts on the same works moved, the rubric's score first."""
    from tabulate import tabulate

    rows = [
        [
            one_line(shift.criterion or "the rubric's score", 40),
            str(shift.works),
            share(shift.before),
            share(shift.after),
            difference(shift.shift),
            "" if shift.p_value is None else f"{shift.p_value:.3f}",
            "shifted" if shift.found else "",
        ]
        for shift in shifts
    ]
    headers = ["", "works", "before", "now", "shift, points (95 %)", "p", ""]
    yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()


def duel_lines(found: Duels) -> Iterator[str]:
    """Wins, ties and losses with their interval, how often the order decided, then each pair."""
    first, second = (one_line(name, 60) for name in found.variants)
    wins = [sum(duel.winner == name for duel in found.duels) for name in found.variants]
    ties = len(found.duels) - sum(wins)
    flips = sum(duel.flipped for duel in found.duels)
    yield f"{second} against {first} · judge {one_line(found.judge, 120)} · both orders, names unknown to the judge"
    yield f"{second} wins {wins[1]}, ties {ties}, loses {wins[0]}; net {_net(found.net)}"
    if found.duels:
        rate = share(flips / len(found.duels))
        yield f"The order changed the answer in {flips} of {len(found.duels)} pairs (flip rate {rate})."
    uneven = [duel for duel in found.duels if duel.winner is not None and duel.longer is not None]
    if uneven:
        longer = sum(duel.winner == duel.longer for duel in uneven)
        yield f"Of {counted(len(uneven), 'decided pair')} of unlike length the longer deliverable won {longer}."
    for duel in found.duels:
        told = duel.winner or ("flipped" if duel.flipped else "tie")
        yield f"  {one_line(duel.scenario, 64)} #{duel.index}: {one_line(told, 64)}: {one_line(duel.reason, 160)}"
    for line in found.unscored:
        yield f"  not judged: {one_line(line, 200)}"


def _figures(found: Agreement) -> list[str]:
    unscored = f" · {found.unscored} unscored" if found.unscored else ""
    kappa = "–" if found.kappa is None else f"{found.kappa.value:.2f} ({found.kappa.low:.2f} to {found.kappa.high:.2f})"
    accuracy = [_rate(found.sensitivity), _rate(found.specificity)]
    base_rate = "–" if found.base_rate is None else share(found.base_rate)
    return [f"{found.n}{unscored}", _rate(found.agreement), kappa, *accuracy, base_rate]


def _rate(figure: Estimate | None) -> str:
    return "–" if figure is None else f"{share(figure.value)} ({100 * figure.low:.0f}–{100 * figure.high:.0f})"


def _told(opinion: Opinion) -> str:
    reason = f": {one_line(opinion.reason, 160)}" if opinion.reason else ""
    return _ANSWERS[opinion.met] + reason


def _net(net: Estimate | None) -> str:
    if net is None:
        return "unknown"
    return f"{points(net.value)} points of 100 ({points(net.low)} to {points(net.high)}) over scenarios"
