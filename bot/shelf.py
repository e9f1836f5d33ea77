"""The flows there are: those that ship with Beurtelings, and those in a folder of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flows.library
from bot.config import Config
from flows.engine.script import Script
from flows.language.loading import Loaded, Source, load
from flows.language.mistakes import Mistake

#: What stands beside a flow and is no part of its script.
NOT_THE_SCRIPT = ("example.yaml",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    scripts: Mapping[str, Script]
    #: Where each flow stands, for its worked example.
    folders: Mapping[str, Path]
    #: Everything that is wrong with the files; flows that are sound are on the shelf all the same.
    mistakes: tuple[Mistake, ...]

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
    """Read the flows in these folders, each in a folder of its own; a later one takes the place of an earlier one."""
    scripts: dict[str, Script] = {}
    places: dict[str, Path] = {}
    mistakes: list[Mistake] = []
    for folder in folders or (library_folder(),):
        for flow_file in sorted(folder.glob("*/flow.yaml")):
            place = flow_file.parent
            loaded, wrong = _load(place)
            mistakes += wrong
            if loaded is not None:
                scripts[loaded.flow.flow] = Script(loaded)
                places[loaded.flow.flow] = place
    return Shelf(scripts=scripts, folders=places, mistakes=tuple(mistakes))


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
