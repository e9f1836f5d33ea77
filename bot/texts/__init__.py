"""What the bot says: every text outside the flow files, in every language."""

from bot.texts.catalogue import LANGUAGES, Catalogue, MissingFiller, MissingText, catalogue

__all__ = ["LANGUAGES", "Catalogue", "MissingFiller", "MissingText", "catalogue"]
