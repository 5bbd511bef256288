"""`audition rules`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import asking_live, judge_options
from audition.cli.saying import say


@click.command("rules")
@click.argument("variant")
@click.option("--suite", metavar="SUITE", help="With --live: the suite that plays it, of several.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@asking_live
def command(variant: str, suite: str | None, form: str, **chosen: Any) -> int:
    """Take a prompt apart into its rules: each with its place, its estimated tokens and an id.

    List items, table rows, sentences and examples are rules. The prompt is named as for `audition diff`: `sales`,
    `sales@HEAD~3`, or by its path. What is cut wrongly is mended in `scenarios/<suite>/rules.yaml`.

    Without --live this costs nothing. With it, the suite's judge is asked once where a careful reader would cut the
    prompt otherwise; what it proposes is written into that file and changes nothing until a person agrees.
    """
    from audition.cli.cap import cut_short
    from audition.reporting.rules_json import rules_json
    from audition.reporting.terminal.rules import proposal_lines, rule_lines
    from audition.usecases.propose import propose
    from audition.usecases.rules import prompt_rules

    live = judge_options(chosen)
    if live is None and suite is not None:
        raise click.UsageError("--suite says whose judge is asked: add --live")
    if live is not None:
        found = propose(Path.cwd(), variant, suite, live)
        if found.capped is None:
            say(proposal_lines(found.new, found.left_out, asked=found.path))
        return cut_short(found.capped)
    rules = prompt_rules(Path.cwd(), variant)
    if form == "json":
        say([rules_json(rules.variant, rules.path, rules.rules)])
    else:
        say(rule_lines(f"{rules.variant} ({rules.path})", rules.rules, rules.faults))
        say(proposal_lines(rules.proposed))
    return 0
