"""Re-keys hand-made trials and judgements of format 1 by digests that cover what matters: run once, kept as its proof.

    python scripts/rekey.py FOLDER

FOLDER holds `agents/`, `scenarios/`, `rubrics/`, `recordings/` and `judgements/` as they were when the trials were
made. For every trial it proves that the old digests are those of these very files, that this project renders the same
system prompt, first message and input files from its own, and that what a judgement quotes stands in the work; only
then does it write them under the digests of today. `docs/decisions/0001-digests-cover-what-matters.md` says why.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audition.loading.project import find_project
from audition.loading.suite import load_suite
from audition.records.definitions import Scenario, Suite, Variant
from audition.records.evidence import content_blocks
from audition.records.identity import work_digest

AGENT = "account-manager"
ROOT = Path(__file__).resolve().parent.parent


def main(folder: Path) -> None:
    """Writes `evals/recordings/` and `evals/judgements/`, or stops at the first thing that does not match."""
    suite = load_suite(find_project(ROOT), AGENT)
    recordings: dict[str, dict[str, Any]] = {}
    for file in sorted((folder / "recordings" / AGENT).glob("*.json")):
        recordings[file.name] = recording(folder, suite, json.loads(file.read_bytes()))
    judgements = {
        file.name: judgement(folder, suite, json.loads(file.read_bytes()), recordings[file.name])
        for file in sorted((folder / "judgements" / AGENT).glob("*.json"))
    }
    for kind, trials in (("recordings", recordings), ("judgements", judgements)):
        target = ROOT / "evals" / kind / AGENT
        target.mkdir(parents=True, exist_ok=True)
        for name, value in trials.items():
            (target / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{len(trials)} {kind} proved and written to {target.relative_to(ROOT)}")


def recording(folder: Path, suite: Suite, old: Mapping[str, Any]) -> dict[str, Any]:
    """A trial under today's digests."""
    variant, scenario = suite.variant(old["variant"]), suite.scenario(old["scenario"])
    name = f"{variant.id} × {scenario.id} #{old['index']}"
    same(f"{name}: agent", old["agent_sha256"], file_sha256(folder / variant.path))
    same(f"{name}: scenario", old["scenario_sha256"], file_sha256(folder / scenario.locus.path))
    same(f"{name}: schema", old["schema_sha256"], file_sha256(folder / suite.schema.path))
    same(f"{name}: agent file", (folder / variant.path).read_bytes(), variant.text.encode())
    same(f"{name}: schema text", old["schema_sha256"], suite.schema.digest)
    same(f"{name}: system prompt", old["request"]["system"], variant.system)
    same(f"{name}: tools", [tool["name"] for tool in old["request"]["tools"]], list(variant.tools))
    same(f"{name}: first message", first_text(old), scenario.request)
    inputs = {**scenario.inputs, scenario.schema_path: suite.schema.text}
    same(f"{name}: input files", {path: old["outcome"].get(path) for path in inputs}, inputs)
    return {
        "format": "recording/2",
        **identity(old),
        **digests(suite, variant, scenario),
        "request": scenario.request,
        "system": variant.system,
        "tools": old["request"]["tools"],
        "max_tokens": old["request"]["max_tokens"],
        "messages": old["messages"],
        "turns": [
            {"stop_reason": reason, "usage": None, "model": None, "request_id": None, "seconds": None}
            for reason in old["stop_reasons"]
        ],
        "inputs": inputs,
        "outcome": old["outcome"],
        "model": old["model"],
        "provenance": old["provenance"],
        "recorded_at": old["recorded_at"],
    }


def judgement(folder: Path, suite: Suite, old: Mapping[str, Any], trial: Mapping[str, Any]) -> dict[str, Any]:
    """A judgement under today's digests, bound to the work that it judged."""
    rubric = next(each for each in suite.rubrics if each.id == old["rubric"])
    name = f"{rubric.id} on {old['variant']} × {old['scenario']} #{old['index']}"
    same(f"{name}: rubric", old["rubric_sha256"], file_sha256(folder / rubric.locus.path))
    same(f"{name}: trial", identity(old), identity(trial))
    same(f"{name}: criteria", [each["criterion"] for each in old["verdicts"]], [each.id for each in rubric.criteria])
    scenario = suite.scenario(old["scenario"])
    work = folded(f"{trial['outcome'][scenario.deliverable]} {final_text(trial)}")
    for verdict in old["verdicts"]:
        same(f"{name}: quote for {verdict['criterion']}", True, folded(verdict["evidence"]) in work)
    written = [path for path, text in trial["outcome"].items() if trial["inputs"].get(path) != text]
    return {
        "format": "judgement/2",
        **identity(old),
        "rubric": rubric.id,
        "rubric_digest": rubric.digest,
        "judge": old["judge"],
        "prompt_digest": None,
        "work_digest": work_digest(
            scenario=scenario.digest,
            deliverable=trial["outcome"].get(scenario.deliverable),
            final_message=final_text(trial),
            written=written,
        ),
        "verdicts": old["verdicts"],
        "provenance": old["provenance"],
        "repeat": 0,
    }


def identity(trial: Mapping[str, Any]) -> dict[str, Any]:
    """Which trial it is."""
    return {key: trial[key] for key in ("scenario", "variant", "index")}


def digests(suite: Suite, variant: Variant, scenario: Scenario) -> dict[str, str]:
    """What makes the trial the same."""
    return {
        "variant_digest": variant.digest,
        "scenario_digest": scenario.digest,
        "schema_digest": suite.schema.digest,
    }


def first_text(trial: Mapping[str, Any]) -> str:
    """The first user message."""
    return "\n".join(block["text"] for block in content_blocks(trial["messages"][0]))


def final_text(trial: Mapping[str, Any]) -> str:
    """The text of the last assistant message."""
    last = next(message for message in reversed(trial["messages"]) if message["role"] == "assistant")
    return "\n".join(block["text"] for block in content_blocks(last) if block["type"] == "text").strip()


def folded(text: str) -> str:
    """A text with every run of white space as one space, as quotes are given."""
    return " ".join(text.split())


def file_sha256(file: Path) -> str:
    """The digest that format 1 used: of a file's bytes, comments and all."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def same(what: str, old: object, new: object) -> None:
    """Goes on only where both are equal."""
    if old != new:
        sys.exit(f"{what} does not match; nothing was written")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/rekey.py FOLDER")
    main(Path(sys.argv[1]))
