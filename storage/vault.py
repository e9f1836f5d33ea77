"""The vault: what people bring in is sealed with a key of its owner, and that key under the master key.

An owner is a session, a circle or a drawer. AES-256-GCM; each seal is bound to what it is, to its owner and to its
number there, so that rows cannot change places. Deleting the one small key of an owner makes all of it unreadable.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import MasterKeyError, Unreadable

KEY_BYTES = 32
_NONCE_BYTES = 12
#: Opened keys kept in memory: more than the conversations that are busy at one time.
_KEPT = 1024
_PROOF = b"beurtelings"


class Vault:
    """Seals and opens. One for the whole program; safe to use from several threads."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise MasterKeyError(f"the master key has {len(master_key)} bytes: it has to have {KEY_BYTES}")
        self._master = AESGCM(master_key)
        self._opened: OrderedDict[str, tuple[bytes, AESGCM]] = OrderedDict()
        self._lock = threading.Lock()

    def proof(self) -> bytes:
        """Something that only this master key recognises."""
        return _seal(self._master, _PROOF, b"proof")

    def recognises(self, proof: bytes) -> bool:
        try:
            return _open(self._master, proof, b"proof") == _PROOF
        except InvalidTag:
            return False

    def new_key(self, owner: str) -> bytes:
        """A key for a new owner, sealed under the master key."""
        return _seal(self._master, os.urandom(KEY_BYTES), _of_key(owner))

    def seal(self, *, owner: str, number: int | str, what: str, key: bytes, text: str) -> bytes:
        return _seal(self._cipher(owner, key), text.encode(), _place(owner, number, what))

    def open(self, *, owner: str, number: int | str, what: str, key: bytes, sealed: bytes) -> str:
        try:
            return _open(self._cipher(owner, key), sealed, _place(owner, number, what)).decode()
        except InvalidTag:
            raise Unreadable(owner=owner, number=number) from None

    def forget(self, owner: str) -> None:
        """Drop the opened key from memory; the sealed one is storage's to delete."""
        with self._lock:
            self._opened.pop(owner, None)

    def _cipher(self, owner: str, key: bytes) -> AESGCM:
        # Compared with the sealed key as it is in the database now: one that was rolled back never matches.
        with self._lock:
            kept = self._opened.get(owner)
            if kept is not None and kept[0] == key:
                self._opened.move_to_end(owner)
                return kept[1]
        cipher = AESGCM(_open(self._master, key, _of_key(owner)))
        with self._lock:
            self._opened[owner] = (key, cipher)
            if len(self._opened) > _KEPT:
                self._opened.popitem(last=False)
        return cipher


def _of_key(owner: str) -> bytes:
    return f"key of {owner}".encode()


def _place(owner: str, number: int | str, what: str) -> bytes:
    return f"{what} of {owner} {number}".encode()


def _seal(cipher: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def _open(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
