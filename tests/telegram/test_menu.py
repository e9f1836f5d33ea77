"""Which conversation fits: two questions, three proposals, and something smaller where too few turn up."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.buttons import join_payload
from bot.menu import MINUTES, PROPOSALS, PURPOSES, SIZES
from bot.shelf import fill_shelf, library_folder
from bot.texts import catalogue
from flows.engine.session import LOBBY
from tests.botapi.people import Person
from tests.telegram.players import newest_menu, six
from tests.telegram.town import Town

SHELF = fill_shelf()
TITLES = {script.flow.title: script.flow for script in SHELF.scripts.values()}
TEXTS = catalogue("nl")


@pytest.fixture
def all_flows(tmp_path: Path, empty_sqlite: Path) -> object:
    file = tmp_path / "beurtelings.sqlite"
    file.write_bytes(empty_sqlite.read_bytes())
    with Town(f"sqlite:///{file}", tmp_path, shelf=SHELF) as town:
        yield town


def asked(town: Town, person: Person, people: str, then: str) -> list[str]:
    """The titles that are proposed after two answers."""
    person.says("/begin")
    town.settle()
    for answer in (people, then):
        person.taps(answer, newest_menu(person.chat.messages))
        town.settle()
    return [label for label in newest_menu(person.chat.messages).labels if label in TITLES]


def test_two_questions_lead_to_three_proposals_with_what_each_yields(all_flows: Town) -> None:
    (els, *_) = six(all_flows, started=True)
    titles = asked(all_flows, els, "4", "Een uur")
    menu = newest_menu(els.chat.messages)
    assert len(titles) == PROPOSALS
    for title in titles:
        flow = TITLES[title]
        assert flow.people.min <= 4 <= flow.people.max
        assert flow.minutes <= 75
        assert title in menu.text
        assert flow.menu in menu.text


def test_what_people_look_for_counts_instead_of_the_time(all_flows: Town) -> None:
    (els, *_) = six(all_flows, started=True)
    for purpose in PURPOSES:
        titles = asked(all_flows, els, "5", TEXTS.say(f"button.purpose_{purpose}"))
        assert titles
        assert {TITLES[title].purpose for title in titles} == {purpose}


def test_more_proposals_go_round(all_flows: Town) -> None:
    (els, *_) = six(all_flows, started=True)
    first = asked(all_flows, els, "3", "Wij als team")
    seen = list(first)
    while True:
        els.taps("Laat andere zien", newest_menu(els.chat.messages))
        all_flows.settle()
        titles = [label for label in newest_menu(els.chat.messages).labels if label in TITLES]
        if titles == first:
            break
        assert not set(titles) & set(seen)
        seen += titles
    assert set(seen) == {script.flow.title for script in SHELF.fitting(people=3, purpose="team")}


def test_every_answer_leads_to_a_proposal() -> None:
    for people in (*SIZES, 12):
        for minutes in MINUTES:
            assert SHELF.fitting(people=people, minutes=minutes), (people, minutes)
        for purpose in ("case", "story", "learning", "team"):
            assert SHELF.fitting(people=people, purpose=purpose) or people > 8, (people, purpose)


def test_too_few_take_something_smaller_with_the_same_people(all_flows: Town) -> None:
    els, daan, *_ = people = six(all_flows, started=True)[:4]
    school = all_flows.api.group("School", people, bot=True)
    town = all_flows
    els.says("/begin", school)
    town.settle()
    els.taps("6", newest_menu(school.messages))
    town.settle()
    els.taps("Ik zit ergens mee", newest_menu(school.messages))
    town.settle()
    titles = newest_menu(school.messages).labels
    chosen = next(title for title in titles if title in TITLES and TITLES[title].if_fewer)
    els.taps(chosen, newest_menu(school.messages))
    town.settle()
    (first,) = town.sessions()
    for person in (els, daan):
        person.opens(town.api.link(join_payload(first)))
        town.settle()
    tap = els.taps("We beginnen", newest_menu(school.messages))
    town.settle()
    assert "kleinere groep" in (tap.answer or "")
    tap = els.taps("Iets voor minder", newest_menu(school.messages))
    town.settle()
    assert tap.answer is None, tap.answer
    second = next(session for session in town.sessions() if session != first)
    old, new = town.session(first), town.session(second)
    assert (old.state, old.reason) == ("closed", "cancelled")
    assert new.state == LOBBY
    assert [seat.name for seat in new.seats.values()] == [seat.name for seat in old.seats.values()]
    assert SHELF.scripts[new.flow].flow.people.min <= 2


def test_every_smaller_form_is_one_there_is_and_ends_somewhere() -> None:
    for script in SHELF.scripts.values():
        seen = [script.flow.flow]
        while (instead := SHELF.scripts[seen[-1]].flow.if_fewer) is not None:
            assert instead in SHELF.scripts
            assert instead not in seen
            assert SHELF.scripts[instead].flow.people.min < SHELF.scripts[seen[-1]].flow.people.min
            seen.append(instead)
    assert (library_folder() / "verhalenderwijs").is_dir()
