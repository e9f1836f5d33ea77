"""Logs: what happened and when, one JSON object a line; never what people said, and never a token."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")


class JsonLines(logging.Formatter):
    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": self.redact(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            # The message of an error can quote what somebody said; its kind and place are enough.
            line["error"] = record.exc_info[0].__name__
            line["places"] = _places(record)
        return json.dumps(line, ensure_ascii=False)

    def redact(self, text: str) -> str:
        if self._secret:
            text = text.replace(self._secret, "<token>")
        return _TOKEN.sub("<token>", text)


def _places(record: logging.LogRecord) -> list[str]:
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def set_up_logs(secret: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secret))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # They log the address of every call, and that holds the token; the others tell of every part of their own.
    for name in ("httpx", "httpcore", "telegram", "alembic", "transitions", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
