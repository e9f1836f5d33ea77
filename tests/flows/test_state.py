"""What is stored of a conversation."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from flows.engine.events import Rang
from flows.engine.session import dump, load
from flows.engine.take import take
from tests.flows.table import Table

#: Of state version 2, in the middle of a wait.
RECORDED = (
    '{"id":"table","flow":"proef","version":"VERSION","language":"nl","zone":"Europe/Amsterdam","seed":"",'
    '"room":"group","pace":"chat","guards":true,"state":"thuis","visit":1,"number":3,"held":"","pause":"","beside":"",'
    '"reason":"","roles":{},"rounds":{},"orders":{},"answers":{},"leaderless":false,"cards":{"":3},"timers":["wait"],'
    '"changed":"2026-03-03T15:00:15+00:00","v":2,"seats":[["Els","Els",true,true,{}],["Daan","Daan",true,true,{}]],'
    '"floor":[["Els","Daan"],null,[],null,null,0,"",{},{},[],0,[],[],"2026-03-10T15:00:15+00:00",0,0,0],"news":[],'
    '"motion":null,"entries":[],"trail":[]}'
)


def test_state_of_another_version_is_not_read_as_if_it_were_ours() -> None:
    table = Table("- {id: lees, kind: show, title: Lees, prompt: Lees.}", "Els", "Daan")
    plain = json.loads(dump(table.session))
    plain["v"] = 99
    with pytest.raises(ValueError, match="state version 99 cannot be read"):
        load(json.dumps(plain))


def test_a_move_is_one_line() -> None:
    table = Table("- {id: lees, kind: show, title: Lees, prompt: Lees.}", "Els", "Daan")
    assert "\n" not in dump(table.session)


#: What every version added to the one before.
ADDED: dict[int, tuple[str, ...]] = {1: ("beside", "region", "waited"), 2: ("region", "waited")}


@pytest.mark.parametrize("version", ADDED)
def test_a_session_of_an_earlier_version_is_read_as_one_of_now(version: int) -> None:
    table = Table("- {id: praat, kind: discuss, title: P, prompt: P.}", "Els", "Daan")
    plain = json.loads(dump(table.session))
    old = {name: value for name, value in plain.items() if name not in ADDED[version]}
    assert load(json.dumps(old | {"v": version})) == table.session


def test_a_session_that_waited_when_it_was_recorded_still_goes_on() -> None:
    table = Table("- {id: thuis, kind: wait, days: 7, title: T, prompt: P.}", *("Els", "Daan"))
    old = load(RECORDED.replace("VERSION", table.script.version))
    rang = take(table.script, old, Rang(timer="wait", stamp="1.0"), datetime(2026, 3, 10, 15, 0, 15, tzinfo=UTC))
    assert (rang.session.state, rang.session.region, rang.session.waited) == ("closed", "", False)
