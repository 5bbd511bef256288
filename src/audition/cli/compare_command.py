"""`audition compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audition.cli.options import casting, elsewhere, going_live, narrowing, order_of
from audition.cli.saying import say_conclusion

if TYPE_CHECKING:
    from audition.records.comparison import Findings
    from audition.running.order import Order


@click.command("compare")
@click.argument("sides", nargs=-1, metavar="[RUN | RUN RUN | VARIANT VARIANT]")
@click.option("--against", metavar="REF", help="Read the baseline as of the merge base with this git revision.")
@click.option("--run", "run", metavar="RUN", help="The run that holds the two variants.  [default: latest]")
@click.option("--suite", metavar="SUITE", help="The suite that variants at a git revision play, of several.")
@narrowing
@casting
@going_live
@elsewhere
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the reports into this folder.")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(sides: tuple[str, ...], against: str | None, run: str | None, **chosen: Any) -> int:
    """Hold a run against the accepted baseline, a run against another, or two variants against each other.

    With no words or one run, that run is held against the baseline; exit code 1 means that it regressed.

    Two variants are looked up in a stored run. A variant at a git revision, such as `sales@HEAD~1`, or with a player's
    name, such as `sales+claude-code`, is played now together with the other one, unless --run names a run that holds
    both: from recordings, or live with --live.
    """
    from audition.usecases.compare import Against, compare_runs, compare_variants, compare_with_baseline, is_run

    root, report, verbose = Path.cwd(), chosen.pop("report"), chosen.pop("verbose")
    plays = run is None and len(sides) == 2 and any(sign in side for side in sides for sign in "@+~")
    if players := chosen.pop("players"):
        sides, plays = _cast(sides, players), run is None
    if len(sides) > 2:
        raise click.UsageError("name one run, two runs, or two variants")
    if not plays and any(chosen.values()):
        raise click.UsageError("what is stored is compared as it is; only variants at a git revision are played")
    runs: tuple[str, ...] = (sides[0] if len(sides) == 1 else run or "latest",)
    if len(sides) < 2:
        findings = compare_with_baseline(root, runs[0], Against(ref=against))
    elif plays:
        order = order_of(chosen.pop("suite"), {**chosen, "variants": sides})
        return _play_and_compare(root, order, report, verbose=verbose)
    elif all(is_run(root, side) for side in sides):
        runs = sides
        findings = compare_runs(root, sides[0], sides[1])
    else:
        findings = compare_variants(root, sides[0], sides[1], runs[0])
    return _shown(root, findings, report, runs, verbose=verbose)


def _cast(sides: tuple[str, ...], players: tuple[str, ...]) -> tuple[str, ...]:
    """Two variants, each with the player that was named in its place; one player plays both."""
    if len(sides) != 2 or len(players) > 2:
        raise click.UsageError("--player says who plays the two variants that are named: one for both, or one for each")
    each = players if len(players) == 2 else players * 2
    return tuple(_with(side, player) for side, player in zip(sides, each, strict=True))


def _with(side: str, player: str) -> str:
    plain, at, ref = side.partition("@")
    return f"{plain}+{player}{at}{ref}"


def _play_and_compare(root: Path, order: Order, report: Path | None, *, verbose: bool) -> int:
    from audition.cli.playing import ending, watched
    from audition.usecases.compare import compare_variants, play_both

    with watched(root, order) as progress:
        done = play_both(root, order, progress)
    baseline, candidate = order.selection.variants
    findings = compare_variants(root, baseline, candidate, str(done.path))
    return ending(done, _shown(root, findings, report, (), verbose=verbose))


def _shown(root: Path, findings: Findings, report: Path | None, runs: tuple[str, ...], *, verbose: bool) -> int:
    from audition.usecases.report import report_on

    return say_conclusion(report_on(root, findings, report, runs), verbose=verbose)
