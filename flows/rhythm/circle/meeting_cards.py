"""The pages about when a circle meets and who does what there."""

from __future__ import annotations

from datetime import datetime

from flows.rhythm.circle import meetings, polling, turns
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting, MemberId
from flows.rhythm.circle.ways import back, rows_of, to
from flows.rhythm.holidays import REGIONS
from flows.rhythm.words import Card, Named, Press, Rows, Sentence, Value, press, say

#: So many dates have a button; of more they would be a wall.
MOST_BUTTONS = 8


def name_of(circle: Circle, member: MemberId | None) -> str:
    return circle.members[member].name if member in circle.members else "–"


def next_line(circle: Circle, now: datetime) -> Sentence:
    first = next(iter(circle.ahead(now)), None)
    if first is not None and first.at is not None:
        return say("circle.first", at=first.at)
    return say("circle.searching" if circle.asked is not None else "circle.nothing_planned")


def dates(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    ahead = [(one, one.at) for one in circle.ahead(now) if one.at is not None]
    lines = [say("circle.dates_title", name=circle.name)]
    leads, brings = planned(circle, "lead"), planned(circle, "bring")
    for meeting, at in ahead:
        lead, bring = name_of(circle, leads.get(meeting.id)), name_of(circle, brings.get(meeting.id))
        lines.append(say("circle.date_item", at=at, flow=Named(f"flow:{meeting.flow}"), lead=lead, bring=bring))
    if not ahead:
        lines.append(next_line(circle, now))
    elif circle.asked is not None:
        lines.append(say("circle.searching"))
    items = [press("circle.meeting", "page", f"meeting {one.id}", at=at) for one, at in ahead[:MOST_BUTTONS]]
    way = to("circle.poll", "poll") if circle.asked is not None else press("circle.find", "find")
    more = (to("circle.plan_year", "year"), *([press("circle.calendar", "ics")] if ahead else []))
    rows = (*rows_of(items, 1 if len(items) < 3 else 2), (way, to("circle.own_date", "moment")), more)
    return Card(lines=tuple(lines), rows=(*rows, back("home")))


def meeting(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    found = circle.meeting(about)
    if found is None or found.at is None or found.state not in ("planned", "open"):
        return dates(circle, member, "", now)
    lines = [say("circle.meeting_title", at=found.at, flow=Named(f"flow:{found.flow}"))]
    duties = {duty: planned(circle, duty).get(found.id) for duty in DUTIES}
    lines += [say(f"circle.{duty}s", who=circle.members[who].name) for duty, who in duties.items() if who is not None]
    gone = [one for one in found.away if one in circle.present]
    lines += [say("circle.away", names=circle.names(gone))] if gone else []
    if found.state == "open":
        return Card(lines=tuple(lines), rows=(back("dates"),))
    if found.swap is not None:
        swap = found.swap
        lines.append(say("circle.swap_open", by=circle.members[swap.by].name, to=circle.members[swap.to].name))
    mine = _for_all(found) if member is None else _for_one(found, member, duties)
    ways = (press("circle.move", "move", about), to("circle.drop", f"drop {about}"))
    rest = (press("circle.calendar", "ics", about), to("circle.other_form", "forms"))
    return Card(lines=tuple(lines), rows=(*mine, ways, rest, back("dates")))


def _for_all(meeting: Meeting) -> Rows:
    """What a group sees together is for those who can and for those who cannot; the rest is in private."""
    cannot, can = press("circle.cannot", "away", meeting.id), press("circle.can", "come", meeting.id)
    return (cannot, can), (to("circle.my_turn", f"turn {meeting.id}"),)


def _for_one(meeting: Meeting, member: MemberId, duties: dict[Duty, MemberId | None]) -> Rows:
    rows: list[tuple[Press, ...]] = []
    if meeting.swap is not None and meeting.swap.to == member:
        rows.append((press("circle.swap_yes", "swap_yes", meeting.id), press("circle.swap_no", "swap_no", meeting.id)))
    away = member in meeting.away
    rows.append((press("circle.can", "come", meeting.id) if away else press("circle.cannot", "away", meeting.id),))
    for duty in [duty for duty, who in duties.items() if who == member]:
        about = f"{meeting.id}:{duty}"
        rows.append((press(f"circle.rather_not.{duty}", "skip", about), to(f"circle.swap.{duty}", f"swap {about}")))
    return tuple(rows)


def drop(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    found = turns.to_come(circle, about)
    if found is None or found.at is None:
        return dates(circle, member, "", now)
    rows = ((press("circle.drop_yes", "drop", about),), back(f"meeting {about}"))
    return Card(lines=(say("circle.drop_sure", at=found.at),), rows=rows)


def swap(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """Whoever has the duty chooses somebody to ask."""
    id, _, name = about.partition(":")
    found, duty = turns.to_come(circle, id), next((duty for duty in DUTIES if duty == name), None)
    if found is None or found.at is None or duty is None or member is None:
        return dates(circle, member, "", now)
    if planned(circle, duty).get(id) != member:
        return meeting(circle, member, id, now)
    others = turns.could_take_over(circle, member, duty, found)
    people = [press("circle.person", "swap", f"{about}:{one}", name=circle.members[one].name) for one in others]
    line = say("circle.swap_with" if others else "circle.nobody_else", at=found.at)
    return Card(lines=(line,), rows=(*rows_of(people, 2), back(f"meeting {id}")))


def poll(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    found, was = circle.asked, polling.settled(circle, about)
    if was is not None and was.at is not None:
        return Card(lines=(say("circle.became", at=was.at),), rows=((to("circle.dates", "dates"),),))
    if found is None:
        return dates(circle, member, "", now)
    lines = [say("circle.poll_title", name=circle.name)]
    for tally in sorted(polling.tally(circle, found), key=lambda one: one.option):
        at = found.options[tally.option]
        lines.append(say("circle.poll_item", n=tally.option + 1, at=at, yes=tally.yes, maybe=tally.maybe, no=tally.no))
    waiting = polling.silent(circle, found, now)
    lines.append(say("circle.poll_waiting", names=circle.names(waiting)) if waiting else say("circle.poll_all"))
    mine = found.answers.get(member, {}) if member is not None else {}
    rows: list[tuple[Press, ...]] = [
        tuple(
            press(
                f"answer.{answer}", "mark", f"{polling.stamp(found)}:{n}:{answer}", n=n + 1,
                chosen=mine.get(n) == answer,
            )
            for answer in ("yes", "maybe", "no")
        )
        for n, at in enumerate(found.options)
        if at > now
    ]  # fmt: skip
    best = polling.settle_best(circle, found, now)
    rows += [best] if best else []
    rows.append((press("circle.other_dates", "others", polling.stamp(found)), to("circle.own_date", "moment")))
    return Card(lines=tuple(lines), rows=(*rows, (press("circle.stop_search", "drop", found.id), *back("dates"))))


def year(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    found = meetings.year(circle, now)
    ways = ((to("circle.rhythm", "rhythm"),), back("dates"))
    if not found:
        return Card(lines=(say("circle.year_full" if circle.planned else "circle.nothing_fits"),), rows=ways)
    items = [say("circle.year_item", at=at) for at in found]
    lines = (say("circle.year_title", weeks=circle.weeks), *items, *skipped(circle))
    regions = regions_of(circle, "year_region")
    return Card(lines=lines, rows=(*filter(None, [regions]), (press("circle.year_yes", "year"),), *ways))


def skipped(circle: Circle) -> list[Sentence]:
    """On which days nothing is planned; without a region somebody has to say which."""
    return [say("circle.skips", region=Named(f"region.{circle.region}")) if circle.region else say("circle.ask_region")]


def regions_of(circle: Circle, action: str) -> tuple[Press, ...]:
    return () if circle.region else tuple(press(f"region.{one}", action, one) for one in REGIONS)


def moment(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    rows = (back("poll" if circle.asked is not None else "dates"),)
    return Card(lines=(say("circle.moment_ask"),), rows=rows, awaits="moment")


def rota(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """The same in words and as a picture."""
    lines = [say("circle.rota_title", name=circle.name)]
    if len(circle.present) < 2:
        lines.append(say("circle.rota_alone"))
        return Card(lines=tuple(lines), rows=((press("circle.invite", "invite"),), back("more")))
    lines += _rota_of(circle, "lead")
    lines.append(say("circle.bring_title"))
    lines += _rota_of(circle, "bring")
    return Card(lines=tuple(lines), rows=((to("circle.dates", "dates"),), back("more")), picture="rota")


def _rota_of(circle: Circle, duty: Duty) -> list[Sentence]:
    coming, lines = planned(circle, duty), []
    for one in circle.present:
        had = [m.at for m in circle.meetings if m.state == "held" and m.fixed.get(duty) == one and m.at is not None]
        will = [m.at for m in circle.planned if coming.get(m.id) == one and m.at is not None]
        fills: dict[str, Value] = {"who": circle.members[one].name}
        fills |= {"last": circle.day(max(had))} if had else {}
        fills |= {"next": circle.day(min(will))} if will else {}
        key = "both" if had and will else "had" if had else "will" if will else "none"
        name = f"{duty}_{key}"
        lines.append(say(f"circle.rota_{name}", **fills))
    return lines
