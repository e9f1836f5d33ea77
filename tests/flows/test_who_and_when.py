"""Who a step is for and when it is done, as an author writes it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.condition import Condition
from flows.language.who import EVERYONE, Who

NAMES = st.from_regex(r"[a-z][a-z0-9-]{1,12}", fullmatch=True).filter(
    lambda name: name not in (*EVERYONE, "en", "and", "behalve", "except", "people", "is", "not")
)
ROLES = st.lists(NAMES, min_size=1, max_size=4).map(tuple)
WHO = st.builds(Who, roles=st.one_of(st.just(()), ROLES), without=st.one_of(st.just(()), ROLES))
CONDITIONS = st.one_of(
    st.builds(Condition, what=NAMES, how=st.sampled_from(("is", "is not")), value=NAMES),
    st.builds(Condition, what=st.just("people"), how=st.sampled_from((">=", "<=")), value=st.integers(0, 99).map(str)),
)


@given(WHO)
def test_who_is_read_as_it_is_written(who: Who) -> None:
    assert Who.parse(str(who)) == who


@given(ROLES, ROLES)
def test_english_is_understood_too(roles: tuple[str, ...], without: tuple[str, ...]) -> None:
    assert Who.parse(f"{' and '.join(roles)} except {', '.join(without)}") == Who(roles=roles, without=without)
    assert Who.parse(f"everyone except {' and '.join(without)}") == Who(without=without)


@given(st.text(max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert all(Who.parse(text).mentions)
    with suppress(ValueError):
        Condition.parse(text).holds(people=3, pace="chat", answers={})


@pytest.mark.parametrize("text", ["", "leider,", "leider en ", ", leider", "iedereen behalve leider,"])
def test_a_name_is_lacking(text: str) -> None:
    with suppress(ValueError):
        who = Who.parse(text)
        assert who.mentions == ("leider en",), "what is no name is told of later, as no role of the flow"


@given(CONDITIONS)
def test_a_condition_is_read_as_it_is_written(condition: Condition) -> None:
    assert Condition.parse(str(condition)) == condition


@given(CONDITIONS, st.integers(2, 40), st.dictionaries(NAMES, NAMES, max_size=3))
def test_a_condition_holds_or_its_opposite_does(condition: Condition, people: int, answers: dict[str, str]) -> None:
    holds = condition.holds(people=people, pace="chat", answers=answers)
    if condition.how in ("is", "is not"):
        other = Condition(
            what=condition.what, how="is" if condition.how == "is not" else "is not", value=condition.value
        )
        assert other.holds(people=people, pace="chat", answers=answers) is not holds
    else:
        number = int(condition.value)
        assert holds == (people >= number if condition.how == ">=" else people <= number)


@pytest.mark.parametrize("text", ["people >= ²", "people >= drie"])
def test_a_number_is_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="the number of people is a number"):
        Condition.parse(text)
