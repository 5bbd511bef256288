"""The engine behind every page: autoescape, what hides made visible, nothing undefined, and how figures read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from audition.records.estimates import points
from audition.reporting import words
from audition.reporting.escaping import visible
from audition.reporting.html.reading import as_read
from audition.reporting.opening import tone
from audition.text import counted

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "share": words.share,
    "score": words.score,
    "difference": words.difference,
    "points": points,
    "dollars": words.dollars,
    "probability": words.probability,
    "amount": words.amount,
    "of": words.of,
    "coverage": words.coverage,
    "agreement": words.agreement,
    "failed": words.failed_checks,
    "by_grader": words.by_grader,
    "by_use": words.by_use,
    "by_applying": words.by_applying,
    "rules_told": words.rules_told,
    "rules_held": words.rules_held,
    "failures_told": words.failures_told,
    "mended_told": words.mended_told,
    "leaning": words.leaning,
    "tone": tone,
    "counted": counted,
    "as_read": as_read,
    "short": lambda variant: variant.partition("/")[2] or variant,
    "as_options": lambda names: [(name, name) for name in names],
    "as_counts": lambda counts: [(name, f"{name} ({count})") for name, count in counts.items()],
    "as_variants": lambda names: [(name, name.partition("/")[2] or name) for name in names],
}


def coded(text: str) -> Markup | str:
    """A sentence of ours with what stands between backticks as code; escaped, whatever it quotes."""
    from markupsafe import Markup

    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # one of them is a mark of somebody's text
        return text
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if odd % 2 else part for odd, part in enumerate(parts)
    )


@cache
def environment() -> Environment:
    """The engine with this package's templates."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from audition.reporting.html.compiled import CompiledTemplates

    made = Environment(
        loader=PackageLoader("audition.reporting.html"),
        bytecode_cache=CompiledTemplates(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(_FILTERS, coded=coded)
    return made


def _finalize(value: Any) -> Any:
    """Every text that a template shows, its invisible signs made visible; the engine then escapes it."""
    return visible(value) if type(value) is str else value


def asset(name: str) -> str:
    """A file that lies beside the templates, such as `style.css`."""
    return resources.files("audition.reporting.html").joinpath("templates", name).read_text(encoding="utf-8")
