"""Checks are found in the engine and in the suite's folder."""

from __future__ import annotations

from textwrap import dedent

import pytest

from audition.errors import DefinitionError
from audition.grading.building import load_registry

CHECK = '''
from dataclasses import dataclass

from audition.grading.check import Check, Work, passed
from audition.records.grades import Reading


@dataclass(frozen=True, kw_only=True)
class Polite(Check):
    """Says please."""

    name = "polite"
    times: int = 1

    def grade(self, work: Work) -> Reading:
        """Always."""
        return passed("please")
'''


def folder(root, **modules: str):
    """A project whose `checks/` holds these modules."""
    (root / "checks").mkdir(exist_ok=True)
    for name, source in modules.items():
        (root / "checks" / f"{name}.py").write_text(dedent(source), encoding="utf-8")
    return root


def faults(root) -> list[str]:
    """What is wrong with the folder."""
    with pytest.raises(DefinitionError) as error:
        load_registry(root, "checks")
    return [str(fault) for fault in error.value.faults]


def test_the_folders_checks_join_the_engines(tmp_path):
    """By the name that `check:` says; nothing else of a module counts."""
    registry = load_registry(folder(tmp_path, manners=CHECK), "checks")

    assert registry.classes["polite"].__qualname__ == "Polite"
    assert {"ending", "schema", "never_says"} <= set(registry.classes)


def test_without_a_folder_the_engines_checks_are_all(tmp_path):
    """A suite need not bring its own."""
    assert "polite" not in load_registry(tmp_path, None).classes


def test_modules_share_what_an_underscored_one_holds(tmp_path):
    """Checks import each other relatively; tests beside them are left alone."""
    source = CHECK.replace('passed("please")', "passed(WORD)") + "\nfrom ._words import WORD\n"
    root = folder(tmp_path, manners=source, _words='WORD = "please"\n', test_manners="raise RuntimeError\n")

    assert "polite" in load_registry(root, "checks").classes


def test_two_projects_do_not_get_in_each_others_way(tmp_path):
    """Modules of one name in two folders are two modules."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = load_registry(folder(tmp_path / "a", manners=CHECK), "checks")
    two = load_registry(folder(tmp_path / "b", manners=CHECK.replace("polite", "rude")), "checks")

    assert "polite" in one.classes
    assert "polite" not in two.classes


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import nowhere\n", "checks/broken.py:1: $: this module of checks cannot be imported: ModuleNotFoundError"),
        ("x = 1\n\ny = x / 0\n", "checks/broken.py:3: $: this module of checks cannot be imported: ZeroDivisionError"),
        ("def f(:\n", "checks/broken.py:1: $: this module of checks cannot be imported: SyntaxError"),
        ("from ._deep import x\n", "checks/_deep.py:2: $: this module of checks cannot be imported: KeyError"),
    ],
)
def test_a_module_that_cannot_be_imported_is_one_fault_with_its_line(tmp_path, source, told):
    """Whatever it raises, and wherever in the project."""
    (fault,) = faults(folder(tmp_path, broken=source, _deep="\nx = {}['x']\n", manners=CHECK))

    assert fault.startswith(told)


def test_a_name_is_stated_and_taken_once(tmp_path):
    """The engine's names are taken as well."""
    unnamed = CHECK.replace('    name = "polite"\n', "")
    taken = CHECK.replace("polite", "schema")

    told = faults(folder(tmp_path, unnamed=unnamed, taken=taken))

    assert told == [
        "checks/taken.py:8: Polite: the name 'schema' is taken by audition.grading.checks.document.MatchesSchema",
        "checks/unnamed.py:8: Polite: a check states its `name`, the word that `check:` says",
    ]


def test_a_field_of_an_unknown_type_is_a_fault(tmp_path):
    """A type imported for checkers alone cannot be read."""
    source = "from __future__ import annotations\n" + CHECK.replace("times: int", "times: Count")

    assert faults(folder(tmp_path, manners=source)) == [
        "checks/manners.py:9: Polite: name 'Count' is not defined: its fields' types are read, so import them for real"
    ]


def test_a_folder_that_is_missing_is_a_fault(tmp_path):
    """A slip in `checks_from` is told before anything runs."""
    assert faults(tmp_path) == ["checks: $: this folder of checks does not exist"]


def test_a_checks_source_is_its_module_and_what_it_draws_on(tmp_path):
    """A change in a shared module makes another grader of every check that uses it, and of no other."""
    using = CHECK + "\nfrom ._words import word\n"
    alone = CHECK.replace("polite", "alone")
    sources = []
    for text in ("yes", "no"):
        (tmp_path / text).mkdir()
        root = folder(tmp_path / text, using=using, alone=alone, _words=f"def word():\n    return '{text}'\n")
        registry = load_registry(root, "checks")
        sources.append((registry.source("polite"), registry.source("alone"), registry.source("ending")))

    (using_before, alone_before, engine_before), (using_after, alone_after, engine_after) = sources
    assert using_before != using_after
    assert alone_before == alone_after
    assert engine_before == engine_after


FINDER = '''
from audition.grading.finder import Finder
from audition.grading.passages import places


class Questions(Finder):
    """Places that ask something."""

    name = "questions"

    def find(self, work):
        """Every place with a question mark."""
        return (each for each in places(work) if "?" in each.text)
'''


def test_the_folders_finders_are_known_by_their_names(tmp_path):
    """Beside its checks; the two do not share a name space, for no word of YAML could mean either."""
    registry = load_registry(
        folder(tmp_path, manners=CHECK, asking=FINDER.replace('"questions"', '"polite"')), "checks"
    )

    assert registry.finders["polite"].__qualname__ == "Questions"
    assert registry.classes["polite"].__qualname__ == "Polite"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (FINDER.replace('name = "questions"', ""), "a finder states its `name`, the word that `finder:` says"),
        (FINDER + FINDER.replace("class Questions", "class Others"), "the name 'questions' is taken by"),
        (
            FINDER.replace("    def find", "    def __init__(self, much):\n        self.much = much\n\n    def find"),
            "a finder is made without arguments",
        ),
    ],
)
def test_a_finder_that_nothing_could_name_or_make_is_told_with_its_place(tmp_path, wrong, told):
    """Before anything runs, by file, line and class."""
    (fault,) = faults(folder(tmp_path, asking=wrong))

    assert "checks/asking.py:" in fault
    assert told in fault
