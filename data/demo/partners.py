"""Who else took part in an activity, and where a family was referred to."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.distributions import BODY
from data.demo.rates import REFERRAL
from data.demo.sampling import draw, happens, some, value_by_kind
from data.demo.scenario import AREA_BEHIND, NO_CAPACITY, OFFER_FACTOR_BEHIND, as_years
from data.schema import CODES_SEPARATOR

#: Results of a referral that do not fail for lack of capacity.
_RESULT = {"ANGEKOMMEN": 46, "TERMIN": 25, "OFFEN": 11, "ABGELEHNT": 7, "UNBEKANNT": 5}

#: How many kinds of partners an area works with, in turn; the area behind has fewer.
NETWORK_SIZES: Final = (7, 6, 8, 7, 5, 9)


def add_partners(
    drawn: pl.DataFrame, rng: np.random.Generator, partner_share: NDArray[np.float64]
) -> pl.DataFrame:
    """Return the activities with partners, referral and its result."""
    size = len(drawn)
    behind = (drawn["sozialraum_ars"] == AREA_BEHIND).to_numpy()
    has_partner = happens(rng, partner_share * np.where(behind, OFFER_FACTOR_BEHIND, 1.0))
    has_second = some(rng, size, 0.3)
    referred = pl.Series(happens(rng, value_by_kind(drawn["aktivitaet_art"], REFERRAL)))
    return drawn.with_columns(
        kooperationspartner=_partners(
            _of_network(drawn["sozialraum_ars"], rng),
            _of_network(drawn["sozialraum_ars"], rng),
            has_second,
        ).set(pl.Series(~has_partner), None),
        weitervermittlung=draw(rng, size, BODY).set(~referred, "KEINE"),
        weitervermittlung_ergebnis=_results(drawn["datum"].to_numpy(), rng).set(~referred, None),
    )


def _of_network(areas: pl.Series, rng: np.random.Generator) -> pl.Series:
    """Return a partner per row: each area works with a handful of kinds, not with all of them."""
    kinds = [kind for kind in BODY if kind != "SONST"]
    partners = pl.Series([None] * len(areas), dtype=pl.String)
    for position, area in enumerate(areas.unique().sort()):
        size = 4 if area == AREA_BEHIND else NETWORK_SIZES[position % len(NETWORK_SIZES)]
        network = [kinds[(3 * position + step) % len(kinds)] for step in range(size)]
        drawn = draw(rng, len(areas), {kind: BODY[kind] for kind in network})
        partners = drawn.zip_with(areas == area, partners)
    return partners


def _partners(first: pl.Series, second: pl.Series, has_second: pl.Series) -> pl.Series:
    both = has_second & (first != second)
    return (first + CODES_SEPARATOR + second).zip_with(both, first)


def _results(days: NDArray[np.datetime64], rng: np.random.Generator) -> pl.Series:
    no_capacity = pl.Series(happens(rng, NO_CAPACITY.at(as_years(days))))
    return draw(rng, len(days), _RESULT).set(no_capacity, "KEINE_KAPAZITAET")
