"""What alembic runs: the migrations, in the transaction of whoever asked for the upgrade."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

# Batch, because SQLite cannot change a table in place.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
