"""Signs of a person in a column of texts: looked for roughly, and what was found closely.

What is a sign of a person in a single text is told in ``monitor.personal_data.signs``.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from etl.gate.own_words import OwnWords
from monitor.personal_data.signs import SIGNS, signs_in
from monitor.personal_data.traces import Trace

#: A mobile number that a spreadsheet took for a number: its zero is lost.
_BARE_MOBILE: Final = re.compile(r"(?:49)?1(?:5\d|6[023]|7\d)\d{7,8}(?:\.0)?")


def readable(texts: pl.Series) -> pl.Series:
    """Return tidied texts with composed letters and plain digits (``Mu¨ller``, ``０２６``)."""
    return texts.str.normalize("NFKC")


def traces_in(texts: pl.Series, own: OwnWords) -> dict[Trace, int]:
    """Return the kinds of traces in readable texts, each with the position of the first one."""
    found = {}
    for trace, sign in SIGNS.items():
        for position in texts.str.contains(sign.hint).arg_true():
            if sign.shows(texts[position], own):
                found[trace] = position
                break
    return found


def names_person(text: str, own: OwnWords) -> bool:
    """Tell whether a single text, such as a header or the name of a file, shows any trace."""
    return bool(signs_in(text, own))


def first_bare_mobile(texts: pl.Series) -> int | None:
    """Return the position of the first cell that is nothing but a mobile number without zero."""
    for position in texts.str.contains(r"^(?:49)?1[567]\d{8,9}(?:\.0)?$").arg_true():
        if _BARE_MOBILE.fullmatch(texts[position]):
            return int(position)
    return None
