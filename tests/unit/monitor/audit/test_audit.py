"""The audit of whole releases: what it finds, and that nothing is hidden without need."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.audit.audit import audit
from monitor.audit.evidence import Evidence
from monitor.audit.told import Tells, Told
from monitor.concept import Indicator
from monitor.content import Content
from monitor.datasets.makers.confidentiality import Why
from monitor.numbers import Computed, compute_release
from monitor.periods import parse_quarter
from monitor.protection import evidence_of
from monitor.tables import DISTRICT, Status
from monitor.warehouse import open_warehouse
from tests.unit.monitor.disclosure.test_history import AS_OF, EVERY_KITA, _content, _published
from tests.unit.monitor.measures.worlds import AREAS, KITAS, activity, delivery, furnish, insert

CONTENT: Content = _content()
RULES = CONTENT.confidentiality


def release(
    rows: Sequence[dict[str, Any]], earlier: Sequence[Any] = (), further: Sequence[str] = ()
) -> Computed:
    """Return the release of some rows of activities, and of further quarters than those of 2024."""
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", rows)
        delivered = [(t, q) for t in sorted({t for t, _ in KITAS.values()}) for q in further]
        insert(connection, "lieferung", [delivery(*one) for one in delivered])
        insert(connection, "erwartete_lieferung", [
            {"traeger_id": traeger, "quartal": quarter, "frist": AS_OF}
            for traeger, quarter in delivered
        ])  # fmt: skip
        connection.execute("UPDATE erwartete_lieferung SET frist = DATE '2024-01-01'")
        as_of = parse_quarter(further[-1]).end + dt.timedelta(1) if further else AS_OF
        return compute_release(connection, CONTENT, as_of=as_of, earlier=earlier)


def evidence(computed: Computed, wert: pl.DataFrame | None = None) -> Evidence:
    """Return what the audit is given of a release, with another table ``wert`` if one is given."""
    backing = computed.backing
    shown = computed.frames["wert"] if wert is None else wert
    return Evidence("A", shown, backing.figures, backing.contributors, backing.indicators)


def contacts(counts: Sequence[tuple[str, int, int, int]]) -> list[dict[str, Any]]:
    """Return rows of (Kita, month, in time, late)."""
    return [
        activity(kita, datum=dt.date(2024, month, 15), wartezeit_werktage=waited)
        for kita, month, in_time, late in counts
        for waited, count in ((2, in_time), (9, late))
        for _ in range(count)
    ]


UNEVEN = contacts(
    [(kita, month, 4 + number % 3, 5) for number, kita in enumerate(EVERY_KITA) for month in (2, 5)]
    + [("K001", 8, 1, 6), ("K003", 8, 5, 5), ("K005", 8, 6, 7), ("K006", 11, 6, 6)]
)


@pytest.fixture(scope="module")
def uneven() -> Computed:
    """Return the release of rows of which one area's third quarter is small."""
    return release(UNEVEN)


def test_every_hidden_figure_has_one_reason(uneven: Computed) -> None:
    key = ["indikator_id", "gebiet_id", "periode_art", "periode"]
    geheim = uneven.frames["wert"].filter(pl.col("status") == Status.GEHEIM.value).select(key)
    reasons = uneven.protected.reasons()
    assert sorted(reasons.select(key).rows()) == sorted(geheim.rows())
    assert {Why.REGEL, Why.FOLGE} <= set(reasons["grund"])


def opened(
    computed: Computed, key: dict[str, str], wert: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return table ``wert`` with a hidden figure shown as it is."""
    wert = computed.frames["wert"] if wert is None else wert
    raw = computed.backing.figures.filter(
        *(pl.col(name) == value for name, value in key.items())
    ).to_dicts()[0]
    here = pl.all_horizontal(pl.col(name) == value for name, value in key.items())
    shown = {
        name: float(raw[name]) for name in ("wert", "zaehler", "nenner") if raw[name] is not None
    }
    return wert.with_columns(
        *(pl.when(here).then(value).otherwise(pl.col(name)).alias(name)
          for name, value in shown.items()),
        pl.when(here).then(pl.lit(Status.UNSICHER.value)).otherwise("status").alias("status"),
        pl.when(here).then(pl.lit(int(raw["fallzahl"]))).otherwise("fallzahl").alias("fallzahl"),
    )  # fmt: skip


KEYS = ("indikator_id", "gebiet_id", "periode_art", "periode")


def test_a_release_as_it_is_made_passes(uneven: Computed) -> None:
    report = audit([evidence(uneven)], RULES)
    assert report.passed
    assert report.secrets > 0
    assert uneven.protected.report.passed


def test_opening_any_secondary_figure_makes_the_audit_fail(uneven: Computed) -> None:
    """Necessity: none of what is hidden beside the rules could be shown."""
    secondary = [key for key in uneven.protected.pattern.secondary if key.shown == "wert"]
    assert secondary
    for key in secondary:
        wert = opened(uneven, dict(zip(KEYS, key[1:], strict=True)))
        assert not audit([evidence(uneven, wert)], RULES).passed, key


def test_a_figure_that_shows_against_the_rules_is_named(uneven: Computed) -> None:
    key = next(key for key in uneven.protected.pattern.primary if key.shown == "wert")
    report = audit([evidence(uneven, opened(uneven, dict(zip(KEYS, key[1:], strict=True))))], RULES)
    assert [said[2:] for said in report.shown] == [tuple(key[1:])]
    assert not report.passed
    assert any("obwohl eine Regel sie verbirgt" in one for one in report.sentences())


def test_a_figure_that_is_not_true_contradicts(uneven: Computed) -> None:
    shown = (pl.col("indikator_id") == "Z1.1") & (pl.col("gebiet_id") == DISTRICT)
    wrong = uneven.frames["wert"].with_columns(
        pl.when(shown & (pl.col("periode") == "2024-Q1")).then(pl.col("nenner") + 1)
        .otherwise(pl.col("nenner")).alias("nenner")
    )  # fmt: skip
    assert not audit([evidence(uneven, wrong)], RULES).passed


def test_the_difference_of_two_releases_is_attacked(tmp_path: Any) -> None:
    """One late contact: each release is safe alone, their difference is one person."""
    base = contacts([(kita, 2, 5, 5) for kita in EVERY_KITA])
    first = release(base)
    late = release([*base, activity("K001", wartezeit_werktage=2)])
    before = evidence_of(_published(first, tmp_path, "A"))
    assert audit([before], RULES).passed
    assert audit([evidence(late)], RULES).passed
    both = audit([before, dataclasses.replace(evidence(late), release_id="B")], RULES)
    assert not both.passed
    second = release(
        [*base, activity("K001", wartezeit_werktage=2)], [_published(first, tmp_path, "C")]
    )
    assert second.protected.report.passed


def test_counts_of_another_definition_contradict_nothing(uneven: Computed, tmp_path: Any) -> None:
    """A release that was made before rows were missing for another reason, too."""
    before = evidence_of(_published(uneven, tmp_path, "A"))
    counted = {told.factors[0][0] for told in map(_missing, before.indicators.values()) if told}
    of_facts = before.contributors["aktivitaet"]
    assert counted.intersection(of_facts.columns)
    other = dataclasses.replace(
        before,
        wert=before.wert.with_columns(pl.col("fehlend") + 7),
        contributors={**before.contributors, "aktivitaet": of_facts.drop(counted, strict=False)},
    )
    assert audit([other, dataclasses.replace(evidence(uneven), release_id="B")], RULES).passed


def _missing(indicator: Indicator) -> Told | None:
    return Tells(indicator).missing


@pytest.mark.parametrize("hidden", [(), (7,), (9,)])
def test_months_tell_what_is_left_of_the_areas(hidden: tuple[int, ...]) -> None:
    """July is a part of its own (Kita years start in August), August and September are one."""
    lone, *others = dict.fromkeys(area for _, area in KITAS.values())
    small = [kita for kita, (_, area) in KITAS.items() if area == lone]
    rows = contacts(
        [(kita, month, 4, 4) for kita in EVERY_KITA if kita not in small for month in (7, 8, 9)]
        + [(kita, 7, 1, 0) for kita in small]
    )
    computed = release(rows, further=[f"2025-Q{number}" for number in (1, 2, 3)])
    assert "2024/25" in set(computed.frames["wert"]["periode"])
    quarters = (pl.col("periode") == "2024-Q3") & pl.col("gebiet_id").is_in(others)
    months = pl.col("periode").is_in([f"2024-{m:02}" for m in (7, 8, 9) if m not in hidden])
    raw = computed.backing.figures.filter(
        pl.col("indikator_id") == "Z1.1", quarters | (months & (pl.col("gebiet_id") == DISTRICT))
    ).select("indikator_id", *KEYS[1:])
    wert = computed.frames["wert"].with_columns(
        *(pl.lit(None, pl.Float64).alias(name) for name in ("wert", "zaehler", "nenner")),
        *(pl.lit(None, pl.Int64).alias(name) for name in ("fallzahl", "fehlend", "quarantaene")),
        status=pl.lit(Status.GEHEIM.value),
    )
    for key in raw.iter_rows(named=True):
        wert = opened(computed, key, wert)
    unsafe = audit([evidence(computed, wert)], RULES).unsafe
    assert bool([one for one in unsafe if one.secret.name[0].gebiet_id == lone]) is not bool(hidden)


def test_sentences_name_no_value(uneven: Computed) -> None:
    secondary = next(key for key in uneven.protected.pattern.secondary if key.shown == "wert")
    wert = opened(uneven, dict(zip(KEYS, secondary[1:], strict=True)))
    report = audit([evidence(uneven, wert)], RULES)
    said = " ".join(report.sentences())
    assert "zu eng einzugrenzen" in said
    assert not set(AREAS) & set(said.replace(".", " ").split())
    assert report.summary()["unsafe"] == len(report.unsafe)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(KITAS)), st.sampled_from([2, 5, 7, 8, 11]),
            st.integers(0, 4), st.integers(0, 4),
        ),
        min_size=4, max_size=24,
    )
)  # fmt: skip
def test_whatever_the_rows_the_release_withstands_the_attack(
    counts: list[tuple[str, int, int, int]],
) -> None:
    rows = contacts(counts)
    if not rows:
        return
    made = release(rows)
    assert made.protected.report.passed
    assert audit([evidence(made)], RULES).passed
