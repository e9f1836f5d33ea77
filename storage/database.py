"""The database: where moves come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from storage import schema
from storage.dialects import Dialect, Upsert, open_engine
from storage.errors import Collided, MasterKeyError, NotUpgraded, Refused, StorageError, Unavailable
from storage.move import Move
from storage.tables import master_keys
from storage.vault import Vault

_PROVE = Upsert(lambda insert: insert(master_keys).on_conflict_do_nothing())
_PROOF = select(master_keys.c.proof)

#: What a server says of moves that got into each other's way: a deadlock, and no order they could have had.
_COLLISIONS = ("40P01", "40001")


class Database:
    """Opened once for the whole program. Moves of several threads may run at the same time."""

    def __init__(self, *, engine: Engine, dialect: Dialect, vault: Vault) -> None:
        self._engine = engine
        self._dialect = dialect
        self._vault = vault
        #: Set once the tables and the master key were found right.
        self._trusted = False
        #: Called with the name of each point around a commit, see move.py.
        self.on_commit: Callable[[str], None] | None = None

    @classmethod
    def open(cls, url: str, master_key: bytes) -> Database:
        """No connection is made until one is needed."""
        vault = Vault(master_key)
        engine, dialect = open_engine(url)
        return cls(engine=engine, dialect=dialect, vault=vault)

    def close(self) -> None:
        self._engine.dispose()

    def at_head(self) -> bool:
        """Whether the tables are those of this version of the program."""
        with _translated(), self._engine.connect() as connection:
            return schema.revision(connection) == schema.HEAD

    def upgrade(self) -> None:
        """Bring the tables to this version, and make sure that the master key is the right one."""
        if not self.at_head():
            with _translated():
                schema.upgrade(self._engine, self._dialect)
        self._trust()

    def move(self) -> AbstractContextManager[Move]:
        """One transaction, rolled back unless its commit() is called."""
        return self._begin(writes=True)

    def glance(self) -> AbstractContextManager[Move]:
        """The same to read only: it sees the last commit and holds nobody up."""
        return self._begin(writes=False)

    @contextmanager
    def _begin(self, *, writes: bool) -> Iterator[Move]:
        if not self._trusted:
            self._trust()
        with _translated(), self._engine.connect() as connection:
            self._dialect.begin(connection, writes=writes)
            yield Move(connection, self._vault, writes=writes, on_commit=self.on_commit)

    def _trust(self) -> None:
        with _translated(), self._engine.connect() as connection:
            found = schema.revision(connection)
            if found != schema.HEAD:
                raise NotUpgraded(
                    f"the tables are of version {found or 'none'} and this program needs {schema.HEAD}: "
                    "upgrade the database first"
                )
            self._recognise(connection)
        self._trusted = True

    def _recognise(self, connection: Connection) -> None:
        proof = connection.execute(_PROOF).scalar()
        if proof is None:
            # Another copy may be the first one at the same moment; its proof then counts.
            connection.execute(_PROVE.on(connection), {"id": 1, "proof": self._vault.proof()})
            connection.commit()
            proof = connection.execute(_PROOF).scalar_one()
        if not self._vault.recognises(proof):
            raise MasterKeyError(
                "this is not the master key that the words in this database were sealed with: "
                "give the key the database was made with, or start with a new database"
            )


@contextmanager
def _translated() -> Iterator[None]:
    """The rest of the program knows storage's own errors only."""
    try:
        yield
    except (OperationalError, InterfaceError, NoConnectionFree) as error:
        told = getattr(getattr(error, "orig", None), "sqlstate", None)
        kind = Collided if told in _COLLISIONS else Unavailable
        raise kind(
            f"the database could not be used ({_cause(error)}): take the event in anew, "
            "which is safe because nothing is taken in twice"
        ) from error
    except ResourceClosedError as error:
        raise StorageError("this move is over: begin another one for what comes after its commit") from error
    except DBAPIError as error:
        raise Refused(f"the database refused a statement ({_cause(error)}): nothing was committed") from error


def _cause(error: Exception) -> str:
    """The first line of what the driver says; further lines may quote a row."""
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"
