"""Comparing names as people spell them: case, blanks, umlauts, accents and punctuation aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import polars as pl

_SPELLED_OUT: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe"}
_TRANSLATION: Final = str.maketrans(_SPELLED_OUT)
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def normalised(texts: pl.Series) -> pl.Series:
    """Return texts in a form in which spellings of the same name are equal.

    One expression for a whole column; ``normalise`` is the same for a single name.
    """
    text = pl.col("text").str.normalize("NFC").str.to_lowercase().str.replace_many(_SPELLED_OUT)
    plain = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return (
        texts.rename("text")
        .to_frame()
        .select(plain.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars(" "))
        .to_series()
    )


@lru_cache(maxsize=10_000)
def normalise(text: str) -> str:
    """Return one name in the comparable form of ``normalised``."""
    spelled_out = unicodedata.normalize("NFC", text).lower().translate(_TRANSLATION)
    letters = unicodedata.normalize("NFKD", spelled_out)
    plain = "".join(
        letter for letter in letters if not unicodedata.category(letter).startswith("M")
    )
    return _OTHER.sub(" ", plain).strip(" ")


def normalise_all(texts: Iterable[str]) -> list[str]:
    """Return several names in the comparable form of ``normalised``."""
    return [normalise(text) for text in texts]
