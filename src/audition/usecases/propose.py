"""Asks a model where a careful reader would cut a prompt otherwise, and writes that down to be reviewed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from audition.errors import DefinitionError, EngineError, Locus, UsageError
from audition.grading.judging.answers import UnusableAnswer, parsed
from audition.grading.judging.asking import Question, Response, ask
from audition.loading.project import find_project
from audition.loading.prompt_rules.proposing import MAX_TOKENS, proposal_params, read_proposals, sifted
from audition.loading.prompt_rules.review import read_edits
from audition.loading.prompt_rules.writing import with_proposals
from audition.loading.strict_yaml import read_yaml
from audition.loading.suite import FOLDER, RULES_FILE
from audition.models.prices import worst_cost_usd
from audition.project.prompts import cut_rules, edits_of, named_prompt, suites_of
from audition.project.world import World, load_world
from audition.records.definitions import Suite
from audition.records.evidence import TrialId
from audition.records.grades import Unscored
from audition.records.results import Price
from audition.records.rules import RuleEdit
from audition.records.variants import Variant
from audition.running.judging import judge_plan
from audition.running.order import Live
from audition.running.price import tokens_of
from audition.store.json_files import write_bytes

PURPOSE = "rules"
_NOWHERE = Locus(path="")


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What a model proposed."""

    path: str
    """Of the file that holds the proposals, as people see it."""
    new: tuple[RuleEdit, ...]
    """Written now."""
    left_out: tuple[str, ...]
    """Each other proposal with why it was not written."""
    capped: str | None
    """The cap in dollars was met before an answer came; how it was told."""


def propose(root: Path, name: str, suite: str | None, live: Live) -> Proposed:
    """Where a model would cut a variant's prompt otherwise, written into its suite's `rules.yaml`.

    Args:
        root: A folder of the project.
        name: The variant, as in its suite.
        suite: The suite; None: the only one that plays it.
        live: How the model is asked: the first of the suite's judges.

    Raises:
        UsageError: No suite plays it or several do, there is no key, or the file cannot be added to.
        DefinitionError: The suite has faults.
        EngineError: The model gave no usable answer.
    """
    project = find_project(root)
    prompt = named_prompt(project, name)
    world = load_world(root, _playing(suites_of(project, prompt), prompt, suite))
    variant = next((each for each in world.suite.variants if each.path == prompt.path), None)
    if variant is None or "@" in name:
        raise UsageError(f"{name} is no variant of {world.suite.id} in the working files: proposals lie beside a suite")
    response = asyncio.run(_asked(world, variant, live))
    path = f"{FOLDER}/{world.suite.id}/{RULES_FILE}"
    if response.capped:
        return Proposed(path=path, new=(), left_out=(), capped=response.capped)
    if isinstance(response.answer, Unscored):
        raise EngineError(f"no proposal came: {response.answer.reason}")
    rules, _ = cut_rules(variant, [world.suite])
    new, left_out = sifted(variant, rules, response.answer, edits_of(variant, [world.suite]))
    if new:
        _write(world, variant, path, new)
    return Proposed(path=path, new=new, left_out=left_out, capped=None)


def _playing(suites: Sequence[Suite], prompt: Variant, named: str | None) -> str:
    """The suite whose judge is asked, and whose file holds the proposals."""
    ids = [suite.id for suite in suites]
    if named is not None:
        return named
    if not ids:
        raise UsageError(f"no suite plays {prompt.path}: proposals lie beside a suite, and its judge makes them")
    if len(ids) > 1:
        raise UsageError(f"{', '.join(ids)} play {prompt.path}: say with --suite which of them is meant")
    return ids[0]


async def _asked(world: World, variant: Variant, live: Live) -> Response[tuple[RuleEdit, ...]]:
    from audition.running.live_answering import live_answering

    rules, _ = cut_rules(variant, [world.suite])
    model = judge_plan(world).models[0]
    params = proposal_params(model, variant, rules)
    question = Question(
        params=params, trial=TrialId(PURPOSE, variant.id, 0), repeat=0, read=partial(_read, model, variant)
    )
    async with live_answering(world, live, f"{PURPOSE} {variant.id}") as answering:
        if live.tell is not None:
            shown = tokens_of(params["system"] + params["messages"][0]["content"])
            service = world.project.service
            low, high = (worst_cost_usd(model, shown, most, service=service) for most in (0, MAX_TOKENS))
            live.tell(Price(trials=0, calls=(1, 1), low_usd=low, high_usd=high))
        return await ask(answering.channel, question)


def _read(model: str, variant: Variant, text: str) -> tuple[RuleEdit, ...]:
    try:
        return read_proposals(parsed(text), model, Locus(path=variant.path))
    except ValueError as error:
        raise UnusableAnswer(str(error)) from None


def _write(world: World, variant: Variant, path: str, new: tuple[RuleEdit, ...]) -> None:
    """Put the proposals into the file; what it held is held as before, or nothing is written."""
    file = world.places.root / path
    before = file.read_bytes().decode("utf-8") if file.exists() else ""
    try:
        text = with_proposals(before, variant.id, new)
        after = read_edits(read_yaml(text, path), [each.id for each in world.suite.variants])
    except (ValueError, DefinitionError) as error:
        raise UsageError(f"{path}: the proposals cannot be added to it: {error}") from None
    wanted = {**world.suite.rules, variant.id: (*world.suite.rules.get(variant.id, ()), *new)}
    if {name: _said(edits) for name, edits in after.items()} != {name: _said(edits) for name, edits in wanted.items()}:
        raise UsageError(f"{path}: the proposals cannot be added to it without changing what it says")
    write_bytes(file, text.encode())


def _said(edits: Sequence[RuleEdit]) -> list[RuleEdit]:
    return [replace(edit, locus=_NOWHERE) for edit in edits]
