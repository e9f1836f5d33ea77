"""Events and effects as JSON and back. Fields that have their default are left out, so that rows stay small."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from flows.engine import effects, events
from flows.engine.effects import Effect, Line
from flows.engine.events import Event

_RECORDS: dict[str, type[Any]] = {
    record.__name__: record
    for module in (events, effects)
    for record in vars(module).values()
    if isinstance(record, type) and is_dataclass(record)
}


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return MISSING


_DEFAULTS = {name: {f.name: _default(f) for f in fields(record)} for name, record in _RECORDS.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value) if isinstance(value, StrEnum) else value
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return {"@at": value.isoformat()}
    if isinstance(value, date):
        return {"@day": value.isoformat()}
    name = type(value).__name__
    plain: dict[str, Any] = {"@": name}
    for key, default in _DEFAULTS[name].items():
        item = getattr(value, key)
        if item != default:
            plain[key] = _plain(item)
    return plain


def _record(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_record(item) for item in value)
    if isinstance(value, dict):
        if "@" in value:
            return _RECORDS[value["@"]](**{key: _record(item) for key, item in value.items() if key != "@"})
        if "@at" in value:
            return datetime.fromisoformat(value["@at"])
        if "@day" in value:
            return date.fromisoformat(value["@day"])
        return {key: _record(item) for key, item in value.items()}
    return value


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def encode(record: Event | Effect | Line) -> str:
    return _ENCODER.encode(_plain(record))


def decode_event(text: str) -> Event:
    return cast(Event, _record(json.loads(text)))


def decode_effect(text: str) -> Effect:
    return cast(Effect, _record(json.loads(text)))


def decode_line(text: str) -> Line:
    return cast(Line, _record(json.loads(text)))
