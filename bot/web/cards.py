"""What a page shows of a circle or of what is somebody's own: plain data for the templates, all text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import Any

from bot.replies import TextLine
from bot.rhythm.own import FILES
from bot.rhythm.saying import Pressed, Saying, data_of
from bot.texts import catalogue
from bot.web.markup import lines_broken
from bot.web.places import FILE, HOME, address
from flows.rhythm.drawer.state import News
from flows.rhythm.words import Card, Press, Rows

Shown = dict[str, Any]

#: What a page is called: by the button that leads to it, or to the page that it belongs to.
OWN_TITLES = {
    "plans": "press.mine.plans", "plan": "press.mine.plans", "brief": "press.mine.plans", "smaller": "press.mine.plans",
    "more": "press.mine.plans", "nudge": "press.mine.nudge", "strands": "press.mine.nudge",
    "diary": "press.mine.diary", "search": "press.mine.diary", "wipe_diary": "press.mine.diary",
    "circles": "press.mine.circles", "new_circle": "press.circle.new",
    "peace": "press.mine.peace", "zone": "press.mine.peace",
    "calendar": "press.mine.calendar", "free": "press.calendar.free",
    "all": "press.mine.all", "wipe_all": "press.mine.all",
}  # fmt: skip
CIRCLE_TITLES = {
    "more": "press.circle.more", "dates": "press.circle.dates", "meeting": "press.circle.dates",
    "drop": "press.circle.dates", "turn": "press.circle.dates", "swap": "press.circle.dates",
    "poll": "press.circle.poll", "year": "press.circle.plan_year", "moment": "press.circle.own_date",
    "forms": "press.circle.other_form", "rota": "press.circle.rota", "rules": "press.circle.rules",
    "write": "press.circle.rules", "pairs": "press.circle.pairs", "wishes": "press.circle.pairs",
    "vetoes": "press.circle.pairs", "rhythm": "press.circle.rhythm", "often": "press.circle.often",
    "slot": "press.circle.slot", "holidays": "press.circle.holidays", "zone": "press.circle.rhythm",
    "name": "press.circle.rhythm", "free": "press.mypage.free", "me": "press.circle.me",
    "leave": "press.circle.me", "history": "press.circle.history", "invite": "press.circle.invite",
}  # fmt: skip
#: The label of the way back.
BACK = "back"
#: Buttons below a list say which one of it they are for.
_COUNTED = ("diary.item", "diary.item_plain")
#: Of each person a line.
_LISTED = ("rota_lead_", "rota_bring_")
#: A text as long as a story.
_LONG = ("q ", "more", "plan ", "smaller ", "rules")
#: What is asked for, where it is not just an answer.
_LABELS = {"new_circle": "mypage.circle_new", "more": "mypage.more"}


def card_shown(card: Card, saying: Saying, *, about: str) -> Shown:
    """``about`` is what the data of its buttons begins with."""
    rows = [
        [
            _button(saying.label(replace(one, chosen=False)), data_of(one, about), chosen=one.chosen)
            | {"back": one.label == BACK}
            for one in row
        ]
        for row in card.rows
    ]
    return {
        "parts": _parts([saying.line(line) for line in card.lines], saying.language),
        "rows": [row for row in rows if row],
        "field": _field(about.replace("|", ":"), card.awaits),
    }


def beside(rows: Rows, more: Press) -> Rows:
    """What can be done on a page alone, before the way back."""
    return (*rows[:-1], (more,), *rows[-1:])


def news_shown(news: News, *, about: str) -> Shown:
    """A message. Whatever is done with it, it has served then; so nothing on it is a mere link to a page."""
    back = f"={catalogue(news.language).say(f'press.{BACK}')}"
    rows = [
        [_button(label.removeprefix("="), data, leads=False) for label, data in row if label != back]
        for row in news.rows
    ]
    return {
        "id": news.id,
        "parts": _parts(news.lines, news.language),
        "rows": [row for row in rows if row],
        "field": _field(about, news.awaits),
    }


def _field(about: str, awaits: str) -> Shown | None:
    """Where a text is written, when one is asked for."""
    if not awaits:
        return None
    label = _LABELS.get(awaits.partition(" ")[0], "mypage.write")
    return {"about": f"{about}:{awaits}", "label": label, "long": awaits.startswith(_LONG), "value": ""}


def title(titles: dict[str, str], page: str, language: str, *, home: str) -> str:
    key = titles.get(page.partition(" ")[0])
    return home if key is None else catalogue(language).say(key)


def _parts(lines: Iterable[TextLine], language: str) -> list[Shown]:
    """Sentences, and lists of what belongs together."""
    texts = catalogue(language)
    found: list[Shown] = []
    for kind, group in groupby(lines, key=lambda line: _kind(line[0])):
        said = [texts.say(key, **fillers) for key, fillers in group]
        if kind == "said":
            found += [{"kind": kind, "html": _html(text)} for text in said]
        else:
            found.append({"kind": kind, "items": [_item(text) for text in said]})
    return found


def _kind(key: str) -> str:
    if key in _COUNTED:
        return "counted"
    listed = key.endswith((".item", "_item", ".listed")) or key.rpartition(".")[2].startswith(_LISTED)
    return "list" if listed else "said"


def _item(text: str) -> Shown:
    head, _, rest = text.removeprefix("· ").partition("\n")
    return {"head": _html(head), "rest": _html(rest)}


def _html(text: str) -> str:
    return lines_broken(escape(text))


def _button(label: str, data: str, *, chosen: bool = False, leads: bool = True) -> Shown:
    url = leads_to(data, pages=leads)
    goes = bool(url) or data.endswith("|invite|")
    return {"label": label, "chosen": chosen, "url": url, "data": data, "goes": goes, "back": False}


def leads_to(data: str, *, pages: bool = True) -> str:
    """The address that a button is a mere link to; "" where something is done by it."""
    if data.startswith(("https://", "http://", "/")):
        return data
    what = Pressed.read(data)
    if what is None or not pages:
        return ""
    if what.action == "page":
        return address(what.circle, what.value)
    if what.circle:
        return address(what.circle, FILE) if what.action == "ics" else ""
    if what.action == "circle":
        return address(what.value, HOME)
    return address("", f"{FILE} {FILES[what.action][0]}") if what.action in FILES else ""
