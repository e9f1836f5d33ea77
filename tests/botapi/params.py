"""The parameters of one call, however they were packed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .errors import bad_request

Files = dict[str, tuple[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class Params:
    """Every value as text, as a form sends it; files apart."""

    values: dict[str, str]
    files: Files

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name) or default)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.values.get(name, "").lower() in ("true", "1", "yes")

    def object(self, name: str) -> Any:
        raw = self.values.get(name, "")
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def file(self, name: str) -> tuple[str, bytes] | None:
        """An upload, either under its own name or pointed at by attach://name."""
        return self.files.get(self.text(name).removeprefix("attach://") or name) or self.files.get(name)


def unpack(query: str, kind: str, body: bytes) -> Params:
    values = dict(parse_qsl(query, keep_blank_values=True))
    files: Files = {}
    if kind.startswith("application/json"):
        found = json.loads(body or b"{}")
        values |= {name: one if isinstance(one, str) else json.dumps(one) for name, one in found.items()}
    elif kind.startswith("multipart/form-data"):
        _parts(kind, body, values, files)
    else:
        values |= parse_qsl(body.decode(), keep_blank_values=True)
    return Params(values=values, files=files)


def _parts(kind: str, body: bytes, values: dict[str, str], files: Files) -> None:
    boundary = b"--" + kind.partition("boundary=")[2].strip('"').encode()
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        about = _disposition(head.decode())
        if "filename" in about:
            files[about["name"]] = (about["filename"], content)
        else:
            values[about["name"]] = content.decode()


def _disposition(head: str) -> dict[str, str]:
    for line in head.split("\r\n"):
        if line.lower().startswith("content-disposition:"):
            pairs = (piece.strip().partition("=") for piece in line.split(";")[1:])
            return {name: value.strip('"') for name, _, value in pairs}
    return {"name": ""}
