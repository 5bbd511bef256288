"""Labels: one criterion on one work, one key an answer, blind to whose work it is and to what anybody else said."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from audition.errors import DefinitionError, UsageError
from audition.loading.suite import list_suites
from audition.records.judging import Opinion
from audition.text import holds_controls
from audition.usecases.view.labelling import Desk, Question
from audition.viewing.asking import Answer, Ask, Site

ANSWERS = {"met": True, "not_met": False, "not_applicable": None}
LONGEST_NAME = 60
_PLACE = re.compile(r"/label(/[A-Za-z0-9_-]+)*")
_KEPT = ("run", "criterion", "question")
"""What of an address is kept while somebody says their name."""
LONGEST_REASON = 2_000


def label_page(site: Site, ask: Ask) -> Answer:
    """What can be labelled, and how far whoever asks has come."""
    if not ask.rater:
        return who_asks(site, ask, "/label")
    suites, faults = [], []
    for suite in list_suites(site.root):
        try:
            desks = site.desks.of(suite, ask.query.get("run", "")) if ask.query.get("run") else site.desks.of(suite)
        except DefinitionError as error:
            faults += str(error).splitlines()
            continue
        except UsageError:
            continue  # the run is another suite's
        done = {name: len(desk.answered(ask.rater)) for name, desk in desks.items()}
        suites.append((suite, [(name, desk, done[name]) for name, desk in desks.items() if desk.questions]))
    return site.page("labels", rater=ask.rater, suites=suites, faults=faults, run=ask.query.get("run", ""))


def question_page(site: Site, ask: Ask) -> Answer:
    """The next question that whoever asks has not answered, or the one that is named."""
    here = here_of(ask)
    if not ask.rater:
        return who_asks(site, ask, here)
    desk = desk_of(site, ask)
    criterion = ask.query.get("criterion", "")
    questions, answered = desk.of(criterion), desk.answered(ask.rater)
    if not questions:
        raise UsageError(f"nothing is asked by {desk.instrument.id}{f' about {criterion}' if criterion else ''}")
    named = ask.query.get("question", "")
    question = desk.question(named) if named else _next(questions, answered, ask.query.get("after", ""))
    done = sum(one.id in answered for one in questions)
    return site.page(
        "question",
        here=here,
        desk=desk,
        question=question,
        said=answered.get(question.id) if question else None,
        parts=desk.parts(question.work) if question else (),
        done=done,
        total=len(questions),
        rater=ask.rater,
        kept={"criterion": criterion, "run": ask.query.get("run", "")},
        path=desk.path.relative_to(site.root).as_posix(),
    )


def answer_page(site: Site, ask: Ask) -> Answer:
    """Keeps an answer, or takes the last one back; then the next question."""
    here, form = here_of(ask), ask.form or {}
    if not ask.rater:
        return Answer(to=site.link(here))
    desk = desk_of(site, ask)
    kept = {name: ask.query.get(name, "") for name in ("criterion", "run")}
    if "undo" in form:
        back = desk.undo(ask.rater)
        return Answer(to=site.link(here, question=back.id if back else "", **kept))
    question = desk.question(form.get("question", ""))
    desk.keep(ask.rater, question, given(ask, question))
    return Answer(to=site.link(here, after=question.id, **kept))


def rater_page(site: Site, ask: Ask) -> Answer:
    """Says how whoever labels is called."""
    form = ask.form or {}
    name = " ".join(form.get("rater", "").split())
    if not name or len(name) > LONGEST_NAME or holds_controls(name):
        raise UsageError(f"a name has 1 to {LONGEST_NAME} characters that can be seen")
    place = form.get("to", "")
    kept = {name: form.get(name, "") for name in _KEPT}
    return Answer(to=site.link(place if _PLACE.fullmatch(place) else "/label", **kept), rater=name)


def given(ask: Ask, question: Question) -> Opinion:
    """The answer that a form holds.

    Raises:
        UsageError: It is none.
    """
    form = ask.form or {}
    if form.get("answer") not in ANSWERS:
        raise UsageError("that is no answer: met, not met, or cannot apply")
    reason = " ".join(form.get("reason", "").split())[:LONGEST_REASON]
    return Opinion(criterion=question.criterion.id, met=ANSWERS[form["answer"]], reason=reason)


def here_of(ask: Ask) -> str:
    """The place of the questions that are meant."""
    return f"/label/{ask.place['suite']}/{ask.place['instrument']}"


def desk_of(site: Site, ask: Ask) -> Desk:
    """The desk that is meant."""
    return site.desks.one(ask.place["suite"], ask.place["instrument"], ask.query.get("run", ""))


def who_asks(site: Site, ask: Ask, to: str) -> Answer:
    """Asks for a name, and goes on to where whoever asks wanted to be."""
    kept = {name: ask.query[name] for name in _KEPT if ask.query.get(name)}
    return site.page("rater", to=to, kept=kept, longest=LONGEST_NAME)


def _next(questions: Sequence[Question], answered: Container[str], after: str) -> Question | None:
    """The first open question behind another one, from the start again at the end; None: all are answered."""
    place = next((at for at, one in enumerate(questions, start=1) if one.id == after), 0)
    turned = (*questions[place:], *questions[:place])
    return next((one for one in turned if one.id not in answered), None)
