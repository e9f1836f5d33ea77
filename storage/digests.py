"""Digests: what is kept of a secret, so that nobody can take it from the database."""

from __future__ import annotations

import hashlib


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
