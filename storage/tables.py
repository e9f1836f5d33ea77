"""The tables. A moment is a whole number of microseconds, see instants.py."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.dialects import KEYED, ROW_ID

#: Every constraint has a name, so that a later migration can change it on both databases.
metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "fk": "%(table_name)s_%(column_0_name)s_in_%(referred_table_name)s",
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
    }
)

#: Rows that are not finished yet are few, however long the program has been running.
UNFINISHED = text("finished IS NULL")
OPEN = text("state <> 'closed'")

#: Proof that the master key is the one the words were sealed with.
master_keys = Table(
    "master_keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("proof", LargeBinary, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("account", Text, primary_key=True),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text),
    **KEYED,
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    #: Absent for a room that consists of private chats; there may be many of those.
    Column("chat", BigInteger),
    #: 0 for the chat as a whole: an absent one would not count in the unique key.
    Column("topic", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("hears", Boolean, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("made", BigInteger, nullable=False),
    UniqueConstraint("account", "chat", "topic"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room_id", ForeignKey(rooms.c.id), nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    #: Sealed, like all of a session that is more than who and when.
    Column("data", LargeBinary, nullable=False),
)
Index("sessions_open", sessions.c.room_id, sessions.c.opened, sqlite_where=OPEN, postgresql_where=OPEN)

#: The key of what a session, a circle or a drawer holds, itself sealed under the master key. Without its row that is
#: gone for good.
keys = Table(
    "keys",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    **KEYED,
)

people = Table(
    "people",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("account", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("focus", ForeignKey(sessions.c.id)),
    Column("met", BigInteger, nullable=False),
    #: What a text that is written in private is about now; "" for nothing in particular.
    Column("awaits", Text, nullable=False, server_default=""),
    UniqueConstraint("account", "user_id"),
)

seats = Table(
    "seats",
    metadata,
    Column("session", ForeignKey(sessions.c.id), primary_key=True),
    Column("seat", Text, primary_key=True),
    Column("person", ForeignKey(people.c.id), nullable=False),
    Index(None, "person", "session"),
    **KEYED,
)

journal = Table(
    "journal",
    metadata,
    Column("session", ForeignKey(sessions.c.id), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("words", LargeBinary),
    #: The message in which they were said, to know an edit of it, and to pass on what has no words.
    Column("chat", BigInteger),
    Column("message", BigInteger),
    **KEYED,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("account", Text, nullable=False),
    #: "" for what belongs to no session.
    Column("session", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("n", Integer, nullable=False),
    Column("chat", BigInteger, nullable=False),
    Column("topic", BigInteger),
    Column("slot", Text),
    Column("to_seat", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message", BigInteger),
    Column("why", Text),
    #: When nothing was left to do about it.
    Column("finished", BigInteger),
    UniqueConstraint("account", "session", "number", "n"),
)
Index(
    "outbox_unfinished",
    outbox.c.account,
    outbox.c.chat,
    outbox.c.status,
    outbox.c.slot,
    outbox.c.id,
    sqlite_where=UNFINISHED,
    postgresql_where=UNFINISHED,
)

cards = Table(
    "cards",
    metadata,
    Column("session", ForeignKey(sessions.c.id), primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("topic", BigInteger),
    Column("message", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    **KEYED,
)

timers = Table(
    "timers",
    metadata,
    #: "session", "circle" or "drawer", and which one.
    Column("subject", Text, primary_key=True),
    Column("owner", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("due", BigInteger, nullable=False),
    Index(None, "due"),
    **KEYED,
)

served = Table(
    "served",
    metadata,
    Column("room", ForeignKey(rooms.c.id), primary_key=True),
    Column("person", ForeignKey(people.c.id), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    **KEYED,
)

#: What each seat in a browser has read so far and is to read, in order.
posts = Table(
    "posts",
    metadata,
    Column("session", ForeignKey(sessions.c.id), primary_key=True),
    Column("seat", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    #: Sealed with the key of the session.
    Column("payload", LargeBinary, nullable=False),
    #: Its buttons have served.
    Column("settled", Boolean, nullable=False),
    **KEYED,
)

#: What somebody's browser shows to be known again: only a digest, so that nobody can take it from here.
passes = Table(
    "passes",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person", ForeignKey(people.c.id), nullable=False),
    Column("made", BigInteger, nullable=False),
    **KEYED,
)

#: A standing group. A chat is one circle at most; a circle without a chat of its own meets in private.
circles = Table(
    "circles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", ForeignKey(rooms.c.id), unique=True),
    Column("number", Integer, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    #: Sealed with the key of the circle.
    Column("data", LargeBinary, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("circle", ForeignKey(circles.c.id), primary_key=True),
    Column("member", Text, primary_key=True),
    Column("person", ForeignKey(people.c.id), nullable=False),
    Index(None, "person", "circle"),
    **KEYED,
)

#: The conversations that are a meeting of a circle.
gatherings = Table(
    "gatherings",
    metadata,
    Column("session", ForeignKey(sessions.c.id), primary_key=True),
    Column("circle", ForeignKey(circles.c.id), nullable=False, index=True),
    Column("meeting", Text, nullable=False),
    **KEYED,
)

#: What is somebody's own.
drawers = Table(
    "drawers",
    metadata,
    Column("person", ForeignKey(people.c.id), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False),
    #: The pages that were ever written in the diary: no number comes back.
    Column("pages", Integer, nullable=False),
    #: Sealed with the key of the drawer.
    Column("data", LargeBinary, nullable=False),
)

diary = Table(
    "diary",
    metadata,
    Column("person", ForeignKey(people.c.id), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    #: Sealed with the key of the drawer.
    Column("words", LargeBinary, nullable=False),
    **KEYED,
)

#: The secret address of somebody's calendar: only a digest, as of a pass.
feeds = Table(
    "feeds",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person", ForeignKey(people.c.id), nullable=False, unique=True),
    Column("made", BigInteger, nullable=False),
    **KEYED,
)

#: Short invitations to a session or to a circle, to be read aloud or typed over.
codes = Table(
    "codes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("session", ForeignKey(sessions.c.id), unique=True),
    Column("circle", ForeignKey(circles.c.id), unique=True),
    **KEYED,
)

flow_versions = Table(
    "flow_versions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
