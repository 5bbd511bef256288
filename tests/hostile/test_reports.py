"""Reports of hostile words: nothing comes alive in a page, a comment, a spreadsheet, a build log or a terminal."""

from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from audition.models.scripted import Answer, Call, Cue
from audition.records.results import Conclusion
from audition.reporting.terminal.results import conclusion_lines, conclusion_summary
from audition.usecases.report import conclude
from tests.fakes import letters as small
from tests.unit.reporting.sinks import Elements

WORDS = (
    "::error::a ##[error]b \u202ec",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "![i](https://evil.test/i.png)",
    "[click](https://evil.test)",
    "https://evil.test/bare www.evil.test",
    "@everyone #1 octocat/repo#2",
    "``` ~~~ `````` </details> --> ]]> <!--",
    "| a | b |\n|---|---|",
    "{{ 7*7 }} {% raw %}",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "\t=1",
    "::error file=x::y",
    "  ::add-mask::z",
    "##[error]y ##vso[task.setvariable]z",
    "\x1b[31mred\x1b]8;;https://evil.test\x07link\x1b\\ \x9b31m",
    "\u202eright\u2066 \u200bhidden\U000e0041",
    "\0\x08\x7f\ufffe",
    "x" * 5_000,
)
HOSTILE = "\n".join(WORDS)
HOSTILE_YAML = "".join(sign for sign in HOSTILE if sign == "\n" or unicodedata.category(sign) != "Cc")
"""What a plan can hold: a control code makes it no YAML."""
_OURS = re.compile(
    r"<!-- audition:letters -->|</?sub>|</?details>|"
    r"<details><summary>(Graders|Scenarios) of hasty and careful</summary>"
)


class Told(NamedTuple):
    """Everything that was said of one run."""

    folder: Path
    summary: str
    """What GitHub shows of the step."""
    lines: tuple[str, ...]
    """For a terminal or log."""
    host: Path


def hostile(cue: Cue) -> Answer | str:
    """A clerk that promises what it may not, in words for every sink, wherever there is room for them."""
    if cue.turn:
        return HOSTILE
    promise, greeting = (json.dumps(f"{words} {HOSTILE_YAML}") for words in ("We waive the fee", "=1"))
    answer = f'greeting: {greeting}\nbody: {promise}\nclosing: "::error::x"\n'
    names = (cue.subject.scenario.deliverable, "::error::<img src=x>/=1 @x | `a`.md", "\u202egpj.md")
    calls = [Call(name="Write", input={"file_path": name, "content": answer}) for name in names]
    return Answer(calls=(*calls, Call(name="<b>::error::\x1b[31m", input={HOSTILE[:90]: HOSTILE})))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The run, concluded as a build would."""
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
        root = small.project(folder, ("late-fee",))
        conclusion = conclude(root, small.play(root, hostile, trials=2).path, folder / "told")
    summary = (folder / "summary.md").read_text(encoding="utf-8")
    return Told(folder / "told", summary, tuple(_lines(conclusion)), folder)


def _lines(conclusion: Conclusion) -> Iterator[str]:
    yield from conclusion_lines(conclusion, verbose=True)
    yield from conclusion_lines(conclusion)
    yield from conclusion_summary(conclusion)


def test_the_run_said_what_it_should_not(told: Told) -> None:
    """The reports have something to show: every trial fails for its hostile words."""
    text = "\n".join(told.lines)

    assert "says it" in text
    assert ": :error::a # #[error]b \\u202ec" in text


def test_a_terminal_and_a_build_log_obey_nothing(told: Told) -> None:
    """No control code, no hidden sign, no command, wherever lines wrap."""
    _obeys_nothing(told.lines)


def _obeys_nothing(lines: Iterable[str]) -> None:
    for line in lines:
        assert not [sign for sign in line if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}], line
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line


def test_the_page_holds_its_own_scripts_and_no_others(told: Told) -> None:
    """No element or attribute of another's making, and nothing to fetch."""
    text = (told.folder / "index.html").read_text(encoding="utf-8")
    found = Elements(text)
    scripts = [attributes.get("type") for tag, attributes in found.tags if tag == "script"]

    assert scripts.count(None) == 1
    assert set(scripts) == {None, "application/octet-stream"}
    assert "default-src 'none'" in html.unescape(text)
    assert not {"img", "iframe", "object", "embed", "base", "form", "audio", "video"} & {tag for tag, _ in found.tags}
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").startswith(("http", "javascript", "//"))
    assert not {"\x1b", "\u202e", "\u200b", "\0"} & set(text)


def misplacing(cue: Cue) -> Answer | str:
    """A clerk that leaves its answer under other names alone, each with something for a comment."""
    names = ("<img src=x>/[a](b)|@x `c`.md", "**bold**/#1 ![i](i.png).md", "\u202egpj <b>.md")
    return (
        "Done."
        if cue.turn
        else Answer(
            calls=[Call(name="Write", input={"file_path": name, "content": "greeting: Hello"}) for name in names]
        )
    )


def test_names_of_files_are_plain_words_in_a_comment(tmp_path: Path) -> None:
    """A report that says what was written instead says it without tags, links, pictures or hidden signs."""
    root = small.project(tmp_path, ("late-fee",))
    conclude(root, small.play(root, misplacing, trials=1).path, tmp_path / "told")
    text = (tmp_path / "told/report.md").read_text(encoding="utf-8")

    assert "it wrote" in text
    assert "img src=x" in text
    assert "\u202e" not in text
    _no_markup_but_our_own(text)


def test_a_comment_on_github_holds_no_markup_but_our_own(told: Told) -> None:
    """No image, link, mention or tag of a model's making."""
    for text in (told.summary, (told.folder / "report.md").read_text(encoding="utf-8")):
        _no_markup_but_our_own(text)
        assert "https://evil" not in text


def _no_markup_but_our_own(text: str) -> None:
    tokens = [token for block in MarkdownIt("gfm-like", {"linkify": False}).parse(text) for token in _all(block)]
    tags = [token.content.strip() for token in tokens if token.type.startswith("html")]

    assert not [token for token in tokens if token.type in {"image", "link_open", "fence", "code_block"}]
    assert not [tag for tag in tags if not _OURS.fullmatch(tag)]
    assert not re.search(r"(?<![\\\w;])@\w", text.replace("`", ""))


def _all(token) -> list:
    return [token, *(token.children or ())]


def test_a_spreadsheet_takes_no_cell_for_a_formula(told: Told) -> None:
    """And reads the same number of cells in every row."""
    with (told.folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(tuple("=+-@\t\r＝＋－＠"))]


def test_a_build_system_can_read_its_tests(told: Told) -> None:
    """XML without a code point that XML forbids."""
    root = ET.parse(told.folder / "junit.xml").getroot()  # noqa: S314  # our own file is what is tested

    assert root.findall(".//failure")


def test_other_programs_can_read_the_findings(told: Told) -> None:
    """JSON in plain ASCII, which no sink along the way can misread."""
    text = (told.folder / "findings.json").read_text(encoding="utf-8")

    assert text.isascii()
    assert json.loads(text)["failures"]


def test_no_report_names_a_place_of_this_machine(told: Told) -> None:
    """Neither the project's nor any workspace's."""
    for file in told.folder.iterdir():
        text = file.read_text(encoding="utf-8")

        assert str(told.host) not in text
        assert "/audition-" not in text


def test_a_test_session_obeys_nothing(tmp_path: Path) -> None:
    """What pytest prints of the same trials, played from recordings, and the tests that it writes down."""
    root = small.project(tmp_path, ("late-fee",))
    small.record(root, hostile, trials=1)
    options = [
        "-p",
        "no:cacheprovider",
        "-p",
        "no:hypothesispytest",
        "--color=no",
        "-v",
        "--junitxml",
        "tests.xml",
        "evals",
    ]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=root, capture_output=True, text=True, check=False
    )
    failures = ET.parse(root / "tests.xml").getroot().findall(".//failure")  # noqa: S314  # our own file

    assert ended.returncode == 1
    assert "says it" in ended.stdout
    assert len(failures) == 2
    _obeys_nothing(ended.stdout.splitlines())
