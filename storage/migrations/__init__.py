"""Migrations: how the tables came to be what they are. Each version is a file in versions/."""
