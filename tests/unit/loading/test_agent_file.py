"""Agent files: what of them is the agent, what is refused, and that nothing in the body is touched."""

from __future__ import annotations

import pytest

from audition.errors import DefinitionError
from audition.loading.agent_file import MAX_BYTES, parse_agent_file, pinned
from audition.records.identity import digest
from audition.records.variants import PromptKind, Settings, Variant

MODELS = {"sonnet": "claude-sonnet-5-5", "opus": "claude-opus-5-5"}
HEAD = "name: clerk\ndescription: Writes.\ntools: Read, Write\nmodel: sonnet\n"


def _variant(head: str = HEAD, body: str = "\nBe brief.\n") -> Variant:
    text = f"---\n{head}---\n{body}"
    return parse_agent_file(text.encode(), "clerk/terse", models=MODELS)


def _faults(data: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as raised:
        parse_agent_file(data, "clerk/terse", models=MODELS)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "tools", ["tools: Read, Write", "tools: [Read, Write]", "tools:\n  - Read\n  - Write", "tools: Read,Write,"]
)
def test_tools_are_granted_by_a_comma_list_or_a_list(tools):
    """Both ways of Claude Code mean the same agent."""
    variant = _variant(HEAD.replace("tools: Read, Write", tools))

    assert variant.tools == ("Read", "Write")
    assert variant.digest == _variant().digest == digest({"system": "Be brief.\n", "tools": ["Read", "Write"]})


def test_no_tools_are_granted_by_an_empty_list():
    """An agent may be meant to answer alone."""
    assert _variant(HEAD.replace("Read, Write", "[]")).tools == ()


def test_the_body_without_the_blank_lines_around_it_is_the_system_prompt():
    """It ends in one newline; its own blank lines and indentation stay."""
    variant = _variant(body="\n  \n  Be brief.\n\n\n    - always  \n\n \n")

    assert variant.system == "  Be brief.\n\n\n    - always  \n"
    assert variant.body_line == 9


def test_the_body_is_literal():
    """No template, command, file reference or variable in it means anything to us."""
    body = "Use {instruction_id} ${HOME} {{ x }} {% y %} !`id` @/etc/passwd %s $ARGUMENTS\n---\nand rules\n"

    assert _variant(body=body).system == body


def test_the_file_is_kept_byte_for_byte():
    """Line ends of another system, a byte order mark and blank lines are evidence."""
    data = (
        "\ufeff---\r\nname: clerk\r\ndescription: W.\r\ntools: []\r\nmodel: opus\r\n---\r\n\r\nBe brief.\r\n".encode()
    )
    variant = parse_agent_file(data, "clerk/terse", models=MODELS)

    assert variant.text.encode() == data
    assert variant.system == "Be brief.\r\n"


def test_a_checkout_with_other_line_ends_has_the_same_digest():
    """A body whose lines end in both ways was written so, and is another one."""
    body = "Be brief.\nBe kind.\n"
    turned, mixed = _variant(body=body.replace("\n", "\r\n")), _variant(body="Be brief.\r\nBe kind.\n")

    assert turned.digest == _variant(body=body).digest
    assert mixed.digest != turned.digest


def test_unknown_keys_are_kept_and_change_no_digest():
    """`color` and `tier` are shown and compared; they do not make another agent."""
    variant = _variant(HEAD + "color: blue\ncapabilities: [a, b]\n")

    assert variant.frontmatter["capabilities"] == ["a", "b"]
    assert variant.digest == _variant().digest


def test_a_model_is_an_alias_or_an_exact_id():
    """Every run records both."""
    exact = _variant(HEAD.replace("sonnet", "claude-haiku-5-5"))

    assert (_variant().model_alias, _variant().model) == ("sonnet", "claude-sonnet-5-5")
    assert (exact.model_alias, exact.model) == ("claude-haiku-5-5", "claude-haiku-5-5")
    assert pinned("gpt-9", MODELS) is None


def test_a_file_as_it_is_has_no_revision():
    """Revisions are read from git, above this floor."""
    variant = _variant()

    assert (variant.id, variant.revision, variant.path) == ("clerk/terse", None, "agents/clerk/terse.md")
    assert variant.agent == "clerk"


def test_tools_that_are_taken_away_are_not_granted():
    """Those within bounds stay: a trial knows whole tools alone."""
    variant = _variant(HEAD.replace("tools: Read, Write", "disallowedTools: [Bash, Edit, Write(/etc/*)]"))

    assert variant.tools == ("Read", "Write", "Grep", "Glob", "TodoWrite")


def test_the_suite_decides_on_the_model_before_the_file_and_inherits_what_the_file_leaves_open():
    """As Claude Code's own `inherit`."""
    text = f"---\n{HEAD}effort: low\nmaxTurns: 5\n---\nBe brief.\n"
    inherits, decides = Settings(inherits="opus"), Settings(model="opus", effort="high")

    def alias(text: str, settings: Settings) -> str:
        return parse_agent_file(text.encode(), "clerk/terse", models=MODELS, settings=settings).model_alias

    assert alias(text, inherits) == "sonnet"
    assert alias(text.replace("model: sonnet", "model: inherit"), inherits) == "opus"
    assert alias(text.replace("model: sonnet\n", ""), inherits) == "opus"
    assert alias(text, decides) == "opus"


def test_effort_and_turns_are_the_files_own_and_effort_makes_another_agent():
    """A limit cuts a trial short and leaves the agent as it is."""
    variant = _variant(HEAD + "effort: low\nmaxTurns: 5\n")

    assert (variant.effort, variant.max_turns) == ("low", 5)
    assert variant.digest == digest({"system": "Be brief.\n", "tools": ["Read", "Write"], "effort": "low"})
    assert _variant(HEAD + "maxTurns: 5\n").digest == _variant().digest
    assert (_variant(HEAD + "effort: much\nmaxTurns: 0\n").effort, _variant().max_turns) == (None, None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/.claude/agents/b.md", PromptKind.PLAIN),
        ("prompts/b.txt", PromptKind.PLAIN),
        (".claude/commands/b.md", PromptKind.COMMAND),
        ("skills/b/SKILL.md", PromptKind.SKILL),
    ],
)
def test_a_prompt_is_what_claude_code_takes_its_place_for(path, kind):
    """Without frontmatter all tools are granted, as to an agent that names none; no agent goes without a name."""
    data, settings = b"Be brief.\n", Settings(inherits="opus")
    if ".claude/agents" in path:
        with pytest.raises(DefinitionError, match="an agent file starts with a line `---` and says `name`"):
            parse_agent_file(data, "a/b", models=MODELS, path=path, settings=settings)
        return
    variant = parse_agent_file(data, "a/b", models=MODELS, path=path, settings=settings)

    assert (variant.kind, variant.system, len(variant.tools)) == (kind, "Be brief.\n", 7)


FAULTS = {
    "name: clerk\n": ("", "agents/clerk/terse.md:2: $: lacks the key `name`: what the agent is called"),
    "tools: Read, Write": ("tools: 3", "terse.md:4: $.tools: is 3, must be a"),
    "tools: Read, Write\n": ("tools:\n  - Read\n  - 7\n", "terse.md:6: $.tools[1]: is 7, must be a text"),
    "model: sonnet": (
        "model: sonet",
        "terse.md:5: $.model: `sonet` is no alias and no exact id; did you mean `sonnet`?",
    ),
    "model: sonnet\n": ("", "names no model; say `model` here, in suite.yaml or in [tool.audition]"),
    "description: Writes.": ("description: Use it: now\nname: other", "terse.md:3: $: mapping values are not allowed"),
}


@pytest.mark.parametrize(("old", "new", "said"), [(old, *rest) for old, rest in FAULTS.items()])
def test_a_fault_of_the_frontmatter_has_its_line_in_the_file(old, new, said):
    """Lines count from the file's first, and a near miss is named."""
    head = HEAD.replace(old, new)

    assert any(said in fault for fault in _faults(f"---\n{head}---\nBe brief.\n".encode()))


def test_all_faults_are_told_at_once():
    """One edit mends the file."""
    head = HEAD.replace("Read, Write", "3").replace("sonnet", "sonet")

    assert len(_faults(f"---\n{head}---\n \n".encode())) == 3


FORMS = {
    b"\n---\nname: clerk\n---\n": "terse.md:1: $: blank lines stand before the line `---`",
    b"---\nname: clerk\n": "the frontmatter has no closing line `---`",
    b"---\n---\nBe brief.\n": "agents/clerk/terse.md:1: $: the frontmatter is empty",
    b"---\nname: \xff\n---\n": "agents/clerk/terse.md:2: $: not UTF-8; save the file as UTF-8",
    f"---\n{HEAD}---\n\n \n".encode(): "agents/clerk/terse.md: $: the body is empty; it is the prompt",
    b"---\n" + b"x" * MAX_BYTES: "agents/clerk/terse.md: $: larger than 64 KiB",
}


@pytest.mark.parametrize(("data", "said"), FORMS.items(), ids=range(len(FORMS)))
def test_a_file_that_is_no_agent_file_is_refused(data, said):
    """Frontmatter and body, in UTF-8 and of bounded size."""
    assert any(said in fault for fault in _faults(data)), _faults(data)
