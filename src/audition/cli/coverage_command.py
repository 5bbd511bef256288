"""`audition coverage`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("coverage")
@click.argument("suite", required=False)
@click.option("-v", "--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable).")
@click.option("--run", metavar="RUN", help="Whose trials tell what was kept; default: the last of this very prompt.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 where fewer of a prompt's rules are held.",
)
def command(suite: str | None, variants: tuple[str, ...], run: str | None, form: str, fail_under: float | None) -> int:
    """Show every rule of a suite's prompts: what holds it, where it is met, how often it was kept; costs nothing.

    A check or criterion says by `holds:` which rules it holds. Rules that nothing holds are told, and graders that hold
    no rule.
    """
    from audition.reporting.rules_json import coverage_json
    from audition.reporting.terminal.rules import coverage_lines
    from audition.usecases.coverage import coverage

    found = coverage(Path.cwd(), suite, variants, run)
    if form == "json":
        say([coverage_json(found)])
    for number, each in enumerate(found if form == "text" else ()):
        say(["", *coverage_lines(each)] if number else coverage_lines(each))
    least = 0.0 if fail_under is None else fail_under
    under = [each for each in found if each.share is not None and 100 * each.share < least]
    for each in under:
        told = f"{each.variant}: {len(each.held)} of {len(each.counted)} rules are held, fewer than {least:g} %"
        say([told], err=True)
    return 1 if under else 0
