"""`audition rules`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("rules")
@click.argument("variant")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(variant: str, form: str) -> int:
    """Take a prompt apart into its rules: each with its place, its estimated tokens and an id; costs nothing.

    List items, table rows, sentences and examples are rules. The prompt is named as for `audition diff`: `sales`,
    `sales@HEAD~3`, or by its path. What is cut wrongly is mended in `scenarios/<suite>/rules.yaml`.
    """
    from audition.reporting.rules_json import rules_json
    from audition.reporting.terminal.rules import rule_lines
    from audition.usecases.rules import prompt_rules

    found = prompt_rules(Path.cwd(), variant)
    if form == "json":
        say([rules_json(found.variant, found.path, found.rules)])
    else:
        say(rule_lines(f"{found.variant} ({found.path})", found.rules, found.faults))
    return 0
