"""Recordings and judgements from anywhere: odd ones that the API could have made replay, all others are refused."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from audition.agent import Conditions, Replay
from audition.errors import AuditionError, RecordingMiss, StoreError, UsageError
from audition.grading.grade import grade
from audition.models.recorded import RecordedModel
from audition.project.places import Places
from audition.project.world import World, load_world
from audition.records.evidence import Ending, Trial, TrialId
from audition.records.grades import Unscored
from audition.running.order import Order
from audition.running.plan import Selection, subject_of
from audition.running.recorded import judgements_of, recordings_of
from audition.store.judgements import judgements, write_judgement
from audition.store.recordings import recordings
from audition.usecases.check import check
from audition.usecases.plan import plan
from audition.usecases.run import run
from audition.workspace.sandbox.shell import NoShell
from tests.fakes import letters as small
from tests.unit.store import samples

TRIAL = TrialId("late-fee", "clerk/hasty", 0)
NAME = "hasty-late-fee-0.json"
INSTRUCTION = "desk/letter_002/instruction.yaml"

Plain = dict[str, Any]


class Recorded(NamedTuple):
    """A small world with one recorded trial."""

    world: World
    text: str


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The recording as it was made."""
    root = small.project(tmp_path_factory.mktemp("recorded"), ("late-fee",))
    small.record(root, trials=1, variants=("clerk/hasty",))
    return Recorded(load_world(root, None), (root / "evals/recordings/clerk" / NAME).read_text(encoding="utf-8"))


def _played(world: World, folder: Path) -> Trial:
    suite = world.suite
    stage = Conditions(limits=suite.limits, shell=NoShell("a replay needs none"))
    return asyncio.run(Replay(RecordedModel(recordings(folder))).play(subject_of(suite, TRIAL), stage))


def _last(content: Any, stop: str = "end_turn") -> Callable[[Plain], None]:
    def change(plain: Plain) -> None:
        plain["messages"][-1]["content"] = content
        plain["turns"][-1]["stop_reason"] = stop

    return change


def _call(name: str, given: Any, **result: Any) -> Callable[[Plain], None]:
    """One more call, before the last word."""

    def change(plain: Plain) -> None:
        use = {"type": "tool_use", "id": "added", "name": name, "input": given}
        told = {"type": "tool_result", "tool_use_id": "added", **result}
        plain["messages"][-1:-1] = [{"role": "assistant", "content": [use]}, {"role": "user", "content": [told]}]
        plain["turns"].insert(-1, {"stop_reason": "tool_use"})

    return change


def _set(*path: Any, to: Any) -> Callable[[Plain], None]:
    def change(plain: Plain) -> None:
        part: Any = plain
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = to

    return change


SAID = "The answer lies on the desk."
TEXT = {"type": "text", "text": "Done."}
WORDS = "\x1b[31m \u202e ::error::x ##[error]y </script> 🚀"
MISSING = {"file_path": "nope.md"}

REPLAYS: dict[str, tuple[Callable[[Plain], object], str]] = {
    "as it is": (lambda plain: None, SAID),
    "a last word as text": (_last("Done."), "Done."),
    "no last word": (_last([]), ""),
    "an empty last word": (_last(""), ""),
    "a blank last word": (_last([{"type": "text", "text": " "}]), ""),
    "two texts": (_last([TEXT, TEXT]), "Done.\nDone."),
    "thinking": (_last([{"type": "thinking", "thinking": "Hm.", "signature": "s"}, TEXT]), "Done."),
    "thinking alone": (_last([{"type": "thinking", "thinking": "Hm.", "signature": "s"}]), ""),
    "hidden thinking": (_last([{"type": "redacted_thinking", "data": "x"}, TEXT]), "Done."),
    "a block of tomorrow": (_last([{"type": "server_tool_use", "id": "a", "name": "b", "input": {}}, TEXT]), "Done."),
    "null citations": (_last([TEXT | {"citations": None}]), "Done."),
    "a mark of the cache": (_last([TEXT | {"cache_control": {"type": "ephemeral"}}]), "Done."),
    "a stop at a sequence": (_last([TEXT], "stop_sequence"), "Done."),
    "hostile words": (_last(WORDS), WORDS),
    "three megabytes": (_last("x" * 3_000_000), "x" * 3_000_000),
    "a result as blocks": (_call("Read", MISSING, content=[TEXT, TEXT], is_error=True), SAID),
    "a result of nothing": (_call("Read", MISSING), SAID),
    "a result of no blocks": (_call("Read", MISSING, content=[]), SAID),
    "a result with an image": (_call("Read", MISSING, content=[{"type": "image", "source": {}}]), SAID),
    "a call of nothing": (_call("Read", {}, content="x"), SAID),
    "a call outside": (_call("Read", {"file_path": "/etc/passwd"}, content="root:x"), SAID),
    "a call of a tool of tomorrow": (_call("../../x\x1b[31m", {}, content="x"), SAID),
    "a call of an ungranted tool": (_call("Bash", {"command": "id"}, content="uid=0"), SAID),
    "a call with a float": (_call("Read", {"file_path": INSTRUCTION, "offset": 1.0}, content="x"), SAID),
    "a call with a large number": (_call("Read", {"file_path": INSTRUCTION, "offset": 10**400}, content="x"), SAID),
    "a call nested deep": (_call("Read", json.loads('{"a":' * 200 + "1" + "}" * 200), content="x"), SAID),
    "fields of tomorrow in a message": (_set("messages", -1, "id", to="msg_1"), SAID),
    "unknown usage": (_set("turns", 0, "usage", to=None), SAID),
    "known usage": (_set("turns", 0, "usage", to={"input_tokens": 5, "output_tokens": 2}), SAID),
    "a day that is none": (_set("recorded_at", to="some day"), SAID),
    "no tools": (_set("tools", to=[]), SAID),
    "another model": (_set("model", to="\x1b[31mgpt\n::error::x"), SAID),
    "a hostile provenance": (_set("provenance", to="<script> ::error::x\n##[error]y"), SAID),
}

DIFFERS = {
    "a file outside left": (_set("outcome", "../../etc/x", to="y"), "../../etc/x was not left"),
    "a file that is no text left": (_set("outcome", "x", to={"kind": "binary", "bytes": 3}), "x was not left"),
}

MISSES = {
    "another prompt": (_set("variant_digest", to="x\n::error::\x1b[31m"), "are others than were recorded"),
    "another request": (_set("request", to="Do\n::error::evil"), "recorded as …'Do\\n::error::evil"),
    "a file outside to start with": (_set("inputs", "../../etc/x", to="y"), "workspace file ../../etc/x is gone today"),
}

FAILS = {
    "a reason to stop of tomorrow": (_last([TEXT], "tired"), "does not know: 'tired'"),
    "a pause at the end": (_last([TEXT], "pause_turn"), "asks for one more"),
    "a stop for no call": (_last([TEXT], "tool_use"), "called none"),
    "no answers": (lambda plain: plain.update(messages=plain["messages"][:1], turns=[]), "asks for one more"),
}

REFUSED: dict[str, tuple[Callable[[Plain], object], str]] = {
    "a message of nobody": (_set("messages", 0, "role", to="narrator"), "$.messages[0]: role is none of"),
    "a text for a message": (_set("messages", 0, to="x"), "$.messages[0]: expected an object"),
    "a number for content": (_set("messages", -1, "content", to=3), "content is neither text nor a list"),
    "a null block": (_set("messages", -1, "content", to=[None]), "no object with a type"),
    "a text of numbers": (_last([{"type": "text", "text": 3}]), "a text block has no text"),
    "a call without an input": (_last([{"type": "tool_use", "id": "a", "name": "b"}]), "a tool_use block has no input"),
    "a null result": (_call("Read", MISSING, content=None), "neither text nor a list of blocks"),
    "half a character": (_last("a\ud800b"), "half a character"),
    "two calls of one id": (
        lambda plain: (_call("Read", MISSING)(plain), _call("Read", MISSING)(plain)),
        "two tool calls share one id",
    ),
    "turns without answers": (
        lambda plain: plain["turns"].append({"stop_reason": "end_turn"}),
        "$.turns: 3 turns for 2",
    ),
    "usage below zero": (_set("turns", 0, "usage", to={"input_tokens": -1}), "$.turns[0].usage: a number is below 0"),
    "a price below zero": (_set("turns", 0, "usage", to={"cost_usd": -1}), "$.turns[0].usage: a number is below 0"),
    "usage as text": (_set("turns", 0, "usage", to={"input_tokens": "5"}), "expected a whole number"),
    "headers": (_set("headers", to={"x-api-key": "sk-ant-1"}), "unknown key 'headers'"),
    "a number for a file": (_set("outcome", "x", to=3), "$.outcome['x']: expected text"),
    "a list for the files": (_set("inputs", to=[]), "$.inputs: expected an object"),
    "another format": (_set("format", to="recording/99"), "$.format: expected 'recording/2'"),
    "another trial": (_set("index", to=7), "give the file the name of its trial"),
    "a trial below zero": (_set("index", to=-1), "give the file the name of its trial"),
    "a trial with a way up": (_set("variant", to="clerk/../x"), "cannot be the name of a file"),
    "a trial with a null byte": (_set("scenario", to="late\0fee"), "cannot be the name of a file"),
    "a list for the scenario": (_set("scenario", to=["late-fee"]), "$.scenario: expected text"),
}

NO_JSON: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "null": lambda data: b"null",
    "a list": lambda data: b"[]",
    "cut off": lambda data: data[:500],
    "more behind it": lambda data: data + b"x",
    "a key twice": lambda data: data.replace(b'"index"', b'"index": 0, "index"', 1),
    "no number": lambda data: data.replace(b'"index": 0', b'"index": NaN', 1),
    "a number too large": lambda data: data.replace(b'"index": 0', b'"index": 1e999', 1),
    "a number too large in a call": lambda data: data.replace(b'"input": {', b'"input": {"x": 1e999, ', 1),
    "a number without end": lambda data: data.replace(b'"index": 0', b'"index": ' + b"9" * 5_000, 1),
    "a hundred thousand brackets": lambda data: b"[" * 100_000,
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "Latin-1": lambda data: data + b"\xff",
}


def _replace(file: Path, make: Callable[[Path], object]) -> None:
    file.unlink()
    make(file)


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (lambda file: _replace(file, lambda place: place.symlink_to("/etc/passwd")), "is a link"),
    "a link to itself": (lambda file: _replace(file, lambda place: place.symlink_to(place)), "is a link"),
    "a link to a device": (lambda file: _replace(file, lambda place: place.symlink_to("/dev/zero")), "is a link"),
    "a folder": (lambda file: _replace(file, Path.mkdir), "is no regular file"),
    "a pipe": (lambda file: _replace(file, os.mkfifo), "is no regular file"),
    "a hundred gigabytes": (lambda file: os.truncate(file, 100 * 2**30), "is larger than"),
}


def _written(recorded: Recorded, folder: Path, change: Callable[[Plain], object]) -> Path:
    plain = json.loads(recorded.text)
    change(plain)
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(json.dumps(plain), encoding="utf-8")
    return folder


def _refusal(folder: Path, kind: type[AuditionError]) -> str:
    """The one line that a look at all recordings ends with."""
    with pytest.raises(kind) as refused:
        list(recordings(folder).values())

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 500
    return str(refused.value)


@pytest.mark.parametrize(("change", "said"), REPLAYS.values(), ids=REPLAYS)
def test_what_the_api_could_have_answered_replays(recorded: Recorded, tmp_path: Path, change, said: str) -> None:
    """The trial finishes as it was recorded, and no check breaks on it."""
    trial = _played(recorded.world, _written(recorded, tmp_path, change))
    readings = [one.reading for one in grade(trial, recorded.world.graders, {})]

    assert (trial.ending, trial.diverged) == (Ending.FINISHED, None)
    assert said == trial.final_message
    assert not [reading for reading in readings if isinstance(reading, Unscored)]


@pytest.mark.parametrize(("change", "said"), DIFFERS.values(), ids=DIFFERS)
def test_files_that_a_replay_does_not_leave_are_a_divergence(recorded: Recorded, tmp_path: Path, change, said) -> None:
    """Nothing is written for them anywhere, and the trial is not scored."""
    trial = _played(recorded.world, _written(recorded, tmp_path, change))

    assert said in (trial.diverged or "")
    assert all(isinstance(one.reading, Unscored) for one in grade(trial, recorded.world.graders, {}))


@pytest.mark.parametrize(("change", "said"), MISSES.values(), ids=MISSES)
def test_a_recording_of_something_else_is_a_miss(recorded: Recorded, tmp_path: Path, change, said: str) -> None:
    """One line that says what differs, whatever stands there."""
    with pytest.raises(RecordingMiss) as missed:
        _played(recorded.world, _written(recorded, tmp_path, change))

    assert said in str(missed.value)
    assert str(missed.value).isprintable()


@pytest.mark.parametrize(("change", "said"), FAILS.values(), ids=FAILS)
def test_a_recording_that_cannot_go_on_fails_its_trial(recorded: Recorded, tmp_path: Path, change, said: str) -> None:
    """A failure of the machinery, never a finding about the agent."""
    trial = _played(recorded.world, _written(recorded, tmp_path, change))

    assert Ending.FAILED is trial.ending
    assert said in trial.detail
    assert grade(trial, recorded.world.graders, {}) == ()


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_what_the_api_could_not_have_answered_is_refused(recorded: Recorded, tmp_path: Path, change, said: str) -> None:
    """With its place in the file."""
    assert said in _refusal(_written(recorded, tmp_path, change), StoreError)


@pytest.mark.parametrize("change", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_strict_json_is_refused(recorded: Recorded, tmp_path: Path, change) -> None:
    """Numbers are finite and keys stand once."""
    (tmp_path / NAME).write_bytes(change(recorded.text.encode()))

    assert NAME in _refusal(tmp_path, StoreError)


@pytest.mark.parametrize(("change", "said"), PLACES.values(), ids=PLACES)
def test_only_a_regular_file_is_a_recording(recorded: Recorded, tmp_path: Path, change, said: str) -> None:
    """Nothing is followed, waited for or read without a bound."""
    change(_written(recorded, tmp_path, lambda plain: None) / NAME)

    assert said in _refusal(tmp_path, StoreError)


def test_what_other_programs_leave_in_the_folder_is_passed_over(recorded: Recorded, tmp_path: Path) -> None:
    """Hidden files and files of another kind are nobody's recordings."""
    folder = _written(recorded, tmp_path, lambda plain: None)
    (folder / f"._{NAME}").write_bytes(b"\0")
    (folder / "README.md").write_text("Recordings.")

    assert [TRIAL] == list(recordings(folder))


JUDGEMENTS: dict[str, tuple[Callable[[Plain], object], str]] = {
    "a truth as text": (_set("verdicts", 0, "met", to="yes"), "$.verdicts[0].met: expected true or false"),
    "one for true": (_set("verdicts", 0, "met", to=1), "$.verdicts[0].met: expected true or false"),
    "a score": (_set("score", to=5), "unknown key 'score'"),
    "no verdicts": (_set("verdicts", to=None), "$.verdicts: expected a list"),
    "a number for evidence": (_set("verdicts", 0, "evidence", to=3), "$.verdicts[0].evidence: expected text"),
    "another trial": (_set("index", to=7), "call it"),
    "a trial with a way up": (_set("scenario", to="../x"), "cannot be the name of a file"),
    "another format": (_set("format", to="judgement/99"), "$.format: expected 'judgement/2'"),
}


@pytest.mark.parametrize(("change", "said"), JUDGEMENTS.values(), ids=JUDGEMENTS)
def test_what_is_no_judgement_is_refused(tmp_path: Path, change, said: str) -> None:
    """Nothing is taken for a verdict that is none."""
    file = write_judgement(tmp_path, samples.judgement())
    plain = json.loads(file.read_text(encoding="utf-8"))
    change(plain)
    file.write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        list(judgements(tmp_path))

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("change", "said"), PLACES.values(), ids=PLACES)
def test_only_a_regular_file_is_a_judgement(tmp_path: Path, change, said: str) -> None:
    """As with recordings."""
    change(write_judgement(tmp_path, samples.judgement()))
    with pytest.raises(StoreError, match=said):
        list(judgements(tmp_path))


def _say(old: str, new: str) -> Callable[[Plain], object]:
    """The whole recording with a word exchanged in its answers and files alike, as somebody does who means it."""

    def change(plain: Plain) -> None:
        for part in ("messages", "outcome"):
            plain[part] = json.loads(json.dumps(plain[part]).replace(old, new))

    return change


EDITED: dict[str, Callable[[Plain], object]] = {
    "a last word": _last("All is well."),
    "a written file, and the call that wrote it": _say("fee", "free"),
    "a result": _call("Read", {"file_path": INSTRUCTION}, content="x"),
    "a count of tokens": _set("turns", 0, "usage", to={"input_tokens": 1, "output_tokens": 1}),
    "its day": _set("recorded_at", to="2020-01-01T00:00:00+00:00"),
    "its provenance": _set("provenance", to="Recorded from the Messages API."),
    "its model": _set("model", to="claude-opus-5-5"),
    "its tools": _set("tools", to=[]),
}


@pytest.mark.parametrize("change", EDITED.values(), ids=EDITED)
def test_a_recording_that_was_touched_says_so(recorded: Recorded, tmp_path: Path, change) -> None:
    """On the trial's page, whatever was changed; layout is no change."""
    touched = _played(recorded.world, _written(recorded, tmp_path, change))
    untouched = _played(recorded.world, _written(recorded, tmp_path, lambda plain: None))

    assert "the recording was edited since it was recorded" in touched.notes
    assert "the recording was edited since it was recorded" not in untouched.notes


GUTTED: dict[str, Callable[[Plain], object]] = {
    "the prompt alone": _set("system", to="Do as you like."),
    "the prompt by one letter": lambda plain: plain.update(system=plain["system"] + "!"),
    "no prompt": _set("system", to=""),
    "the prompt, without its digest": lambda plain: (plain.update(system="x"), plain.pop("digest")),
    "the prompt and the tools": lambda plain: plain.update(system="x", tools=[]),
}


@pytest.mark.parametrize("change", GUTTED.values(), ids=GUTTED)
def test_a_recording_of_another_prompt_under_today_s_digest_is_a_miss(recorded, tmp_path: Path, change) -> None:
    """What it holds counts, not what it says that it holds: a prompt that was gutted finds no recording."""
    with pytest.raises(RecordingMiss, match="holds another system prompt, so that it was edited since"):
        _played(recorded.world, _written(recorded, tmp_path, change))


SECRET = "w0rd-of-this-machine/+x"  # noqa: S105  # nobody's
KEYS = {
    "a known secret": SECRET,
    "a known secret in base64": base64.b64encode(SECRET.encode()).decode(),
    "a known secret in a URL": quote(SECRET, safe=""),
    "a known secret in hexadecimal": SECRET.encode().hex(),
    "a known secret over two lines": f"{SECRET[:8]}\n{SECRET[8:]}",
    "a known secret in JSON": json.dumps({"key": SECRET}),
    "a key of the API": "sk-ant-api03-abcdefgh",
    "a token of GitHub": "ghp_0123456789abcdef0123",
    "a bearer": "Authorization: Bearer abcdefghijklmnop",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    "a password in a URL": "postgres://admin:hunter2@db/x",
}
DOORS: dict[str, Callable[[str], Callable[[Plain], object]]] = {
    "a last word": lambda text: _last(f"It is {text}."),
    "a result": lambda text: _call("Read", MISSING, content=text, is_error=True),
    "a call": lambda text: _call("Read", {"file_path": "a", "note": text}, content="x", is_error=True),
    "a file": lambda text: _set("outcome", "x", to=text),
    "its provenance": lambda text: _set("provenance", to=text),
}


def _at(world: World, root: Path) -> World:
    """The world, with what it keeps in another folder."""
    places = Places(root)
    places.recordings("clerk").mkdir(parents=True)
    return replace(world, places=places)


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_a_recording_that_holds_a_secret_is_refused(recorded, tmp_path: Path, monkeypatch, text, door) -> None:
    """By whoever reads it; the sentence names the file and does not repeat what it holds."""
    monkeypatch.setenv("DEPLOY_TOKEN", SECRET)
    world = _at(recorded.world, tmp_path)
    _written(recorded, world.places.recordings("clerk"), door(text))
    with pytest.raises(UsageError) as refused:
        list(recordings_of(world).values())

    assert NAME in str(refused.value)
    assert text not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_looks_like_a_secret_and_stands_in_the_scene_is_none(recorded, tmp_path: Path) -> None:
    """Agents that are tested for what they do with keys may repeat them."""
    suite = recorded.world.suite
    told = replace(suite.scenarios[0], request="Keep sk-ant-api03-abcdefgh to yourself.")
    world = _at(replace(recorded.world, suite=replace(suite, scenarios=(told,))), tmp_path)
    _written(recorded, world.places.recordings("clerk"), _last("It was sk-ant-api03-abcdefgh."))

    assert len(list(recordings_of(world).values())) == 1


@pytest.mark.parametrize("text", KEYS.values(), ids=KEYS)
def test_a_judgement_that_holds_a_secret_is_refused(recorded, tmp_path: Path, monkeypatch, text: str) -> None:
    """As recordings are."""
    monkeypatch.setenv("DEPLOY_TOKEN", SECRET)
    world = _at(recorded.world, tmp_path)
    judged = samples.judgement()
    told = replace(judged, verdicts=(replace(judged.verdicts[0], reason=f"It says {text}."), *judged.verdicts[1:]))
    write_judgement(world.places.judgements("clerk"), told)
    with pytest.raises(UsageError) as refused:
        list(judgements_of(world))

    assert text not in str(refused.value)


VERBS: dict[str, Callable[[Path], object]] = {
    "check": check,
    "run": lambda root: run(root, Order()),
    "plan": lambda root: plan(root, None, Selection()),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_verb_that_reads_recordings_refuses_one_with_a_secret(
    recorded, tmp_path: Path, monkeypatch, verb
) -> None:
    """Nothing is played, and nothing written."""
    root = small.project(tmp_path, ("late-fee",))
    (root / "evals/recordings/clerk").mkdir(parents=True)
    _written(recorded, root / "evals/recordings/clerk", _last(SECRET))
    monkeypatch.setenv("DEPLOY_TOKEN", SECRET)
    with pytest.raises(UsageError, match="holds the value of a secret of this machine"):
        verb(root)

    assert not (root / "reports").exists()
