"""`audition judge`: see how far a judge can be believed, and let it hold works against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audition.cli.cap import cut_short
from audition.cli.options import asking_live, judge_options, judging_live, spending
from audition.cli.saying import say

if TYPE_CHECKING:
    from audition.grading.check import Work
    from audition.records.criteria import Criterion
    from audition.records.judging import Opinion
    from audition.usecases.judge.label import Sitting

_ANSWERS = {"y": True, "n": False, "-": None}
_WIDTH = 100

_rubric = click.option("--rubric", "rubric_id", metavar="ID", help="Default: the one by which new work is judged.")
_suite = click.option("--suite", metavar="ID", help="Default: the project's only one.")
_run = click.option("--run", metavar="RUN", help="The works of this run; default: the recorded ones.")


@click.group("judge")
def command() -> None:
    """Hold works against each other, and the judge against people and against itself.

    A rubric's grades inform until people's labels have shown that its judge can be believed: `label`, then `calibrate`.
    """


@command.command("label", short_help="Answer the criteria on works as a person, or take labels of a file.")
@_rubric
@_suite
@_run
@click.option("--rater", metavar="NAME", help="Who answers; default: as git calls you, or the system.")
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the labels of this YAML or JSON file, whoever gave them, and ask nothing.",
)
def label(rubric_id: str | None, suite: str | None, run: str | None, rater: str | None, file: Path | None) -> int:
    """Answer the criteria on works, one at a time, as a person; or take the labels that a file holds.

    Works come in random order; what was answered is kept after each work, so stop whenever you like. What the judge
    said is never shown. `audition view` asks the same in a browser, one criterion at a time, and settles what raters
    part on.
    """
    from audition.reporting.terminal.results import labelled_lines
    from audition.usecases.judge.label import open_sitting, take_labels

    if file is not None:
        if rater is not None or rubric_id is not None:
            raise click.UsageError("a file says who answered, and by which rubric: leave out --rater and --rubric")
        _show(labelled_lines(take_labels(Path.cwd(), suite, file, run)))
        return 0
    sitting = open_sitting(Path.cwd(), suite, rubric_id, run, rater)
    total, kept = sitting.done + len(sitting.waiting), 0
    for number, work in enumerate(sitting.waiting, start=sitting.done + 1):
        say([f"\nWork {number} of {total}, labelled by {sitting.rater}\n"])
        say(_page(sitting, work))
        opinions = _opinions(sitting.criteria(work))
        if opinions is None:
            break
        if opinions:
            sitting.keep(work, opinions)
            kept += 1
    say([f"\n{kept} labelled now, {sitting.done + kept} of {total} in all."])
    if sitting.done + kept:
        say([f"Kept in {sitting.shown_path}; `audition judge calibrate` holds the judge against it."])
    return 0


@command.command("calibrate", short_help="Hold the judge against labels, so that a good one gates.")
@_rubric
@_suite
@_run
@judging_live
def calibrate(rubric_id: str | None, suite: str | None, run: str | None, **chosen: Any) -> int:
    """Hold the judge against labels and keep the result: a good enough judge's grades gate from then on.

    Whose labels count says the suite (`judge: {labels_of: [person]}`). `--rubric criteria` means the criteria of all
    scenarios together; without --rubric both are calibrated. With --live the judge is first asked about labelled works
    that it has not judged.
    """
    from audition.reporting.terminal.results import calibrated_lines
    from audition.usecases.judge.calibrate import calibrate_judges

    found = calibrate_judges(Path.cwd(), suite, rubric_id, run, judge_options(chosen))
    for number, one in enumerate(found):
        _show(["", *calibrated_lines(one)] if number else calibrated_lines(one))
    return cut_short(next((one.capped for one in found if one.capped), None))


@command.command("try", short_help="Ask the judge about the examples of criteria.")
@click.argument("suite", required=False)
@click.option("--criterion", "criteria", multiple=True, metavar="ID", help="Only this one; may be given several times.")
@asking_live
def try_(suite: str | None, criteria: tuple[str, ...], **chosen: Any) -> int:
    """Ask the judge about the examples of criteria, each as a work of that passage alone; exit code 1: it errs in one.

    A criterion's `examples:` say on which passages it is met and on which not; they never stand in the judge's prompt.
    """
    from audition.reporting.terminal.judges import tried_lines
    from audition.usecases.judge.examples import try_examples

    found = try_examples(Path.cwd(), suite, criteria, spending(chosen))
    _show(tried_lines(found.tried))
    return cut_short(found.capped) or int(not all(one.right for one in found.tried))


@command.command("pairwise", short_help="Let a judge choose between two works of a scenario.")
@click.argument("variants", nargs=-1, metavar="[VARIANT VARIANT]")
@click.option("--run", default="latest", show_default=True, help="The run that holds both variants' works.")
@_rubric
@asking_live
def pairwise(variants: tuple[str, ...], run: str, rubric_id: str | None, **chosen: Any) -> int:
    """Let a judge that sees both works of a scenario say which is better, in both orders and without names."""
    from audition.reporting.terminal.judges import duel_lines
    from audition.usecases.judge.pairwise import judge_pairs

    found = judge_pairs(Path.cwd(), run, variants, rubric_id, spending(chosen))
    _show(duel_lines(found))
    return cut_short(found.capped)


@command.command("drift", short_help="Judge the frozen works again: a shift is the judge's.")
@_rubric
@_suite
@judging_live
def drift(rubric_id: str | None, suite: str | None, **chosen: Any) -> int:
    """Judge the frozen works again: a shift is the judge's, not the agent's. Exit code 1 means that there is one."""
    from audition.reporting.terminal.results import drift_lines
    from audition.usecases.judge.drift import judge_again

    found = judge_again(Path.cwd(), suite, rubric_id, spending(chosen))
    _show(drift_lines(found))
    return 1 if found.found else 0


@command.command("freeze")
@_suite
@click.option(
    "--index", type=click.IntRange(0), default=0, show_default=True, help="The recorded trials of this index."
)
def freeze(suite: str | None, index: int) -> int:
    """Name recorded works that `drift` judges again and again."""
    from audition.usecases.judge.drift import freeze as freeze_works

    works = freeze_works(Path.cwd(), suite, index)
    say([f"{len(works)} works are frozen; `audition judge drift --live --record` keeps the first verdicts."])
    return 0


def _show(lines: Iterable[str]) -> None:
    say(lines)


def _page(sitting: Sitting, work: Work) -> Iterator[str]:
    """What the judge would see, in its order."""
    for name, text in sitting.page(work):
        yield f"── {name} " + "─" * max(3, 90 - len(name))
        yield from (f"  {line}" for line in text.splitlines())
        yield ""


def _opinions(criteria: Sequence[Criterion]) -> list[Opinion] | None:
    """A person's answers; empty: this work is left out, None: the sitting is over."""
    from audition.records.judging import Opinion

    say(["y met · n not met · - cannot apply, each with a reason if you like, such as `n no owner is named`"])
    say(["s skips this work, q ends; either keeps nothing of a work that is half answered"])
    opinions = []
    for number, criterion in enumerate(criteria, start=1):
        say([f"\n{number} of {len(criteria)} · {criterion.id}"])
        say([click.wrap_text(criterion.text, _WIDTH)])
        while True:
            sign, _, reason = (
                click.prompt("", prompt_suffix="> ", default="", show_default=False).strip().partition(" ")
            )
            if sign == "q":
                return None
            if sign == "s":
                return []
            if sign in _ANSWERS:
                opinions.append(Opinion(criterion=criterion.id, met=_ANSWERS[sign], reason=reason.strip()))
                break
            say(["y, n, -, s or q"])
    return opinions
