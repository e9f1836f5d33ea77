"""The bench runs and says what it should; how quick it is depends on the machine and is no test."""

from __future__ import annotations

import json

from tests.bench.report import as_table, report


def test_the_bench_tells_rates_ratios_and_the_machine() -> None:
    measured = json.loads(json.dumps(report(repeats=1, groups=1, rooms=3, taps=6)))
    assert set(measured) == {"machine", "repeats", "moves", "start", "pages"}
    assert {"python", "sqlite", "sqlalchemy", "python-telegram-bot"} <= set(measured["machine"]["versions"])
    moves, start = measured["moves"], measured["start"]
    assert moves["updates"] > 60
    for spread in (moves["updates_per_second"], moves["bare_per_second"], moves["ratio"], start["ratio"]):
        assert len(spread["all"]) == 1
        assert spread["median"] > 0
    pages = measured["pages"]
    assert (pages["streams"], pages["taps"]) == (30, 6)
    for figures in (pages["single_room"], pages["all_rooms"], pages["ratio"]):
        assert figures["p99"] > 0
    table = as_table(measured)
    assert table.count("ratio") == 6
    assert str(moves["updates"]) in table
