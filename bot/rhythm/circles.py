"""Circles: made, joined, found, and looked at."""

from __future__ import annotations

from dataclasses import replace

from bot.desk import Desk
from bot.incoming import Incoming, Sender
from bot.joining import own_name
from bot.opening import new_code
from bot.texts import catalogue
from flows.rhythm.circle.events import Came
from flows.rhythm.circle.state import Circle, CircleId, MemberId
from flows.rhythm.circle.view import USUAL_RULES, view
from flows.rhythm.effects import Answer
from flows.rhythm.words import Card, Named, press, say
from storage.people import Person

LONGEST_NAME = 60
#: What a link to the bot carries that leads to what is somebody's own.
OWN_PAYLOAD = "m"
#: Pages of a circle that are for somebody alone.
PERSONAL = ("me", "leave", "wishes", "vetoes", "moment", "write", "turn", "swap", "zone", "name")
#: How many forms are proposed.
PROPOSALS = 6


def of_place(desk: Desk, incoming: Incoming) -> Circle | None:
    """The circle that this group is."""
    room = desk.room_of(incoming)
    id = None if room is None else desk.move.circles.of_room(room.id)
    return None if id is None else desk.move.circles.load(id)


def make(desk: Desk, *, name: str, person: Person, room: int | None) -> Circle:
    circle = Circle(
        id=CircleId(desk.settings.new_id()), name=name[:LONGEST_NAME] or "…", language=person.language,
        zone=desk.settings.zone, region=desk.settings.region, seed=desk.settings.new_seed(),
    )  # fmt: skip
    desk.move.circles.add(circle, room=room, at=desk.now)
    return circle


def join(desk: Desk, id: CircleId, person: Person, sender: Sender) -> Answer:
    circle = desk.move.circles.load(id)
    assert circle is not None
    known = desk.move.members.member_of(id, person.id)
    member = known or MemberId(f"m{circle.counted + 1}")
    if member in circle.present:
        return Answer(line=say("circle.in_already"), page="home", idle=True)
    taken = {circle.members[one].name for one in circle.present}
    came = Came(member=member, name=own_name(sender, taken), reachable=person.reachable)
    answer = desk.rounds.circle(desk.move, id, came, desk.now)
    assert answer is not None
    if known is None and not answer.idle:
        desk.move.members.set(id, member, person.id)
    return answer


def code(desk: Desk, id: CircleId) -> str:
    """By which others come in on a page: the one there is, or a new one."""
    known = desk.move.codes.circle_code_of(id)
    while known is None:
        code = new_code()
        known = code if desk.move.codes.add_circle(code, id) else None
    return known


def invited(desk: Desk, code: str, person: Person) -> tuple[Circle | None, str]:
    """The circle that an invitation is for; whoever was in it before needs no new one."""
    id = desk.move.codes.find_circle(code)
    if id is None and desk.move.members.member_of(CircleId(code), person.id) is not None:
        id = CircleId(code)
    return (None if id is None else desk.move.circles.load(id)), code


def may_join(desk: Desk, incoming: Incoming, circle: Circle, person: Person, code: str) -> bool:
    """In the group itself, by its code, or back again; the number of a circle alone opens nothing."""
    room = desk.room_of(incoming)
    here = room is not None and desk.move.circles.of_room(room.id) == circle.id
    known = desk.move.members.member_of(circle.id, person.id) is not None
    return here or known or (code != "" and desk.move.codes.find_circle(code) == circle.id)


def usual_rules(circle: Circle) -> str:
    texts = catalogue(circle.language)
    return "|".join(texts.say(f"circle.usual.{rule}") for rule in USUAL_RULES)


def card(desk: Desk, circle: Circle, person: Person | None, page: str) -> Card:
    """A page of it, for somebody; without a person for the group."""
    member = None if person is None else desk.move.members.member_of(circle.id, person.id)
    if page == "forms":
        return _forms(desk, circle)
    found = view(circle, member, page, desk.now)
    silent = [one for one in circle.present if not circle.members[one].reachable]
    if person is not None or page != "home" or not silent:
        return found
    # In the group: who would not hear that it is his or her turn.
    link = press("circle.private", "link", desk.settings.link(OWN_PAYLOAD))
    asked = say("circle.open_me", names=circle.names(silent), n=len(silent))
    return replace(found, lines=(*found.lines, asked), rows=(*found.rows, (link,)))


def _forms(desk: Desk, circle: Circle) -> Card:
    """What so many people can do together."""
    fitting = desk.settings.shelf.fitting(people=max(2, len(circle.present)))[:PROPOSALS]
    buttons = [
        (
            press(
                "circle.form", "flow", script.flow.flow, title=Named(f"flow:{script.flow.flow}"),
                chosen=script.flow.flow == circle.flow,
            ),
        )
        for script in fitting
    ]  # fmt: skip
    rows = (*buttons, (press("back", "page", "dates"),))
    return Card(lines=(say("circle.forms_title"),), rows=rows)
