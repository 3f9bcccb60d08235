"""The words of the instance itself: code lists, areas, columns, and the profiles' spellings.

A cell with one of these words names no person, whatever the looks (``Weggang der Familie``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from data.schema import TABLES
from etl.cleaning.spelling import normalise, normalise_all
from etl.profiles import Profile
from monitor.content.folder import Content

#: What stands in a cell that answers yes or no, or says that there is nothing to say.
_ANSWERS: Final = (
    *("ja", "nein", "wahr", "falsch", "yes", "no", "true", "false", "xx"),
    *("keine", "keiner", "ohne", "nichts", "entfällt", "siehe oben", "s. o."),
)
_SEPARATORS: Final = re.compile(r"[|;,]")
_BLANKS: Final = re.compile(r"[\s.-]")
#: A municipality's code has 8, 9 or 12 digits, one less where the leading zero is lost.
_AREA_CODE: Final = re.compile(r"\d{7,9}|\d{11,12}")
_DISTRICT_DIGITS: Final = 5


@dataclass(frozen=True)
class OwnWords:
    """``spellings`` are whole cells, ``words`` the single words of codes (both normalised).

    ``districts`` are the first five digits of the areas' ARS.
    """

    spellings: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset(normalise_all(_ANSWERS))

    def hold(self, text: str) -> bool:
        """Tell whether a cell is one of our spellings, or a list of them."""
        if normalise(text) in self.spellings:
            return True
        return all(normalise(part) in self.spellings for part in _SEPARATORS.split(text))

    def know(self, word: str) -> bool:
        """Tell whether a single word is one that our code lists use."""
        return normalise(word) in self.words

    def answer(self, text: str) -> bool:
        """Tell whether a cell says yes, no, or nothing."""
        return normalise(text) in self.answers

    def is_area_code(self, text: str) -> bool:
        """Tell whether a cell is the code of a municipality of ours, blanks in it or not."""
        digits = _BLANKS.sub("", text)
        if not _AREA_CODE.fullmatch(digits):
            return False
        return bool({digits[:_DISTRICT_DIGITS], f"0{digits}"[:_DISTRICT_DIGITS]} & self.districts)


def own_words(content: Content, *profiles: Profile) -> OwnWords:
    """Return the words of the code lists, the areas, the schema and the profiles."""
    codes = [entry for each in content.codes.values() for entry in each.codes]
    german = {text for entry in codes for text in (entry.code, entry.label_de)}
    english = {entry.label_en for entry in codes}
    areas = {area.name for area in content.areas}
    written = {text for profile in profiles for text in _mapped(profile)}
    spellings = normalise_all({*german, *english, *areas, *written, *_columns()})
    return OwnWords(
        frozenset(spellings),
        frozenset(word for text in german for word in normalise(text).split()),
        frozenset(area.ars[:_DISTRICT_DIGITS] for area in content.areas),
    )


def _columns() -> Iterator[str]:
    return (column.label_de for table in TABLES.values() for column in table)


def _mapped(profile: Profile) -> Iterable[str]:
    return (text for mapping in profile.werte.values() for text in mapping)
