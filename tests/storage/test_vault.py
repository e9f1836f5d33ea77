from __future__ import annotations

import pytest

from storage import vault
from storage.errors import MasterKeyError, Unreadable
from storage.vault import Vault
from tests.storage.story import MASTER_KEY


def test_what_is_sealed_opens_with_the_same_keys_only() -> None:
    one = Vault(MASTER_KEY)
    key = one.new_key("monday")
    sealed = one.seal(owner="monday", number=1, key=key, what="words", text="Dag Noor 👋")
    again = one.seal(owner="monday", number=1, key=key, what="words", text="Dag Noor 👋")
    assert sealed != again
    assert Vault(MASTER_KEY).open(owner="monday", number=1, what="words", key=key, sealed=sealed) == "Dag Noor 👋"
    with pytest.raises(Unreadable):
        one.open(owner="monday", number=2, what="words", key=key, sealed=sealed)


def test_a_key_that_was_made_anew_takes_the_place_of_the_first() -> None:
    one = Vault(MASTER_KEY)
    first, second = one.new_key("monday"), one.new_key("monday")
    one.seal(owner="monday", number=1, key=first, what="words", text="Dag")
    sealed = one.seal(owner="monday", number=1, key=second, what="words", text="Dag Noor")
    assert Vault(MASTER_KEY).open(owner="monday", number=1, what="words", key=second, sealed=sealed) == "Dag Noor"


def test_a_key_of_another_session_is_noticed() -> None:
    one = Vault(MASTER_KEY)
    key = one.new_key("monday")
    sealed = one.seal(owner="monday", number=1, key=key, what="words", text="Dag")
    with pytest.raises(Unreadable):
        one.open(owner="tuesday", number=1, what="words", key=key, sealed=sealed)


def test_a_master_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(MasterKeyError, match="16 bytes: it has to have 32"):
        Vault(bytes(16))


def test_only_the_right_master_key_recognises_its_proof() -> None:
    proof = Vault(MASTER_KEY).proof()
    assert Vault(MASTER_KEY).recognises(proof)
    assert not Vault(bytes(32)).recognises(proof)


def test_no_more_opened_keys_are_kept_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "_KEPT", 2)
    one = Vault(MASTER_KEY)
    keys = {day: one.new_key(day) for day in ("monday", "tuesday", "wednesday")}
    for day in ("monday", "tuesday", "monday", "wednesday"):
        one.seal(owner=day, number=1, key=keys[day], what="words", text="Dag")
    assert list(one._opened) == ["monday", "wednesday"]
    one.forget("monday")
    one.forget("never opened")
    assert list(one._opened) == ["wednesday"]
