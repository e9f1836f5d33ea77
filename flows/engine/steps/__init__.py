"""One file for each kind of step, and the table that names them all."""

from __future__ import annotations

from flows.engine.steps.ask import AskKind
from flows.engine.steps.assign import AssignKind
from flows.engine.steps.choose import ChooseKind
from flows.engine.steps.commit import CommitKind
from flows.engine.steps.consent import ConsentKind
from flows.engine.steps.discuss import DiscussKind
from flows.engine.steps.kind import Kind
from flows.engine.steps.note import NoteKind
from flows.engine.steps.rate import RateKind
from flows.engine.steps.round import RoundKind
from flows.engine.steps.show import ShowKind
from flows.engine.steps.sort import SortKind
from flows.engine.steps.split import SplitKind
from flows.engine.steps.tell import TellKind
from flows.engine.steps.wait import WaitKind
from flows.engine.steps.write import WriteKind

KINDS: dict[str, Kind] = {
    "consent": ConsentKind(),
    "assign": AssignKind(),
    "show": ShowKind(),
    "tell": TellKind(),
    "round": RoundKind(),
    "ask": AskKind(),
    "discuss": DiscussKind(),
    "split": SplitKind(),
    "note": NoteKind(),
    "choose": ChooseKind(),
    "rate": RateKind(),
    "commit": CommitKind(),
    "sort": SortKind(),
    "write": WriteKind(),
    "wait": WaitKind(),
}
