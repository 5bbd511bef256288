"""The checks and finders that a suite can name: the engine's and those of the suite's folder, imported by path."""

from __future__ import annotations

import functools
import importlib
import importlib.machinery
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from audition.errors import DefinitionError, Fault, Locus
from audition.grading.building.parameters import parameters
from audition.grading.check import Check
from audition.grading.checks import ENGINE_CHECKS
from audition.grading.finder import Finder
from audition.grading.finders import ENGINE_FINDERS
from audition.records.identity import text_digest

_Named = TypeVar("_Named", bound=Check | Finder)


@dataclass(frozen=True)
class Registry:
    """Check and finder classes by the names that suites and scenarios give them."""

    classes: Mapping[str, type[Check]]
    """By what `check:` says."""
    finders: Mapping[str, type[Finder]]
    """By what `finder:` says."""

    def source(self, name: str) -> str:
        """The code that a check of this name runs: its module, and the modules of the same folder that it draws on."""
        return _source(self.classes[name].__module__)


def load_registry(root: Path, folder: str | None) -> Registry:
    """The engine's checks and finders and those in `folder`, relative to `root`.

    Every module of the folder is read, but for those named `test_…`; one named `_…` holds what the others share and
    nothing that a suite can name. They import each other relatively (`from ._money import amounts`).

    Raises:
        DefinitionError: The folder is missing, a module cannot be imported, or a name is missing or taken.
    """
    classes = {check.name: check for check in ENGINE_CHECKS}
    finders = {finder.name: finder for finder in ENGINE_FINDERS}
    if folder is None:
        return Registry(classes, finders)
    if not (root / folder).is_dir():
        raise DefinitionError([Fault(Locus(path=folder), "this folder of checks does not exist")])
    faults: list[Fault] = []
    for module, path in _modules(root, folder, faults):
        for found in _concrete(module):
            if issubclass(found, Check):
                _add(found, path, classes, faults)
            elif issubclass(found, Finder):
                _add(found, path, finders, faults)
    if faults:
        raise DefinitionError(faults)
    return Registry(classes, finders)


def _add(found: type[_Named], path: str, known: dict[str, type[_Named]], faults: list[Fault]) -> None:
    """Know a check or finder by its name, or say what is wrong with it."""
    kind = "check" if issubclass(found, Check) else "finder"
    name = getattr(found, "name", None)
    if not isinstance(name, str):
        faults.append(_class_fault(found, path, f"a {kind} states its `name`, the word that `{kind}:` says"))
    elif name in known:
        taken = f"{known[name].__module__}.{known[name].__qualname__}"
        faults.append(_class_fault(found, path, f"the name {name!r} is taken by {taken}"))
    elif wrong := _unknown_name(found) if issubclass(found, Check) else _needs_arguments(found):
        faults.append(_class_fault(found, path, wrong))
    else:
        known[name] = found


def _modules(root: Path, folder: str, faults: list[Fault]) -> Iterator[tuple[ModuleType, str]]:
    """The folder's modules with their paths; one that cannot be imported becomes a fault."""
    files = sorted((root / folder).glob("*.py"))
    package = _package(root / folder, files)
    for file in files:
        if file.stem.startswith(("_", "test_")) or file.stem == "conftest":
            continue
        try:
            yield importlib.import_module(f"{package}.{file.stem}"), f"{folder}/{file.name}"
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a person's module raises is their fault to read
            faults.append(_import_fault(error, root, f"{folder}/{file.name}"))


def _package(folder: Path, files: list[Path]) -> str:
    """An importable package over the folder, under a name that its place and content make unique."""
    content = text_digest("\0".join([str(folder.resolve()), *(file.read_text("utf-8", "replace") for file in files)]))
    name = f"_audition_checks_{content[:16]}"
    if name not in sys.modules:
        spec = importlib.machinery.ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
    return name


def _concrete(module: ModuleType) -> Iterator[type]:
    """The classes that a module defines and that can be made."""
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__ and not inspect.isabstract(value):
            yield value


def _unknown_name(check: type[Check]) -> str | None:
    """Why the parameters of a check cannot be read; None: they can."""
    try:
        parameters(check)
    except NameError as error:
        return f"{error}: its fields' types are read, so import them for real"
    return None


def _needs_arguments(finder: type[Finder]) -> str | None:
    """Why a finder cannot be made without arguments; None: it can."""
    try:
        finder()
    except TypeError as error:
        return f"a finder is made without arguments: {error}"
    return None


def _class_fault(found: type, path: str, message: str) -> Fault:
    return Fault(Locus(path=path, line=inspect.getsourcelines(found)[1], pointer=found.__qualname__), message)


def _import_fault(error: BaseException, root: Path, path: str) -> Fault:
    """What went wrong, at the deepest line of the project that took part."""
    if isinstance(error, SyntaxError) and error.filename:
        place, line = error.filename, error.lineno
    else:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if Path(frame.filename).is_relative_to(root)]
        place, line = (ours[-1].filename, ours[-1].lineno) if ours else (str(root / path), None)
    shown = Path(place).relative_to(root).as_posix() if Path(place).is_relative_to(root) else path
    words = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
    return Fault(
        Locus(path=shown, line=line), f"this module of checks cannot be imported: {type(error).__name__}: {words}"
    )


@functools.cache
def _source(module: str) -> str:
    return "\n".join(inspect.getsource(part) for part in _drawn_on(sys.modules[module]))


def _drawn_on(module: ModuleType) -> list[ModuleType]:
    """The module and, through what it names, the others of its package; in the order of their names."""
    package = module.__name__.rpartition(".")[0]
    found: dict[str, ModuleType] = {}
    waiting = [module]
    while waiting:
        current = waiting.pop()
        if current.__name__ in found:
            continue
        found[current.__name__] = current
        for value in vars(current).values():
            home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if isinstance(home, str) and home.startswith(f"{package}.") and home in sys.modules:
                waiting.append(sys.modules[home])
    return [found[name] for name in sorted(found)]
