"""The rota as a picture, for pages and for chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.letters import cut, drawable, font, width
from bot.pictures.rota import layout, png, svg
from bot.pictures.shapes import Box, Disc, Picture, Words
from bot.pictures.writers import SHARP
from flows.rhythm.circle.state import Circle, CircleId, Meeting, Member, MemberId

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = datetime(2026, 6, 2, 14, 30, tzinfo=UTC)
MANY = [f"Collega {n}" for n in range(1, 16)]
NASTY = "Els</text><script>alert('1')</script> & \"zo\"\x00\x1b\ufffe"
SVG = "{http://www.w3.org/2000/svg}"


def circle(names: Sequence[str], *, held: int = 0, planned: int = 0, name: str = "Team onderbouw") -> Circle:
    """Who meet every six weeks; in turn they led and brought something in."""
    ids = [MemberId(f"m{n}") for n in range(1, len(names) + 1)]
    members = {id: Member(id=id, name=one, joined=FIRST) for id, one in zip(ids, names, strict=True)}
    found = Circle(id=CircleId("c7"), name=name, language="nl", zone="Europe/Amsterdam", members=members)
    for n in range(held + planned):
        meeting = Meeting(id=str(n), at=(NOW if n >= held else FIRST) + n * timedelta(weeks=6) + timedelta(days=1))
        if n < held:
            meeting.state, meeting.present = "held", list(ids)
            meeting.fixed = {"lead": ids[n % len(ids)], "bring": ids[(n + 1) % len(ids)]}
        found.meetings.append(meeting)
    return found


def drawn(of: Circle) -> Picture:
    return layout(of, "nl", NOW)


def words(picture: Picture) -> list[str]:
    return [shape.text for shape in picture.shapes if isinstance(shape, Words)]


def marks(picture: Picture, *, ring: bool, pale: bool = False) -> list[Disc]:
    """Without those of the legend, which come last."""
    found = [shape for shape in picture.shapes if isinstance(shape, Disc) and shape.tone == "mark"][:-2]
    return [mark for mark in found if bool(mark.width) == ring and mark.pale == pale]


def dashes(picture: Picture) -> list[Box]:
    return [shape for shape in picture.shapes if isinstance(shape, Box) and shape.tone == "soft"][:-1]


def test_people_stand_below_each_other_and_meetings_side_by_side() -> None:
    picture = drawn(circle(["Els", "Daan", "Zoë"], held=2, planned=2))
    told = words(picture)
    assert told[0] == "Team onderbouw"
    assert told[1:9] == ["3", "jun", "15", "jul", "13", "feb", "27", "mrt"]
    assert told[9:12] == ["Els", "Daan", "Zoë"]
    assert told[12:] == ["leidt", "brengt iets in", "is er niet"]
    rows = [shape.y for shape in picture.shapes if isinstance(shape, Words) and shape.text in ("Els", "Daan", "Zoë")]
    assert rows == sorted(rows)


def test_whoever_leads_has_a_disc_and_whoever_brings_something_in_a_ring() -> None:
    picture = drawn(circle(["Els", "Daan", "Zoë"], held=2, planned=4))
    for ring in (False, True):
        assert len(marks(picture, ring=ring, pale=True)) == 2
        assert len(marks(picture, ring=ring)) == 4
    past = marks(picture, ring=False, pale=True)
    assert [mark.y for mark in past] == sorted(mark.y for mark in past), "first Els and then Daan"


def test_whoever_is_away_has_a_dash() -> None:
    group = circle(["Els", "Daan", "Zoë"], held=1, planned=2)
    held, coming, _ = group.meetings
    held.present = [MemberId("m1"), MemberId("m2")]
    coming.away = [MemberId("m1")]
    group.members[MemberId("m2")].snoozed = (NOW + timedelta(weeks=52)).date()
    assert len(dashes(drawn(group))) == 4


def test_whoever_came_later_was_not_away_before() -> None:
    group = circle(["Els", "Daan"], held=1)
    group.members[MemberId("m3")] = Member(id=MemberId("m3"), name="Noor", joined=NOW)
    assert not dashes(drawn(group))


def test_the_next_meeting_stands_out() -> None:
    (band,) = (shape for shape in drawn(circle(["Els"], held=2, planned=2)).shapes if shape.tone == "band")
    (coming,) = (one for one in drawn(circle(["Els"], held=2, planned=2)).shapes
                 if isinstance(one, Words) and one.text == "feb")  # fmt: skip
    assert isinstance(band, Box)
    assert band.x < coming.x < band.x + band.width


def test_a_meeting_nobody_opened_is_over_all_the_same() -> None:
    group = circle(["Els", "Daan"], planned=1)
    group.meetings[0].at = NOW - timedelta(days=2)
    assert not [shape for shape in drawn(group).shapes if shape.tone == "band"]
    assert len(marks(drawn(group), ring=False, pale=True)) == 1


def test_dates_are_those_of_the_zone() -> None:
    group = circle(["Els"], planned=1)
    group.meetings[0].at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert words(drawn(group))[1:3] == ["1", "jan"]
    group.zone = "America/New_York"
    assert words(drawn(group))[1:3] == ["31", "dec"]


def test_the_last_three_and_the_next_six_are_shown() -> None:
    picture = drawn(circle(["Els", "Daan"], held=5, planned=8))
    assert len([one for one in words(picture) if one.isdecimal()]) == 9


def test_of_many_people_those_who_do_something_are_shown() -> None:
    group = circle(MANY, held=1, planned=1)
    group.meetings[0].fixed = {"lead": MemberId("m14"), "bring": MemberId("m15")}
    told = words(drawn(group))
    assert [one for one in told if one.startswith("Collega")] == [*MANY[:10], *MANY[13:]]
    assert "+3" in told


def test_a_long_name_is_cut() -> None:
    told = words(drawn(circle(["Anna-Wilhelmina van den Boogaard"], planned=2, name="Een heel lange naam " * 4)))
    assert told[0].startswith("Een heel lange naam")
    assert told[0].endswith("…")
    assert told[5] == "Anna-Wilhel…"


@pytest.mark.parametrize("names", [[], ["Els"], ["Els", "Daan"]])
def test_without_dates_it_says_so(names: list[str]) -> None:
    picture = drawn(circle(names))
    assert words(picture) == ["Team onderbouw", "Er staat nog geen datum.", *names]
    assert picture.telling == "Er staat nog geen datum."
    assert png(circle(names), "nl", NOW)


def test_one_person_leads_and_brings_something_in() -> None:
    picture = drawn(circle(["Els"], planned=1))
    (disc,), (ring,) = marks(picture, ring=False), marks(picture, ring=True)
    assert (disc.x, disc.y) == (ring.x, ring.y)
    assert disc.radius < ring.radius - ring.width / 2
    assert picture.telling == "21 nov: Els leidt, Els brengt iets in."


def test_nothing_stands_outside_the_picture() -> None:
    for group in (circle(MANY, held=3, planned=6), circle(["Els"], planned=1), circle([])):
        for language in ("nl", "en"):
            picture = layout(group, language, NOW)
            for shape in picture.shapes:
                wide = width(shape.text, shape.size) if isinstance(shape, Words) and not shape.middle else 0
                assert 0 < shape.x <= shape.x + wide < picture.width
                assert 0 < shape.y < picture.height


# For a page.


def test_a_page_gets_the_colours_of_its_own_and_words_for_whoever_does_not_see_it() -> None:
    group = circle(["Els", "Daan"], held=1, planned=1)
    group.meetings[1].away = [MemberId("m1")]
    root = ElementTree.fromstring(svg(group, "nl", NOW))
    title, telling = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert telling is not None
    assert title.text == "Team onderbouw: wie leidt en wie iets inbrengt, per keer"
    assert telling.text == (
        "3 jun: Els leidt, Daan brengt iets in. 2 jan: Daan leidt, Daan brengt iets in, Els is er niet."
    )
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), telling.get("id")]
    colours = {value for node in root.iter() for name in ("fill", "stroke") if (value := node.get(name))}
    assert colours == {"currentColor", "none"}
    assert not [node for node in root.iter() if {"style", "href", "src"}.intersection(node.keys())]


def test_a_page_in_english_is_told_in_english() -> None:
    assert "Els leads" in svg(circle(["Els"], planned=1), "en", NOW)


@pytest.mark.parametrize("where", ["member", "circle", "id"])
def test_every_name_is_escaped(where: str) -> None:
    group = circle([NASTY if where == "member" else "Els"], planned=1, name=NASTY if where == "circle" else "Team")
    group.id = CircleId(NASTY if where == "id" else "c7")
    written = svg(group, "nl", NOW)
    assert "<script" not in written
    assert {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(written).iter()} == {
        "svg", "title", "desc", "text", "circle", "rect",
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(names=st.lists(st.text(max_size=40), min_size=1, max_size=3), name=st.text(max_size=70))
def test_any_name_can_be_drawn(names: list[str], name: str) -> None:
    group = circle(names, planned=1, name=name)
    ElementTree.fromstring(svg(group, "nl", NOW).encode())
    assert png(group, "nl", NOW)


# For a chat.


def test_a_chat_gets_a_sharp_picture_on_white() -> None:
    group = circle(MANY, held=3, planned=6)
    picture = drawn(group)
    with Image.open(BytesIO(png(group, "nl", NOW))) as image:
        assert image.format == "PNG"
        assert image.size == (picture.width * SHARP, picture.height * SHARP)
        assert sum(image.size) <= 10_000
        assert max(image.size) / min(image.size) < 20
        assert image.getpixel((0, 0)) == (255, 255, 255)


def test_what_is_past_is_paler() -> None:
    group = circle(["Els", "Daan"], held=1, planned=1)
    (past,), (coming,) = (marks(drawn(group), ring=False, pale=pale) for pale in (True, False))
    with Image.open(BytesIO(png(group, "nl", NOW))) as image:
        lightness = image.convert("L").load()
    assert lightness is not None
    assert [lightness[int(one.x * SHARP), int(one.y * SHARP)] for one in (past, coming)] == [146, 78]


def test_names_keep_their_accents_where_the_font_knows_them() -> None:
    knows = font(20).getname()[0] != "Aileron"
    for name, plain in (("Renée", "Renee"), ("Zoë", "Zoe"), ("Loïs", "Lois"), ("François", "Francois")):
        assert drawable(name) == (name if knows else plain)


def test_what_the_font_lacks_becomes_plain_or_goes() -> None:
    assert drawable("Zoe\u0308") == drawable("Zoë")
    assert drawable("Ｅls 👩‍🏫") == "Els "
    assert drawable("木") == ""


def test_a_cut_text_is_never_wider_than_its_room() -> None:
    for text in ("Els", "Anna-Wilhelmina van den Boogaard", "WWWWWWWWWWWW", "👩‍🏫" * 20, "", "   "):
        assert width(cut(text, 100, 15), 15) <= 100
