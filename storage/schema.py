"""The schema: whether the tables are those of this version of the program, and bringing them there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.dialects import Dialect
from storage.errors import NotUpgraded

#: The newest migration. Kept here so that a program whose tables are right need not load alembic at all.
HEAD = "0003"

_VERSION = text("SELECT version_num FROM alembic_version")
_MIGRATIONS = Path(__file__).parent / "migrations"


def revision(connection: Connection) -> str | None:
    """The last migration that was run; None for a database without tables."""
    try:
        return connection.execute(_VERSION).scalar()
    except DBAPIError:
        connection.rollback()
        if inspect(connection).has_table("alembic_version"):
            raise
        return None


def upgrade(engine: Engine, dialect: Dialect) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # A percent sign would be read as the start of a variable.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        dialect.begin_upgrade(connection)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise NotUpgraded(
                f"the tables cannot be brought to version {HEAD} ({error}): they were probably "
                "made by a newer version of the program; install that one, or put back an older backup"
            ) from error
        connection.commit()
