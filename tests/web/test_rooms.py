"""The room: only for who sits there, and nothing that is sent to it does harm or is lost without a word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.speech import MAX_WORDS
from bot.web.house import LARGEST_UPDATE
from bot.web.shown import PLAY
from tests.web.inside import Inside, Visitor, events_in, opened, told

SAID = "Mijn eerste verhaal."
#: What is no number of ours.
NO_NUMBERS: tuple[Any, ...] = (None, -1, 2**53, 2**63, 2**64, 10**400, 1.0, 0.5, True, False, "1", [], {}, float("inf"))
#: Everything that a button could ever do, and more.
ACTIONS = (
    "begin", "cancel", "done", "pass", "accept", "decline", "skip_person", "leave", "take", "menu", "park", "ask",
    "keep", "bring", "leave_it", "hand", "card", "pace", "guards", "smaller", "move", "next", "back", "again", "more",
    "pause", "resume", "skip", "stop", "agree_motion", "against", "other", "open", "join", "choose", "vote", "x", "",
)  # fmt: skip


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    with opened(tmp_path) as inside:
        yield inside


def telling(inside: Inside) -> tuple[Visitor, Visitor]:
    """A pair: the first is asked for a story, the second listens."""
    els, noor = inside.begin("verhalenderwijs", "Els", "Noor")
    els.tap("begin")
    els.tap("agree")
    noor.tap("agree")
    els.tap("offer")
    assert inside.session(els.room).floor.up == "p1"
    return els, noor


def entries(inside: Inside, room: str) -> list[tuple[int, str]]:
    session = inside.session(room)
    return [(entry.number, words) for entry, words in zip(session.entries, inside.words(room), strict=True)]


# Who may.


def attempts(one: Visitor, room: str) -> Iterator[httpx.Response]:
    yield one.get(f"/r/{room}")
    yield one.get(f"/r/{room}/stream")
    yield one.act("say", room=room, text="Ik hoor hier niet.")
    yield one.act("edit", room=room, entry=9, text="Ik hoor hier niet.")
    yield one.act("tap", room=room, data=f"s|{room}||leave|", post=None)
    yield one.act("tap", room=room, data=PLAY, post=None)


def test_only_who_sits_there_comes_in(inside: Inside) -> None:
    els, _ = telling(inside)
    els.say(SAID)
    (elsewhere,) = inside.begin("intervisie", "Daan")
    before = inside.kept()
    for one in (elsewhere, inside.visitor()):
        for room in (els.room, "unknown", "x" * 500, "%00", "%F0%9F%8E%88", "..%2f..%2fhealth", "';--"):
            for refused in attempts(one, room):
                assert refused.status_code in (403, 404), refused.url
                assert told(refused)
                for secret in (SAID, "Els", "Noor", els.secret):
                    assert secret not in refused.text
    assert inside.kept() == before


def test_who_was_in_it_and_left_does_no_more(inside: Inside) -> None:
    els, _, daan = inside.begin("intervisie", "Els", "Noor", "Daan")
    daan.tap("leave")
    before = inside.session(els.room)
    assert told(daan.say("Ik ben er nog."))
    assert daan.tap("begin").json()["toast"]
    assert inside.session(els.room).number == before.number


def test_nobody_has_the_link_of_somebody_else(inside: Inside) -> None:
    els, noor = telling(inside)
    for one, other in ((els, noor), (noor, els)):
        assert one.secret in one.page().text
        assert other.secret not in one.page().text
        assert other.csrf not in one.page().text


# What belongs to somebody else, or to another moment.


def test_what_somebody_else_said_is_not_to_be_changed(inside: Inside) -> None:
    els, noor = telling(inside)
    els.say(SAID)
    ((number, _),) = entries(inside, els.room)
    other, _ = telling(inside)
    before = inside.kept()
    for entry in (number, 0, 1, number + 1, LARGEST_UPDATE):
        refused = noor.act("edit", entry=entry, text="Iets heel anders.")
        assert refused.status_code == 409
        assert told(refused)
    # Nor from another conversation, where that number is nobody's.
    assert other.act("edit", entry=number, text="Iets heel anders.").status_code == 409
    assert inside.kept() == before
    assert told(els.act("edit", entry=number, text="Zo was het.")) == ""
    assert entries(inside, els.room) == [(number, "Zo was het.")]


def test_too_late_to_change_is_said(inside: Inside) -> None:
    els, _ = telling(inside)
    els.say(SAID)
    ((number, _),) = entries(inside, els.room)
    els.tap("done")
    before = inside.kept()
    assert told(els.act("edit", entry=number, text="Iets heel anders."))
    assert inside.kept() == before


def test_a_button_of_another_conversation_or_of_the_menu(inside: Inside) -> None:
    els, _ = telling(inside)
    other, _ = inside.begin("verhalenderwijs", "Sam", "Ilse")
    (tarik,) = inside.begin("intervisie", "Tarik")
    # Here she sits as well.
    here, beside = els.room, tarik.room
    els.enter(inside.code(beside), "Els")
    els.room = here
    before = inside.kept()
    wrong: tuple[Any, ...] = (
        f"s|{other.room}|1.0|cancel|", f"s|{beside}||cancel|", "b|3|30||||0", "b|0|0|intervisie|||0",
        f"b|0|0||{here}||0", f"s|{here}|1.0|cancel", f"s|{here}|1.0|cancel||", f" s|{here}||stop|", "", "|", "s||||",
        "play ", "PLAY", None, 1, [], {}, "x" * 100_000, f"s|{here}||stop|\ud800", PLAY,
    )  # fmt: skip
    for data in wrong:
        refused = els.act("tap", data=data, post=None)
        assert refused.status_code == 400, ascii(data)
        assert told(refused)
    assert inside.kept() == before


def test_an_old_button_says_that_it_is_old(inside: Inside) -> None:
    els, _ = telling(inside)
    before = inside.session(els.room)
    for stamp in ("1.0", "0", "999.999", "-1", "x", "\x00", "..."):
        for action in ("agree", "done", "next", "skip", "stop"):
            inside.seconds += 1
            answer = els.tap(action, stamp=stamp).json()
            assert answer["toast"], (stamp, action)
            assert not answer["error"]
    assert inside.session(els.room).number == before.number


def test_whatever_a_button_says_it_stays_a_conversation(inside: Inside, caplog: pytest.LogCaptureFixture) -> None:
    for before in ((), ("pause",), ("cancel",)):
        els, noor = inside.begin("verhalenderwijs", "Els", "Noor") if "cancel" in before else telling(inside)
        for action in before:
            els.tap(action)
        for action in ACTIONS:
            for value in ("", "p1", "p9", "-1", "9" * 20, "9" * 400, "\x00", "é|", "<b>", "true"):
                inside.seconds += 1
                answer = noor.tap(action, value)
                sense = "|" not in value and len(value) < 40
                assert answer.status_code == (200 if sense else 400), (action, value)
        assert noor.page().status_code in (200, 303)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


# What is no sense.


def shapes(one: Visitor, number: Any) -> Iterator[httpx.Response]:
    data = f"s|{one.room}||guards|"
    yield one.send("say", {"id": number, "text": "Nog iets."})
    yield one.send("tap", {"id": number, "data": data, "post": None})
    yield one.send("edit", {"id": number, "entry": 9, "text": "Nog iets."})
    yield one.act("edit", entry=number, text="Nog iets.")
    if number is not None:
        yield one.act("tap", data=data, post=number)


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_that_is_none_of_ours(inside: Inside, number: Any) -> None:
    els, _ = telling(inside)
    els.say(SAID)
    before = inside.kept()
    for refused in shapes(els, number):
        assert refused.status_code == 400
        assert "laad de bladzijde opnieuw" in told(refused)
    assert inside.kept() == before


BODIES = (
    b"", b"null", b"[]", b'["id", 1]', b"1", b'"text"', b"{", b"\xff\xfe{}", b'{"id": 1, "text": "\xff"}', b"NaN",
    b"[" * 100_000, b'{"a":' * 20_000, b"9" * 10_000, b'{"id": NaN}', b'{"id": 1}', b'{"id": 1, "id": -1}', b"\x00",
    b"{}{}",
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_none(inside: Inside, body: bytes) -> None:
    els, _ = telling(inside)
    before = inside.kept()
    for what in ("say", "tap", "edit"):
        for kind in ("application/json", "text/plain"):
            refused = els.send(what, body, **{"Content-Type": kind})
            assert refused.status_code == 400
            assert told(refused)
    assert inside.kept() == before


@pytest.mark.parametrize("text", [None, 1, True, [], {}, ["x"], "", "  \n\t ", "\ud800", "Half \udfff een letter"])
def test_words_that_are_none(inside: Inside, text: Any) -> None:
    els, _ = telling(inside)
    before = inside.kept()
    refused = els.say(text)
    assert refused.status_code == 400
    assert told(refused)
    assert inside.kept() == before


def test_a_chapter_is_taken_and_a_letter_more_is_not(inside: Inside) -> None:
    els, _ = telling(inside)
    chapter = "é" * MAX_WORDS
    assert told(els.say(chapter)) == ""
    ((number, _),) = entries(inside, els.room)
    before = inside.kept()
    for refused in (els.say(f"{chapter}x"), els.act("edit", entry=number, text=f"{chapter}x")):
        assert str(MAX_WORDS) in told(refused)
    assert inside.kept() == before


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "\u202e omgekeerd",
        "👩‍🏫",
        "a\u2028b\r\n\r\ndata: x\n\nevent: gone",
        "</article><script>",
        "{name} %s {{7*7}}",
    ],
)
def test_words_of_any_kind_arrive_as_they_are(inside: Inside, text: str) -> None:
    els, noor = telling(inside)
    said = f"Dit: {text}"
    assert told(els.say(said)) == ""
    assert [words for _, words in entries(inside, els.room)] == [said]
    assert els.page().status_code == 200
    events = noor.stream(until=lambda events: any(kind == "card" for kind, _ in events))
    assert [kind for kind, data in events if "Dit: " in data["html"]]
    assert {kind for kind, _ in events} == {"post", "card"}
    assert "<script" not in "".join(data["html"] for _, data in events)


@pytest.mark.parametrize("last", ["", "x", "-1", "1.5", "9" * 30, "²", "1e9"])
def test_a_stream_from_a_place_that_is_none(inside: Inside, last: str) -> None:
    els, _ = telling(inside)
    els.say(SAID)
    events = els.stream(until=lambda events: any(kind == "card" for kind, _ in events), **{"last-event-id": last})
    assert any(SAID in data["html"] for _, data in events)


# Once, and not lost.


def test_what_is_sent_twice_is_taken_once(inside: Inside) -> None:
    els, _ = telling(inside)
    for _ in range(3):
        assert told(els.send("say", {"id": 7, "text": SAID})) == ""
    ((number, _),) = entries(inside, els.room)
    for _ in range(3):
        assert told(els.send("edit", {"id": 8, "entry": number, "text": "Zo was het."})) == ""
    guards = inside.session(els.room)
    pause = {"id": 9, "data": f"s|{els.room}|{guards.stamp}|pause|", "post": None}
    assert els.send("tap", pause).json()["error"] is None
    after = inside.session(els.room).number
    assert els.send("tap", pause).json() == {"toast": None, "settled": [], "error": None}
    assert inside.session(els.room).number == after == guards.number + 1
    assert entries(inside, els.room) == [(number, "Zo was het.")]


def test_one_number_of_two_people_is_no_reason_to_lose_words(inside: Inside) -> None:
    els, _ = telling(inside)
    other, _ = telling(inside)
    assert told(els.send("say", {"id": 7, "text": SAID})) == ""
    assert told(other.send("say", {"id": 7, "text": "Mijn verhaal ook."})) == ""
    assert [words for _, words in entries(inside, other.room)] == ["Mijn verhaal ook."]


def test_what_was_not_for_now_stays_with_its_writer_and_may_come_later(inside: Inside) -> None:
    els, noor = telling(inside)
    # A browser that was refused keeps the words, and sends them with the same number when it is their time.
    early = {"id": 7, "text": "Mag ik even?"}
    for _ in range(3):
        assert told(noor.send("say", early))
    assert entries(inside, els.room) == []
    els.say(SAID)
    els.tap("done")
    assert inside.session(els.room).floor.up == "p2"
    for _ in range(2):
        assert told(noor.send("say", early)) == ""
    assert [words for _, words in entries(inside, els.room)] == [SAID, "Mag ik even?"]
    (alone,) = inside.begin("intervisie", "Sam")
    assert told(alone.say("Is daar iemand?"))


def test_after_a_fault_of_ours_it_may_be_sent_again(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    els, _ = telling(inside)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patch:
        patch.setattr(inside.moves.conversations, "apply", fail)
        assert "Er ging bij mij iets mis" in told(els.send("say", {"id": 7, "text": SAID}))
    assert told(els.send("say", {"id": 7, "text": SAID})) == ""
    assert [words for _, words in entries(inside, els.room)] == [SAID]


# Practising.


def test_my_turn_is_played_once_and_no_other(inside: Inside) -> None:
    els = inside.visitor()
    els.practise("verhalenderwijs", 1)
    assert told(els.tap("begin")) == ""
    before = inside.session(els.room)
    play = {"id": 7, "data": PLAY, "post": None}
    for _ in range(3):
        assert els.send("tap", play).json() == {"toast": None, "settled": [], "error": None}
    after = inside.session(els.room)
    assert after.number == before.number + 1
    assert set(after.floor.marks) <= {"p1"}


def test_nobody_comes_in_where_somebody_practises(inside: Inside) -> None:
    els = inside.visitor()
    els.practise("intervisie", 2)
    for refused in attempts(inside.visitor(), els.room):
        assert refused.status_code == 403
    assert re.search(r"/j/\w{6}", els.page().text) is None


def test_events_are_read_as_a_browser_does() -> None:
    """Half an event is none."""
    whole = f"event: card\nid: 1\ndata: {json.dumps({'html': ''})}\n\n"
    assert events_in(whole) == [("card", {"html": ""})]
    assert events_in(whole[:-1]) == []
