from __future__ import annotations

from storage.database import Database
from tests.storage.story import MINUTE, NOON


def test_the_text_a_session_began_with_stays_as_it_was(database: Database) -> None:
    with database.move() as move:
        assert move.flow_versions.text("sha-1") is None
        move.flow_versions.keep(digest="sha-1", flow="intervisie", text="flow: intervisie\n", at=NOON)
        move.flow_versions.keep(digest="sha-1", flow="intervisie", text="changed", at=NOON + MINUTE)
        assert move.flow_versions.text("sha-1") == "flow: intervisie\n"
