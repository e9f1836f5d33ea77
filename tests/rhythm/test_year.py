"""A year of a circle of six through the whole bot: fair turns, silence when there should be, and no meeting alone."""

from __future__ import annotations

from pathlib import Path

from tests.rhythm.year import Year, play
from tests.rhythm.year_checks import Checks
from tests.rhythm.year_plan import usual


# One test, because it is one year: those that run at the same time would each play their own.
def test_in_a_year_turns_are_fair_nobody_is_disturbed_and_every_meeting_has_all_that_belongs_to_it(
    tmp_path: Path,
) -> None:
    checks = Checks(play(f"sqlite:///{tmp_path / 'beurtelings.sqlite'}", tmp_path, usual()))
    assert checks.faults() == []
    assert checks.widest() == 1
    assert sum(checks.reminded(person, text) for person, text in checks.plans()) > 20
    everything_happened(checks.year)


def everything_happened(year: Year) -> None:
    assert len(year.held) == 10
    assert (len(year.joined), len(year.left), len(year.dropped), len(year.down)) == (8, 1, 1, 1)
    assert (len(year.swaps), len(year.settled)) == (2, 1)
    assert {len(held.members) for held in year.held} == {6, 7, 8}
    assert sum(bool(held.away) for held in year.held) >= 3
    (left,) = year.left.values()
    assert sum(held.at > left for held in year.held) > 2, "the others go on"
