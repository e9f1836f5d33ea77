"""``beurtelings``: open what lasts, and serve until told to stop."""

from __future__ import annotations

import asyncio
import errno
import gc
import sys

from bot.adapter import UnknownToken
from bot.config import Config
from bot.exits import FAULTY, FINE, NO_STORAGE, NO_TOKEN
from bot.logs import set_up_logs
from bot.shelf import Shelf, open_shelf
from storage.database import Database
from storage.errors import StorageError
from storage.master_key import master_key


def open_database(config: Config) -> Database:
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Database.open(config.database_url, master_key(config.master_key, config.key_file))


def upgrade(config: Config) -> int:
    try:
        database = open_database(config)
        database.upgrade()
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return NO_STORAGE
    database.close()
    print("The database is up to date.")
    return FINE


def serve(config: Config) -> int:
    set_up_logs(config.token)
    try:
        database = open_database(config)
        if config.database_url.startswith("sqlite"):
            # One process, one file: it looks after itself. Elsewhere the operator decides when.
            database.upgrade()
        elif not database.at_head():
            database.close()
            print("The tables are of an older version: run beurtelings db upgrade first.", file=sys.stderr)
            return NO_STORAGE
    except (StorageError, OSError) as error:
        print(error, file=sys.stderr)
        return NO_STORAGE
    shelf = open_shelf(config)
    try:
        return _run(config, database, shelf)
    finally:
        database.close()


def _run(config: Config, database: Database, shelf: Shelf) -> int:
    from bot.service import Service

    async def run() -> None:
        service = Service(config, database=database, shelf=shelf)
        service.stop_on_signals()
        # What is there now stays, and need not be looked through again and again.
        gc.freeze()
        gc.enable()
        await service.run()

    try:
        asyncio.run(run())
    except UnknownToken:
        print(
            "Telegram does not know this token: copy it once more from @BotFather into TELEGRAM_TOKEN and start again.",
            file=sys.stderr,
        )
        return NO_TOKEN
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print(
            f"Port {config.port} is taken, perhaps by another copy: start again with BEURTELINGS_PORT=8081, or another "
            "number.",
            file=sys.stderr,
        )
        return FAULTY
    return FINE
