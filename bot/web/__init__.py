"""The room in the browser: a channel beside Telegram, on a server of one's own."""
