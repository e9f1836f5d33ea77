"""What a shell sees of a command that ended."""

FINE = 0
#: A flow file, or what was asked of it, has to be mended; also a setting.
FAULTY = 2
NO_TOKEN = 3
NO_STORAGE = 4
INTERRUPTED = 130
