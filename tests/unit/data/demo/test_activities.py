"""The rows keep every rule of ``expectations.rules.activity`` before anything goes wrong."""

from pathlib import Path

import polars as pl
import pytest

from data.demo.activities import COLUMNS
from data.demo.distributions import CASE_KINDS, GROUP_KINDS
from data.demo.places import Places
from data.demo.rates import FIRST_CONTACT, WITHOUT_KITA
from data.schema import AKTIVITAET, CODES_SEPARATOR, Kind

kind = pl.col("aktivitaet_art")
people = pl.col("tn_erwachsene") + pl.col("tn_kinder")
REASON_NEEDED = [name for name in CASE_KINDS if name != "SPRECH"]

#: What → violation, null meaning "not violated".
RULES = {
    "Kita left out only where allowed": pl.col("kita_id").is_null()
    & ~kind.is_in(list(WITHOUT_KITA)),
    "duration in range": ~pl.col("dauer_min").is_between(5, 600),
    "duration in steps of 5": pl.col("dauer_min") % 5 != 0,
    "somebody was there": (people < 1) & (pl.col("setting") != "OHNE_KONTAKT"),
    "at most two in a talk": (people > 2) & (pl.col("setting") == "EINZEL"),
    "not too many": (pl.col("tn_erwachsene") > 200) | (pl.col("tn_kinder") > 200),
    "first-timers among those present": pl.col("tn_erstmalig") > people,
    "first-timers in groups only": pl.col("tn_erstmalig").is_not_null() & ~kind.is_in(GROUP_KINDS),
    "groups are groups": kind.is_in(GROUP_KINDS) & ~pl.col("setting").is_in(["GRUPPE", "OFFEN"]),
    "reason given": kind.is_in(REASON_NEEDED) & pl.col("anlass").is_null(),
    "second reason is another one": pl.col("anlass_neben") == pl.col("anlass"),
    "second reason needs a first": pl.col("anlass_neben").is_not_null()
    & pl.col("anlass").is_null(),
    "first contact of certain kinds": pl.col("erstkontakt") & ~kind.is_in(list(FIRST_CONTACT)),
    "access with first contact": pl.col("erstkontakt") != pl.col("zugang").is_not_null(),
    "urgency with first contact or closure": (pl.col("erstkontakt") | pl.col("abschluss"))
    & pl.col("dringlichkeit").is_null(),
    "asked before": pl.col("anfrage_datum") > pl.col("datum"),
    "request with first contact only": pl.col("anfrage_datum").is_not_null()
    & ~pl.col("erstkontakt"),
    "accompanied to somewhere": (kind == "BEGL") & ~pl.col("ort").is_in(["BEHOERDE", "SONST"]),
    "home visits to families": (pl.col("ort") == "HAUSBESUCH")
    & ~pl.col("zielgruppe").is_in(["ELTERN", "FAMILIE", "KIND"]),
    "result of a referral": (pl.col("weitervermittlung") != "KEINE")
    != pl.col("weitervermittlung_ergebnis").is_not_null(),
    "result of a closure": pl.col("abschluss") != pl.col("ergebnis").is_not_null(),
    "score with closure only": pl.col("gas_wert").is_not_null() & ~pl.col("abschluss"),
    "score in range": ~pl.col("gas_wert").is_between(-2, 2),
    "perspective with score": pl.col("gas_wert").is_not_null()
    != pl.col("gas_perspektive").is_not_null(),
    "weight in range": ~pl.col("gas_gewicht").is_between(1, 4),
    "identifier well-formed": ~pl.col("aktivitaet_id").str.contains(
        str(AKTIVITAET["aktivitaet_id"].pattern)
    ),
    "not on a Sunday": pl.col("datum").dt.weekday() == 7,
}


@pytest.mark.parametrize("name", RULES)
def test_rule_holds_in_every_row(activities: pl.DataFrame, name: str) -> None:
    assert activities.filter(RULES[name]).height == 0


def test_columns_are_those_of_a_delivery(activities: pl.DataFrame) -> None:
    assert tuple(activities.columns) == COLUMNS


def test_required_columns_are_filled(activities: pl.DataFrame) -> None:
    required = [column.name for column in AKTIVITAET.delivered if column.required]
    assert sum(activities.select(required).null_count().row(0)) == 0


def test_identifiers_are_unique(activities: pl.DataFrame) -> None:
    assert activities["aktivitaet_id"].is_unique().all()


@pytest.mark.parametrize(
    "column", [c for c in AKTIVITAET.delivered if c.codes is not None], ids=lambda c: c.name
)
def test_codes_are_those_of_the_list(activities: pl.DataFrame, content: Path, column) -> None:
    known = pl.read_csv(content / "codes" / f"{column.codes}.csv")["code"]
    found = activities[column.name].drop_nulls()
    if column.kind is Kind.CODES:
        found = found.str.split(CODES_SEPARATOR).explode()
    assert set(found) <= set(known)


def test_place_fits_traeger_and_area(activities: pl.DataFrame, places: Places) -> None:
    with_kita = activities.filter(pl.col("kita_id").is_not_null())
    known = with_kita.join(places.kitas, on=["kita_id", "traeger_id", "sozialraum_ars"])
    assert len(known) == len(with_kita)
    assert known.filter(pl.col("datum") < pl.col("aktiv_von")).is_empty()
    assert known.filter(pl.col("datum") > pl.col("aktiv_bis")).is_empty()


def test_nearly_all_requests_are_dated(activities: pl.DataFrame) -> None:
    asked = activities.filter("erstkontakt").group_by("traeger_id", _QUARTER)
    missing = asked.agg(pl.col("anfrage_datum").null_count(), pl.len())
    assert (missing["anfrage_datum"] <= missing["len"] * 0.1 + 1).all()


@pytest.mark.parametrize("name", ["aktivitaet_art", "ort", "anlass", "zugang", "weitervermittlung"])
def test_few_codes_say_other(activities: pl.DataFrame, name: str) -> None:
    assert (activities[name].drop_nulls() == "SONST").mean() < 0.05


_QUARTER = pl.col("datum").dt.truncate("1q")
