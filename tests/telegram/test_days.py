"""A conversation spread over days: reminders, nights and weekends, and going on without somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.telegram.conftest import Found
from tests.telegram.players import Players, gather, six
from tests.telegram.town import Town

HOME = ZoneInfo("Europe/Amsterdam")


def over_days(here: Town) -> Players:
    people = six(here)
    group = here.api.group("Team onderbouw", people, bot=True)
    players = gather(here, people, place=group, pace="days", example=True)
    players.begin()
    return players


def reminders(players: Players, seat: str) -> list[datetime]:
    return [message.at for message in players.person(seat).chat.messages if "we zijn nu bij jou" in message.text]


def test_whoever_is_awaited_is_reminded_twice_and_then_the_others_go_on(town: Found) -> None:
    here = town()
    players = over_days(here)
    players.play(until_step="verhelderen")
    slow = players.session.floor.up
    assert slow is not None
    here.passes(hours=24 * 8)
    assert len(reminders(players, slow)) == 2
    assert players.session.floor.up != slow
    assert players.place is not None
    assert "We gaan vast verder, even zonder" in "".join(m.text for m in players.place.messages)
    players.play()
    players.check()


def test_nobody_is_disturbed_at_night_or_at_the_weekend(town: Found) -> None:
    here = town()
    players = over_days(here)
    players.play(until_step="casus")
    here.passes(hours=24 * 12)
    disturbed = [
        message.at.astimezone(HOME)
        for person in players.crowd
        for message in [*person.chat.cards_of_bot, *(players.place.cards_of_bot if players.place else [])]
        if message.at > datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=1)
    ]
    assert disturbed
    assert all(8 <= at.hour < 20 and at.weekday() < 5 for at in disturbed)
    players.play()
    players.check()


def test_the_card_says_until_which_day(town: Found) -> None:
    here = town()
    players = over_days(here)
    players.play(until_step="verhelderen")
    assert "tot di 3 maart" in players.card().text
