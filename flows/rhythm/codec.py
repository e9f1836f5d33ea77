"""Messages that wait for the morning, as JSON and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flows.rhythm.effects import Tell
from flows.rhythm.words import Named, Press, Rows, Sentence, Value


def encode(tell: Tell) -> str:
    lines = [(line.key, _values(line.values)) for line in tell.lines]
    rows = [[(one.label, one.action, one.value, _values(one.values), one.chosen) for one in row] for row in tell.rows]
    return json.dumps([lines, rows, tell.to, tell.page, tell.awaits, tell.again], ensure_ascii=False)


def decode(text: str) -> Tell:
    lines, rows, to, page, awaits, again = json.loads(text)
    return Tell(
        lines=tuple(Sentence(key=key, values=_back(values)) for key, values in lines), rows=_rows(rows), to=to,
        page=page, awaits=awaits, again=again,
    )  # fmt: skip


def _rows(rows: list[list[list[Any]]]) -> Rows:
    return tuple(
        tuple(
            Press(label=label, action=action, value=value, values=_back(values), chosen=chosen)
            for label, action, value, values, chosen in row
        )
        for row in rows
    )


def _values(values: dict[str, Value]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> Any:
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Named():
            return {"named": str(value)}
        case tuple():
            return [_plain(one) for one in value]
    return value


def _back(values: dict[str, Any]) -> dict[str, Value]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Value:
    match value:
        case {"at": moment}:
            return datetime.fromisoformat(moment)
        case {"named": name}:
            return Named(name)
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return tuple(Named(one["named"]) if isinstance(one, dict) else one for one in value)
    found: Value = value
    return found
