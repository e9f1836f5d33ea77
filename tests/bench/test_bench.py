"""The bench runs and says what it should; how quick it is depends on the machine and is no test."""

from __future__ import annotations

import json

from tests.bench import timers
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


def test_the_bench_of_timers_sets_many_against_few_on_both_databases() -> None:
    found = json.loads(json.dumps(timers.timers(waiting=300, due=120, repeats=2)))
    assert (found["waiting"], found["due"], found["repeats"]) == (300, 120, 2)
    for name in ("sqlite", "postgresql"):
        for part in ("whole", "looks"):
            row = found[name][part]
            assert min(row["all_ms"], row["due_ms"], row["ratio"]) > 0
            assert len(row["ratios"]) == 2
        assert found[name]["looks"]["all_ms"] < found[name]["whole"]["all_ms"]
    told = "\n".join(timers.as_lines(found))
    assert told.count("ratio") == 6
    assert "300" in told


def test_a_sweep_that_takes_too_long_among_many_is_not_kept_quiet() -> None:
    found = {name: {"whole": {"ratio": timers.AT_MOST}} for name in ("sqlite", "postgresql")}
    assert timers.kept(found)
    found["sqlite"]["whole"]["ratio"] += 0.001
    assert not timers.kept(found)
