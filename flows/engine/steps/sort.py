"""Sort: contributions are put in places, by one person for all, or by everybody for what they brought in themselves."""

from __future__ import annotations

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import Entry, SeatId
from flows.engine.steps.kind import InPrivate, Rows
from flows.engine.walk import Walk
from flows.language.model import Sort


class SortKind(InPrivate):
    """What somebody picked is kept as "number:place", one after the other."""

    def awaited(self, walk: Walk, step: Sort) -> list[SeatId]:
        return [seat for seat in super().awaited(walk, step) if self._todo(walk, step, seat)]

    def _mine(self, walk: Walk, step: Sort, seat: SeatId) -> list[Entry]:
        entries = walk.open_entries(step.source)
        return entries if step.who.roles else [entry for entry in entries if entry.seat == seat]

    def _todo(self, walk: Walk, step: Sort, seat: SeatId) -> list[Entry]:
        done = set(self._placed(walk, seat))
        return [entry for entry in self._mine(walk, step, seat) if str(entry.number) not in done]

    def _placed(self, walk: Walk, seat: SeatId) -> dict[str, str]:
        pairs = (pick.split(":") for pick in walk.floor.picks.get(seat, "").split())
        return {pair[0]: pair[1] for pair in pairs}

    def tapped(self, walk: Walk, step: Sort, seat: SeatId, tapped: Tapped) -> bool:
        todo = self._todo(walk, step, seat) if seat in walk.floor.seats else []
        number, _, place = tapped.value.partition(":")
        known = place in {one.id for one in step.places}
        if tapped.action != "sort" or not known or number not in {str(entry.number) for entry in todo}:
            return False
        walk.floor.picks[seat] = f"{walk.floor.picks.get(seat, '')} {tapped.value}".strip()
        if len(todo) == 1:
            walk.mark(seat)
        walk.tell("answer.noted")
        return True

    def leave(self, walk: Walk, step: Sort) -> None:
        places: dict[str, str] = {}
        for seat in walk.floor.seats:
            places |= self._placed(walk, seat)
        entries = walk.open_entries(step.source)
        for entry in entries:
            # What was not sorted this time has no place any more.
            walk.session.answers.pop(f"{step.id}:{entry.number}", None)
        for number, place in places.items():
            walk.session.answers[f"{step.id}:{number}"] = place
        lines = []
        for place_option in step.places:
            here = [entry for entry in entries if places.get(str(entry.number)) == place_option.id]
            if here:
                lines.append(Line(key="sort.place", values={"step": step.id, "place": place_option.id}))
                lines += (Line(key="note.of", names={"name": e.seat}, words={"words": e.words}) for e in here)
        if lines:
            walk.say(*lines)

    def head(self, walk: Walk, step: Sort) -> Line:
        if len(walk.floor.seats) == 1:
            return Line(key="card.sorts", names={"name": walk.floor.seats[0]})
        return super().head(walk, step)

    def own_lines(self, walk: Walk, step: Sort, seat: SeatId) -> tuple[Line, ...]:
        if seat not in walk.floor.seats:
            return ()
        todo = self._todo(walk, step, seat)
        if seat in walk.floor.marks or not todo:
            return (Line(key="own.sort.done"),)
        mine = len(self._mine(walk, step, seat))
        now = str(mine - len(todo) + 1)
        return (Line(key="own.sort.next", words={"words": todo[0].words}, values={"n": now, "all": str(mine)}),)

    def own_buttons(self, walk: Walk, step: Sort, seat: SeatId) -> Rows:
        todo = self._todo(walk, step, seat) if seat in walk.floor.seats else []
        if seat in walk.floor.marks or not todo:
            return ()
        return tuple(
            (Button(action="sort", value=f"{todo[0].number}:{place.id}", label=f"option:{step.id}:{place.id}"),)
            for place in step.places
        )
