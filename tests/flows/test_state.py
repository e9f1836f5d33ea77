"""What is stored of a conversation."""

from __future__ import annotations

import json

import pytest

from flows.engine.session import dump, load
from tests.flows.table import Table


def test_state_of_another_version_is_not_read_as_if_it_were_ours() -> None:
    table = Table("- {id: lees, kind: show, title: Lees, prompt: Lees.}", "Els", "Daan")
    plain = json.loads(dump(table.session))
    plain["v"] = 99
    with pytest.raises(ValueError, match="state version 99 cannot be read"):
        load(json.dumps(plain))


def test_a_move_is_one_line() -> None:
    table = Table("- {id: lees, kind: show, title: Lees, prompt: Lees.}", "Els", "Daan")
    assert "\n" not in dump(table.session)


def test_a_session_of_the_version_before_is_read_as_one_of_now() -> None:
    table = Table("- {id: praat, kind: discuss, title: P, prompt: P.}", "Els", "Daan")
    plain = json.loads(dump(table.session))
    del plain["beside"]
    assert load(json.dumps(plain | {"v": 1})) == table.session
