"""What somebody sees of a circle: one card for each page, the same in a chat and in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from flows.rhythm.circle import meetings, pairs, settings
from flows.rhythm.circle.rota import planned
from flows.rhythm.circle.state import DUTIES, Circle, Duty, Meeting, MemberId
from flows.rhythm.holidays import REGIONS
from flows.rhythm.words import Card, Named, Press, Rows, Sentence, Value, press, say

#: Rules to begin with; each is a text of the channel.
USUAL_RULES = ("stays_here", "no_names", "pass", "questions_first", "on_time")
A_ROW = 3
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
    lines = [say("circle.title", name=circle.name), say("circle.who", names=names, n=len(names))]
    lines += [_next_line(circle)]
    if circle.pairs is not None and circle.pairs.next is not None:
        lines.append(say("circle.pairs_too", weeks=circle.pairs.weeks))
    rows: list[tuple[Press, ...]] = [
        *([(press("circle.join", "join"),)] if member is None else []),
        (_to("circle.dates", "dates"), _to("circle.rota", "rota")),
        (_to("circle.rules", "rules"), _to("circle.pairs", "pairs")),
        (_to("circle.me", "me"), _to("circle.rhythm", "rhythm")),
        (press("circle.invite", "invite"), _to("circle.history", "history")),
    ]
    return Card(lines=tuple(lines), rows=tuple(rows))


def _next_line(circle: Circle) -> Sentence:
    first = next(iter(circle.planned), None)
    if first is not None and first.at is not None:
        return say("circle.first", at=first.at)
    return say("circle.searching" if circle.asked is not None else "circle.nothing_planned")


def _dates(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    lines = [say("circle.dates_title", name=circle.name)]
    leads, brings = planned(circle, "lead"), planned(circle, "bring")
    for meeting in circle.planned:
        assert meeting.at is not None
        lead, bring = leads.get(meeting.id), brings.get(meeting.id)
        lines.append(
            say(
                "circle.date_item", at=meeting.at, flow=Named(f"flow:{meeting.flow}"), lead=_name(circle, lead),
                bring=_name(circle, bring),
            )
        )  # fmt: skip
    if not circle.planned:
        lines.append(_next_line(circle))
    ways = [(_to("circle.poll", "poll"),)] if circle.asked is not None else [(press("circle.find", "find"),)]
    items = [
        (press("circle.meeting", "page", f"meeting {one.id}", at=one.at),)
        for one in circle.planned
        if one.at is not None
    ]
    rows = [*items, *ways, (_to("circle.plan_year", "year"), _to("circle.own_date", "moment")), _back("home")]
    return Card(lines=tuple(lines), rows=tuple(rows))


def _meeting(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    meeting = circle.meeting(about)
    if meeting is None or meeting.at is None or meeting.state not in ("planned", "open"):
        return _dates(circle, member, "", now)
    lines = [say("circle.meeting_title", at=meeting.at, flow=Named(f"flow:{meeting.flow}"))]
    duties = {duty: planned(circle, duty).get(meeting.id) for duty in DUTIES}
    lines += [say(f"circle.{duty}s", who=circle.members[who].name) for duty, who in duties.items() if who is not None]
    gone = [one for one in meeting.away if one in circle.present]
    lines += [say("circle.away", names=circle.names(gone), n=len(gone))] if gone else []
    if meeting.swap is not None:
        swap = meeting.swap
        lines.append(say("circle.swap_open", by=circle.members[swap.by].name, to=circle.members[swap.to].name))
    if meeting.state == "open":
        return Card(lines=tuple(lines), rows=(_back("dates"),))
    return Card(lines=tuple(lines), rows=_on_meeting(meeting, member, duties))


def _on_meeting(meeting: Meeting, member: MemberId | None, duties: dict[Duty, MemberId | None]) -> Rows:
    cannot, can = press("circle.cannot", "away", meeting.id), press("circle.can", "come", meeting.id)
    # What a group sees together is for those who can and for those who cannot.
    coming = (cannot, can) if member is None else (can,) if member in meeting.away else (cannot,)
    rows: list[tuple[Press, ...]] = [coming]
    for duty, who in duties.items():
        if who is not None and who == member:
            rows.append((
                press(f"circle.rather_not.{duty}", "skip", f"{meeting.id}:{duty}"),
                _to(f"circle.swap.{duty}", f"swap {meeting.id}:{duty}"),
            ))  # fmt: skip
    if meeting.swap is not None and meeting.swap.to == member:
        rows.append((press("circle.swap_yes", "swap_yes", meeting.id), press("circle.swap_no", "swap_no", meeting.id)))
    rows.append((press("circle.move", "move", meeting.id), _to("circle.drop", f"drop {meeting.id}")))
    return (*rows, (_to("circle.other_form", "forms"),), _back("dates"))


def _drop(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    meeting = circle.meeting(about)
    if meeting is None or meeting.at is None:
        return _dates(circle, member, "", now)
    rows = ((press("circle.drop_yes", "drop", about),), _back(f"meeting {about}"))
    return Card(lines=(say("circle.drop_sure", at=meeting.at),), rows=rows)


def _swap(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    id, _, duty = about.partition(":")
    meeting = circle.meeting(id)
    if meeting is None or meeting.at is None or member is None or duty not in DUTIES:
        return _dates(circle, member, "", now)
    others = [one for one in circle.present if one != member and one not in meeting.away]
    rows = [(press("circle.person", "swap", f"{id}:{duty}:{one}", name=circle.members[one].name),) for one in others]
    line = say("circle.swap_with" if others else "circle.nobody_else", at=meeting.at)
    return Card(lines=(line,), rows=(*rows, _back(f"meeting {id}")))


def _poll(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    meeting = circle.asked
    if meeting is None:
        return _dates(circle, member, "", now)
    lines = [say("circle.poll_title", name=circle.name)]
    for tally in sorted(meetings.tally(circle, meeting), key=lambda one: one.option):
        at = meeting.options[tally.option]
        lines.append(say("circle.poll_item", n=tally.option + 1, at=at, yes=tally.yes, maybe=tally.maybe, no=tally.no))
    waiting = [one for one in circle.present if len(meeting.answers.get(one, {})) < len(meeting.options)]
    lines.append(say("circle.poll_waiting", names=circle.names(waiting)) if waiting else say("circle.poll_all"))
    mine = meeting.answers.get(member, {}) if member is not None else {}
    rows: list[tuple[Press, ...]] = [
        tuple(
            press(f"answer.{answer}", "mark", f"{meeting.id}:{n}:{answer}", chosen=mine.get(n) == answer, n=n + 1)
            for answer in ("yes", "maybe", "no")
        )
        for n in range(len(meeting.options))
    ]
    if meeting.answers:
        best = meetings.tally(circle, meeting)[0]
        if best.yes + best.maybe:
            at = meeting.options[best.option]
            rows.append((press("circle.settle", "settle", f"{meeting.id}:{best.option}", at=at),))
    rows.append((press("circle.other_dates", "others"), _to("circle.own_date", "moment")))
    return Card(lines=tuple(lines), rows=(*rows, (press("circle.stop_search", "drop", meeting.id), *_back("dates"))))


def _year(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    items = [say("circle.year_item", at=at) for at in meetings.year(circle, now)]
    lines = (say("circle.year_title", weeks=circle.weeks, n=len(items)), *items, say("circle.year_holidays"))
    rows = ((press("circle.year_yes", "year"),), (_to("circle.rhythm", "rhythm"),), _back("dates"))
    return Card(lines=lines, rows=rows)


def _moment(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return Card(lines=(say("circle.moment_ask"),), rows=(_back("dates"),), awaits="moment")


def _rota(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """The same in words and as a picture."""
    lines = [say("circle.rota_title", name=circle.name)]
    if len(circle.present) < 2:
        lines.append(say("circle.rota_alone"))
        return Card(lines=tuple(lines), rows=((press("circle.invite", "invite"),), _back("home")))
    for member_id in circle.present:
        who = circle.members[member_id]
        led = [m.at for m in circle.meetings if m.state == "held" and m.fixed.get("lead") == member_id and m.at]
        will = [m.at for m in circle.planned if planned(circle, "lead").get(m.id) == member_id and m.at]
        key = "both" if led and will else "led" if led else "will" if will else "none"
        fills: dict[str, Value] = {"who": who.name}
        fills |= {"last": led[-1].date()} if led else {}
        fills |= {"next": will[0].date()} if will else {}
        lines.append(say(f"circle.rota_{key}", **fills))
    return Card(lines=tuple(lines), rows=((_to("circle.dates", "dates"),), _back("home")), picture="rota")


def _rules(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    usual: Rows = ((press("circle.rules.usual", "usual_rules"),), (_to("circle.rules.write", "write"),), _back("home"))
    if circle.rules:
        items = [say("circle.rules.item", rule=rule) for rule in circle.rules]
        return Card(lines=(say("circle.rules.title"), *items), rows=usual[1:])
    items = [say("circle.rules.item", rule=Named(f"circle.usual.{rule}")) for rule in USUAL_RULES]
    return Card(lines=(say("circle.rules.propose"), *items), rows=usual)


def _write(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    line = say("circle.rules.ask", most=settings.MOST_RULES)
    return Card(lines=(line,), rows=(_back("rules"),), awaits="rules")


def _rhythm(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    lines = (
        say(
            "circle.rhythm_title",
            weeks=circle.weeks,
            day=Named(f"weekday.{circle.weekday}"),
            time=f"{circle.clock:%H:%M}",
        ),
        say("circle.rhythm_region", region=Named(f"region.{circle.region or 'none'}"), zone=circle.zone),
    )
    rows = (
        tuple(press("circle.weeks", "weeks", str(n), n=n, chosen=n == circle.weeks) for n in settings.WEEKS),
        tuple(press(f"weekday.{day}", "weekday", str(day), chosen=day == circle.weekday) for day in settings.WEEKDAYS),
        tuple(
            press("circle.clock", "clock", clock, time=clock, chosen=clock == f"{circle.clock:%H:%M}")
            for clock in settings.CLOCKS
        ),
        tuple(press(f"region.{one or 'none'}", "region", one, chosen=one == circle.region) for one in (*REGIONS, "")),
        (_to("circle.year_see", "year"),),
        _back("home"),
    )
    return Card(lines=lines, rows=rows)


def _pairs(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    going = circle.pairs
    if going is None or going.next is None:
        start = ((press("pairs.start", "pairs", "on"),), _back("home"))
        return Card(lines=(say("pairs.what"),), rows=start)
    lines = [say("pairs.going", weeks=going.weeks, at=going.next)]
    match = pairs.mine(circle, member) if member is not None else None
    if match is not None and member is not None:
        lines.append(say("pairs.with", names=circle.names([one for one in match.people if one != member])))
    rows: Rows = (
        tuple(press("circle.weeks", "pair_weeks", str(n), n=n, chosen=n == going.weeks) for n in pairs.RHYTHMS),
        (_to("pairs.wishes", "wishes"), _to("pairs.vetoes", "vetoes")),
        (_to("circle.me", "me"), press("pairs.stop", "pairs", "off")),
        _back("home"),
    )
    return Card(lines=tuple(lines), rows=rows)


def _wishes(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return _wanted(circle, member, veto=False)


def _vetoes(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    return _wanted(circle, member, veto=True)


def _wanted(circle: Circle, member: MemberId | None, *, veto: bool) -> Card:
    """For whoever it is of alone: in a group it says only where to find it."""
    if member is None:
        return Card(lines=(say("pairs.in_private"),), rows=(_back("pairs"),))
    mine = circle.members[member].vetoes if veto else circle.members[member].wishes
    action = "veto" if veto else "wish"
    buttons = [
        press("circle.person", action, one, name=circle.members[one].name, chosen=one in mine)
        for one in circle.present
        if one != member
    ]
    rows = tuple(tuple(buttons[n : n + A_ROW]) for n in range(0, len(buttons), A_ROW))
    return Card(lines=(say(f"pairs.ask_{action}"),), rows=(*rows, _back("pairs")))


def _me(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    if member is None:
        return _home(circle, member, "", now)
    who = circle.members[member]
    asleep = who.snoozed is not None and who.snoozed > now.date()
    line = say("circle.snoozed_until", day=who.snoozed) if asleep and who.snoozed else say("circle.awake")
    rest = [press("circle.rest", "snooze", weeks, n=int(weeks)) for weeks in ("2", "4", "8")]
    rows: Rows = (
        (press("circle.back_again", "snooze", "0"),) if asleep else tuple(rest),
        (_to("circle.leave", "leave"),),
        _back("home"),
    )
    return Card(lines=(say("circle.me_title", name=circle.name), line), rows=rows)


def _leave(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    rows = ((press("circle.leave_yes", "leave"),), _back("me"))
    return Card(lines=(say("circle.leave_sure", name=circle.name),), rows=rows)


def _history(circle: Circle, member: MemberId | None, about: str, now: datetime) -> Card:
    """Dates, forms and roles: never what was said."""
    held = [one for one in circle.meetings if one.state == "held" and one.at is not None]
    lines = [say("circle.history_title") if held else say("circle.history_none")]
    for meeting in reversed(held[-HISTORY:]):
        assert meeting.at is not None
        lines.append(
            say(
                "circle.history_item", day=meeting.at.date(), flow=Named(f"flow:{meeting.flow}"),
                n=len(meeting.present), lead=_name(circle, meeting.fixed.get("lead")),
                bring=_name(circle, meeting.fixed.get("bring")),
            )
        )  # fmt: skip
    return Card(lines=tuple(lines), rows=(_back("home"),))


def _name(circle: Circle, member: MemberId | None) -> str:
    return circle.members[member].name if member in circle.members else "–"


def _time(clock: time) -> str:
    return f"{clock:%H:%M}"


def _to(label: str, page: str) -> Press:
    return press(label, "page", page)


def _back(page: str) -> tuple[Press, ...]:
    return (press("back", "page", page),)


_PAGES: dict[str, Page] = {
    "home": _home, "dates": _dates, "meeting": _meeting, "drop": _drop, "swap": _swap, "poll": _poll, "year": _year,
    "moment": _moment, "rota": _rota, "rules": _rules, "write": _write, "rhythm": _rhythm, "pairs": _pairs,
    "wishes": _wishes, "vetoes": _vetoes, "me": _me, "leave": _leave, "history": _history,
}  # fmt: skip
