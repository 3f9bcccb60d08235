"""Text columns as their distinct values: cleaning and the privacy gate see each value once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

#: Above this share of distinct values a dictionary costs more than it saves.
_WORTHWHILE: Final = 0.25
#: So many first rows tell whether the values of a column recur.
_SAMPLE: Final = 10_000
#: Anything that tidying would change: all but single blanks inside.
_UNTIDY: Final = r"\p{Cf}|[\s--[ ]]|  |^ | $"


@dataclass(frozen=True)
class DistinctColumn:
    """A text column: ``values`` (tidied, null where blank) and each row's position in them."""

    values: pl.Series
    positions: pl.Series

    def spread(self, per_value: pl.Series) -> pl.Series:
        """Return one entry per row from one entry per value; rows without a value are null."""
        return per_value.gather(self.positions)

    def spread_texts(self, per_value: pl.Series) -> pl.Series:
        """Return texts as ``spread`` does, as an Enum where they recur: a fraction of the bytes."""
        categories = per_value.drop_nulls().unique(maintain_order=True)
        if not 0 < len(categories) <= len(self.positions) * _WORTHWHILE:
            return self.spread(per_value)
        kind = pl.Enum(categories)
        return self.spread(per_value.cast(kind).to_physical()).cat.to(kind)

    def rows_where(self, per_value: pl.Series) -> pl.Series:
        """Return for each row whether the flag of its value is set; false without a value."""
        if not per_value.any():
            return pl.repeat(False, len(self.positions), eager=True)  # noqa: FBT003 - a value
        return self.spread(per_value).fill_null(value=False)

    @property
    def filled(self) -> pl.Series:
        """Return for each row whether there is a text."""
        if self.values.null_count() == 0:
            return self.positions.is_not_null()
        return self.rows_where(self.values.is_not_null())

    @property
    def texts(self) -> pl.Series:
        """Return the distinct non-blank values."""
        return self.values.drop_nulls()

    def keep(self, rows: pl.Series) -> DistinctColumn:
        """Return the column for the rows whose flag is set."""
        return DistinctColumn(self.values, self.positions.filter(rows))


def tidied(texts: pl.Series) -> pl.Series:
    """Return texts without invisible characters, odd blanks and line breaks; blank ones as null."""
    text = pl.col("text")
    frame = texts.rename("text").to_frame()
    if texts.str.contains(_UNTIDY).any():
        visible = text.str.replace_all(r"\p{Cf}", "").str.replace_all(r"\s+", " ")
        frame = frame.select(visible.str.strip_chars(" "))
    return frame.select(pl.when(text != "").then(text)).to_series()


def encode(texts: pl.DataFrame) -> dict[str, DistinctColumn]:
    """Return each column of a text frame as its distinct values."""
    coded = texts.select(
        pl.col(name).cast(pl.Categorical(pl.Categories.random())) for name in _recurring(texts)
    )
    return {name: _column(texts[name], coded) for name in texts.columns}


def _recurring(texts: pl.DataFrame) -> list[str]:
    """Return the columns whose values recur, most of them judged by the first rows.

    Counting the distinct values of all rows costs nearly as much as coding them.
    """
    likely = _few(texts.head(_SAMPLE))
    return [*likely, *_few(texts.drop(likely))]


def _few(texts: pl.DataFrame) -> list[str]:
    numbers = texts.select(pl.all().drop_nulls().n_unique())
    return [name for name in texts.columns if _is_worthwhile(numbers[name].item(), texts)]


def _is_worthwhile(distinct: int, texts: pl.DataFrame | pl.Series) -> bool:
    return distinct <= len(texts) * _WORTHWHILE


def _column(texts: pl.Series, coded: pl.DataFrame) -> DistinctColumn:
    if texts.name not in coded.columns:
        return _one_by_one(texts)
    codes = coded[texts.name]
    # each column has categories of its own, so that their codes are 0, 1, 2 … without a gap
    met = codes.drop_nulls().unique()
    values = met.gather(met.to_physical().arg_sort()).cast(pl.String)
    if not _is_worthwhile(len(values), texts):  # the first rows were no example
        return _one_by_one(texts)
    return DistinctColumn(tidied(values), codes.to_physical())


def _one_by_one(column: pl.Series) -> DistinctColumn:
    """Return a column of which nearly every row is different."""
    return DistinctColumn(tidied(column), pl.int_range(len(column), dtype=pl.UInt32, eager=True))
