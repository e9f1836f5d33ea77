"""Guards: they notice common mistakes in a text, by rules that a colleague can read."""

from flows.guards.notice import Finding, notice
from flows.guards.rules import GUARDS, Guard, Rule, Rules, RulesError, UnknownNameError, languages, rules_for

__all__ = [
    "GUARDS",
    "Finding",
    "Guard",
    "Rule",
    "Rules",
    "RulesError",
    "UnknownNameError",
    "languages",
    "notice",
    "rules_for",
]
