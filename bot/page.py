"""A page that describes every conversation in one screen, made from the flow files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from bot.texts import catalogue
from bot.texts.catalogue import Catalogue
from flows.engine.script import Script
from flows.language.model import AnyStep, Block, Flow
from flows.language.texts import fill
from flows.language.who import Who

PURPOSES = get_args(Flow.model_fields["purpose"].annotation)


def page(scripts: Sequence[Script], language: str) -> str:
    """All of them, the smallest groups first."""
    texts = catalogue(language)
    scripts = sorted(scripts, key=lambda script: _order(script.in_language(language)))
    flows = {script.flow.flow: script.in_language(language) for script in scripts}
    parts = [f"# {texts.say('page.title')}", texts.say("page.intro")]
    for purpose in PURPOSES:
        parts.append(f"**{texts.say(f'button.purpose_{purpose}')}**")
        parts.append(_overview([flow for flow in flows.values() if flow.purpose == purpose], texts))
    parts += [_one(script, flows, texts) for script in scripts]
    return "\n\n".join(parts) + "\n"


def _order(flow: Flow) -> tuple[int, int, int, str]:
    return PURPOSES.index(flow.purpose), flow.people.ideal, flow.minutes, flow.title


def _overview(flows: Sequence[Flow], texts: Catalogue) -> str:
    head = [
        f"| {texts.say('page.form')} | {texts.say('page.people')} | {texts.say('page.minutes')} | |",
        "| --- | --- | --- | --- |",
    ]
    rows = [f"| [{flow.title}](#{flow.flow}) | {_size(flow)} | {flow.minutes} | {_cell(flow.menu)} |" for flow in flows]
    return "\n".join([*head, *rows])


def _one(script: Script, flows: Mapping[str, Flow], texts: Catalogue) -> str:
    flow = flows[script.flow.flow]
    called = {step: flows[name] for step, name in script.loaded.parts.items() if name in flows}
    parts = [
        f'<a id="{flow.flow}"></a>\n\n## {flow.title}',
        flow.goal.strip(),
        texts.say("page.size", people=_size(flow), minutes=str(flow.minutes)),
        _steps(flow, called, texts),
        f"*{texts.say('page.not_for')}* {flow.not_for.strip()}",
        f"*{texts.say('page.from')}* {flow.inspired_by.strip()}",
    ]
    return "\n\n".join(parts)


def _size(flow: Flow) -> str:
    people = flow.people
    return str(people.min) if people.min == people.max else f"{people.min}-{people.max}"


def _steps(flow: Flow, called: Mapping[str, Flow], texts: Catalogue) -> str:
    names = [texts.say(f"page.{name}") for name in ("step", "who", "minutes")]
    rows, number = [f"| | {' | '.join(names)} |", "| --- | --- | --- | --- |"], 0
    for part in flow.steps:
        steps = part.steps if isinstance(part, Block) else (part,)
        for step in steps:
            if "." in step.id:
                # Of a flow that is called; it has a description of its own.
                continue
            number += 1
            again = "↻ " if isinstance(part, Block) else ""
            other = called.get(step.id)
            minutes = other.minutes if other is not None else step.minutes or ""
            link = f" → [{other.title}](#{other.flow})" if other is not None else ""
            what = f"{again}{_cell(step.title)}: {_prompt(flow, step)}{link}"
            rows.append(f"| {number} | {what} | {_who(flow, step, texts)} | {minutes} |")
    return "\n".join(rows)


def _prompt(flow: Flow, step: AnyStep) -> str:
    """The first sentence or two: enough to know what happens."""
    text = fill(step.prompt, {name: role.name for name, role in flow.roles.items()})
    sentences = text.replace("\n", " ").split(". ")
    short = ". ".join(sentences[:2])
    short = short if short.endswith((".", "?", "!", "…")) else f"{short}."
    return _cell(short[:1].upper() + short[1:])


def _who(flow: Flow, step: AnyStep, texts: Catalogue) -> str:
    who: Who | None = getattr(step, "who", None)
    if who is None:
        who = getattr(step, "among", Who())
    named = [flow.roles[role].name for role in who.roles]
    without = [flow.roles[role].name for role in who.without]
    base = f" {texts.say('mention.and')} ".join(named) or texts.say("page.everyone")
    return f"{base} {texts.say('page.except')} {', '.join(without)}" if without else base


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ").strip()
