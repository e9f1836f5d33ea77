"""The look back: a flow with a first step that goes back to what people took with them last time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

STEP = "sinds-vorige-keer"
_FILE = Path(__file__).with_name("look_back.yaml")
_STEPS = "\nsteps:\n"


def with_look_back(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a flow, with that step before the others; as they are where it does not fit in."""
    script = files.get("flow.yaml", "")
    texts = _texts()
    first = f"\n{script}"
    language = yaml.safe_load(script).get("language", "") if _STEPS in first else ""
    if language not in texts or STEP in script:
        return dict(files)
    step = {**texts["nl"], **texts[language]}
    head, tail = first.split(_STEPS, 1)
    found = dict(files) | {"flow.yaml": f"{head[1:]}{_STEPS}{_listed(step)}{tail}"}
    for name, text in files.items():
        other = name.removesuffix(".yaml")
        if other in texts and other != language and _STEPS in f"\n{text}":
            head, tail = f"\n{text}".split(_STEPS, 1)
            found[name] = f"{head[1:]}{_STEPS}{_translated(texts[other])}{tail}"
    return found


def _listed(step: Mapping[str, Any]) -> str:
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in step.items()]
    return "  - " + "\n    ".join(lines) + "\n\n"


def _translated(texts: Mapping[str, Any]) -> str:
    lines = [f"{name}: {json.dumps(texts[name], ensure_ascii=False)}" for name in ("title", "prompt", "cue")]
    return f"  {STEP}:\n    " + "\n    ".join(lines) + "\n"


@cache
def _texts() -> Mapping[str, Mapping[str, Any]]:
    texts: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return texts
