"""The flows there are: those that ship with Beurtelings, and those in a folder of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from threading import RLock

import flows.library
from bot.config import Config
from flows.engine.script import Script
from flows.language.loading import Find, Loaded, Source, load
from flows.language.mistakes import Mistake
from flows.language.model import Flow
from flows.rhythm.look_back import with_look_back

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
            loaded, mistakes = _load(place, partial(self._find, beside=place.parent))
            found += mistakes
            if loaded is not None:
                self.folders[flow] = place
                return Script(loaded)
        return None

    def _find(self, flow: str, *, beside: Path) -> dict[str, str]:
        """The files of a flow that another one uses; it may also stand beside that one without being offered itself."""
        places = (*self._places.get(flow, ()), beside / flow, library_folder() / flow)
        with suppress(OSError, UnicodeDecodeError):
            return next((files for place in places if (files := _files(place))), {})
        return {}

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
        self._looking_back: dict[str, Script] = {}

    @property
    def folders(self) -> Mapping[str, Path]:
        """Where each flow stands, for its worked example."""
        self.fill()
        return self.scripts.folders

    def folder_of(self, flow: str) -> Path:
        """Where one flow stands, without reading all the others."""
        self.scripts.get(flow)
        return self.scripts.folders.get(flow, library_folder() / flow)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Everything that is wrong with the files; flows that are sound are on the shelf all the same."""
        self.fill()
        return tuple(mistake for found in self.scripts.mistakes.values() for mistake in found)

    def looking_back(self, flow: str) -> Script | None:
        """The flow as a circle does it, with a look back first; None for one that is not here."""
        script = self.scripts.get(flow)
        if script is None or flow in self._looking_back:
            return self._looking_back.get(flow)
        source = Source(files=with_look_back(script.loaded.source.files))
        loaded, _ = load(source)
        self._looking_back[flow] = found = script if loaded is None else Script(loaded)
        return found

    def fill(self) -> None:
        """Read what was not asked for yet, so that nobody waits for it later."""
        for _ in self.scripts:
            pass

    def fitting(self, *, people: int, minutes: int = 0, purpose: str = "") -> list[Script]:
        """The flows for so many people, and for so much time or for this purpose; those that fit best come first."""

        def fits(flow: Flow) -> bool:
            size = flow.people.min <= people <= flow.people.max
            # Times are soft: a conversation of 75 minutes fits somebody who has an hour and a bit.
            return size and (not minutes or flow.minutes * 4 <= minutes * 5) and purpose in ("", flow.purpose)

        parts = {part for script in self.scripts.values() for part in (*script.loaded.parts.values(), *script.asides)}

        def misfit(flow: Flow) -> tuple[bool, int, int]:
            # What is mostly done as a part of something else comes last.
            in_time = abs(flow.minutes - minutes) if minutes else 0
            return flow.flow in parts, abs(flow.people.ideal - people), in_time

        fitting = (script for script in self.scripts.values() if fits(script.flow))
        return sorted(fitting, key=lambda script: misfit(script.flow))


def library_folder() -> Path:
    return Path(flows.library.__path__[0])


def read_source(folder: Path) -> Source:
    return Source(files=_files(folder))


def _files(folder: Path) -> dict[str, str]:
    names = sorted(path.name for path in folder.glob("*.yaml") if path.name not in NOT_THE_SCRIPT)
    return {name: (folder / name).read_text(encoding="utf-8") for name in names}


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


def _load(place: Path, find: Find) -> tuple[Loaded | None, list[Mistake]]:
    try:
        source = read_source(place)
    except (OSError, UnicodeDecodeError) as error:
        says = f"it cannot be read ({type(error).__name__})"
        return None, [Mistake(file=str(place / "flow.yaml"), line=0, says=says, do="save it as UTF-8 text")]
    loaded, mistakes = load(source, folder=f"{place.name}/", find=find)
    if loaded is not None and loaded.flow.flow != place.name:
        says, do = f'the folder is called "{place.name}", the flow "{loaded.flow.flow}"', "give them the same name"
        mistakes.append(Mistake(file=f"{place.name}/flow.yaml", line=1, says=says, do=do))
        return None, mistakes
    return loaded, mistakes


@cache
def pinned(text: str) -> Script:
    """The script of a stored flow version: editing a file never changes a running conversation."""
    loaded, _ = load(Source.of(text), stored=True)
    if loaded is None:
        raise ValueError("a stored flow version is no longer sound for this version of the language")
    return Script(loaded)
