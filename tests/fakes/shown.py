"""Findings and run files made by hand: what reports are written from in tests.

`findings()` has one comparison of two variants, `run_file(folder)` the two scenarios' trials behind it. Whatever a test
passes as `text` stands everywhere a model, a judge or a scenario speaks.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audition.records.comparison import (
    Comparison,
    Findings,
    General,
    LostTrial,
    RequiredFailure,
    SideSummary,
    VerdictKind,
    VerdictLine,
)
from audition.records.definitions import Role
from audition.records.estimates import Estimate
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.findings import LeftOut, Mode, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, GraderKind, NotApplicable, Quote, Score, Unscored
from audition.records.rows import (
    Corrected,
    Example,
    GraderRow,
    JudgeRow,
    PassRow,
    ScenarioRow,
    SelfAgreement,
    Standing,
    TagRow,
    Tally,
)
from audition.records.turns import Turn, Usage
from audition.store.run_file import RunFile

HASTY, CAREFUL = "clerk/hasty", "clerk/careful"
SCENARIOS = ("late-fee", "lost-card")
RUN = "20261121-203355-letters-4f3a"


def facts(text: str = "Plain words.", **changes) -> RunFacts:
    """A replay of two variants, two scenarios and two trials."""
    variant = VariantFacts(
        digest="d1",
        model_alias="sonnet",
        model="claude-sonnet-5-5",
        path="a.md",
        revision=None,
        text=f"# Clerk\n{text}\n",
    )
    scenario = ScenarioFacts(digest="d2", title=text, category="mail", tags=("fees",), request_digest="d3")
    return RunFacts(
        **{
            "id": RUN,
            "suite": "letters",
            "mode": Mode.REPLAY,
            "created_at": "2026-11-21T20:33:55+00:00",
            "trials": 2,
            "planned": tuple(TrialId(s, v, i) for s in SCENARIOS for v in (HASTY, CAREFUL) for i in (0, 1)),
            "variants": {HASTY: variant, CAREFUL: variant},
            "scenarios": dict.fromkeys(SCENARIOS, scenario),
            "schema_digest": "d4",
            "rubrics": {"tone": "d5"},
            "margin": 0.05,
            "coverage": 0.95,
            "caveat": f"Made from recordings. {text}",
            "left_out": (LeftOut(what="1 scenario: donation", why="no recording"),),
            "engine": "0.1.0",
        }
        | changes
    )


def side(variant: str, **changes) -> SideSummary:
    """A side whose cost is unknown."""
    return SideSummary(
        **{
            "label": variant,
            "variant": variant,
            "run": RUN,
            "model": "claude-sonnet-5-5",
            "answered": (),
            "planned": 4,
            "scored": 4,
            "failed": 0,
            "diverged": 0,
            "cut": 0,
            "unscored": 0,
            "missing": 0,
            "coverage": 1.0,
            "gate": Estimate(value=0.9, low=0.8, high=0.95),
            "cost_usd": None,
            "tokens": None,
            "seconds": None,
            "turns": 2.0,
        }
        | changes
    )


def row(grader: str = "signs", text: str = "Plain words.", **changes) -> GraderRow:
    """A gate check that the candidate passes less often."""
    quote = Quote(text=text, where="deliverable", line=2, pointer="$.end")
    return GraderRow(
        **{
            "grader": grader,
            "kind": GraderKind.CHECK,
            "role": Role.GATE,
            "compared": True,
            "baseline": Tally(scored=4, passed=4, mean=1.0),
            "candidate": Tally(scored=4, passed=2, mean=0.5),
            "difference": Estimate(value=-0.5, low=-0.8, high=-0.1),
            "p_adjusted": 0.03,
            "supported": True,
            "example": Example(trial=TrialId("late-fee", CAREFUL, 0), reason=text, quote=quote),
        }
        | changes
    )


def comparison(text: str = "Plain words.", **changes) -> Comparison:
    """An inconclusive comparison of both variants."""
    verdict = VerdictLine(
        kind=VerdictKind.INCONCLUSIVE,
        sentence="The evidence does not tell careful from hasty on these 2 scenarios.",
        advice="8 trials a case would settle it.",
        difference=Estimate(value=0.02, low=-0.1, high=0.12),
        interval90=Estimate(value=0.02, low=-0.08, high=0.1, level=0.9),
        p_value=0.7,
        margin=0.05,
        detectable=0.2,
        trials_needed=8,
        general=General(difference=None, sentence="Nothing is said of scenarios like these."),
    )
    same = Estimate(value=0.0, low=-0.2, high=0.2)
    return Comparison(
        **{
            "baseline": side(HASTY),
            "candidate": side(CAREFUL),
            "verdict": verdict,
            "rows": (
                row(text=text),
                row("greets", candidate=Tally(scored=4, passed=4, mean=1.0), difference=same, example=None),
                row("own_words", compared=False, role=Role.INFORMS, baseline=None, difference=None, example=None),
            ),
            "scenarios": tuple(
                ScenarioRow(
                    scenario=name,
                    title=text,
                    tags=("fees",),
                    baseline=0.9,
                    candidate=0.9 - moved,
                    baseline_trials=2,
                    candidate_trials=2,
                    difference=-moved,
                    outcome=Standing.LOSS if moved else Standing.TIE,
                    q_value=0.2,
                )
                for name, moved in zip(SCENARIOS, (0.4, 0.0), strict=True)
            ),
            "tags": (TagRow(tag="fees", scenarios=2, baseline=0.9, candidate=0.7, difference=same),),
            "passes": (PassRow(k=1, baseline_all=1.0, candidate_all=0.5, baseline_any=1.0, candidate_any=1.0),),
            "left_out": (),
            "corrected": (
                Corrected(rubric="tone", whose="people's labels", difference=same, labelled=60, pairs=80, judged=0.03),
            ),
            "thresholds": {"alpha": 0.05, "grader_alpha": 0.05, "margin": 0.05},
            "prompt_diff": f"@@ -1 +1 @@\n-{text}\n+{text}!\n",
        }
        | changes
    )


def findings(text: str = "Plain words.", **changes) -> Findings:
    """One comparison with a required failure."""
    quote = Quote(text=text, where="deliverable", line=2)
    failure = RequiredFailure(trial=TrialId("late-fee", CAREFUL, 1), grader="never_promises", reason=text, quote=quote)
    return Findings(
        **{
            "runs": (facts(text),),
            "comparisons": (comparison(text),),
            "sides": (side(HASTY), side(CAREFUL)),
            "rows": (),
            "failures": (failure,),
            "lost": (LostTrial(trial=TrialId("late-fee", HASTY, 0), why=f"failed: {text}"),),
            "judges": (
                JudgeRow(
                    rubric="tone",
                    fingerprint="claude-opus-5-5/p1/r1",
                    note=f"uncalibrated: informs, does not gate. {text}",
                    agreements=(
                        SelfAgreement(judge="claude-opus-5-5", items=8, verdicts=3, unanimous=0.75, alpha=0.5),
                    ),
                ),
            ),
            "caveats": (f"Made from recordings. {text}",),
        }
        | changes
    )


def alone(text: str = "Plain words.") -> Findings:
    """The same of one variant."""
    return findings(
        text, comparisons=(), sides=(side(CAREFUL),), rows=(row(text=text, baseline=None, difference=None),)
    )


def several(text: str = "Plain words.") -> Findings:
    """A third variant, which regressed, held against the first too."""
    third = side("clerk/curt", label="clerk/curt")
    worse = comparison(text, candidate=third)
    verdict = replace(worse.verdict, kind=VerdictKind.REGRESSED, sentence="curt does worse than hasty.")
    both = (comparison(text), replace(worse, verdict=verdict))
    return findings(text, comparisons=both, sides=(side(HASTY), side(CAREFUL), third), failures=())


def trial(name: TrialId, text: str = "Plain words.", **changes) -> Trial:
    """A trial that wrote a letter by a tool call; the variants' letters differ in their last line."""
    letter = f"greeting: Dear reader\nend: {text}\nsigned: {name.variant} {name.index}\n"
    call = {"type": "tool_use", "id": "t1", "name": "Write", "input": {"file_path": "letter.yaml", "content": letter}}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": f"Wrote letter.yaml. {text}"}
    given = {"in.yaml": f"from: a reader\nsays: {text}\n" + "more: words\n" * 30}
    return Trial(
        **{
            "id": name,
            "origin": Origin.REPLAY,
            "ending": Ending.FINISHED,
            "messages": (
                {"role": "user", "content": f"Answer the letter. {text}"},
                {"role": "assistant", "content": [call]},
                {"role": "user", "content": [result]},
                {"role": "assistant", "content": [{"type": "text", "text": f"It is written. {text}"}]},
            ),
            "turns": (Turn(stop_reason="tool_use"), Turn(stop_reason="end_turn", usage=Usage(output_tokens=5))),
            "inputs": given,
            "outcome": {**given, "letter.yaml": letter},
            "notes": (f"A note. {text}",),
        }
        | changes
    )


def grades(name: TrialId, text: str = "Plain words.", flawless: str = "") -> tuple[Grade, ...]:
    """One reading of each kind; the careful clerk fails to sign and promises what it must not, but for one scenario."""
    passed = name.variant == HASTY or name.scenario == flawless
    quote = Quote(text=text, where="deliverable", line=2, pointer="$.end")
    readings = {
        "never_promises": (Role.REQUIRED, Score(value=float(passed), passed=passed, reason=text, quotes=(quote,))),
        "signs": (Role.GATE, Score(value=float(passed), passed=passed, reason=text, quotes=(quote,))),
        "greets": (Role.GATE, Score(value=1.0, passed=True, reason=text)),
        "competitor": (Role.GATE, NotApplicable(reason=text)),
        "tone": (Role.INFORMS, Unscored(reason=text, detail=text)),
    }
    return tuple(
        Grade(trial=name, grader=grader, kind=GraderKind.CHECK, role=role, reading=reading, version="v1")
        for grader, (role, reading) in readings.items()
    )


def run_file(folder: Path, text: str = "Plain words.", flawless: str = "", **changes) -> Path:
    """A complete run of what `facts` plans; nothing fails in the scenario that is flawless."""
    planned = facts(text, **changes)
    path = folder / f"{planned.id}.sqlite"
    with RunFile.create(path, planned) as file:
        for name in planned.planned:
            file.add_trial(trial(name, text), grades(name, text, flawless))
        file.finish()
    return path
