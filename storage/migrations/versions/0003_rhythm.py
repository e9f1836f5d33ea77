"""What goes on between conversations: circles, what is somebody's own, and keys and timers for both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _keys()
    _timers()
    _circles()
    _codes()
    _drawers()
    op.add_column("people", sa.Column("awaits", sa.Text(), server_default="", nullable=False))


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="keys_key"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO keys (owner, wrapped) SELECT session, wrapped FROM session_keys")
    op.drop_table("session_keys")


def _timers() -> None:
    # By way of a copy: SQLite cannot change a key, and the new table has the name and the index of the old one.
    op.execute("CREATE TABLE former AS SELECT session, name, stamp, due FROM timers")
    op.drop_table("timers")
    op.create_table(
        "timers",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "owner", "name", name="timers_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("timers_by_due", "timers", ["due"])
    op.execute(
        "INSERT INTO timers (subject, owner, name, stamp, due) SELECT 'session', session, name, stamp, due FROM former"
    )
    op.drop_table("former")


def _circles() -> None:
    op.create_table(
        "circles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("room", _ROW_ID),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="circles_key"),
        sa.UniqueConstraint("room", name="circles_room_once"),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="circles_room_in_rooms"),
    )
    op.create_table(
        "members",
        sa.Column("circle", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("person", _ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["circle"], ["circles.id"], name="members_circle_in_circles"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="members_person_in_people"),
        sa.PrimaryKeyConstraint("circle", "member", name="members_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("members_by_person_circle", "members", ["person", "circle"])
    op.create_table(
        "gatherings",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("circle", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="gatherings_session_in_sessions"),
        sa.ForeignKeyConstraint(["circle"], ["circles.id"], name="gatherings_circle_in_circles"),
        sa.PrimaryKeyConstraint("session", name="gatherings_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("gatherings_by_circle", "gatherings", ["circle"])


def _codes() -> None:
    op.execute("CREATE TABLE former AS SELECT code, session FROM codes")
    op.drop_table("codes")
    op.create_table(
        "codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("session", sa.Text()),
        sa.Column("circle", sa.Text()),
        sa.PrimaryKeyConstraint("code", name="codes_key"),
        sa.UniqueConstraint("session", name="codes_session_once"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="codes_session_in_sessions"),
        sa.UniqueConstraint("circle", name="codes_circle_once"),
        sa.ForeignKeyConstraint(["circle"], ["circles.id"], name="codes_circle_in_circles"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO codes (code, session) SELECT code, session FROM former")
    op.drop_table("former")


def _drawers() -> None:
    op.create_table(
        "drawers",
        sa.Column("person", _ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="drawers_person_in_people"),
        sa.PrimaryKeyConstraint("person", name="drawers_key"),
    )
    op.create_table(
        "diary",
        sa.Column("person", _ROW_ID, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="diary_person_in_people"),
        sa.PrimaryKeyConstraint("person", "n", name="diary_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feeds",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", _ROW_ID, nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="feeds_key"),
        sa.UniqueConstraint("person", name="feeds_person_once"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="feeds_person_in_people"),
        sqlite_with_rowid=False,
    )
