"""Files and pictures on their way to a chat."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from bot.outgoing import Document, pack, unpack
from bot.pictures.rota import png
from flows.rhythm.circle.state import Circle, CircleId
from storage.parcels import FAILED, UNCERTAIN, Parcel
from storage.tables import outbox
from tests.botapi import Kind, Person
from tests.telegram.conftest import Found
from tests.telegram.town import Town

ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
FORWARD = "https://t.me/beurtelings_bot"


def document(content: bytes = ICS, *, name: str = "kring.ics", long: bool = False, picture: bool = False) -> Document:
    return Document(
        name=name,
        content=base64.b64encode(content).decode(),
        caption=("ics.lead", {"name": "<Els> & " + "Daan " * (200 if long else 1)}),
        buttons=((("=Zet in mijn agenda", FORWARD),),),
        picture=picture,
    )


def post(here: Town, chat: int, *documents: Document, topic: int | None = None) -> None:
    """Into the outbox by hand, as a move would."""
    with here.database.move() as move:
        move.outbox.add([
            Parcel(
                account=f"telegram:{here.api.bot.id}", session="", number=1_000_000, n=n, chat=chat,
                topic=topic, slot=None, payload=pack(one), again=False, due=here.clock.now(), to="",
            )
            for n, one in enumerate(documents)
        ])  # fmt: skip
        move.commit()
    assert here._running is not None
    here._running.loop.call_soon_threadsafe(here._running.service.sender.wake)


def els(here: Town) -> Person:
    return here.api.person("Els", language="nl", started=True)


def statuses(here: Town) -> list[str]:
    with here.database._engine.connect() as connection:
        return [row.status for row in connection.execute(outbox.select().where(outbox.c.number == 1_000_000))]


@pytest.mark.parametrize("picture", [True, False])
def test_a_file_is_packed_and_unpacked(picture: bool) -> None:
    assert unpack(pack(document(picture=picture))) == document(picture=picture)


def test_a_file_arrives_with_its_words_and_its_buttons(town: Found) -> None:
    here = town()
    person = els(here)
    post(here, person.id, document())
    here.settle()
    last = person.chat.last
    assert last.document is not None
    assert (last.document.name, last.document.content) == ("kring.ics", ICS)
    assert last.text == "<Els> & Daan  leidt."
    assert last.labels == ["Zet in mijn agenda"]


def test_a_picture_arrives_to_be_looked_at(town: Found) -> None:
    here = town()
    person = els(here)
    circle = Circle(id=CircleId("c1"), name="Team onderbouw", language="nl", zone="Europe/Amsterdam")
    drawn = png(circle, "nl", datetime(2026, 11, 20, tzinfo=UTC))
    post(here, person.id, document(drawn, name="rota.png", picture=True))
    here.settle()
    assert person.chat.last.photo is not None
    assert person.chat.last.photo.content == drawn
    assert person.chat.last.text == "<Els> & Daan  leidt."


def test_too_many_words_for_below_a_file_come_after_it(town: Found) -> None:
    here = town()
    person = els(here)
    post(here, person.id, document(long=True))
    here.settle()
    file, words = person.chat.messages[-2:]
    assert file.document is not None
    assert (file.text, file.labels) == ("", [])
    assert words.text.endswith("Daan  leidt.")
    assert words.labels == ["Zet in mijn agenda"]


def test_a_file_in_a_topic_stays_there(town: Found) -> None:
    here = town()
    forum = here.api.forum("Sectie Nederlands", [els(here)], bot=True)
    topic = forum.topic("Kring")
    here.settle()
    post(here, forum.id, document(), topic=topic.id)
    here.settle()
    assert topic.last.document is not None


def test_files_count_for_the_limits_of_a_chat(town: Found) -> None:
    here = town()
    person = els(here)
    post(here, person.id, *[document(name=f"{n}.ics") for n in range(8)])
    here.settle()
    files = [message.document.name for message in person.chat.messages if message.document is not None]
    assert files == [f"{n}.ics" for n in range(8)]


def test_a_file_that_did_not_get_through_is_sent_again(town: Found) -> None:
    here = town()
    person = els(here)
    here.api.fault("sendDocument", Kind.ERROR_500, times=2)
    post(here, person.id, document())
    here.settle()
    assert len([message for message in person.chat.messages if message.document is not None]) == 1


def test_a_file_that_may_have_arrived_is_not_sent_twice(town: Found) -> None:
    here = town()
    person = els(here)
    here.api.fault("sendDocument", Kind.ANSWER_LOST)
    post(here, person.id, document())
    here.settle()
    assert len([message for message in person.chat.messages if message.document is not None]) == 1
    assert statuses(here) == [UNCERTAIN]


def test_a_picture_that_is_none_is_given_up_and_holds_up_nothing(town: Found) -> None:
    here = town()
    person = els(here)
    post(here, person.id, document(b"geen plaatje", picture=True), document())
    here.settle()
    assert statuses(here)[0] == FAILED
    assert person.chat.last.document is not None
