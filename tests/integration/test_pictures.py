"""Pictures and documents: in the request, in a fixture's answer, read from the workspace; named wherever read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.desk import calls, desk, shown
from tests.fakes.mock_api import MockApi
from tests.fakes.pictures import PDF, jpeg, png
from tests.integration.conftest import Run

ASKED = {"request": "What do you see?"}
RED, BLUE = png(30, 20), png(40, 20, b"\x00\x00\xff")
NAMED = "image/png, 30 × 20 pixels"

Play = Callable[..., str]


@pytest.fixture
def play(api: MockApi, audition: Run) -> Play:
    """Plays and records a project against these rules, and shows its first trial with its transcript."""

    def call(root: Path, *rules: dict[str, Any]) -> str:
        api.play(*rules)
        return shown(audition, root, api.url)

    return call


def with_files(root: Path, files: Mapping[str, bytes]) -> Path:
    """The project with these files beside its scenario."""
    for name, data in files.items():
        path = root / "scenarios/desk/fixtures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def test_a_request_carries_pictures_documents_and_texts(tmp_path: Path, play: Play, audition: Run):
    """Whole to the model, by name in the transcript, the recording and the page; a replay meets the same."""
    names = ["a.png", "terms.pdf", "mail.txt"]
    root = desk(tmp_path, ASKED, {"attachments": [f"fixtures/{name}" for name in names]})
    with_files(root, {"a.png": RED, "terms.pdf": PDF, "mail.txt": b"Dear desk.\n"})

    shown = play(root, {"match": "see", "seen": 3, "reply": "A red picture."})
    (recording,) = (root / "evals/recordings/helper").glob("*.json")
    replayed = audition(root, "run", "desk")
    again = audition(root, "show", "first").stdout

    assert "A red picture." in shown
    for text in (shown, again):
        assert f"[{NAMED}, {len(RED)} bytes, sha256" in text
        assert "[terms.pdf: application/pdf, " in text
        assert "[mail.txt: text/plain]" in text
    assert "iVBOR" not in recording.read_text()
    assert "replay" in again
    assert "error" not in replayed.stderr.lower()


def test_another_picture_makes_another_scenario(tmp_path: Path, play: Play, audition: Run):
    """One byte is enough, and a picture is part of what the agent met."""
    root = with_files(desk(tmp_path, ASKED, {"attachments": ["fixtures/a.png"]}), {"a.png": RED})
    play(root, {"reply": "Red."})
    with_files(root, {"a.png": BLUE})

    done = audition(root, "run", "desk")

    assert "you edited scenarios/desk/first.yaml" in done.stdout + done.stderr


def test_a_fixture_answers_with_a_picture(tmp_path: Path, play: Play):
    """Or with a PDF document as its file."""
    answers = [{"when": {"url": "a"}, "image": "fixtures/a.png"}, {"when": {"url": "b"}, "file": "fixtures/terms.pdf"}]
    root = desk(tmp_path, {**ASKED, "tools": {"WebFetch": {"answers": answers}}}, tools="[WebFetch]")
    with_files(root, {"a.png": RED, "terms.pdf": PDF})
    first, second = (calls(("WebFetch", {"url": url, "prompt": "x"})) for url in "ab")

    shown = play(
        root,
        {"tool_results": 0, "reply": first},
        {"tool_results": 1, "seen": 1, "reply": second},
        {"tool_results": 2, "seen": 2, "reply": "Both seen."},
    )

    assert f"← [{NAMED}" in shown
    assert "← [application/pdf, " in shown
    assert "Both seen." in shown


def test_read_shows_a_picture_of_the_workspace(tmp_path: Path, play: Play, audition: Run):
    """By its bytes and not its name; a model is told that Read can, and a replay reads the same."""
    files = {"a.dat": {"from": "fixtures/a.dat"}, "b.png": {"from": "fixtures/b.png"}, "c.png": "no picture"}
    root = with_files(desk(tmp_path, ASKED, {"files": files}, tools="[Read]"), {"a.dat": RED, "b.png": jpeg(9, 9000)})
    looks = calls(*(("Read", {"file_path": path}) for path in files))

    shown = play(root, {"tool_results": 0, "reply": looks}, {"tool_results": 3, "seen": 1, "reply": "Seen."})
    audition(root, "run", "desk", "--store-only")
    again = audition(root, "show", "first").stdout

    assert f"← [{NAMED}" in shown
    assert "← error: b.png has 9 × 9,000 pixels" in shown
    assert "← 1\tno picture" in shown.replace("     1", "1")
    assert f"← [{NAMED}" in again
    assert "differ" not in again


def test_a_command_shows_a_picture_that_it_names(tmp_path: Path, play: Play, audition: Run):
    """Or that its arguments name, with `@`: whole to the model, by name wherever it is read back; a replay meets it."""
    files = {"a.png": {"from": "fixtures/a.png"}, "b.png": {"from": "fixtures/b.png"}}
    root = desk(tmp_path, {"variants": [".claude/commands/look.md"]}, {"files": files, "request": "@b.png"})
    (root / "agents/helper/plain.md").unlink()
    path = root / ".claude/commands/look.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\nmodel: small\n---\nHold @a.png against $ARGUMENTS.\n", "utf-8")
    with_files(root, {"a.png": RED, "b.png": BLUE})

    shown = play(root, {"match": "Hold @a.png against @b.png", "seen": 2, "reply": "One is red."})
    (recording,) = (root / "evals/recordings").rglob("*.json")
    done = audition(root, "run", "desk", "--store-only")
    again = audition(root, "show", "first", "--transcript").stdout

    for text in (shown, again):
        assert "One is red." in text
        assert f"[{NAMED}, {len(RED)} bytes, sha256" in text
        assert "[image/png, 40 × 20 pixels" in text
    assert "iVBOR" not in recording.read_text()
    assert "diverged" not in done.stdout + again


def test_one_conversation_shows_so_many_pictures(tmp_path: Path, play: Play):
    """The API refuses what is more, which would be the trial's failure and no fault of the agent's."""
    files = {"a.png": {"from": "fixtures/a.png"}}
    root = with_files(desk(tmp_path, ASKED, {"files": files}, tools="[Read]"), {"a.png": RED})
    looks = calls(*[("Read", {"file_path": "a.png"})] * 21)

    shown = play(root, {"tool_results": 0, "reply": looks}, {"tool_results": 21, "seen": 20, "reply": "Enough."})

    assert shown.count(f"← [{NAMED}") == 40
    assert "← error: One conversation shows 20 pictures and documents" in shown


def test_a_judge_is_shown_what_the_request_carried(tmp_path: Path, api: MockApi, audition: Run):
    """As the agent saw it."""
    criterion = {"id": "colour", "text": "The final message names the colour of the picture."}
    verdict = '{"answers": [{"criterion": "colour", "evidence": "Red.", "reason": "It is.", "met": true}]}'
    root = desk(tmp_path, ASKED, {"attachments": ["fixtures/a.png"], "criteria": [criterion]})
    with_files(root, {"a.png": RED})
    api.play(
        {"match": "see", "system": "judge|criteri", "seen": 1, "reply": verdict},
        {"match": "Answer each|criteria once", "seen": 1, "reply": verdict},
        {"match": "see", "seen": 1, "reply": "Red."},
    )
    access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
    audition(root, "run", "desk", "--live", "--fresh", env=access)
    shown = audition(root, "show", "first").stdout

    assert "pass      criteria/colour" in shown, shown


@pytest.mark.parametrize(
    ("scenario", "files", "said"),
    [
        ({"attachments": ["fixtures/none.png"]}, {}, "$.attachments[0]: scenarios/desk/fixtures/none.png: there is no"),
        (
            {"attachments": ["fixtures/a.png"]},
            {"a.png": b"\x89PNG\xff"},
            "is neither text nor a PNG, JPEG, GIF or WebP",
        ),
        (
            {"attachments": ["fixtures/a.png"]},
            {"a.png": jpeg(1, 8001)},
            "has 1 × 8,001 pixels; each side may have 1 to",
        ),
        ({"attachments": ["fixtures/a.txt"]}, {"a.txt": b" \n"}, "fixtures/a.txt: is empty"),
        ({"attachments": ["fixtures/a"]}, {"a": png() + bytes(1024 * 1024)}, "is larger than 1024 KiB"),
        ({"attachments": ["../a.png"]}, {}, "must name a place inside"),
        ({"attachments": ["fixtures/a"] * 21}, {"a": RED}, "$.attachments: "),
        (
            {"attachments": ["fixtures/a"] * 20},
            {"a": RED + bytes(1000_000)},
            "the attachments hold more than 16,777,216",
        ),
        (
            {"tools": {"WebFetch": {"answers": [{"file": "fixtures/a.png"}]}}},
            {"a.png": RED},
            "$.tools.WebFetch.answers[0].file: fixtures/a.png: is a picture; name it as `image`",
        ),
        (
            {"tools": {"WebFetch": {"answers": [{"image": "fixtures/a.pdf"}]}}},
            {"a.pdf": PDF},
            "$.tools.WebFetch.answers[0].image: fixtures/a.pdf: is no picture; name it as `file`",
        ),
    ],
)
def test_pictures_that_cannot_be_are_told_with_their_place(
    tmp_path: Path, audition: Run, scenario: dict[str, Any], files: dict[str, bytes], said: str
):
    """Exit 2 before anything runs."""
    done = audition(with_files(desk(tmp_path, ASKED, scenario, tools="[WebFetch]"), files), "check")

    assert done.returncode == 2
    assert said in done.stderr
    assert "first.yaml:" in done.stderr
