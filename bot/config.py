"""What can be set from outside, all by environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.texts import LANGUAGES


class ConfigError(Exception):
    """A setting that cannot be used, in one sentence that says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    #: Where the database, the master key and one's own flows are.
    data: Path
    database_url: str
    token: str = field(default="", repr=False)
    #: The address of the Bot API, for a server of one's own.
    telegram_api: str = "https://api.telegram.org"
    #: The master key itself, where it is not kept in a file.
    master_key: str | None = field(default=None, repr=False)
    language: str = "nl"
    zone: str = "Europe/Amsterdam"
    #: Of the Dutch school holidays, for circles and people that did not say; "" for none.
    region: str = ""
    #: Where the pages are served, and how they are reached from outside.
    host: str = "127.0.0.1"
    #: None serves no pages.
    port: int | None = None
    url: str = ""
    #: From whom is believed on whose behalf a request comes: the addresses or networks of a proxy, with commas between.
    proxy: str = "127.0.0.1"
    #: Telegram brings updates to our address, and is not asked for them.
    webhook: bool = False

    @property
    def own_flows(self) -> Path:
        return self.data / "flows"

    @property
    def key_file(self) -> Path:
        return self.data / "master.key"


def from_environment(environ: Mapping[str, str]) -> Config:
    data = _folder(environ.get("BEURTELINGS_DATA") or "~/.beurtelings")
    language = environ.get("BEURTELINGS_LANGUAGE") or "nl"
    zone = environ.get("BEURTELINGS_ZONE") or "Europe/Amsterdam"
    if language not in LANGUAGES:
        raise ConfigError(f'BEURTELINGS_LANGUAGE is "{language}": write one of {", ".join(LANGUAGES)}.')
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f'BEURTELINGS_ZONE is "{zone}", which is no time zone: write Europe/Amsterdam.') from None
    return Config(
        data=data,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{data / 'beurtelings.sqlite'}",
        token=(environ.get("TELEGRAM_TOKEN") or "").strip(),
        telegram_api=_address(environ.get("TELEGRAM_API") or "https://api.telegram.org"),
        master_key=environ.get("BEURTELINGS_MASTER_KEY") or None,
        language=language,
        zone=zone,
        region=_region(environ.get("BEURTELINGS_REGION") or ""),
        host=environ.get("BEURTELINGS_HOST") or "127.0.0.1",
        port=_port(environ.get("BEURTELINGS_PORT") or "8080"),
        url=_address(environ.get("BEURTELINGS_URL") or "", name="BEURTELINGS_URL"),
        proxy=_networks(environ.get("BEURTELINGS_PROXY") or "127.0.0.1"),
        webhook=_webhook(environ.get("TELEGRAM_WEBHOOK") or "no", environ.get("BEURTELINGS_URL") or ""),
    )


def _region(text: str) -> str:
    if not text:
        return text
    # Only who sets it has the holidays loaded at the start.
    from flows.rhythm.holidays import REGIONS

    if text not in REGIONS:
        raise ConfigError(f'BEURTELINGS_REGION is "{text}": write one of {", ".join(REGIONS)}, or leave it out.')
    return text


def _webhook(text: str, url: str) -> bool:
    if text not in ("yes", "no"):
        raise ConfigError(f'TELEGRAM_WEBHOOK is "{text}": write yes or no.')
    if text == "yes" and not url.startswith("https://"):
        raise ConfigError(
            "TELEGRAM_WEBHOOK needs an address that Telegram can reach: set BEURTELINGS_URL, with https://."
        )
    return text == "yes"


def _networks(text: str) -> str:
    given = [one.strip() for one in text.split(",") if one.strip()]
    for one in given:
        try:
            ip_network(one)
        except ValueError:
            raise ConfigError(
                f'BEURTELINGS_PROXY is "{text}": write the address of the proxy, such as 10.0.0.2, or its network, '
                "such as 172.18.0.0/16; with a comma between two."
            ) from None
    return ",".join(given)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ConfigError(f'BEURTELINGS_PORT is "{text}", which is no port: write a number such as 8080.')
    return int(text)


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(f'BEURTELINGS_DATA is "{text}", and there is no such home: write a whole path.') from None


def _address(text: str, *, name: str = "TELEGRAM_API") -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        _ = parts.port
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound:
        raise ConfigError(f'{name} is "{text}", which is no address: write https://, a host, and a port if needed.')
    return text.rstrip("/")
