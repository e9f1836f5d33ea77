"""Flow versions: the text of every flow a session began with, by its digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from storage.dialects import Upsert
from storage.instants import micros
from storage.part import Part
from storage.tables import flow_versions

_KEEP = Upsert(lambda insert: insert(flow_versions).on_conflict_do_nothing())

_TEXT = select(flow_versions.c.text).where(flow_versions.c.digest == bindparam("digest"))


class FlowVersions(Part):
    __slots__ = ()

    def keep(self, *, digest: str, flow: str, text: str, at: datetime) -> None:
        self._connection.execute(
            _KEEP.on(self._connection), {"digest": digest, "flow": flow, "text": text, "at": micros(at)}
        )

    def text(self, digest: str) -> str | None:
        return self._connection.execute(_TEXT, {"digest": digest}).scalar()
