"""Circles and what is somebody's own, in a chat and on a page."""
