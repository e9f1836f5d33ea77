"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "flow_versions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="flow_versions_key"),
    )
    op.create_table(
        "inbox",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("account", "update_id", name="inbox_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "master_keys",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="master_keys_key"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger()),
        sa.Column("slot", sa.Text()),
        sa.Column("to_seat", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message", sa.BigInteger()),
        sa.Column("why", sa.Text()),
        sa.Column("finished", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="outbox_key"),
        sa.UniqueConstraint("account", "session", "number", "n", name="outbox_account_session_number_n_once"),
    )
    op.create_index(
        "outbox_unfinished",
        "outbox",
        ["account", "chat", "status", "slot", "id"],
        sqlite_where=sa.text("finished IS NULL"),
        postgresql_where=sa.text("finished IS NULL"),
    )
    op.create_table(
        "rooms",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chat", sa.BigInteger()),
        sa.Column("topic", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hears", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="rooms_key"),
        sa.UniqueConstraint("account", "chat", "topic", name="rooms_account_chat_topic_once"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("room_id", _ROW_ID, nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name="sessions_room_id_in_rooms"),
        sa.PrimaryKeyConstraint("id", name="sessions_key"),
    )
    op.create_index(
        "sessions_open",
        "sessions",
        ["room_id", "opened"],
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "cards",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger()),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="cards_session_in_sessions"),
        sa.PrimaryKeyConstraint("session", "slot", name="cards_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("chat", sa.BigInteger()),
        sa.Column("message", sa.BigInteger()),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="journal_session_in_sessions"),
        sa.PrimaryKeyConstraint("session", "number", name="journal_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "people",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("focus", sa.Text()),
        sa.Column("met", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="people_key"),
        sa.UniqueConstraint("account", "user_id", name="people_account_user_id_once"),
        sa.ForeignKeyConstraint(["focus"], ["sessions.id"], name="people_focus_in_sessions"),
    )
    op.create_table(
        "session_keys",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="session_keys_session_in_sessions"),
        sa.PrimaryKeyConstraint("session", name="session_keys_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="timers_session_in_sessions"),
        sa.PrimaryKeyConstraint("session", "name", name="timers_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("timers_by_due", "timers", ["due"])
    op.create_table(
        "seats",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("person", _ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="seats_session_in_sessions"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="seats_person_in_people"),
        sa.PrimaryKeyConstraint("session", "seat", name="seats_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("seats_by_person_session", "seats", ["person", "session"])
    op.create_table(
        "served",
        sa.Column("room", _ROW_ID, nullable=False),
        sa.Column("person", _ROW_ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="served_room_in_rooms"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="served_person_in_people"),
        sa.PrimaryKeyConstraint("room", "person", "role", name="served_key"),
        sqlite_with_rowid=False,
    )
