"""How much is hidden, without saying why a single figure is."""

from __future__ import annotations

import polars as pl

from monitor.access import Group
from monitor.datasets.makers.confidentiality import NO_REASONS, Why, confidentiality
from monitor.tables import DISTRICT

SUMMARY = {
    "figures_hidden_by_rule": 4,
    "figures_hidden_so_that_none_follows": 3,
    "figures_hidden_for_the_audit": 2,
    "row_columns_blanked": 1200,
    "audit": {"passed": True, "secrets": 9, "statements": 7000},
}


def _frames() -> dict[str, pl.DataFrame]:
    rows = [
        (DISTRICT, "2024", "UNSICHER", 50.0, None),
        (DISTRICT, "2025", "GEHEIM", None, None),
        ("071370203", "2024", "GEHEIM", None, None),
        ("071375001", "2024", "KEINE_ANGABE", None, None),
        ("071375002", "2024", "NICHT_BEWERTET", 40.0, "20260101T000000Z-0123456789ab"),
    ]
    columns = ["gebiet_id", "periode", "status", "wert", "aus_stand"]
    wert = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        indikator_id=pl.lit("Z1.1"), konzept_id=pl.lit("2024"), periode_art=pl.lit("JAHR")
    )
    names = pl.DataFrame({"konzept_id": ["2024"], "indikator_id": ["Z1.1"], "name_de": ["Zeit"]})
    return {"wert": wert, "indikator": names}


def test_figures_are_counted_by_level() -> None:
    report = confidentiality(_frames(), SUMMARY)
    found = {row["ebene"]: row for row in report.rows.collect().to_dicts()}
    counts = ("zahlen", "geheim", "zu_wenig", "behalten")
    assert tuple(found["KREIS"][name] for name in counts) == (2, 1, 0, 0)
    assert tuple(found["SOZIALRAUM"][name] for name in counts) == (3, 1, 1, 1)
    assert found["KREIS"]["anteil_geheim"] == 0.5
    assert found["KREIS"]["indikator"] == "Zeit"


def test_why_is_told_for_the_whole_release() -> None:
    report = confidentiality(_frames(), SUMMARY)
    assert report.groups == {Group.EVALUATION, Group.DATENVERANTWORTLICHE}
    assert "nach einer Regel: 4 Zahlen" in " ".join(report.notes_de)
    assert "exactly: 3;" in " ".join(report.notes_en)
    assert "mit 7.000 Aussagen" in " ".join(report.notes_de)
    assert "with 7,000 statements" in " ".join(report.notes_en)
    assert "Spalten ausgeblendet: insgesamt 1.200." in " ".join(report.notes_de)
    assert "1,200 in all" in " ".join(report.notes_en)


def _many(hidden: int, by_rule: int, following: int) -> dict[str, object]:
    """Return the row of a report of an indicator of which so many figures are hidden."""
    years = [str(year) for year in range(1900, 1900 + hidden)]
    wert = pl.DataFrame(
        {"periode": years, "gebiet_id": DISTRICT, "status": "GEHEIM", "wert": None,
         "aus_stand": None, "indikator_id": "Z1.1", "konzept_id": "2024", "periode_art": "JAHR"}
    )  # fmt: skip
    why = [Why.REGEL] * by_rule + [Why.FOLGE] * following
    why += [Why.PRUEFUNG] * (hidden - len(why))
    reasons = wert.select(
        "indikator_id", "gebiet_id", "periode_art", "periode", grund=pl.Series(why, dtype=pl.String)
    )
    frames = _frames() | {"wert": wert}
    (row,) = confidentiality(frames, SUMMARY, reasons).rows.collect().to_dicts()
    return row


def test_per_table_why_is_rounded() -> None:
    row = _many(hidden=21, by_rule=12, following=8)
    assert [row[why] for why in Why] == [10, 10, 0]
    assert row["geheim"] == 21
    assert row["nach_regel__fehlt"] is None


def test_of_a_few_hidden_figures_nobody_learns_why() -> None:
    row = _many(hidden=9, by_rule=9, following=0)
    assert [row[why] for why in Why] == [None] * 3
    assert row["nach_regel__fehlt"] == "GEHEIM"


def test_a_figure_that_is_kept_from_an_earlier_release_is_not_hidden() -> None:
    reasons = pl.DataFrame([("Z1.1", "071375002", "JAHR", "2024", Why.REGEL.value)],
                           schema=NO_REASONS.schema, orient="row")  # fmt: skip
    rows = confidentiality(_frames(), SUMMARY, reasons).rows.collect()
    assert rows["geheim"].sum() == 2


def test_without_an_audit_there_is_no_reason_to_tell() -> None:
    assert confidentiality(_frames(), {"audit": {"passed": False}}).notes_de == ()
