"""Identifiers out of text: lost leading zeros and numbers that a spreadsheet has rounded.

Repairs only what has one possible answer among the areas, Kitas and Träger that are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from etl.cleaning.spelling import normalise_all, normalised

_EXPONENT: Final = r"^(\d+)(?:[.,](\d+))?[eE]\+?(\d+)$"
_ARS: Final = r"^\d{9}$"
_FRACTION: Final = r"[.,]0+$"
_PARTS: Final = r"^([A-Z]*)[ _-]*0*(\d+)$"
_ARS_DIGITS: Final = 9
#: Ends with a digit, so it is no word for "missing" either.
_PLAIN: Final = r"^[A-Z0-9_-]*[0-9]$"
_SAFE: Final = r"^[A-Z0-9][A-Z0-9_./-]{0,31}$"


@dataclass(frozen=True)
class KnownIds:
    """The known areas, Kitas and Träger; ``area_of_kita`` maps kita_id to the ARS of its area."""

    area_names: Mapping[str, str] = field(default_factory=dict)
    area_of_kita: Mapping[str, str] = field(default_factory=dict)
    traeger: tuple[str, ...] = ()

    @cached_property
    def areas(self) -> frozenset[str]:
        """Return the known ARS."""
        return frozenset(self.area_names)

    @cached_property
    def kitas(self) -> tuple[str, ...]:
        """Return the known Kitas."""
        return tuple(self.area_of_kita)

    @cached_property
    def areas_by_spelling(self) -> dict[str, str]:
        """Return the ARS of each area's name (normalised)."""
        return dict(zip(normalise_all(self.area_names.values()), self.area_names, strict=True))


def areas(values: pl.Series, known: KnownIds) -> pl.Series:
    """Return nine-digit ARS from tidied texts: ``71375001``, ``07 137 5001``, ``Maifeld``.

    ``7,1375E+07`` is restored when only one known area rounds to it, else null.
    """
    digits = values.str.replace(_FRACTION, "").str.replace_all(r"[\s.-]", "").str.zfill(_ARS_DIGITS)
    plain = digits.set(~digits.str.contains(_ARS), None)
    named = _looked_up(normalised(values), known.areas_by_spelling)
    rounded = _looked_up(values, _rounded_areas(values, known.areas))
    return plain.zip_with(plain.is_not_null(), named).zip_with(
        plain.is_not_null() | named.is_not_null(), rounded
    )


def is_rounded(values: pl.Series) -> pl.Series:
    """Return for each tidied text whether a spreadsheet has rounded it (``7,14E+07``)."""
    return values.str.contains(_EXPONENT).fill_null(value=False)


def fits_rounded(text: str, ars: str) -> bool:
    """Tell whether an ARS rounds to a text such as ``7,14E+07``."""
    mantissa, _, exponent = text.upper().replace(",", ".").partition("E")
    places = len(mantissa.partition(".")[2])
    try:
        return float(f"{int(ars):.{places}e}") == float(f"{mantissa}e{int(exponent)}")
    except ValueError:
        return False


def _rounded_areas(values: pl.Series, known: Iterable[str]) -> dict[str, str]:
    found = {}
    for text in values.filter(is_rounded(values)).unique():
        fitting = [ars for ars in known if fits_rounded(text, ars)]
        if len(fitting) == 1:
            found[text] = fitting[0]
    return found


def _looked_up(values: pl.Series, answers: Mapping[str, str]) -> pl.Series:
    return values.replace_strict(
        list(answers), list(answers.values()), default=None, return_dtype=pl.String
    )


def identifiers(values: pl.Series, known: Iterable[str] = ()) -> pl.Series:
    """Return identifiers from tidied texts: upper case, lost zeros restored from the known ones.

    What carries more than letters, digits and ``_./-`` is no identifier: null.
    """
    known = tuple(known)
    if not known and is_plain(values).all():
        return values
    upper = values.str.to_uppercase().str.replace(_FRACTION, "")
    joined = upper.str.replace_all(" ", "")
    restored = _looked_up(_in_parts(upper), _by_parts(known))
    safe = joined.set(~joined.str.contains(_SAFE), None)
    is_known = joined.is_in(known).fill_null(value=False)
    return safe.zip_with(is_known | restored.is_null(), restored)


def is_plain(values: pl.Series) -> pl.Series:
    """Return for each text whether it is an identifier that needs no cleaning."""
    return values.str.contains(_PLAIN)


def _in_parts(texts: pl.Series) -> pl.Series:
    """Return ``K|7`` for ``K007``, ``K7`` and ``K 07``; texts of another form unchanged."""
    return texts.str.replace(_PARTS, "${1}|${2}")


def _by_parts(known: Iterable[str]) -> dict[str, str]:
    """Return the only identifier with these parts, with and without letters."""
    names = pl.Series(list(known), dtype=pl.String)
    parts = _in_parts(names).to_list()
    keys = [*parts, *("|" + part.partition("|")[2] for part in parts)]
    times = Counter(keys)
    return {key: name for key, name in zip(keys, [*names, *names], strict=True) if times[key] == 1}
