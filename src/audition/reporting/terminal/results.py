"""What verbs say on a terminal of their results, beside findings."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence

from audition.records.estimates import p_value, points
from audition.records.findings import Mode, RunFacts
from audition.records.results import (
    Calibrated,
    Conclusion,
    Drafted,
    Drift,
    Foreseen,
    Labelled,
    Played,
    Preview,
    Reaction,
    SelfCheck,
    Started,
    StoredRun,
)
from audition.reporting.escaping import one_line, visible
from audition.reporting.next_step import next_command
from audition.reporting.terminal.comparison import summary_lines, terminal_lines
from audition.reporting.terminal.judges import calibration_lines, shift_lines
from audition.reporting.terminal.moves import move_lines
from audition.reporting.terminal.prompt_change import terminal_change
from audition.reporting.words import dollars
from audition.text import counted


def self_check_lines(found: SelfCheck) -> Iterator[str]:
    """The result for a terminal."""
    moved = f"{points(found.difference)} points from its earlier trials to its later ones, {p_value(found.p_value, 3)}"
    if found.moved:
        yield (
            f"{found.variant}: {moved}: by chance fewer than one in a hundred runs show that. Something moved while it "
            "ran, so trials of different days are not compared fairly: play both variants side by side."
        )
    else:
        yield f"{found.variant}: {moved}: alike, as they should be."
    if found.repeated:
        told = f"{found.variant}: {found.repeated} of {found.trials} trials repeat an earlier answer word for word"
        copies = "and no answer stands alone: copies are no evidence; look at cache and recordings"
        yield f"{told}." if found.alone else f"{told}, {copies}."


def started_lines(started: Started) -> Iterator[str]:
    """What there is now, and what to type next."""
    yield from (f"  {path}" for path in started.written)
    yield from (f"  {path} (as it was)" for path in started.kept)
    yield f"  evals/recordings/{started.agent}/ ({started.recorded} trials, written by hand: they measure no model)"
    prompts = f"agents/{started.agent}"
    yield from (
        "",
        "Next, without a key:",
        "  audition check",
        "  pytest evals/",
        "",
        "Change the prompt and see what it changes; this one edit is recorded too:",
        f"  sed 's/{started.edit[0]}/{started.edit[1]}/' {prompts}/{started.first}.md > {prompts}/{started.second}.md",
        f"  sed -i.bak 's/# - /- /' scenarios/{started.agent}/suite.yaml",
        "  audition run",
        "",
        "Any other edit, with ANTHROPIC_API_KEY set:",
        "  audition plan",
        "  audition run --live --cap 1",
    )


def drafted_lines(drafted: Drafted) -> Iterator[str]:
    """What there is now, what it was drafted from, and what to type next."""
    yield from (f"  {path}" for path in drafted.written)
    yield from (f"  {path} (as it was)" for path in drafted.kept)
    work = f"the file {drafted.deliverable}" if drafted.deliverable else "its final message"
    yield from (
        "",
        f"The suite plays {drafted.prompt} where it is, and takes {work} for its work.",
        f"Fill in the requests in scenarios/{drafted.agent}/, and read over rubrics/{drafted.agent}/work.yaml. Then:",
        "  audition check",
        "  audition plan",
        "",
        "With ANTHROPIC_API_KEY set:",
        "  audition run --live --cap 1 --record",
    )


def preview_lines(preview: Preview) -> Iterator[str]:
    """The preview for a terminal."""
    yield (
        f"{counted(preview.planned, 'trial')}: {counted(preview.scenarios, 'scenario')} × "
        f"{counted(preview.variants, 'variant')} × {counted(preview.trials, 'trial')} a case"
    )
    if preview.spread is not None:
        fewest, most, even = preview.spread
        yield (
            f"Spread by how the accepted scores varied: {fewest} to {most} of a case know the mean as well as "
            f"{counted(even, 'trial')} of each."
        )
    yield from finding_lines(preview)


def finding_lines(preview: Preview) -> Iterator[str]:
    """What a live run would cost, and what it would find."""
    yield _price(preview)
    yield f"Finds in gate score, four times in five: {'; '.join(map(_found, preview.foreseen))}."
    trials = " or ".join(f"{foreseen.trials_for_margin}" for foreseen in preview.foreseen)
    yield (
        f"The margin, {points(preview.margin, signed=False)} points, takes {trials} trials a case: as often it is "
        "found then, or nothing is shown to have changed."
    )


def _found(foreseen: Foreseen) -> str:
    detectable = foreseen.detectable
    size = "no difference" if detectable is None else f"{points(detectable, signed=False)} points"
    return f"{size} {foreseen.so}"


def _price(preview: Preview) -> str:
    """Calls and dollars of the whole run, its judge included."""
    price, judging = preview.price, preview.judging
    if price is None:
        return "Price unknown: no trial of these variants is recorded or was played live; set a cap with --cap."
    calls = "–".join(f"{count:,}" for count in dict.fromkeys(price.calls))
    judge = "" if judging is None else f", with the judge's {judging.calls[0]:,}"
    if price.low_usd is None or price.high_usd is None:
        return f"{calls} calls live{judge}; price unknown: a model has no list price."
    told = f"{calls} calls live, about ${price.low_usd:.2f} (with the prompt cache) to ${price.high_usd:.2f}"
    if judging is None:
        return f"{told}."
    return f"{told} in all{judge} (${judging.low_usd:.2f} to ${judging.high_usd:.2f})."


def stored_lines(stored: Sequence[StoredRun]) -> Iterator[str]:
    """A table of stored runs; what each was played for, where it was not for itself."""
    from tabulate import tabulate

    rows = []
    for run in stored:
        if run.facts is None:
            yield one_line(run.state, 300)
            continue
        facts = run.facts
        variants = ", ".join(one_line(name.partition("/")[2]) for name in facts.variants)
        spent = dollars(run.spent_usd) if facts.mode is not Mode.REPLAY else ""
        done = f"{run.done} of {len(facts.planned)}"
        rows.append([facts.id, facts.mode.value, variants, done, run.state, spent, _errand(facts)])
    headers = ["run", "mode", "variants", "trials", "state", "spent", "for"]
    if rows:
        yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()
    elif not stored:
        yield "No run is stored: `audition run` makes one."


def _errand(facts: RunFacts) -> str:
    """What a run was played for, without the digest by which it is gone on with."""
    return one_line(re.sub(r" of [0-9a-f]{12}\b.*", "", facts.errand), 60)


def labelled_lines(taken: Labelled) -> Iterator[str]:
    """What was taken from a file of labels, and what to type next."""
    raters = ", ".join(f"{one_line(name, 60)} (a {kind.value})" for name, kind in taken.raters)
    kept = ", ".join(path.as_posix() for path in taken.kept)
    yield f"{counted(taken.answers, 'answer')} on {counted(taken.works, 'work')} by {raters}"
    yield f"Kept in {kept}; `audition judge calibrate` holds the judge against it."


def calibrated_lines(calibrated: Calibrated) -> Iterator[str]:
    """The figures for a terminal."""
    yield from calibration_lines(calibrated.calibration)
    yield ""
    standing = "gates" if calibrated.gates else "informs and does not gate"
    yield f"The suite asks for {calibrated.needed}: this judge {standing}."
    if calibrated.gates and calibrated.distrusted:
        yield f"By its own figures informs: {one_line(', '.join(calibrated.distrusted), 300)}"
    yield from (f"Left out: {line}" for line in calibrated.left_out)
    yield f"Kept in {calibrated.path}"


def drift_lines(drift: Drift) -> Iterator[str]:
    """The drift for a terminal."""
    before, after = drift.judges
    yield f"{drift.works} frozen works judged again by {drift.rubric}"
    yield f"then {before}"
    yield f"now  {after}"
    yield ""
    if drift.shifts:
        yield from shift_lines(drift.shifts)
        yield ""
        yield "The judge shifted." if drift.found else "No shift is found; the intervals say how large one could be."
    else:
        yield "These are the first verdicts; they are kept, and the next time is held against them."
    yield from (f"not judged: {line}" for line in drift.unscored)


def reaction_lines(reaction: Reaction, *, colour: bool) -> Iterator[str]:
    """The reaction for a terminal."""
    yield one_line(", ".join(reaction.changed), 200)
    yield from (f"  {visible(line)}" for line in reaction.faults.splitlines())
    yield from (f"  warning: {one_line(remark, 400)}" for remark in reaction.remarks)
    for change in reaction.prompts:
        yield from (f"  {line}" for line in terminal_change(change, colour=colour))
    for play in reaction.plays:
        yield from (f"  {line}" for line in _played_lines(play))
    if not (reaction.faults or reaction.plays):
        yield "  nothing that is played changed"


def _played_lines(played: Played) -> Iterator[str]:
    """What an author wants to know of it."""
    yield from (one_line(line, 400) for line in played.missed)
    if played.why_not:
        yield f"not played: {one_line(played.why_not, 300)}"
    if not played.trials:
        return
    stopped = f"; stopped: {one_line(played.stopped, 200)}" if played.stopped else ""
    spent = "" if played.spent_usd is None else f" for {dollars(played.spent_usd)}"
    left = "" if played.left_usd is None else f", {dollars(played.left_usd)} of the cap left"
    yield f"{counted(played.trials, 'trial')} of {counted(played.cases, 'case')} played{spent}{left}{stopped}"
    if not played.against:
        yield "nothing to hold them against yet: `audition accept` makes a baseline"
    elif played.moves:
        yield f"moved since {played.against} (no verdict: `audition compare` gives one):"
        yield from (f"  {line}" for line in move_lines(played.moves))
    else:
        yield f"as in {played.against}"


def conclusion_lines(conclusion: Conclusion, *, verbose: bool = False, colour: bool = False) -> Iterator[str]:
    """What a run shows, where its reports lie, and the next command."""
    yield from terminal_lines(conclusion.findings, verbose=verbose, width=_width(), colour=colour)
    yield from _end(conclusion)


def conclusion_summary(conclusion: Conclusion, most: int = 25) -> Iterator[str]:
    """The same in at most so many lines."""
    end = list(_end(conclusion))
    yield from summary_lines(conclusion.findings, most=most - len(end), width=_width())
    yield from end


def _end(conclusion: Conclusion) -> Iterator[str]:
    yield ""
    if conclusion.reports:
        yield f"Report  {os.path.relpath(conclusion.reports[0])}"
    yield f"Next    {conclusion.first or next_command(conclusion.findings)}"


def _width() -> int:
    """Columns of the terminal, within what the report is laid out for."""
    return min(120, max(60, shutil.get_terminal_size((100, 24)).columns))
