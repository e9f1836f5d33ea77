"""What somebody sees of a circle: one card for each page, the same in a chat and in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flows.rhythm.circle import meeting_cards as cards
from flows.rhythm.circle import pairs, settings
from flows.rhythm.circle.state import Circle, MemberId
from flows.rhythm.circle.ways import back, rows_of, to
from flows.rhythm.holidays import REGIONS
from flows.rhythm.words import Card, Named, Rows, Sentence, press, say

#: Rules to begin with; each is a text of the channel.
USUAL_RULES = ("stays_here", "no_names", "pass", "questions_first", "on_time")
A_ROW = 3
#: Whose clock goes without saying.
HOME_ZONE = "Europe/Amsterdam"
#: How far back the history goes on a card.
HISTORY = 8

Page = Callable[[Circle, "MemberId | None", str, datetime], Card]


def view(circle: Circle, member: MemberId | None, page: str, now: datetime) -> Card:
    """A page, for a member; without one it is what a group sees together."""
    name, _, about = page.partition(" ")
    known = member if member in circle.present else None
    return _PAGES.get(name, _home)(circle, known, about, now)


def _home(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    names = circle.names(circle.present)
    lines = [say("circle.title", name=circle.name), say("circle.who", names=names)]
    lines += [cards.next_line(circle, now)]
    if circle.pairs is not None and circle.pairs.next is not None:
        lines.append(say("circle.pairs_too", weeks=circle.pairs.weeks))
    join: Rows = ((press("circle.join", "join"),),) if member is None else ()
    return Card(lines=tuple(lines), rows=(*join, *_first(circle, now), (to("circle.more", "more"),)))


def _first(circle: Circle, now: datetime) -> Rows:
    """What a circle needs most."""
    if len(circle.present) < 2:
        return ((press("circle.invite", "invite"),),)
    poll: Rows = ((to("circle.poll", "poll"),),) if circle.asked is not None else ()
    ahead = circle.ahead(now)
    if ahead:
        return (*poll, (to("circle.dates", "dates"), to("circle.who_does_what", f"meeting {ahead[0].id}")))
    return poll or ((press("circle.find", "find"), to("circle.plan_year", "year")),)


def _more(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """All that is not needed every time."""
    rows: Rows = (
        (to("circle.rules", "rules"), to("circle.rhythm", "rhythm")),
        (to("circle.pairs", "pairs"), to("circle.rota", "rota")),
        (to("circle.dates", "dates"), press("circle.invite", "invite")),
        (to("circle.me", "me"), to("circle.history", "history")),
        back("home"),
    )
    return Card(lines=(say("circle.title", name=circle.name),), rows=rows)


def _rules(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    if circle.rules:
        items = [say("circle.rules.item", rule=rule) for rule in circle.rules]
        mine = press("circle.rules.right", "right"), to("circle.rules.missing", "write")
        return Card(lines=(say("circle.rules.title"), *items), rows=(mine, back("more")))
    usual: Rows = ((press("circle.rules.usual", "usual_rules"),), (to("circle.rules.write", "write"),), back("more"))
    items = [say("circle.rules.item", rule=Named(f"circle.usual.{rule}")) for rule in USUAL_RULES]
    return Card(lines=(say("circle.rules.propose"), *items), rows=usual)


def _write(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    line = say("circle.rules.ask", most=settings.MOST_RULES)
    return Card(lines=(line,), rows=(back("rules"),), awaits="rules")


def _rhythm(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    day = Named(f"weekday.{circle.weekday}")
    lines = [say("circle.rhythm_title", weeks=circle.weeks, day=day, time=f"{circle.clock:%H:%M}")]
    lines += [say("circle.rhythm_stays")] if circle.ahead(now) else []
    ways = to("circle.often", "often"), to("circle.slot", "slot"), to("circle.holidays", "holidays")
    rows = (cards.regions_of(circle, "region"), ways, (to("circle.year_see", "year"), to("circle.rename", "name")))
    return Card(lines=(*lines, *cards.skipped(circle), *_clock(circle)), rows=(*filter(None, rows), back("more")))


def _clock(circle: Circle) -> list[Sentence]:
    return [] if circle.zone == HOME_ZONE else [say("circle.rhythm_zone", zone=circle.zone)]


def _often(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    weeks = tuple(press("circle.weeks", "weeks", str(n), n=n, chosen=n == circle.weeks) for n in settings.WEEKS)
    return Card(lines=(say("circle.often_ask"),), rows=(weeks[:3], weeks[3:], back("rhythm")))


def _slot(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    days = [
        press(f"weekday.{day}", "weekday", str(day), chosen=day == circle.weekday) for day in settings.WEEKDAYS
    ]  # fmt: skip
    known = f"{circle.clock:%H:%M}"
    clocks = [press("circle.clock", "clock", clock, time=clock, chosen=clock == known) for clock in settings.CLOCKS]
    return Card(lines=(say("circle.slot_ask"),), rows=(tuple(days), tuple(clocks), back("rhythm")))


def _holidays(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    regions = tuple(press(f"region.{one}", "region", one, chosen=one == circle.region) for one in REGIONS)
    none = press("region.none", "region", chosen=not circle.region), to("circle.zone", "zone")
    return Card(lines=(*cards.skipped(circle), *_clock(circle)), rows=(regions, none, back("rhythm")))


def _zone(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return Card(lines=(say("circle.zone_ask", zone=circle.zone),), rows=(back("holidays"),), awaits="zone")


def _rename(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return Card(lines=(say("circle.name_ask", name=circle.name),), rows=(back("rhythm"),), awaits="name")


def _pairs(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    going = circle.pairs
    if going is None or going.next is None:
        alone = len(circle.present) < 2
        start = press("circle.invite", "invite") if alone else press("pairs.start", "pairs", "on")
        return Card(lines=(say("pairs.what"),), rows=((start,), back("more")))
    lines = [say("pairs.going", weeks=going.weeks, at=going.next)]
    match = pairs.mine(circle, member) if member is not None else None
    if match is not None and member is not None:
        lines.append(say("pairs.with", names=circle.names([one for one in match.people if one != member])))
    rows: Rows = (
        (to("pairs.wishes", "wishes"), to("pairs.vetoes", "vetoes")),
        (to("circle.me", "me"), press("pairs.stop", "pairs", "off")),
        tuple(press("circle.weeks", "pair_weeks", str(n), n=n, chosen=n == going.weeks) for n in pairs.RHYTHMS),
        back("more"),
    )
    return Card(lines=tuple(lines), rows=rows)


def _wishes(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return _wanted(circle, member, veto=False)


def _vetoes(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return _wanted(circle, member, veto=True)


def _wanted(circle: Circle, member: MemberId | None, *, veto: bool) -> Card:
    """For whoever it is of alone: in a group it says only where to find it."""
    if member is None:
        return Card(lines=(say("pairs.in_private"),), rows=(back("pairs"),))
    mine = circle.members[member].vetoes if veto else circle.members[member].wishes
    action = "veto" if veto else "wish"
    buttons = [
        press("circle.person", action, one, name=circle.members[one].name, chosen=one in mine)
        for one in circle.present
        if one != member
    ]
    return Card(lines=(say(f"pairs.ask_{action}"),), rows=(*rows_of(buttons, A_ROW), back("pairs")))


def _me(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    if member is None:
        return _home(circle, member, "", now)
    who = circle.members[member]
    asleep = member not in circle.awake(now)
    line = say("circle.snoozed_until", day=who.snoozed) if asleep and who.snoozed else say("circle.awake")
    rest = [press("circle.rest", "snooze", weeks, n=int(weeks)) for weeks in ("2", "4", "8")]
    rows: Rows = (
        (press("circle.back_again", "snooze", "0"),) if asleep else tuple(rest),
        (to("circle.leave", "leave"),),
        back("more"),
    )
    return Card(lines=(say("circle.me_title", name=circle.name), line), rows=rows)


def _leave(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    rows = ((press("circle.leave_yes", "leave"),), back("me"))
    return Card(lines=(say("circle.leave_sure", name=circle.name),), rows=rows)


def _history(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """Dates, forms and roles: never what was said."""
    held = [(one.at, one) for one in circle.meetings if one.state == "held" and one.at is not None]
    held.sort(key=lambda one: one[0], reverse=True)
    lines = [say("circle.history_title") if held else say("circle.history_none")]
    for at, one in held[:HISTORY]:
        lead, bring = cards.name_of(circle, one.fixed.get("lead")), cards.name_of(circle, one.fixed.get("bring"))
        flow, n = Named(f"flow:{one.flow}"), len(one.present)
        lines.append(say("circle.history_item", day=circle.day(at), flow=flow, n=n, lead=lead, bring=bring))
    return Card(lines=tuple(lines), rows=(back("more"),))


_PAGES: dict[str, Page] = {
    "home": _home, "more": _more, "dates": cards.dates, "meeting": cards.meeting, "turn": cards.meeting,
    "drop": cards.drop, "swap": cards.swap, "poll": cards.poll, "year": cards.year, "moment": cards.moment,
    "rota": cards.rota, "rules": _rules, "write": _write, "rhythm": _rhythm, "often": _often, "slot": _slot,
    "holidays": _holidays, "zone": _zone, "name": _rename, "pairs": _pairs, "wishes": _wishes, "vetoes": _vetoes,
    "me": _me, "leave": _leave, "history": _history,
}  # fmt: skip
