"""The command group: names every command, imports the one that is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

import audition
from audition.cli.saying import hush

_COMMANDS = {
    "init": "start a new agent's suite: small, and passing from the first minute",
    "check": "see that agents, suites, scenarios and rubrics are right",
    "plan": "say what a run would play, find and cost",
    "run": "play a suite, grade it, compare the variants, write the report",
    "watch": "on every save, play the affected cases again and show what moved",
    "show": "read one trial: its request, answers, tool calls, files and scores",
    "runs": "list the stored runs, the newest first",
    "view": "look at runs, trials and histories in a browser, and label works there",
    "grade": "grade a stored run again, for free unless a live judge is asked",
    "judge": "hold the judge against people and itself, or let it choose between two works",
    "rules": "take a prompt apart into its rules",
    "coverage": "show what holds each rule of a prompt, and how often it was kept",
    "mutate": "take rules out of a prompt and see whether the suite notices",
    "diff": "show how two prompts differ, or one and its own past",
    "compare": "hold two variants, runs or revisions against each other",
    "report": "write a stored run's reports",
    "accept": "make a run the baseline",
    "weekly": "screen against the baseline, confirm a suspicion, keep the history",
    "history": "show gate scores over time, beside what changed",
    "aa": "put a variant against itself: the false alarms of the procedure",
    "export": "write a stored run's rows as CSV or JSON lines, or as logs of Inspect AI",
    "import": "take over tests of promptfoo or samples of Inspect AI as scenarios",
}


class _Lazy(click.Group):
    """Help costs no import but click: a command's module is loaded when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = import_module(f"audition.cli.{name}_command").command
        if not isinstance(command, click.Command):
            ctx.fail(f"{name} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from audition.text import did_you_mean

            ctx.fail(f"no command {args[0][:100]!r}{did_you_mean(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # which click would end with 1, as work that failed does
            hush()
            raise click.exceptions.Exit(0) from None

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(audition.__version__, "-V", "--version", message="audition %(version)s")
def root() -> None:
    """Put agent prompts through the same scenes and see, with honest error bars, which plays the part better.

    Nothing is spent unless --live is said. Exit codes: 0 fine, 1 regressed or a required check failed, 2 wrong usage
    or definitions, 3 the machinery broke, 4 budget met, 5 nothing selected, 130 interrupted.
    """
