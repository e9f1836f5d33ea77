"""The flows there are: those that ship with Beurtelings, and those in a folder of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import RLock

import flows.library
from bot.config import Config
from flows.engine.script import Script
from flows.language.loading import Loaded, Source, load
from flows.language.mistakes import Mistake

#: What stands beside a flow and is no part of its script.
NOT_THE_SCRIPT = ("example.yaml",)


class Scripts(Mapping[str, Script]):
    """The flows of these places by their ids. Each is read when it is first asked for; counting them reads them all."""

    def __init__(self, places: Mapping[str, list[Path]]) -> None:
        self._places = places
        self._read: dict[str, Script | None] = {}
        self._lock = RLock()
        self.mistakes: dict[str, list[Mistake]] = {}
        self.folders: dict[str, Path] = {}

    def _script(self, flow: str) -> Script | None:
        with self._lock:
            if flow in self._places and flow not in self._read:
                self._read[flow] = self._first_sound(flow)
            return self._read.get(flow)

    def _first_sound(self, flow: str) -> Script | None:
        found = self.mistakes[flow] = []
        for place in self._places[flow]:
            loaded, mistakes = _load(place)
            found += mistakes
            if loaded is not None:
                self.folders[flow] = place
                return Script(loaded)
        return None

    def __getitem__(self, flow: str) -> Script:
        script = self._script(flow)
        if script is None:
            raise KeyError(flow)
        return script

    def __iter__(self) -> Iterator[str]:
        return (flow for flow in self._places if self._script(flow) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Shelf:
    def __init__(self, places: Mapping[str, list[Path]]) -> None:
        self.scripts = Scripts(places)

    @property
    def folders(self) -> Mapping[str, Path]:
        """Where each flow stands, for its worked example."""
        self.fill()
        return self.scripts.folders

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Everything that is wrong with the files; flows that are sound are on the shelf all the same."""
        self.fill()
        return tuple(mistake for found in self.scripts.mistakes.values() for mistake in found)

    def fill(self) -> None:
        """Read what was not asked for yet, so that nobody waits for it later."""
        for _ in self.scripts:
            pass

    def fitting(self, *, people: int | None = None, minutes: int | None = None) -> list[Script]:
        """The flows for so many people and so much time, the closest to their ideal size first."""

        def fits(script: Script) -> bool:
            size = script.flow.people
            return (people is None or size.min <= people <= size.max) and (
                minutes is None or script.flow.minutes <= minutes
            )

        def distance(script: Script) -> int:
            return 0 if people is None else abs(script.flow.people.ideal - people)

        return sorted((one for one in self.scripts.values() if fits(one)), key=distance)


def library_folder() -> Path:
    return Path(flows.library.__path__[0])


def read_source(folder: Path) -> Source:
    names = sorted(path.name for path in folder.glob("*.yaml") if path.name not in NOT_THE_SCRIPT)
    return Source(files={name: (folder / name).read_text(encoding="utf-8") for name in names})


def fill_shelf(*folders: Path) -> Shelf:
    """The flows in these folders, each in a folder of its own; a later one takes the place of an earlier one."""
    places: dict[str, list[Path]] = {}
    for folder in folders or (library_folder(),):
        for flow_file in sorted(folder.glob("*/flow.yaml")):
            places.setdefault(flow_file.parent.name, []).insert(0, flow_file.parent)
    return Shelf(places)


def open_shelf(config: Config) -> Shelf:
    own = [config.own_flows] if config.own_flows.is_dir() else []
    return fill_shelf(library_folder(), *own)


def _load(place: Path) -> tuple[Loaded | None, list[Mistake]]:
    try:
        source = read_source(place)
    except (OSError, UnicodeDecodeError) as error:
        says = f"it cannot be read ({type(error).__name__})"
        return None, [Mistake(file=str(place / "flow.yaml"), line=0, says=says, do="save it as UTF-8 text")]
    loaded, mistakes = load(source, folder=f"{place.name}/")
    if loaded is not None and loaded.flow.flow != place.name:
        says, do = f'the folder is called "{place.name}", the flow "{loaded.flow.flow}"', "give them the same name"
        mistakes.append(Mistake(file=f"{place.name}/flow.yaml", line=1, says=says, do=do))
        return None, mistakes
    return loaded, mistakes


@cache
def pinned(text: str) -> Script:
    """The script of a stored flow version: editing a file never changes a running conversation."""
    loaded, _ = load(Source.of(text))
    if loaded is None:
        raise ValueError("a stored flow version is no longer sound for this version of the language")
    return Script(loaded)
