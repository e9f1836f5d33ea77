"""What a room in the browser needs: what each seat reads, who a browser is, and short invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="posts_session_in_sessions"),
        sa.PrimaryKeyConstraint("session", "seat", "n", name="posts_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "passes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="passes_person_in_people"),
        sa.PrimaryKeyConstraint("digest", name="passes_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "codes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="codes_key"),
        sa.UniqueConstraint("session", name="codes_session_once"),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name="codes_session_in_sessions"),
        sqlite_with_rowid=False,
    )
