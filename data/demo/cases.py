"""Columns of a family's or team's case: request, first contact, urgency, closure, GAS."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from data.demo.distributions import (
    ACCESS,
    CASE_KINDS,
    GAS_WEIGHT,
    NEED,
    PERSPECTIVE,
    PROTECTION,
    REASON,
    URGENCY,
)
from data.demo.rates import CLOSURE, FIRST_CONTACT
from data.demo.sampling import draw, draw_by_kind, happens, some, value_by_kind
from data.demo.scenario import AREA_BEHIND, BROKEN_OFF, GAS_MEAN, WAIT_FACTOR_BEHIND, as_years
from data.demo.workdays import working_days_before

#: First contacts with families against the average, by level of strain 1–3.
FIRST_CONTACT_BY_STRAIN: Final = (0.92, 1.0, 1.15)
#: Mean waiting time in working days before rounding down, by urgency.
WAIT_DAYS: Final = {"REGULAER": 2.8, "DRINGEND": 1.5, "AKUT": 0.65}
#: Teams wait for less long: the social worker is in the Kita anyway.
WAIT_FACTOR_TEAM: Final = 0.4
#: The date of every 40th request was not written down.
REQUEST_MISSING_EVERY: Final = 40
#: Results of closures that were not broken off.
_RESULT: Final = {"GEKLAERT": 46, "TEILWEISE": 25, "WEITERVERMITTELT": 17, "WEGGANG": 5, "KA": 0.7}
_ESCALATED: Final = 0.015
#: Results after which a goal attainment score makes sense.
SCORED: Final = ("GEKLAERT", "TEILWEISE", "WEITERVERMITTELT", "ESKALATION")


def add_case_columns(drawn: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the activities with the columns of cases; null elsewhere."""
    kinds, size = drawn["aktivitaet_art"], len(drawn)
    first = _first_contacts(drawn, rng)
    closed = pl.Series(happens(rng, value_by_kind(kinds, CLOSURE)))
    reason = draw_by_kind(rng, kinds, REASON)
    second = draw_by_kind(rng, kinds, REASON)
    no_second = some(rng, size, 0.8) | (second == reason)
    no_case = ~kinds.is_in(CASE_KINDS)
    urgency = draw_by_kind(rng, kinds, URGENCY)
    cases = drawn.with_columns(
        anlass=reason,
        anlass_neben=second.set(no_second.fill_null(value=True), None),
        erstkontakt=first,
        zugang=draw_by_kind(rng, kinds, ACCESS).set(~first, None),
        dringlichkeit=urgency.set(~(first | closed), None),
        bedarfsmerkmal=draw(rng, size, NEED).set(no_case | (kinds == "BER_TEAM"), None),
        sprachmittlung=some(rng, size, 0.09).set(no_case, None),
        kinderschutz=draw(rng, size, PROTECTION).set(no_case, None),
        abschluss=closed,
    )
    return _add_closures(_add_requests(cases, rng), rng)


def _first_contacts(drawn: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    by_strain = np.asarray(FIRST_CONTACT_BY_STRAIN)[drawn["belastungsstufe"].to_numpy() - 1]
    return pl.Series(
        happens(rng, value_by_kind(drawn["aktivitaet_art"], FIRST_CONTACT) * by_strain)
    )


def _add_requests(cases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the cases with the day of the request for a first contact."""
    mean = value_by_kind(cases["dringlichkeit"], WAIT_DAYS, default=1.0)
    behind = (cases["sozialraum_ars"] == AREA_BEHIND).to_numpy()
    team = (cases["aktivitaet_art"] == "BER_TEAM").to_numpy()
    factor = np.where(behind, WAIT_FACTOR_BEHIND, 1.0) * np.where(team, WAIT_FACTOR_TEAM, 1.0)
    waited = np.minimum(np.floor(rng.gamma(1.6, mean * factor / 1.6)), 45).astype(np.int64)
    asked = pl.Series(working_days_before(cases["datum"].to_numpy(), waited))
    first = cases["erstkontakt"]
    unknown = first & (first.cum_sum() % REQUEST_MISSING_EVERY == 0)
    return cases.with_columns(anfrage_datum=asked.set(~first | unknown, None))


def _add_closures(cases: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the cases with result, score, weight and perspective of the closures."""
    size, closed = len(cases), cases["abschluss"]
    years = as_years(cases["datum"].to_numpy())
    result = (
        draw(rng, size, _RESULT)
        .set(some(rng, size, _ESCALATED), "ESKALATION")
        .set(pl.Series(happens(rng, BROKEN_OFF.at(years))), "ABBRUCH")
        .set(~closed, None)
    )
    unscored = ~(result.is_in(SCORED).fill_null(value=False)) | some(rng, size, 0.12)
    need = (cases["bedarfsmerkmal"] == "MIND_1").fill_null(value=False).to_numpy()
    latent = rng.normal(GAS_MEAN.at(years) - np.where(need, 0.08, 0.0), 0.9)
    score = pl.Series(np.clip(np.round(latent), -2, 2).astype(np.int64))
    return cases.with_columns(
        ergebnis=result,
        gas_wert=score.set(unscored, None),
        gas_gewicht=draw(rng, size, GAS_WEIGHT).cast(pl.Int64).set(unscored, None),
        gas_perspektive=draw(rng, size, PERSPECTIVE).set(unscored, None),
    )
