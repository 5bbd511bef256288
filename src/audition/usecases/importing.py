"""Takes over what another tool tests, as scenarios of a suite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audition.errors import DefinitionError, EngineError, UsageError
from audition.loading.foreign import scenarios_of
from audition.project.world import load_world


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was taken over."""

    paths: tuple[Path, ...]
    """Relative to the project."""
    unequal: tuple[str, ...]
    """What has no equal here, one line each, with its scenario."""


def import_scenarios(root: Path, file: Path, suite: str | None) -> Imported:
    """One scenario a test of promptfoo's, or a sample of Inspect's, written into a suite; nothing is written over.

    Args:
        root: A folder of the project.
        file: promptfoo's configuration (.yaml), or samples (.json, .jsonl, .csv).
        suite: The suite; None: the only one.

    Raises:
        UsageError: There is no such suite or file, or a scenario of that name is there.
        DefinitionError: The file is neither, or what it makes does not fit the suite: nothing is written then.
        EngineError: A file cannot be written.
    """
    world = load_world(root, suite)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    found = scenarios_of(data, file.name)
    home = Path("scenarios", world.suite.id)
    known = {scenario.id for scenario in world.suite.scenarios}
    there = [one.id for one in found if one.id in known or (world.places.root / home / f"{one.id}.yaml").exists()]
    if there:
        raise UsageError(f"already in suite {world.suite.id}, and never written over: {', '.join(there)}")
    paths = [home / f"{one.id}.yaml" for one in found]
    written: list[Path] = []
    try:
        for one, path in zip(found, paths, strict=True):
            place = world.places.root / path
            place.write_text(one.text, "utf-8")
            written.append(place)
        load_world(world.places.root, world.suite.id)
    except (DefinitionError, OSError) as error:
        for place in written:
            place.unlink()
        if isinstance(error, OSError):
            raise EngineError(f"{error.filename}: cannot be written: {error.strerror}") from error
        raise
    return Imported(paths=tuple(paths), unequal=tuple(f"{one.id}: {told}" for one in found for told in one.unequal))
