"""`audition view` at its door and page by page: who is let in, what is shown, and that nothing in it comes alive."""

from __future__ import annotations

import re
import signal
import stat
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from audition.agent import Loop
from audition.models.scripted import ScriptedModel
from audition.running.order import Order
from audition.running.plan import Selection
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from audition.usecases.weekly import weekly
from audition.usecases.weekly_report import report_week
from docs.examples.five_verdicts import CAREFUL, Clerk
from tests.fakes import letters as small
from tests.fakes import shown
from tests.fakes.viewing import PATIENCE_SECONDS, Viewed, project, started, viewed
from tests.unit.reporting.sinks import HOSTILE, Elements

CAREFUL_ALONE = Selection(variants=(CAREFUL,))
OTHER = "20261122-203355-letters-4f3a"
TRIAL = f"run/{shown.RUN}/trial?scenario=late-fee&by=clerk/careful&index=0"


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A project with two runs, in one of which every text attacks, and a file that is none."""
    root = project(tmp_path_factory.mktemp("viewed") / "letters")
    shown.run_file(root / "reports/runs")
    shown.run_file(root / "reports/runs", HOSTILE, id=OTHER)
    (root / "reports/runs/20261120-203355-letters-4f3a.sqlite").write_text("no run", "utf-8")
    return root


@pytest.fixture(scope="module")
def view(root) -> Viewed:
    """The project, served."""
    with viewed(root) as found:
        yield found


def awaited(ask, words: str) -> str:
    """The text of a page once it holds these words."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        text = " ".join(Elements(ask().text).text.split())
        if words in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{words!r} never came; the page says {text[:2000]}")


def links(text: str) -> list[str]:
    """Every address of a page."""
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', text)]


def test_nobody_is_let_in_without_the_token(view):
    """Whatever is asked, and whatever stands in the token's place."""
    token = urlsplit(view.address).path.strip("/")
    for path in ("/", "/style.css", f"/run/{shown.RUN}", f"/{token[:-1]}/", f"/{token}x/", f"/x{token}/"):
        assert view.ask("GET", path, None, {}).status == 403


def test_another_host_is_refused(view):
    """A name that somebody bound to loopback reads nothing, with or without the token."""
    for host in ("evil.example", f"evil.example:{urlsplit(view.address).port}", "127.0.0.1", "localhost:1", ""):
        assert view.get(Host=host).status == 421
    assert view.get(Host=view.host.replace("127.0.0.1", "localhost")).status == 200


def test_only_a_page_of_this_address_may_write(view):
    """The origin has to be there and to be this one."""
    page = view.post("label/rater", {"rater": "Ann"}, Origin="http://evil.example")
    without = view.ask("POST", urlsplit(view.address).path + "label/rater", "rater=Ann", {})

    assert (403, 403) == (page.status, without.status)
    assert view.ask("PUT", urlsplit(view.address).path, None, {}).status == 405


def test_every_page_forbids_what_it_does_not_need(view):
    """No inline script or style, no other host, no frame; nothing is kept by the browser."""
    for place in ("", f"run/{shown.RUN}", TRIAL, "search", "nothing-here", "style.css"):
        headers = view.get(place).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_a_whole_report_is_shown_apart(view):
    """It runs its own script in an origin of its own, from which nothing of ours can be asked."""
    page = view.get(f"run/{shown.RUN}/report")

    assert page.status == 200
    assert "audition</strong>" in page.text
    assert page.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")
    assert "allow-same-origin" not in page.headers["content-security-policy"]


def test_the_token_is_its_users_alone_and_stays(view, root):
    """Addresses that were sent on stay good; nobody else can read the token."""
    (path,) = (root.parent / "letters-state").rglob("view.token")
    with viewed(root) as again:
        assert urlsplit(again.address).path == urlsplit(view.address).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("ascii") in view.address


def test_the_list_tells_each_run_and_what_it_says_first(view):
    """The newest first, verdicts as soon as they are concluded, a file that is no run by name and with why."""
    text = awaited(view.get, "careful fails what is required")
    page = view.get().text

    assert page.index(OTHER) < page.index(shown.RUN) < page.index("20261120-203355-letters-4f3a")
    assert "! is no run file" in text
    assert "8 of 8" in text


def test_a_run_says_first_what_its_report_says_first(view):
    """The required failure, then the verdict, with their marks."""
    text = awaited(lambda: view.get(f"run/{shown.RUN}"), "✗ clerk/careful fails what is required in 4 of 4 trials")

    assert "never_promises" in text


@pytest.mark.parametrize(
    ("query", "scenarios", "trials"),
    [
        ("", 2, 8),
        ("failure=required", 2, 4),
        ("failure=required&variant=clerk/hasty", 0, 0),
        ("variant=clerk/hasty", 2, 4),
        ("grader=signs", 2, 4),
        ("grader=tone", 2, 8),
        ("failure=broken", 2, 8),
        ("differs=1", 2, 8),
        ("tag=fees&text=late", 1, 4),
        ("tag=nothing", 0, 0),
    ],
)
def test_an_address_holds_the_filters(view, query, scenarios, trials):
    """By failure, grader, difference, tag, variant and words."""
    text = Elements(view.get(f"run/{shown.RUN}?{query}").text).text

    assert f"{scenarios} of 2 scenarios, {trials} trial" in text


def test_the_walk_goes_through_what_was_asked_for_and_nothing_else(view):
    """`next` leads through the trials that failed, and ends at the last."""
    place, walked = f"{TRIAL}&failure=required", []
    while place and len(walked) < 9:
        page = view.get(place).text
        walked.append(re.search(r"<title>([^<]+) · ", page)[1])
        found = re.search(r'<a href="([^"]+)" data-key="j"', page)
        place = unescape(found[1]).removeprefix(urlsplit(view.address).path) if found else ""

    assert ["late-fee #0", "late-fee #1", "lost-card #0", "lost-card #1"] == walked


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("readings", "never_promises"),
        ("deliverables", "signed: clerk/careful 0"),
        ("conversation", "It is written."),
        ("calls", "Wrote letter.yaml."),
        ("given", "from: a reader"),
    ],
)
def test_a_trial_shows_each_part_at_an_address(view, part, words):
    """Readings, deliverables, conversation, calls, and what it was given; beside it another variant's."""
    alone = Elements(view.get(f"{TRIAL}&part={part}").text).text
    both = Elements(view.get(f"{TRIAL}&part={part}&beside=clerk/hasty").text).text

    assert words in alone
    assert alone.count("hasty #0") < both.count("hasty #0")


def test_a_quote_leads_to_its_line(view):
    """The reading's link names the line that holds the quote, which says who quotes it."""
    page = view.get(TRIAL).text
    (place,) = {link for link in links(page) if "#d0-L2" in link}
    target = view.get(place.removeprefix(urlsplit(view.address).path).partition("#")[0]).text

    assert re.search(r'<tr id="d0-L2" class="fail" title="never_promises, signs">', target)


def test_words_are_found_in_every_text(view):
    """In files, answers, calls, inputs and reasons, whatever their case; each hit leads to its part."""
    hits = view.get(f"search?words=SIGNED%3A+clerk/careful+1&run={shown.RUN}").text
    (link,) = {found for found in links(hits) if "index=1" in found and "lost-card" in found}

    assert "2 trials hold them, of 8 trials in 1 run looked through." in Elements(hits).text
    assert "part=deliverables" in link
    assert "0 trials hold them" in Elements(view.get("search?words=nobody-ever-said-this").text).text
    assert "16 trials in 2 runs" in Elements(view.get("search?words=from%3A+a+reader").text).text


def test_hostile_texts_stay_texts(view):
    """On every page that shows them: no element, attribute or address comes of them."""
    trial = TRIAL.replace(shown.RUN, OTHER)
    parts = ("readings", "deliverables", "conversation", "calls", "given")
    search = "search?words=%3C%2Fscript%3E%3Cscript%3E"
    for place in (
        "",
        f"run/{OTHER}",
        f"run/{OTHER}?text=%22%3E%3Cscript%3E",
        search,
        *(f"{trial}&part={p}" for p in parts),
    ):
        page = view.get(place)
        found = Elements(page.text)
        assert page.status == 200
        assert [attrs for tag, attrs in found.tags if tag == "script"] == [
            {"src": f"{urlsplit(view.address).path}view.js", "defer": None}
        ]
        assert not {"img", "iframe", "object", "textarea", "style"} & {tag for tag, _ in found.tags}
        assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on") or name == "style"]
        assert all(link.startswith((f"{urlsplit(view.address).path}", "#", "data:,")) for link in links(page.text))
        assert "\u202e" not in page.text
        assert "49" not in re.findall(r"right (\S+)", found.text)


def test_what_is_not_there_is_said(view, root):
    """A run, a trial, a page, a comparison, a run by its path: one sentence, and no trace."""
    for place in (
        "run/20261121-203355-letters-0000",
        f"run/{shown.RUN}/trial?scenario=late-fee&by=clerk/nobody&index=0",
        f"run/{shown.RUN}/trial?scenario=late-fee&by=clerk/hasty&index=7",
        f"run/{shown.RUN}/trial?index=-1",
        "no-such-page",
        "../../etc/passwd",
        f"compared?before={shown.RUN}&after={shown.RUN}",
        "compared",
        f"search?words=letter&run={root}/reports/runs/{shown.RUN}.sqlite",
        f"compare?after={root}/reports/runs/{shown.RUN}.sqlite",
        f"compared?run={root}/reports/runs/{shown.RUN}.sqlite",
        f"compared?before={shown.RUN}&after={root}/reports/runs/{OTHER}.sqlite",
    ):
        page = view.get(place)
        assert page.status == 404
        assert "Traceback" not in page.text


def test_two_variants_stand_side_by_side(view):
    """At an address of their own, in the report's form."""
    page = view.get(f"compared?run={shown.RUN}&baseline=clerk/hasty&candidate=clerk/careful")

    assert page.status == 200
    assert "careful" in Elements(page.text).text
    assert "Side by side" in view.get(f"compare?after={shown.RUN}").text


def test_a_run_under_way_is_shown_as_far_as_it_is(root, view):
    """While it is written: how far it came, and that the page is asked for again; then what it came to."""
    planned = shown.facts(id="20261123-203355-letters-4f3a")
    path = root / "reports/runs" / f"{planned.id}.sqlite"
    with RunFile.create(path, planned) as file:
        first, *rest = planned.planned
        file.add_trial(shown.trial(first), shown.grades(first))
        half = view.get(f"run/{planned.id}").text
        listed = Elements(view.get().text).text
        for name in rest:
            file.add_trial(shown.trial(name), shown.grades(name))
        file.finish()
    try:
        assert "Under way: 1 of 8 trials are played." in Elements(half).text
        assert 'data-again="2"' in half
        assert "Under way" in listed
        awaited(lambda: view.get(f"run/{planned.id}"), "fails what is required in 4 of 4 trials")
    finally:
        path.unlink()


def test_what_was_read_is_read_anew_when_it_changes(root, view):
    """A run that was graded again says what it says now."""
    planned = shown.facts(id="20261124-203355-letters-4f3a")
    path = shown.run_file(root / "reports/runs", id=planned.id)
    try:
        awaited(lambda: view.get(f"run/{planned.id}"), "fails what is required")
        with RunFile.open(path) as file:
            kept = [grade for grade in file.grades() if grade.grader == "greets"]
            file.replace_grades(kept)
        text = awaited(lambda: view.get(f"run/{planned.id}"), "0 of 2 short of something")
        assert "fails what is required" not in text
    finally:
        path.unlink()


def test_nothing_is_written_beside_the_project(view, root):
    """Reading writes into the user's state folder alone."""
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    for place in ("", f"run/{shown.RUN}", TRIAL, f"run/{shown.RUN}/report", "search?words=letter"):
        view.get(place)

    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_port_that_is_taken_is_said_where_it_was_named(view, root, process):
    """And another one is found where none was."""
    state = {"XDG_STATE_HOME": str(root.parent / "letters-state")}
    taken = process(root, "view", "--no-open", "--port", str(urlsplit(view.address).port), env=state)

    assert (taken.returncode, taken.stderr) == (
        2,
        f"port {urlsplit(view.address).port} is taken; name another with --port, or none\n",
    )


def test_ctrl_c_ends_it_well(root):
    """Exit code 0, nothing on standard error, and no process left."""
    process, _ = started(root)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert (process.returncode, said) == (0, "")


def test_an_agent_is_shown_over_time_with_what_changed(letters, tmp_path):
    """Every accepted run and every week: plot, figures, marker of the change, what fell, the week's own page."""
    accept(letters, str(small.play(letters, small.FLAWLESS, variants=(CAREFUL,), trials=6).path))
    week = weekly(letters, Order(player=Loop(ScriptedModel(Clerk(care={CAREFUL: 0.2}))), selection=CAREFUL_ALONE))
    report_week(letters, week)
    with viewed(letters) as view:
        page = view.get("history")
        text = " ".join(Elements(page.text).text.split())
        (place,) = {link for link in links(page.text) if "/week/" in link}
        told = view.get(place.removeprefix(urlsplit(view.address).path))
        runs = awaited(view.get, f"week {week.week}")
        listed = links(view.get().text)

    assert page.text.count("<circle") >= 2
    assert 'class="band"' in page.text
    assert "clerk over time" in text
    assert week.lines[0].sentence in text or "required check" in text
    assert told.headers["content-security-policy"].startswith("sandbox")
    assert "accepted for careful" in runs
    assert f"for {week.week}: the screen" in runs
    assert place in listed


def test_what_has_no_history_says_what_makes_one(view):
    """And an agent that is not there is refused."""
    assert "There is no history yet" in Elements(view.get("history").text).text
    assert view.get("history?agent=nobody").status == 404
    assert view.get("week/2026-W47/letters").status == 404


def test_the_rules_of_a_prompt_stand_with_what_holds_them(replaying, audition):
    """Each by its words, line and id; what nothing holds alone, if asked for."""
    rules = audition(replaying, "rules", "careful").stdout
    count = int(re.search(r"(\d+) rules?", rules)[1])
    with viewed(replaying) as view:
        page = view.get("rules?variant=clerk/careful").text
        unheld = view.get("rules?variant=clerk/careful&unheld=1").text
        missing = view.get("rules?suite=nothing").status

    assert f"0 of {count} rules of careful are held." in " ".join(Elements(page).text.split())
    assert page.count('<tr id="') == unheld.count('<tr id="') == count
    assert missing == 404
