"""A rule is named by its id or by its words; what was named and is gone is found again."""

from __future__ import annotations

import pytest

from audition.loading.prompt_rules.finding import meant, nearest
from tests.unit.loading.prompt_rules.prompts import rules

BODY = """# Bands
- **Green** (>75): High adoption, 95%+ renewal
- Yellow (50–75): Declining usage
- Red (<50): Low usage, executive escalation

# Tone
- Be kind
- Be kind to all
"""
RULES = rules(BODY)
TEXTS = {rule.id: rule.text for rule in RULES}

QUOTED = {
    "its whole text": ("Yellow (50–75): Declining usage", [1]),
    "its words without markup": ("green (>75): high adoption", [0]),
    "a part of it": ("executive escalation", [2]),
    "over blanks": ("Low \n usage", [2]),
    "an id": (RULES[1].id, [1]),
    "all of one and part of another": ("Be kind", [3]),
    "words of two": ("usage", [1, 2]),
    "a moved threshold": ("Green (>80): High adoption", []),
    "a sign turned round": ("Green (<75): High adoption", []),
    "another number": ("Yellow (50-70)", []),
    "half a word": ("Declin", []),
    "words that are apart": ("Low escalation", []),
    "nothing": ("…", []),
}


@pytest.mark.parametrize(("said", "places"), QUOTED.values(), ids=QUOTED)
def test_a_quotation_means_the_rule_that_says_so(said, places):
    """Word for word; numbers and signs count."""
    assert meant(said, RULES) == tuple(RULES[place] for place in places)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Green (>80): High adoption, 95%+ renewal", RULES[0].text),
        ("Red (<50): Low usage, escalation to an executive", RULES[2].text),
        ("Be very kind to all", "Be kind to all"),
        ("yellow-50-75-falling-0abc12", RULES[1].text),
        ("Pay every invoice within ten days", None),
        ("", None),
    ],
)
def test_what_a_lost_quotation_has_become_is_found(said, text):
    """The rule most like it; None where nothing is."""
    found = nearest(said, RULES)

    assert (found and found.text) == text


def test_nothing_is_near_where_there_are_no_rules():
    """An empty prompt says nothing."""
    assert nearest("Be kind", ()) is None
