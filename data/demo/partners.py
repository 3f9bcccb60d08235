"""Who else took part in an activity, and where a family was referred to."""

from __future__ import annotations

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
        kooperationspartner=_partners(draw(rng, size, BODY), draw(rng, size, BODY), has_second).set(
            pl.Series(~has_partner), None
        ),
        weitervermittlung=draw(rng, size, BODY).set(~referred, "KEINE"),
        weitervermittlung_ergebnis=_results(drawn["datum"].to_numpy(), rng).set(~referred, None),
    )


def _partners(first: pl.Series, second: pl.Series, has_second: pl.Series) -> pl.Series:
    both = has_second & (first != second)
    return (first + CODES_SEPARATOR + second).zip_with(both, first)


def _results(days: NDArray[np.datetime64], rng: np.random.Generator) -> pl.Series:
    no_capacity = pl.Series(happens(rng, NO_CAPACITY.at(as_years(days))))
    return draw(rng, len(days), _RESULT).set(no_capacity, "KEINE_KAPAZITAET")
