from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from storage.errors import MasterKeyError
from storage.master_key import master_key
from tests.storage.story import MASTER_KEY


@pytest.mark.parametrize("text", [base64.b64encode(MASTER_KEY).decode(), MASTER_KEY.hex(), f" {MASTER_KEY.hex()}\n"])
def test_a_key_from_the_environment(tmp_path: Path, text: str) -> None:
    assert master_key(text, tmp_path / "key") == MASTER_KEY
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("value", [None, ""])
def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path: Path, value: str | None) -> None:
    path = tmp_path / "key"
    made = master_key(value, path)
    assert len(made) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert master_key(value, path) == made


def test_two_keys_are_never_alike(tmp_path: Path) -> None:
    assert master_key(None, tmp_path / "one") != master_key(None, tmp_path / "two")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    master_key(None, path)
    path.chmod(0o640)
    with pytest.raises(MasterKeyError, match=r"read by others \(mode 0640\).*chmod 600"):
        master_key(None, path)


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    with pytest.raises(MasterKeyError, match="has 0 bytes: it has to be 32 bytes"):
        master_key(None, path)
    with pytest.raises(MasterKeyError, match="environment has 16 bytes"):
        master_key(base64.b64encode(bytes(16)).decode(), path)


@pytest.mark.parametrize("text", ["geheim!", "x" * 64, "é" * 44])
def test_a_key_that_is_no_key_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(MasterKeyError, match="cannot be read") as told:
        master_key(text, tmp_path / "key")
    assert text not in str(told.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyError, match=r"cannot be written .*No such file.*make a folder"):
        master_key(None, tmp_path / "nowhere" / "key")
