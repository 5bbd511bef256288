"""Where raters part, the judge against them, and what somebody who has answered it too settles."""

from __future__ import annotations

from audition.errors import UsageError
from audition.usecases.view.labelling import Desk, Parted
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.label_page import desk_of, given, here_of, who_asks


def apart_page(site: Site, ask: Ask) -> Answer:
    """Questions on which raters part, each as far as whoever asks has answered it; the judge against labels."""
    if not ask.rater:
        return who_asks(site, ask, f"{here_of(ask)}/apart")
    desk = desk_of(site, ask)
    judged = desk.judged()
    disagreements = judged.disagreements if judged else ()
    seen = desk.seen(ask.rater, disagreements)
    return site.page(
        "apart",
        here=here_of(ask),
        run=ask.query.get("run", ""),
        desk=desk,
        parted=desk.parted(ask.rater),
        judged=judged,
        disagreements=seen,
        unseen=len(disagreements) - len(seen),
        raters=desk.raters(),
    )


def settle_page(site: Site, ask: Ask) -> Answer:
    """One question on which raters part, with all that they said of it."""
    if not ask.rater:
        return who_asks(site, ask, f"{here_of(ask)}/settle")
    desk = desk_of(site, ask)
    parted = [one for one in desk.parted(ask.rater) if one.seen]
    one = _named(desk, parted, ask.query.get("question", ""))
    return site.page(
        "settle",
        here=here_of(ask),
        run=ask.query.get("run", ""),
        desk=desk,
        one=one,
        parts=desk.parts(one.question.work),
        left=sum(not each.settled for each in parted),
        rater=ask.rater,
    )


def settled_page(site: Site, ask: Ask) -> Answer:
    """Keeps what settles a question; then the next one that is open, else the list."""
    run = ask.query.get("run", "")
    if not ask.rater:
        return Answer(to=site.link(f"{here_of(ask)}/apart", run=run))
    desk = desk_of(site, ask)
    question = desk.question((ask.form or {}).get("question", ""))
    desk.settle(ask.rater, question, given(ask, question))
    left = [one.question.id for one in desk.parted(ask.rater) if one.seen and not one.settled]
    if not left:
        return Answer(to=site.link(f"{here_of(ask)}/apart", run=run))
    return Answer(to=site.link(f"{here_of(ask)}/settle", question=left[0], run=run))


def _named(desk: Desk, parted: list[Parted], name: str) -> Parted:
    """The question of this id among those on which raters part.

    Raises:
        UsageError: It is none of them, or whoever asks has not answered it.
    """
    question = desk.question(name)
    for one in parted:
        if one.question.id == question.id:
            return one
    raise UsageError("raters do not part on that question, or you have not answered it yourself yet")
