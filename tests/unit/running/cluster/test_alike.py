"""Machines are compared in what decides how a trial is played, and differ in a sentence with both states."""

from pathlib import Path

import pytest

from audition.errors import UsageError
from audition.records.players import OWN_ROOM, Casting, Room
from audition.running.cluster.alike import Needs, differences, marks_of
from audition.running.cluster.joining import Cluster, require_ray
from audition.running.cluster.there import forget_secrets


def needs(root: Path, **changes) -> Needs:
    """Of one program whose command names a file."""
    shop = Casting(name="shop", command=("python3", "{program}/shop.py"), version="2.1")
    return Needs(**{"root": root, "programs": (shop,), **changes})


def test_a_machine_is_like_itself(tmp_path: Path):
    """Nothing is said of it."""
    (tmp_path / "shop.py").write_text("print()")
    here = marks_of(needs(tmp_path, sandboxed=True))

    assert here.keys() == {"Python", "audition", "the project", "shop", "the sandbox"}
    assert [*differences("n1", dict(here), here)] == []


def test_each_difference_is_a_sentence_with_the_machine_and_both_states(tmp_path: Path):
    """In the order in which they are looked at; what a machine does not know of is not known."""
    here = {"Python": "3.13.1", "audition": "0.2.0", "shop": "2.1 abc"}
    there = {"Python": "3.12.9", "audition": "0.2.0"}

    assert [*differences("n1", there, here)] == [
        "node n1: Python is 3.12.9, and 3.13.1 where the run is",
        "node n1: shop is not known, and 2.1 abc where the run is",
    ]


def test_a_program_whose_file_reads_otherwise_is_another(tmp_path: Path):
    """As on a machine with an older checkout, or with the project elsewhere."""
    for name, text in (("here", "print(1)"), ("there", "print(2)")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shop.py").write_text(text)
    here, there, none = (marks_of(needs(tmp_path / name)) for name in ("here", "there", "nowhere"))

    assert here["shop"] != there["shop"]
    assert here["shop"].startswith("2.1 ")
    assert none["the project"] == f"not there as {tmp_path / 'nowhere'}"


def test_what_does_not_play_is_not_compared(tmp_path: Path):
    """The engine's loop reads nothing of the project and needs no sandbox unless commands run."""
    assert marks_of(needs(tmp_path, programs=())).keys() == {"Python", "audition"}


def test_a_process_that_forgets_its_secrets_keeps_what_is_none():
    """And what Ray lets its processes in by."""
    environment = {"ANTHROPIC_API_KEY": "a", "aws_secret_access_key": "b", "RAY_AUTH_TOKEN": "c", "KEYBOARD": "d"}
    forget_secrets(environment)

    assert environment == {"RAY_AUTH_TOKEN": "c", "KEYBOARD": "d"}


def test_where_ray_is_not_installed_it_is_said_what_installs_it(monkeypatch: pytest.MonkeyPatch):
    """Python finds nothing of that name in an empty path."""
    monkeypatch.setattr("sys.path", [])
    monkeypatch.delitem(__import__("sys").modules, "ray", raising=False)
    with pytest.raises(UsageError, match=r"pip install 'audition\[ray\]'"):
        require_ray()


@pytest.mark.parametrize(("cluster", "said"), [(Cluster(), "ray"), (Cluster("auto"), "ray=auto")])
def test_a_cluster_is_called_as_it_was_typed(cluster: Cluster, said: str):
    """So that an error quotes the option."""
    assert str(cluster) == said


def test_a_room_is_said_in_words():
    """Memory where some is set apart."""
    assert [str(room) for room in (Room(), OWN_ROOM, Room(cpus=2, memory_mb=4_000))] == [
        "1 CPU",
        f"{OWN_ROOM.cpus:g} CPU",
        "2 CPUs and 4,000 MB",
    ]
