"""A stored run as logs that Inspect's own viewer opens: one a variant, made by Inspect's own library.

What has no equal there is said in `metadata`: a grader's role, what was not applicable and what broke, which are no
scores. A trial that failed is a sample with an error and without scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import Any

from audition.errors import EngineError, UsageError
from audition.loading.frontmatter import parts_of
from audition.records.evidence import Trial
from audition.records.findings import RunFacts
from audition.records.grades import GATE, Grade, Mark, Score, gate_marks
from audition.records.messages import content_blocks, result_text, tool_results
from audition.store.run_file import RunFile

MISSING = "Inspect's library is not installed: pip install 'audition[inspect]'"


def write_inspect_logs(file: RunFile, folder: Path) -> tuple[Path, ...]:
    """One `.eval` file a variant; gives their paths.

    Args:
        file: Open.
        folder: Made where it is missing; a log of the same run and variant in it is written over.

    Raises:
        UsageError: Inspect's library is not installed.
        EngineError: A log cannot be written.
    """
    try:
        from inspect_ai.log import write_eval_log
    except ImportError:
        raise UsageError(MISSING) from None
    facts, marks = file.facts, list(file.marks())
    paths = []
    for variant in facts.variants:
        mine = [mark for mark in marks if mark.trial.variant == variant]
        trials = (trial for trial in file.trials() if trial.id.variant == variant)
        samples = [_sample(facts, trial, file.grades(trial.id), mine) for trial in trials]
        path = folder / f"{facts.id}-{re.sub(r'[^A-Za-z0-9_.+-]+', '-', variant)}.eval"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_eval_log(_log(facts, variant, samples, mine), str(path))
        except OSError as error:
            raise EngineError(f"{path}: cannot be written: {error.strerror}") from error
        paths.append(path)
    return tuple(paths)


def _log(facts: RunFacts, variant: str, samples: Sequence[Any], marks: Sequence[Mark]) -> Any:
    from inspect_ai.log import EvalConfig, EvalDataset, EvalLog, EvalResults, EvalSpec

    known = facts.variants[variant]
    spec = EvalSpec(
        created=facts.created_at,
        run_id=facts.id,
        task=variant,
        task_id=known.digest[:22],
        task_file=known.path,
        model=f"anthropic/{known.model}",
        dataset=EvalDataset(name=facts.suite, samples=len(facts.scenarios), sample_ids=list(facts.scenarios)),
        config=EvalConfig(epochs=facts.trials),
        packages={"audition": facts.engine},
        metadata={"variant": variant, "digest": known.digest, "mode": facts.mode.value, "commit": facts.commit},
    )
    results = EvalResults(
        total_samples=sum(trial.variant == variant for trial in facts.planned),
        completed_samples=len(samples),
        scores=list(_results(marks)),
    )
    return EvalLog(status="success", eval=spec, results=results, samples=list(samples))


def _results(marks: Sequence[Mark]) -> Iterator[Any]:
    """The mean of every grader over all trials that it scored, and of the gate score."""
    from inspect_ai.log import EvalMetric, EvalScore

    read: dict[str, list[Mark]] = {}
    for mark in (*gate_marks(marks), *marks):
        read.setdefault(mark.grader, []).append(mark)
    for grader, found in read.items():
        values = [mark.value for mark in found if mark.value is not None]
        if values:
            yield EvalScore(
                name=grader,
                scorer=grader,
                scored_samples=len(values),
                unscored_samples=len(found) - len(values),
                metrics={"mean": EvalMetric(name="mean", value=fmean(values))},
                metadata={"role": "gate" if grader == GATE else found[0].role.value},
            )


def _sample(facts: RunFacts, trial: Trial, grades: Iterable[Grade], marks: Iterable[Mark]) -> Any:
    from inspect_ai.log import EvalError, EvalSample
    from inspect_ai.model import ModelOutput

    grades = tuple(grades)
    read = [(grade, grade.reading) for grade in grades if isinstance(grade.reading, Score)]
    scores = {grade.grader: _score(grade, reading) for grade, reading in read}
    own = gate_marks(mark for mark in marks if mark.trial == trial.id)
    scores |= {mark.grader: _gate(mark) for mark in own if mark.value is not None}
    failed = None if trial.ending.scored else f"{trial.ending.value}: {trial.detail}"
    messages = list(_messages(facts, trial))
    return EvalSample(
        id=trial.id.scenario,
        epoch=trial.id.index + 1,
        input=messages[1].text if len(messages) > 1 else "",
        target="",
        messages=messages,
        output=ModelOutput.from_content(", ".join(trial.models) or "unknown", trial.final_message),
        scores=scores if failed is None else {},
        error=None if failed is None else EvalError(message=failed, traceback="", traceback_ansi=""),
        total_time=trial.seconds,
        started_at=trial.started_at,
        metadata={
            "ending": trial.ending.value,
            "origin": trial.origin.value,
            "usage": asdict(trial.usage) if trial.usage else None,
            "files": {path: text for path in trial.written if isinstance(text := trial.outcome[path], str)},
            "not scored": {g.grader: g.reading.reason for g in grades if not isinstance(g.reading, Score)},
            "notes": list(trial.notes),
        },
    )


def _score(grade: Grade, reading: Score) -> Any:
    from inspect_ai.scorer import Score as InspectScore

    told = {"role": grade.role.value, "passed": reading.passed, "quotes": [asdict(quote) for quote in reading.quotes]}
    return InspectScore(value=reading.value, explanation=reading.reason, metadata=told)


def _gate(mark: Mark) -> Any:
    from inspect_ai.scorer import Score as InspectScore

    return InspectScore(value=mark.value, metadata={"role": "gate", "passed": mark.passed})


def _messages(facts: RunFacts, trial: Trial) -> Iterator[Any]:
    """The conversation as the agent had it; what is no text or call, such as a picture, is named by its kind."""
    from inspect_ai.model import ChatMessageAssistant, ChatMessageSystem, ChatMessageTool, ChatMessageUser
    from inspect_ai.tool import ToolCall, ToolCallError

    known = facts.variants[trial.id.variant]
    system = trial.frame.system if trial.frame else parts_of(known.text, known.path).body
    yield ChatMessageSystem(content=system)
    results = tool_results(trial.messages)
    for message in trial.messages:
        blocks = content_blocks(message)
        text = "\n".join(_told(block) for block in blocks if block["type"] not in ("tool_use", "tool_result"))
        calls = [block for block in blocks if block["type"] == "tool_use"]
        if message["role"] == "assistant":
            told = [ToolCall(id=block["id"], function=block["name"], arguments=dict(block["input"])) for block in calls]
            yield ChatMessageAssistant(content=text, tool_calls=told or None)
        elif text:
            yield ChatMessageUser(content=text)
        for block in calls:
            result = results.get(block["id"])
            if result is not None:
                broke = ToolCallError(type="unknown", message=result_text(result)) if result.get("is_error") else None
                yield ChatMessageTool(
                    content=result_text(result), tool_call_id=block["id"], function=block["name"], error=broke
                )


def _told(block: Mapping[str, Any]) -> str:
    return str(block["text"]) if block["type"] == "text" else f"({block['type']})"
