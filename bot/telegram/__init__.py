"""Telegram: the only home of its types, its client and its errors."""
