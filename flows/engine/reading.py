"""What a text holds for the engine, beyond being somebody's words: what a guard notices, and a day that is named."""

from __future__ import annotations

from datetime import date

from flows.engine.events import Reading
from flows.engine.session import Session
from flows.guards import notice
from flows.language.model import AnyStep, Commit, Wait
from flows.rhythm.days import named_day, only_a_day, proposed_day

#: A text as short as this is an answer.
BRIEF = 40


def read(step: AnyStep, session: Session, text: str, today: date) -> Reading:
    wanted = getattr(step, "guards", ()) if session.guards else ()
    findings = notice(text, guards=wanted, language=session.language) if wanted else ()
    if isinstance(step, Wait) and only_a_day(text):
        day = proposed_day(text, today)
        return Reading(day=day, no_such_day=day is None)
    day = named_day(text, today) if isinstance(step, Commit) else None
    guards = tuple(dict.fromkeys(finding.guard for finding in findings))
    return Reading(findings=guards, day=day, brief=isinstance(step, Commit) and len(text) <= BRIEF)
