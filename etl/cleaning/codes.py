"""Codes and flags out of text: by the profile's mapping, by code, by German or English label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from data.schema import CODES_SEPARATOR
from etl.cleaning.missing import is_no_statement
from etl.cleaning.spelling import normalise_all, normalised
from monitor.content.codes import CodeList

_YES: Final = ("ja", "j", "x", "1", "1.0", "1,0", "wahr", "true", "yes", "y", "t", "✓", "✔", "☑")
_NO: Final = ("nein", "n", "0", "0.0", "0,0", "falsch", "false", "no", "f", "☐")
_TICKS: Final = ("✓", "✔", "☑")
_CROSSES: Final = ("✗", "✘", "☒")
_EMPTY_BOX, _CROSSED_BOX = "☐", "☒"
#: The code of "not stated", in the lists that have it.
NOT_STATED: Final = "KA"
#: The code of "none"; among several codes it says nothing.
NONE: Final = "KEINE"
_SEPARATORS: Final = (r"[|;]", r"[|;,]", r"[|;,/]")


def flags(values: pl.Series) -> pl.Series:
    """Return booleans from tidied texts: ja/nein, j/n, x, 1/0, wahr/falsch, a tick, a box.

    A cross beside ticks means no, a crossed box beside empty boxes yes, any other cross is null.
    """
    words = values.str.to_lowercase()
    found = pl.Series(values.name, [None], dtype=pl.Boolean).new_from_index(0, len(values))
    found = found.set(words.is_in(_YES), value=True).set(words.is_in(_NO), value=False)
    if values.is_in(_TICKS).any():
        return found.set(words.is_in(_CROSSES), value=False)
    return found.set(words == _CROSSED_BOX, value=True) if (values == _EMPTY_BOX).any() else found


@dataclass(frozen=True)
class CodeBook:
    """Every spelling (normalised) of the codes of one list."""

    spellings: Mapping[str, str]
    has_not_stated: bool

    @classmethod
    def of(cls, codes: CodeList, mapping: Mapping[str, str]) -> CodeBook:
        """Return the spellings of a list; those of the profile's mapping come first."""
        pairs = [*mapping.items()]
        pairs += [(entry.code, entry.code) for entry in codes.codes]
        pairs += [(entry.label_de, entry.code) for entry in codes.codes]
        pairs += [(entry.label_en, entry.code) for entry in codes.codes]
        spellings: dict[str, str] = {}
        names = normalise_all(name for name, _ in pairs)
        for name, (_, code) in zip(names, pairs, strict=True):
            spellings.setdefault(name, code)
        return cls(spellings, any(entry.code == NOT_STATED for entry in codes.codes))

    def codes(self, values: pl.Series) -> pl.Series:
        """Return the code of each tidied text; null where it is none."""
        found = normalised(values).replace_strict(
            list(self.spellings),
            list(self.spellings.values()),
            default=None,
            return_dtype=pl.String,
        )
        if not self.has_not_stated:
            return found
        return found.set(found.is_null() & is_no_statement(values), NOT_STATED)

    def several(self, values: pl.Series) -> pl.Series:
        """Return ``|``-joined codes, sorted, of cells with one or several; null if one is unknown.

        A label may itself contain a comma, so the whole cell is tried before its parts.
        """
        found = self.codes(values)
        for separators in _SEPARATORS:
            is_open = found.is_null() & values.is_not_null()
            if is_open.any():
                parts = self._joined(values.filter(is_open), separators)
                found = found.scatter(is_open.arg_true(), parts)
        return found

    def _joined(self, values: pl.Series, separators: str) -> pl.Series:
        cells = values.str.replace_all(separators, CODES_SEPARATOR).str.split(CODES_SEPARATOR)
        parts = cells.rename("part").to_frame().with_row_index("cell").explode("part")
        parts = parts.with_columns(pl.col("part").str.strip_chars()).filter(pl.col("part") != "")
        coded = parts.with_columns(self.codes(parts["part"]).alias("code"))
        code = pl.col("code")
        named = code.filter(code != NONE).unique().sort().str.join(CODES_SEPARATOR)
        joined = coded.group_by("cell").agg(pl.when(code.is_not_null().all()).then(named).first())
        cells_in_order = pl.DataFrame({"cell": range(len(values))}, schema={"cell": pl.UInt32})
        return cells_in_order.join(joined, on="cell", how="left", maintain_order="left")["code"]
