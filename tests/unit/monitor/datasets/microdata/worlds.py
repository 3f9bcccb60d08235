"""Facts for the tests of activity rows: by hand and at random, and an independent k-anonymity."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import duckdb
import polars as pl
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from monitor.content import Content
from tests.unit.monitor.measures.worlds import Row, insert

AREAS: Final = ("071375003", "071375004", "071375008")
YEAR: Final = 2024

#: For properties of whole files: each example makes one, so that shrinking would take minutes.
quick: Final = settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_DEFAULTS: Final[Row] = {
    "traeger_id": "TR01", "kita_id": "K001", "sozialraum_ars": AREAS[0],
    "datum": dt.date(YEAR, 2, 15), "aktivitaet_art": "BER_FAM", "setting": "EINZEL", "ort": "KITA",
    "zielgruppe": "ELTERN", "anlass": "ERZIEHUNG", "dauer_min": 60, "tn_erwachsene": 1,
    "tn_kinder": 0, "erstkontakt": False, "weitervermittlung": "KEINE", "abschluss": False,
    "tage_bis_eingang": 90, "lieferung_id": "L-1", "zeilen_hash": "abc", "quelle_datei": "x.csv",
}  # fmt: skip


def row(**given: Any) -> Row:
    """Return a row of the facts."""
    return _DEFAULTS | given


def load(connection: duckdb.DuckDBPyConnection, rows: Iterable[Row]) -> int:
    """Replace the facts; return how many rows there are."""
    numbered = [r | {"aktivitaet_id": f"TR01-2024-{i:06d}"} for i, r in enumerate(rows)]
    connection.execute("DELETE FROM aktivitaet")
    insert(connection, "aktivitaet", numbered)
    return len(numbered)


def with_k(content: Content, k: int, **given: Any) -> Content:
    """Return the content with another k."""
    return replace(content, microdata=content.microdata.model_copy(update={"k": k} | given))


_COUNSELLING: Final = st.fixed_dictionaries(
    {
        "aktivitaet_art": st.sampled_from(["BER_FAM", "BER_TEAM", "KRISE", "BEGL", "ANTRAG"]),
        "zielgruppe": st.sampled_from(["ELTERN", "FAMILIE", "KIND", "TEAM"]),
        "anlass": st.sampled_from(["ERZIEHUNG", "GEWALT", "SONST", "FINANZEN", "UEBERGANG"]),
        "anlass_neben": st.sampled_from([None, "KINDERSCHUTZ", "WOHNEN"]),
    }
)
_OFFER: Final = st.fixed_dictionaries(
    {
        "aktivitaet_art": st.sampled_from(["ELTCAFE", "SRANG", "VERW"]),
        "zielgruppe": st.sampled_from(["ELTERN", "OEFFENTLICHKEIT"]),
        "anlass": st.none(),
        "setting": st.sampled_from(["OFFEN", "GRUPPE"]),
        "tn_erstmalig": st.none() | st.integers(0, 12),
    }
)
_OTHERS: Final = st.fixed_dictionaries(
    {
        "sozialraum_ars": st.sampled_from(AREAS),
        "datum": st.dates(dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 12, 31)),
        "ort": st.sampled_from(["KITA", "BEHOERDE", "VIDEO"]),
        "dauer_min": st.integers(5, 300),
        "tn_erwachsene": st.integers(0, 30),
        "tn_kinder": st.integers(0, 4),
        "erstkontakt": st.booleans(),
        "dringlichkeit": st.sampled_from([None, "REGULAER", "AKUT"]),
        "wartezeit_werktage": st.none() | st.integers(0, 30),
        "kooperationspartner": st.sampled_from([None, "KEINE", "EB", "FRAUENSCHUTZ|EB"]),
        "weitervermittlung": st.sampled_from(["KEINE", "SUCHTBERATUNG", "EB"]),
        "weitervermittlung_ergebnis": st.sampled_from([None, "ANGEKOMMEN", "UNBEKANNT"]),
        "abschluss": st.booleans(),
        "ergebnis": st.sampled_from([None, "ESKALATION", "GEKLAERT", "ABBRUCH"]),
        "gas_wert": st.none() | st.integers(-2, 2),
        "kinderschutz": st.sampled_from([None, "VERFAHREN_8A"]),
        "bedarfsmerkmal": st.sampled_from([None, "MIND_1"]),
    }
)


@st.composite
def facts(draw: st.DrawFn, max_kinds: int = 15) -> list[Row]:
    """Return random facts in which some combinations are frequent and some are not."""
    rows: list[Row] = []
    for _ in range(draw(st.integers(1, max_kinds))):
        common = draw(_COUNSELLING | _OFFER)
        others = draw(_OTHERS)
        times = draw(st.sampled_from([1, 1, 2, 3, 6]))
        rows += [row(**(others | common))] * times
    return rows


def smallest_class(rows: pl.DataFrame) -> int:
    """Return the k of a file the plain way: count equal rows of keys and reasons in Python."""
    keys = ["sozialraum_ars", "zeitraum", "aktivitaet_art", "zielgruppe", "anlass"]
    reasons = [f"{key}__fehlt" for key in keys[2:]]
    counted = Counter(rows.select(*keys, *reasons).iter_rows())
    return min(counted.values(), default=0)
