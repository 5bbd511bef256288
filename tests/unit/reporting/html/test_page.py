from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings

from audition.records.attribution import Cause, Change
from audition.records.comparison import BrokenScenario, VerdictKind
from audition.records.evidence import TrialId
from audition.reporting.html.evidence import Evidence
from audition.store.run_file import RunFile
from tests.fakes import shown
from tests.unit.reporting.sinks import HOSTILE, Elements, blocks, hostile_texts, page


def only(text: str, tag: str) -> str:
    """What stands in the page's only element of this name without attributes."""
    (found,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return found


def test_the_first_screen_needs_no_script():
    """Verdict, advice, caveat, what was left out, variants with what is unknown, differences with their quotes."""
    text = Elements(page(shown.findings())).text

    for said in (
        "The evidence does not tell careful from hasty on these 2 scenarios.",
        "Nothing is said of scenarios like these.",
        "8 trials a case would settle it.",
        "Made from recordings. Plain words.",
        "Left out, no recording: 1 scenario",
        "90.0 %",
        "unknown",
        "−50.0 (−80.0 to −10.0)",
        "1 required check failed",
        "1 trial lost",
        "late-fee · careful #0",
    ):
        assert said in text


def test_the_policy_allows_the_pages_own_style_and_script_alone():
    """By their hashes; nothing is fetched, framed or sent."""
    text = page(shown.findings())
    (policy,) = [given["content"] for tag, given in Elements(text).tags if "http-equiv" in given]

    for kind in ("style", "script"):
        digest = b64encode(hashlib.sha256(only(text, kind).encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@settings(max_examples=30)
@given(hostile_texts)
def test_no_element_or_attribute_comes_from_a_text(text):
    """The page has the same elements whatever was said; no attribute runs, loads or styles."""
    plain, found = Elements(page(shown.findings("x"))), Elements(page(shown.findings(text)))

    assert [tag for tag, _ in plain.tags if tag != "span"] == [tag for tag, _ in found.tags if tag != "span"]
    attributes = {(name, value) for _, given in found.tags for name, value in given.items()}
    assert not [name for name, _ in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}]
    assert not [value for name, value in attributes if name == "href" and not re.match(r"#|data:,$", value or "")]


def test_control_codes_and_overrides_are_shown():
    """An escape sequence is text on a page too."""
    text = Elements(page(shown.findings(HOSTILE))).text

    assert r"\u001b[31mred\u0007 \u202eright {{ 7*7 }}" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


@pytest.mark.parametrize("story", [shown.findings, shown.alone, shown.several])
def test_every_id_is_given_once_and_every_link_leads_somewhere(tmp_path, story):
    """Links to trials lead to their scenario's section."""
    tags = Elements(page(story(), shown.run_file(tmp_path))).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    targets = {attributes["href"][1:] for tag, attributes in tags if tag == "a"}

    assert len(ids) == len(set(ids))
    assert {"/".join(target.split("/")[:2]) for target in targets} <= set(ids)


def test_every_comparison_has_its_verdict_and_plot():
    """Each later variant against the first."""
    found = Elements(page(shown.several()))

    assert "letters: 2 comparisons" in found.text
    assert "curt does worse than hasty." in found.text
    assert [attributes for tag, attributes in found.tags if tag == "table"].count({"class": "forest"}) == 2


def test_one_variant_shows_its_score_and_graders():
    """Nothing to compare."""
    found = Elements(page(shown.alone()))

    assert "clerk/careful scores 90.0 % (80.0–95.0) on these 2 scenarios." in found.text
    assert {"class": "forest"} not in [attributes for tag, attributes in found.tags if tag == "table"]


def test_what_broke_and_to_what_it_may_be_owed_stand_by_the_verdict():
    """A regression's second channel, and its causes."""
    verdict = replace(
        shown.comparison().verdict,
        kind=VerdictKind.REGRESSED,
        broken=(BrokenScenario(scenario="lost-card", p_value=0.002),),
    )
    change = Change(cause=Cause.JUDGE, detail="opus → sonnet", tells="Judge both again.")
    told = shown.comparison(verdict=verdict, changes=(change,), regression=True)
    text = Elements(page(shown.findings(comparisons=(told,), headlines=("Week 47: worse.",)))).text

    assert "broke (p 0.0020)" in text
    assert "opus → sonnet" in text
    assert text.index("Week 47: worse.") < text.rindex("Regressed")


def test_a_prompts_own_change_stands_on_top_and_another_prompts_below():
    """One variant at two revisions is read by its difference; two variants are not."""
    own = shown.comparison(candidate=shown.side(f"{shown.HASTY}@main"))
    texts = [Elements(page(shown.findings(comparisons=(one,)))).text for one in (own, shown.comparison())]

    assert "What changed in the prompt" in texts[0]
    assert "How the two prompts differ" in texts[1]
    assert texts[1].index("Provenance") < texts[1].index("How the two prompts differ")


def test_what_a_judge_is_worth_stands_beside_its_rubric():
    """Its calibration, how far it agrees with itself, and what people's labels make of its difference."""
    text = Elements(page(shown.findings())).text

    assert "uncalibrated: informs, does not gate." in text
    assert "claude-opus-5-5: 75.0 % of 8 answers alike in all 3 verdicts, Krippendorff's alpha 0.50" in text
    assert "tone, held to people's labels on 60 of 80 pairs: 0.0 points" in text


def test_a_graders_note_is_shown():
    """Such as that its judge is not calibrated."""
    noted = shown.comparison(rows=(shown.row("tone", note="read with care"),))

    assert Elements(page(shown.findings(comparisons=(noted,)))).text.count("read with care") == 2


def test_a_cell_of_the_heat_map_says_what_it_shows_and_leads_to_its_trial(tmp_path):
    """In words, not by its colour alone."""
    tags = Elements(page(shown.findings(), shown.run_file(tmp_path))).tags
    cells = {
        attributes["title"]: attributes["href"] for tag, attributes in tags if tag == "a" and "title" in attributes
    }

    assert cells["signs, late-fee, careful: 0/2, mean score 0.0 %"] == "#s/late-fee/0/signs"
    assert "signs, late-fee, hasty: 2/2, mean score 100.0 %" in cells


def test_trials_are_in_the_page_as_they_were(tmp_path):
    """Both sides of one index in one block; what several trials hold is kept once."""
    kept = blocks(page(shown.findings(), shown.run_file(tmp_path)))
    trial = kept["evidence-0-1"]["1"]

    assert {"evidence-0", "evidence-0-0", "evidence-0-1", "evidence-1", "evidence-1-0", "evidence-1-1"} == kept.keys()
    assert [["letter.yaml", "greeting: Dear reader\nend: Plain words.\nsigned: clerk/careful 1\n"]] == trial["files"]
    assert ["user", "calls", "assistant"] == [turn[0] for turn in trial["turns"]]
    assert ["signs", "gate", "fail", 0.0, "Plain words.", [["Plain words.", "deliverable", 2, "$.end"]]] in trial[
        "readings"
    ]
    assert "in.yaml" == kept["evidence-0"]["inputs"][0][0]


def test_a_text_of_several_trials_is_kept_once_a_scenario(tmp_path):
    """A long request, or a schema that every trial reads."""
    long = "The same words for all. " * 20
    kept = blocks(page(shown.findings(long), shown.run_file(tmp_path, long)))

    assert kept["evidence-0"]["texts"].count(long) == 1
    assert {"shared": kept["evidence-0"]["texts"].index(long)} == kept["evidence-0-0"]["0"]["readings"][0][4]


def test_trials_that_do_not_fit_are_left_out(tmp_path):
    """The page stays one that opens."""
    with RunFile.open_readonly(shown.run_file(tmp_path)) as run:
        evidence = Evidence({shown.RUN: run}, shown.findings().sides, room=3000)
        kept = list(evidence.blocks(shown.SCENARIOS))

    assert 0 < sum(len(block.data) for block in kept) <= 3000


def test_a_run_without_its_file_has_a_page_without_trials():
    """An accepted baseline keeps scores, not transcripts."""
    assert {} == blocks(page(shown.findings()))


def test_a_very_long_text_is_cut_and_says_so(tmp_path):
    """A page is no place for a megabyte of one output."""
    name = TrialId("late-fee", shown.HASTY, 0)
    with RunFile.create(tmp_path / "run.sqlite", shown.facts()) as run:
        run.add_trial(shown.trial(name, outcome={"big.txt": "x" * 200_010}), shown.grades(name))
    (file,) = blocks(page(shown.findings(), tmp_path / "run.sqlite"))["evidence-0-0"]["0"]["files"]

    assert file[1].endswith("x\n… 10 more characters")
