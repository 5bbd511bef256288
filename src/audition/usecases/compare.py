"""Holds a run against the accepted baseline, against another run, or one variant of it against another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from audition.analysis.comparison import compare
from audition.analysis.history import accepted_side
from audition.analysis.judges import judge_rows
from audition.analysis.pairing import repeated
from audition.analysis.sides import Reader, Side, summarise
from audition.analysis.terms import Terms
from audition.concluding.corrections import with_corrections
from audition.concluding.findings import (
    caveats,
    lost_trials,
    reader,
    required_failures,
    stored_sides,
    terms_between,
)
from audition.concluding.known import accepted_failures, with_known
from audition.concluding.trust import with_trust
from audition.errors import DefinitionError, UsageError
from audition.loading.agent_file import parse_agent_file
from audition.loading.project import find_project
from audition.project.commit import commit_of, file_at, merge_base
from audition.project.places import Places
from audition.project.players import without_own
from audition.project.revisions import text_of
from audition.project.world import places_of
from audition.records.accepted import Baseline, ScoreSheet
from audition.records.attribution import Cause
from audition.records.comparison import Comparison, Findings, LostTrial
from audition.records.findings import LeftOut, Mode, RunFacts
from audition.records.names import without_revision
from audition.records.project import Project
from audition.records.variants import Settings, Variant
from audition.running.order import Order
from audition.running.progress import Progress
from audition.running.run import Done
from audition.store.baselines import parse_baseline, read_baseline
from audition.store.run_file import RunFile
from audition.usecases.diff import changed
from audition.usecases.run import run_errand


@dataclass(frozen=True, kw_only=True)
class Against:
    """Which baseline a run is held against."""

    ref: str | None = None
    """A git revision: the copy at its merge base with HEAD is read; None: the working tree's."""


def compare_with_baseline(root: Path, run: str, against: Against) -> Findings:
    """Every variant of the run against its accepted scores; a regression is looked for on both channels.

    Raises:
        UsageError: There is no such run, revision or baseline.
        StoreError: A file is damaged.
    """
    places = places_of(root)
    with RunFile.open_readonly(places.run_file(run)) as file:
        facts = file.facts
        baseline = baseline_of(places, facts.agent, against)
        after = stored_sides(file)
        read = {facts.id: reader(file)}
        terms = Terms(margin=facts.margin, coverage=facts.coverage, regression=True)
        pairs = [
            (_with_prompt(root, accepted_side(sheet)), side)
            for side in after
            if (sheet := baseline.sheets.get(side.variant)) is not None and sheet.facts.id != facts.id
        ]
        found = Findings(
            runs=(replace(facts, left_out=(*facts.left_out, *_unmatched(baseline, facts))),),
            comparisons=tuple(_with_rules(root, compare(*pair, terms, read), *pair) for pair in pairs),
            sides=tuple(map(summarise, after)),
            rows=(),
            failures=required_failures(after, read),
            lost=lost_trials(file.summaries()),
            judges=judge_rows(after, file.judging.judgements(), read),
            caveats=(*caveats([facts], after), *_replayed_baselines(baseline, facts), *_repeats(pairs)),
        )
        return with_trust(places, with_known(found, file.marks(), baseline.known_failures))


def compare_runs(root: Path, before: str, after: str) -> Findings:
    """Every variant that two stored runs share, the first run as the baseline.

    Raises:
        UsageError: A run is missing, they share no variant, or both names mean one run.
    """
    places = places_of(root)
    with ExitStack() as stack:
        files = [stack.enter_context(RunFile.open_readonly(places.run_file(name))) for name in (before, after)]
        if files[0].facts.id == files[1].facts.id:
            raise UsageError(f"{before} and {after} are one run: held against itself it shows nothing")
        first, second = ({side.variant: side for side in stored_sides(file)} for file in files)
        shared = [variant for variant in second if variant in first]
        if not shared:
            raise UsageError(f"the runs {files[0].facts.id} and {files[1].facts.id} share no variant")
        facts = files[1].facts
        terms = Terms(margin=facts.margin, coverage=facts.coverage, regression=True)
        pairs = [(_labelled(first[name]), _labelled(second[name])) for name in shared]
        read = {file.facts.id: reader(file) for file in files}
        found = _findings([file.facts for file in files], [compare(*pair, terms, read) for pair in pairs], pairs, read)
        lost = [*_lost(files[1], shared), *_lost(files[0], shared, f"in run {files[0].facts.id}: ")]
        found = replace(found, lost=tuple(lost), caveats=(*found.caveats, *_repeats(pairs)))
        return with_trust(places, with_known(found, files[1].marks(), accepted_failures(places, facts.agent)))


def compare_variants(root: Path, baseline: str, candidate: str, run: str) -> Findings:
    """Two variants of one stored run.

    Raises:
        UsageError: The run is missing, or did not play one of them.
    """
    places = places_of(root)
    with RunFile.open_readonly(places.run_file(run)) as file:
        sides = {side.variant: side for side in stored_sides(file)}
        pair = (_named(sides, baseline, file.facts), _named(sides, candidate, file.facts))
        read = {file.facts.id: reader(file)}
        comparison = compare(*pair, terms_between(file.facts, *pair), read)
        found = _findings([file.facts], [comparison], [pair], read)
        lost = tuple(_lost(file, [side.variant for side in pair]))
        found = replace(found, failures=required_failures(pair, read), lost=lost)
        known = accepted_failures(places, file.facts.agent)
        found = with_known(with_corrections(places, file, found), (*pair[0].marks, *pair[1].marks), known)
        return with_trust(places, found)


def play_both(root: Path, order: Order, progress: Progress | None) -> Done:
    """What became of the run that holds two variants, of which one may be at a revision.

    One that a kill cut today or yesterday is gone on with, so that nothing is paid for twice.

    Raises:
        UsageError, EngineError: As `run`.
    """
    errand = f"the comparison of {order.chosen} at {commit_of(places_of(root).root)}"
    since = order.clock().date() - timedelta(days=1)
    return run_errand(root, replace(order, errand=errand), progress, since=since, finished=False)


def is_run(root: Path, name: str) -> bool:
    """Whether a word names a stored run rather than a variant."""
    try:
        places_of(root).run_file(name)
    except UsageError:
        return False
    return True


def _findings(
    runs: Sequence[RunFacts],
    comparisons: Sequence[Comparison],
    pairs: Sequence[tuple[Side, Side]],
    read: Mapping[str, Reader],
) -> Findings:
    sides = list({(side.run, side.variant): side for pair in pairs for side in pair}.values())
    return Findings(
        runs=tuple(runs),
        comparisons=tuple(comparisons),
        sides=tuple(map(summarise, sides)),
        rows=(),
        failures=required_failures([after for _, after in pairs], read),
        judges=judge_rows(sides, (), read),
        caveats=caveats(runs, sides),
    )


def _lost(file: RunFile, variants: Collection[str], place: str = "") -> Iterator[LostTrial]:
    """The lost trials of these variants; `place` is said before each one's reason."""
    for found in lost_trials(file.summaries()):
        if found.trial.variant in variants:
            yield replace(found, why=place + found.why)


def _labelled(side: Side) -> Side:
    return replace(side, label=f"{side.variant} ({side.run})")


def _with_prompt(root: Path, side: Side) -> Side:
    """The side with its agent file, which a baseline leaves to git."""
    text = text_of(find_project(root), side.variant, side.facts, side.commit)
    return replace(side, facts=replace(side.facts, text=text))


def _with_rules(root: Path, comparison: Comparison, before: Side, after: Side) -> Comparison:
    """The comparison; of an edited prompt, where both texts are known, each rule that differs with what holds it."""
    edited = [change for change in comparison.changes if change.cause is Cause.PROMPT]
    if not edited or not (before.facts.text and after.facts.text):
        return comparison
    project = find_project(root)
    try:
        held = changed(project, *(_prompt_of(project, side) for side in (before, after))).rules
    except DefinitionError:
        return comparison  # what the run has kept was right when it was played; what it is today tells `audition check`
    rules = held.changes if held and any(each.graders for each in held.changes) else ()
    return replace(
        comparison,
        changes=tuple(replace(each, rules=rules) if each in edited else each for each in comparison.changes),
    )


def _prompt_of(project: Project, side: Side) -> Variant:
    return parse_agent_file(
        side.facts.text.encode(),
        without_revision(side.variant),
        models=project.models,
        path=side.facts.path,
        settings=Settings(inherits=project.model),
    )


def _named(sides: Mapping[str, Side], name: str, facts: RunFacts) -> Side:
    for said in (name, without_own(name)):
        for variant, side in sides.items():
            if said in (variant, variant.split("/", 1)[-1]):
                return side
    raise UsageError(f"run {facts.id} did not play {name!r}: it has {', '.join(sides)}")


def _unmatched(baseline: Baseline, facts: RunFacts) -> list[LeftOut]:
    """Variants on one side only, both ways, and those whose accepted scores are this very run's."""
    played, accepted = set(facts.variants), set(baseline.sheets)
    itself = sorted(name for name in played & accepted if baseline.sheets[name].facts.id == facts.id)
    return [
        *(LeftOut(what=name, why="this very run is its baseline") for name in itself),
        *(
            LeftOut(what=name, why="no accepted baseline; `audition accept` makes one")
            for name in sorted(played - accepted)
        ),
        *(LeftOut(what=name, why="in the baseline, not in this run") for name in sorted(accepted - played)),
    ]


def _repeats(pairs: Iterable[tuple[Side, Side]]) -> Iterator[str]:
    """Where a comparison of two replays holds no new evidence."""
    for before, after in pairs:
        if count := repeated(before, after):
            yield (
                f"{after.variant}: {count} of {len(after.ended)} trials replay the same recordings on both sides: "
                "the same trials, no new evidence."
            )


def _replayed_baselines(baseline: Baseline, facts: RunFacts) -> Iterator[str]:
    """Where what a model answers now is held against what was recorded, perhaps by hand."""
    replayed = sorted(name for name in facts.variants if is_replay(baseline.sheets.get(name)))
    if facts.mode is not Mode.REPLAY and replayed:
        yield (
            f"The baseline of {', '.join(replayed)} was accepted from recordings: against live answers it shows what "
            "differs between the two, not what got worse. `audition accept` of a live run makes one that does."
        )


def is_replay(sheet: ScoreSheet | None) -> bool:
    """Whether accepted scores were read from recordings."""
    return sheet is not None and sheet.facts.mode is Mode.REPLAY


def baseline_of(places: Places, agent: str, against: Against) -> Baseline:
    """An agent's baseline.

    Raises:
        UsageError: There is none, or no such revision.
    """
    path = places.baseline(agent)
    shown = path.relative_to(places.root).as_posix()
    if against.ref is None:
        try:
            return read_baseline(path)
        except FileNotFoundError:
            raise UsageError(f"{shown}: there is no baseline yet; `audition accept` makes one of a run") from None
    base = merge_base(places.root, against.ref)
    data = file_at(places.root, base, shown)
    if data is None:
        raise UsageError(f"{shown}: {against.ref} has no baseline at its merge base {base[:12]}")
    return parse_baseline(data, f"{base[:12]}:{shown}")
