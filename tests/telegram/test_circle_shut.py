"""When a circle can no longer be written to, where it meets or in private: it goes on where it can."""

from __future__ import annotations

from tests.botapi import Topic
from tests.botapi.errors import bad_request, forbidden
from tests.telegram.circling import SOON, Crew
from tests.telegram.conftest import Found
from tests.telegram.players import newest_menu
from tests.telegram.town import Town

BLOCKED = forbidden("bot was blocked by the user")


def _in_a_topic(here: Town) -> tuple[Crew, Topic]:
    """With a date on Thursday, and one a week later."""
    crew = Crew(here, 3, group=False)
    topic = here.api.forum("School", crew.people, bot=True).topic("Onderbouw")
    here.settle()
    crew.place = topic
    crew.types(crew.people[0], "/kring")
    crew.press(crew.people[0], "k|new|make|")
    crew.id = next(iter(crew.ids()))
    for person in crew.people[1:]:
        crew.tap(person, "join")
    crew.page(crew.people[0], "dates > moment")
    crew.types(crew.people[0], SOON, private=True)
    return crew, topic


def _present(crew: Crew) -> bool:
    with crew.here.database.glance() as move:
        room = move.circles.room(crew.id)
        assert room is not None
        found = move.rooms.get(room)
    return found is not None and found.present


def test_a_topic_that_is_closed_leaves_the_circle_in_private_until_it_is_open_again(town: Found) -> None:
    here = town()
    crew, topic = _in_a_topic(here)
    before = len(topic.cards_of_bot)
    topic.closes()
    here.settle()
    crew.until(hours=24)
    assert all("Bijna weer tijd voor" in crew.all_private(who) for who in crew.people)
    assert len(topic.cards_of_bot) == before
    assert not _present(crew)
    topic.reopens()
    here.settle()
    assert _present(crew)
    crew.until()
    assert "Het gesprek gaat hier open" in crew.all_shared()
    assert not any("Het gesprek staat klaar" in crew.all_private(who) for who in crew.people)


def test_what_comes_next_is_in_private_too(town: Found) -> None:
    here = town()
    crew, topic = _in_a_topic(here)
    topic.closes()
    here.settle()
    crew.until(hours=24)
    told = [crew.all_private(who).count("Bijna weer tijd voor") for who in crew.people]
    assert told == [1, 1, 1]
    crew.until()
    assert all("Het gesprek staat klaar" in crew.all_private(who) for who in crew.people)


def test_an_answer_that_finds_the_topic_closed_is_not_sent_to_everybody(town: Found) -> None:
    here = town()
    crew, topic = _in_a_topic(here)
    heard = [crew.private(who) for who in crew.people]
    here.api.fault("sendMessage", "refused", chat=topic.group, refusal=bad_request("TOPIC_CLOSED"))
    crew.people[0].says("/plan", topic)
    here.settle()
    assert not _present(crew)
    assert [crew.private(who) for who in crew.people] == heard


def test_a_group_that_refuses_files_is_still_written_to(town: Found) -> None:
    here = town()
    crew, topic = _in_a_topic(here)
    refusal = bad_request("not enough rights to send documents to the chat")
    fault = here.api.fault("sendDocument", "refused", chat=topic.group, refusal=refusal)
    crew.types(crew.people[0], "/plan")
    crew.people[0].taps("In mijn agenda", newest_menu(topic.messages))
    here.settle()
    assert fault.hits == 1
    assert _present(crew)


def test_who_turns_out_to_be_out_of_reach_is_so_for_the_circle(town: Found) -> None:
    here = town()
    crew, topic = _in_a_topic(here)
    daan = crew.people[1]
    topic.closes()
    here.settle()
    here.api.fault("sendMessage", "refused", chat=daan.chat, refusal=BLOCKED)
    crew.until(hours=24)
    reach = {one.name: one.reachable for one in crew.circle.members.values()}
    assert reach == {"Els": True, "Daan": False, "Noor": True}
    daan.says("Ik ben er weer", daan.chat)
    here.settle()
    assert all(one.reachable for one in crew.circle.members.values())
