"""Choose: one of several options, or of what was brought in before; later steps can depend on it, or show it."""

from __future__ import annotations

from collections import Counter

from flows.engine.effects import Button, Line
from flows.engine.events import Tapped
from flows.engine.session import SeatId
from flows.engine.steps.kind import Rows, Together
from flows.engine.walk import Walk
from flows.language.model import Choose, Rate

#: A first choice counts for so much, and each next one for one less.
RANKS = 3
#: So often a group that wants to agree is asked before most votes count.
ATTEMPTS = 3


class ChooseKind(Together):
    def enter(self, walk: Walk, step: Choose) -> None:
        super().enter(walk, step)
        if step.by == "draw" or len(self.options(walk, step)) < 2:
            walk.floor.seats = []

    def options(self, walk: Walk, step: Choose) -> list[str]:
        """The ids of what there is to choose from; a contribution goes by its number."""
        if step.source is None:
            return [option.id for option in step.options]
        source = walk.script.steps[step.source]
        if isinstance(source, Rate):
            return [item.id for item in source.items]
        return [str(entry.number) for entry in walk.open_entries(step.source)]

    def _allowed(self, walk: Walk, step: Choose) -> int:
        """How many choices each has."""
        if step.by == "dots":
            return step.dots
        return min(RANKS, len(self.options(walk, step))) if step.by == "rank" else 1

    def tapped(self, walk: Walk, step: Choose, seat: SeatId, tapped: Tapped) -> bool:
        finished = seat in walk.floor.marks and step.by in ("dots", "rank")
        if seat not in walk.floor.seats or finished:
            return False
        picks = walk.floor.picks.get(seat, "").split()
        if tapped.action == "done" and picks:
            walk.mark(seat)
        elif tapped.action != "pick" or tapped.value not in self.options(walk, step):
            return False
        elif step.by in ("vote", "consensus") and self.has_it(walk, seat, tapped.value):
            return True
        elif step.by == "rank" and tapped.value in picks:
            walk.tell("answer.ranked_already")
            return True
        else:
            allowed = self._allowed(walk, step)
            picks = [*picks, tapped.value][-allowed:]
            walk.floor.picks[seat] = " ".join(picks)
            if len(picks) == allowed:
                walk.mark(seat)
        walk.tell("answer.picked")
        return True

    def complete(self, walk: Walk, step: Choose) -> bool:
        if not super().complete(walk, step):
            return False
        floor = walk.floor
        if step.by != "consensus" or len(set(floor.picks.values())) < 2 or floor.turn + 1 >= ATTEMPTS:
            return True
        # Not all the same: what they chose is shown, and they talk on and choose again.
        walk.say(Line(key="choose.not_yet"), *self._spread(walk, step))
        floor.turn += 1
        floor.marks, floor.picks = {}, {}
        return False

    def _spread(self, walk: Walk, step: Choose) -> list[Line]:
        counts = Counter(walk.floor.picks.values())
        return [self._line(walk, step, option, "count", str(count)) for option, count in counts.most_common()]

    def leave(self, walk: Walk, step: Choose) -> None:
        options = self.options(walk, step)
        if not options:
            walk.session.answers.pop(step.id, None)
            return
        if not walk.floor.picks and step.by != "draw" and len(options) > 1:
            # Nobody chose, so nothing was chosen: no lot decides what people left open.
            walk.session.answers[step.id] = ""
            return
        score: Counter[str] = Counter(dict.fromkeys(options, 0))
        for picks in walk.floor.picks.values():
            for place, option in enumerate(picks.split()):
                score[option] += RANKS - place if step.by == "rank" else 1
        most = max(score.values())
        best = [option for option in options if score[option] == most]
        chosen = best[0] if len(best) == 1 else str(walk.lot([SeatId(option) for option in best]))
        walk.session.answers[step.id] = chosen
        what = "chosen" if len(best) == 1 else "drawn" if step.by == "draw" else "tied"
        line = self._line(walk, step, chosen, what)
        if line.words:
            walk.say(line, again=False)
        else:
            walk.announce(line.key, values=line.values)

    def _line(self, walk: Walk, step: Choose, option: str, what: str, n: str = "") -> Line:
        """A sentence about an option, or about a contribution with its words."""
        source = walk.script.steps[step.source] if step.source is not None else None
        if source is None or isinstance(source, Rate):
            where = step.id if source is None else source.id
            return Line(key=f"choose.option.{what}", values={"n": n, "step": where, "option": option})
        entry = next(entry for entry in walk.open_entries(source.id) if str(entry.number) == option)
        if walk.alone or walk.nameless(source.id):
            return Line(key=f"choose.words.{what}", words={"words": entry.words}, values={"n": n})
        return Line(key=f"choose.of.{what}", names={"name": entry.seat}, words={"words": entry.words}, values={"n": n})

    def head(self, walk: Walk, step: Choose) -> Line:
        if walk.alone:
            return Line(key="card.alone")
        if len(walk.floor.seats) == 1:
            return Line(key="card.chooses", names={"name": walk.floor.seats[0]})
        return Line(key=f"card.choose.{step.by}", values={"n": str(step.dots)})

    def lines(self, walk: Walk, step: Choose) -> tuple[Line, ...]:
        if step.source is None:
            return ()
        options = self.options(walk, step)
        return tuple(self._line(walk, step, option, "item", str(n)) for n, option in enumerate(options, start=1))

    def buttons(self, walk: Walk, step: Choose) -> Rows:
        options = self.options(walk, step)
        rows: list[tuple[Button, ...]]
        if step.source is None:
            rows = [(Button(action="pick", value=one, label=f"option:{step.id}:{one}"),) for one in options]
        else:
            numbers = [Button(action="pick", value=one, label="number", n=n) for n, one in enumerate(options, start=1)]
            rows = [tuple(numbers[n : n + 6]) for n in range(0, len(numbers), 6)]
        return (*rows, (Button(action="done", label="done"),)) if step.by == "dots" else tuple(rows)
