"""The JSON Schema of the flow file, for editors that help while typing."""

from __future__ import annotations

from typing import Any

from flows.language.model import Flow


def schema() -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Flow.model_json_schema()}
