"""Variants where they are: by path, through links, on several models; skills, commands and plain prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.records.limits import Limits
from audition.records.variants import PromptKind
from tests.unit.loading.written import AGENT, PROJECT, SUITE, change, faults, load, write_project

REVIEWER = "---\nname: reviewer\ndescription: Reviews.\n---\nSay what is wrong.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project, with a reviewer among Claude Code's own agents, and a model for who names none."""
    write_project(tmp_path)
    change(tmp_path, PROJECT, 'judge = "big"', 'judge = "big"\nmodel = "small"')
    write(tmp_path, ".claude/agents/reviewer.md", REVIEWER)
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    """One file of the project."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


def name(root: Path, variants: str) -> None:
    """Let the suite name these variants."""
    change(root, SUITE, "[clerk/terse]", variants)


def test_an_agent_file_is_named_where_it_is(root):
    """Called by its file's name, beside variants of the suite's agent or of the suite."""
    name(root, "[.claude/agents/reviewer.md]")
    (alone,) = load(root).variants
    change(root, SUITE, "[.claude/agents/reviewer.md]", "[clerk/terse, .claude/agents/reviewer.md]")
    _, beside = load(root).variants

    assert (alone.id, alone.path, alone.model) == ("letters/reviewer", ".claude/agents/reviewer.md", "claude-small-1")
    assert (beside.id, beside.text) == ("clerk/reviewer", REVIEWER)


def test_one_prompt_on_several_models_is_a_side_each(root):
    """Called by what is set; model, effort and tools count more than what the file says."""
    name(
        root, "[reviewer, {variant: reviewer, model: big, effort: high}, {variant: reviewer, tools: [Read], as: bare}]"
    )
    plain, high, bare = load(root).variants

    assert [each.id for each in (plain, high, bare)] == [
        "letters/reviewer",
        "letters/reviewer-big-high",
        "letters/bare",
    ]
    assert (high.model, high.effort, high.system) == ("claude-big-1", "high", plain.system)
    assert bare.tools == ("Read",)
    assert len({each.digest for each in (plain, high, bare)}) == 3


def test_the_suites_model_stands_for_no_model_and_for_inherit(root):
    """Before the project's; what a file names itself stays."""
    name(root, "[reviewer]\nmodel: big")

    assert load(root).variants[0].model == "claude-big-1"
    change(root, ".claude/agents/reviewer.md", "name: reviewer", "name: reviewer\nmodel: small")
    assert load(root).variants[0].model == "claude-small-1"


def test_a_link_inside_the_project_is_followed_to_the_file_itself(root):
    """Which is the one that git knows and watch looks at."""
    (root / AGENT).unlink()
    (root / AGENT).symlink_to("../../.claude/agents/reviewer.md")

    assert load(root).variants[0].path == ".claude/agents/reviewer.md"
    assert load(root).variants[0].text == REVIEWER


def test_a_link_into_the_repository_around_the_project_is_followed_and_one_out_of_it_is_not(tmp_path):
    """The project may be a folder of the repository that it tests."""
    root = write_project(tmp_path / "outer" / "evaluations")
    change(root, PROJECT, 'judge = "big"', 'judge = "big"\nmodel = "small"')
    write(tmp_path, "outer/.claude/agents/reviewer.md", REVIEWER)
    write(tmp_path, "reviewer.md", REVIEWER)
    (tmp_path / "outer/.git").mkdir()
    (root / "in.md").symlink_to("../.claude/agents/reviewer.md")
    (root / "out.md").symlink_to("../../reviewer.md")
    name(root, "[in.md, out.md]")

    assert faults(root) == [
        "scenarios/letters/suite.yaml:3: $.variants[1]: out.md: leads through a link; put the file itself there"
    ]
    change(root, SUITE, "[in.md, out.md]", "[in.md]")
    assert load(root).variants[0].path == "../.claude/agents/reviewer.md"


def test_a_command_is_one_by_its_folder(root):
    """Its request is what stands behind its name."""
    write(root, ".claude/commands/review.md", "Review $ARGUMENTS now.\n")
    name(root, "[.claude/commands/review.md]")
    (review,) = load(root).variants

    assert (review.kind, review.system) == (PromptKind.COMMAND, "Review $ARGUMENTS now.\n")


def test_a_skill_is_the_message_and_its_folder_lies_in_the_workspace(root):
    """Every file of it; a change of any makes another variant."""
    write(root, "skills/review/SKILL.md", "---\ndescription: Reviews.\n---\nRead rules.md.\n")
    write(root, "skills/review/rules.md", "Be kind.\n")
    (root / "skills/review/logo.png").write_bytes(b"\x89PNG\xff")
    name(root, "[skills/review/SKILL.md]")
    (before,) = load(root).variants
    write(root, "skills/review/rules.md", "Be strict.\n")
    (after,) = load(root).variants

    home = ".claude/skills/review"
    assert before.id == "letters/review"
    assert before.files == {f"{home}/logo.png": b"\x89PNG\xff", f"{home}/rules.md": "Be kind.\n"}
    assert before.digest != after.digest


def test_a_skills_folder_has_a_limit(root):
    """It goes into every workspace."""
    write(root, "skills/review/SKILL.md", "Read.\n")
    write(root, "skills/review/data.csv", "1\n" * 1_100_000)
    name(root, "[skills/review/SKILL.md]")

    assert faults(root) == [
        "scenarios/letters/suite.yaml:3: $.variants[0]: the skill's folder holds more than 200 files or 2 MiB"
    ]


def test_a_plain_prompt_is_the_system_prompt(root):
    """Whatever its ending."""
    write(root, "prompts/kind.txt", "Be kind.\n")
    name(root, "[prompts/kind.txt]")
    (variant,) = load(root).variants

    assert (variant.id, variant.kind, variant.system) == ("letters/kind", PromptKind.PLAIN, "Be kind.\n")


SLIPS = {
    "[reviwer]": "`reviwer` is neither <agent>/<variant> nor a path that ends in .md or .txt",
    "[.claude/agents/reviwer.md]": "there is no `reviwer.md` in agents/; did you mean `reviewer.md`?",
    "[{variant: reviewer, model: bigg}]": "`bigg` is no alias and no exact id; did you mean `big`?",
    "[{variant: reviewer, effort: much}]": "$.variants[0]",
    "[reviewer, .claude/agents/reviewer.md]": "another variant is called `letters/reviewer` too; give one",
    "[reviewer, reviewer]": "$.variants",
    "[reviewer]\nmodel: bigg": "$.model: `bigg` is no alias",
    "[../reviewer.md]": "must name a place inside",
}


@pytest.mark.parametrize(("variants", "said"), SLIPS.items(), ids=SLIPS)
def test_a_slip_in_naming_a_variant_is_told_with_its_place(root, variants, said):
    """In one round with all else."""
    name(root, variants)

    assert any(said in fault for fault in faults(root)), faults(root)


def test_how_a_model_is_asked_is_set_a_variant_and_part_of_its_digest(root):
    """Thinking and the length of an answer, beside the effort; what is not said leaves the digest as it was."""
    name(
        root,
        "[reviewer, {variant: reviewer, thinking: adaptive}, {variant: reviewer, thinking: 2048, output_tokens: 9000},"
        " {variant: reviewer, output_tokens: 500, as: terse}]",
    )
    plain, adaptive, budget, terse = load(root).variants

    assert [each.id for each in (adaptive, budget)] == ["letters/reviewer-adaptive", "letters/reviewer-2048"]
    assert [dict(each.asked) for each in (plain, adaptive, budget, terse)] == [
        {},
        {"thinking": "adaptive"},
        {"thinking": "2048", "output_tokens": "9000"},
        {"output_tokens": "500"},
    ]
    assert len({each.digest for each in (plain, adaptive, budget, terse)}) == 4
    assert terse.limited(Limits()).output_tokens == 500
    assert plain.limited(Limits()) == Limits()


def test_thinking_leaves_room_for_an_answer(root):
    """The API would refuse each call; so it is told here, with the line."""
    name(root, "[{variant: reviewer, thinking: 4096, output_tokens: 4096}]")

    assert "4096 tokens of thinking leave no room in 4096 output_tokens" in faults(root)[0]
