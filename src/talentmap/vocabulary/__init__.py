"""The words talentmap uses: the message catalogue in Dutch and English, and the fixed lists of the data model."""

from talentmap.vocabulary.catalogue import LANGUAGES, current_language, message_keys, number, text, use_language
from talentmap.vocabulary.lists import SOURCES, VISIBILITIES

__all__ = ["LANGUAGES", "SOURCES", "VISIBILITIES", "current_language", "message_keys", "number", "text", "use_language"]
