"""The players that a suite names: programs of one's own, and Claude Code itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from audition.errors import Locus
from audition.loading.agent_file import pinned
from audition.loading.collecting import Faults
from audition.loading.document import Document, child
from audition.records.players import CLAUDE_CODE, OWN, OWN_ROOM, Casting, Room
from audition.text import did_you_mean, shortened

_UNNAMED: Final = "program"
"""What a program is called that is written where it is used."""


class Players:
    """What the players of a suite's file mean, and what is wrong with them."""

    def __init__(self, document: Document, root: Path, models: Mapping[str, str]) -> None:
        """Reads `players:`; what is not of its form is passed over."""
        self.faults = Faults()
        self._document = document
        self._root = root
        self._models = models
        written = document.value.get("players") if isinstance(document.value, dict) else None
        self.known: dict[str, Casting] = {CLAUDE_CODE: Casting(name=CLAUDE_CODE)}
        self.own_room = OWN_ROOM
        for name, program in (written if isinstance(written, dict) else {}).items():
            pointer = child("$.players", name)
            if not isinstance(program, dict):
                continue
            if name == OWN:
                self.own_room = self._room(program, OWN_ROOM, pointer)
            elif name == CLAUDE_CODE:
                self.known[name] = Casting(name=name, room=self._room(program, Room(), pointer))
            else:
                self.known[str(name)] = self._program(str(name), program, pointer)

    def cast(self, said: Any, pointer: str) -> Casting | None:
        """Who plays where a suite says `player:` so; None: the engine's own loop."""
        if isinstance(said, dict):
            return self._program(_UNNAMED, said, pointer)
        if said in (None, OWN) or not isinstance(said, str):
            return None
        if said not in self.known:
            meant = did_you_mean(said, [OWN, *self.known])
            self.faults.add(self._document.locus(pointer), f"no player is called `{shortened(said)}`{meant}")
            return None
        return self.known[said]

    def _program(self, name: str, written: Mapping[str, Any], pointer: str) -> Casting:
        locus = self._document.locus(pointer)
        reads = _texts(written.get("reads"))
        for read in reads:
            self._look(read, locus)
        models = []
        for model in _texts(written.get("models")):
            exact = pinned(model, self._models)
            if exact is None:
                meant = did_you_mean(model, self._models)
                self.faults.add(locus, f"`{shortened(model)}` is no alias and no exact id{meant}")
            else:
                models.append(exact)
        return Casting(
            name=name,
            command=_texts(written.get("command")),
            reads=reads,
            models=tuple(models),
            version=str(written.get("version", "")),
            room=self._room(written, Room(), pointer),
            waits=written.get("waits") is True,
        )

    def _room(self, written: Mapping[str, Any], usual: Room, pointer: str) -> Room:
        cpus, memory_mb = written.get("cpus"), written.get("memory_mb")
        room = Room(
            cpus=float(cpus) if isinstance(cpus, int | float) else usual.cpus,
            memory_mb=int(memory_mb) if isinstance(memory_mb, int) else usual.memory_mb,
        )
        if room.cpus > 1 and room.cpus % 1:
            locus = self._document.locus(child(pointer, "cpus"))
            self.faults.add(locus, f"is {room.cpus:g}; a trial takes a part of one processor, or whole ones")
        return room

    def _look(self, read: str, locus: Locus) -> None:
        place = Path(read) if Path(read).is_absolute() else self._root / read
        if not place.exists():
            self.faults.add(locus, f"`{shortened(read)}` is to be read by the program, and is not there")
        elif not Path(read).is_absolute() and not place.resolve().is_relative_to(self._root.resolve()):
            self.faults.add(locus, f"`{shortened(read)}` lies outside the project; write its whole path")


def _texts(written: Any) -> tuple[str, ...]:
    return tuple(part for part in written if isinstance(part, str)) if isinstance(written, list) else ()
