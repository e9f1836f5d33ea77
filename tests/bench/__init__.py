"""``python -m tests.bench``: how quick it is, measured against what it stands on."""

from __future__ import annotations

import os

# python-telegram-bot reads this when it is imported.
os.environ.setdefault("PTB_TIMEDELTA", "1")
