"""``beurtelings flows``: what there is, whether it is sound, and how it runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.config import Config
from bot.exits import FAULTY, FINE
from bot.page import page
from bot.shelf import fill_shelf, open_shelf
from flows.engine.script import Script


def list_flows(config: Config, *, as_json: bool) -> int:
    scripts = sorted(open_shelf(config).scripts.values(), key=lambda script: script.flow.people.ideal)
    if as_json:
        print(json.dumps([_plain(script) for script in scripts], indent=2, ensure_ascii=False))
        return FINE
    for script in scripts:
        flow = script.in_language(config.language)
        size = str(flow.people.min) if flow.people.min == flow.people.max else f"{flow.people.min}-{flow.people.max}"
        print(f"{flow.flow:<20} {flow.title}  ({size}, {flow.minutes} min)\n{'':<20} {flow.menu}")
    return FINE


def _plain(script: Script) -> dict[str, object]:
    flow = script.flow
    return {
        "id": flow.flow,
        "title": {language: one.title for language, one in script.loaded.flows.items()},
        "people": {"min": flow.people.min, "ideal": flow.people.ideal, "max": flow.people.max},
        "minutes": flow.minutes,
        "paces": list(flow.paces),
        "languages": list(script.loaded.flows),
        "kinds": sorted({step.kind for step in flow.all_steps}),
        "steps": len(flow.all_steps),
        "version": script.version,
    }


def check_flows(folders: list[Path], config: Config) -> int:
    for folder in folders:
        if not folder.is_dir():
            print(f"{folder} is no folder: name the one that holds a folder for each flow.", file=sys.stderr)
            return FAULTY
    shelf = fill_shelf(*folders) if folders else open_shelf(config)
    for mistake in shelf.mistakes:
        print(mistake, file=sys.stderr)
    sound = len(shelf.scripts)
    if shelf.mistakes:
        print(f"{len(shelf.mistakes)} to mend; {sound} flows are sound.", file=sys.stderr)
        return FAULTY
    if not sound:
        print("There is no flow here: each flow has a folder of its own with a flow.yaml in it.", file=sys.stderr)
        return FAULTY
    print(f"{sound} flows, all sound.")
    return FINE


def draw_flow(name: str, config: Config) -> int:
    script = open_shelf(config).scripts.get(name)
    if script is None:
        return unknown_flow(name, config)
    print(mermaid(script, config.language))
    return FINE


def print_page(config: Config, language: str) -> int:
    sys.stdout.write(page([*open_shelf(config).scripts.values()], language))
    return FINE


def mermaid(script: Script, language: str) -> str:
    """The states and the ways on, as the machine itself has them."""
    steps = (script.step_in(name, language) for name in script.steps)
    titles = {step.id: f"{step.title} ({step.kind})" for step in steps}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{title.replace(chr(34), chr(39))}" as {_node(step)}' for step, title in titles.items()]
    for trigger in ("begin", "advance", "aside"):
        for transition in script.machine.get_transitions(trigger):
            label = " : if" if transition.conditions else ""
            lines.append(f"    {_node(transition.source)} --> {_node(transition.dest)}{label}")
    return "\n".join(lines)


def _node(state: str | None) -> str:
    return "[*]" if state is None or state in ("lobby", "closed") else state.replace("-", "_").replace(".", "__")


def unknown_flow(name: str, config: Config) -> int:
    known = ", ".join(sorted(open_shelf(config).scripts))
    print(f'There is no flow "{name}". There are: {known}.', file=sys.stderr)
    return FAULTY
