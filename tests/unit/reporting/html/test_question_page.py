"""The page of one question: hostile works and criteria stay text, laid out or not."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from audition.reporting.html.templating import environment
from tests.unit.reporting.sinks import HOSTILE, Elements


def question(text: str, hostile: str = "Plain words.") -> str:
    """The page of one criterion on a work that is this text."""
    criterion = SimpleNamespace(text=hostile, id="warm")
    return (
        environment()
        .get_template("view/question.html.jinja")
        .render(
            link=lambda path, **_: path,
            again=0,
            here="/label/letters/tone",
            desk=SimpleNamespace(instrument=SimpleNamespace(title=hostile)),
            question=SimpleNamespace(id="q1", criterion=criterion),
            said=SimpleNamespace(met=None, reason=hostile),
            parts=[
                SimpleNamespace(name="deliverable", text=text, given=False),
                SimpleNamespace(name=hostile, text=hostile, given=True),
            ],
            done=1,
            total=2,
            rater=hostile,
            kept={"criterion": "", "run": ""},
            path="labels.jsonl",
        )
    )


@pytest.mark.parametrize("text", [HOSTILE, json.dumps({HOSTILE: [HOSTILE, {"a": HOSTILE}, [], {}, None, True, 1.5]})])
def test_an_attack_stays_text(text):
    """As it stands and laid out, in names, values, criteria, reasons and raters."""
    page = question(text, HOSTILE)
    found = Elements(page)

    assert [attrs for tag, attrs in found.tags if tag == "script"] == [{"src": "/view.js", "defer": None}]
    assert not {"img", "iframe", "style", "object"} & {tag for tag, _ in found.tags}
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on") or name == "style"]
    assert found.text.count("</script></textarea><script>") > 5
    assert "\u202e" not in page
    assert "right 49" not in found.text


def test_a_structured_work_is_laid_out_by_its_names():
    """Each name with its value, in order; a plain one stands as it is."""
    structured = Elements(question('{"greeting": "Dear reader", "points": ["one", {"two": null}]}'))
    words = " ".join(structured.text.split())

    assert "greetingDear readerpointsonetwonull" in words
    assert {"dl", "dt", "dd", "ol"} <= {tag for tag, _ in structured.tags}
    assert "dl" not in {tag for tag, _ in Elements(question("Dear reader")).tags}
