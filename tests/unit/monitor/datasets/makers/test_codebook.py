from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from monitor.access import Group
from monitor.datasets.codebook_entries import make_codebook_entries
from monitor.datasets.makers.codebook import codebook
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise


def _entries(dataset: Dataset, frame_of: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    frames = {
        "indikator": frame_of(
            "indikator", indikator_id=["Z11.4"], konzept_id=["2024"],
            definition=['{"art":"anteil"}'], zaehler_de=["Personalkosten"], nenner_en=["hours"],
            zaehler_einheit_de=["€"], zaehler_einheit_en=["€"], nenner_einheit_de=["Stunden"],
            nenner_einheit_en=["hours"],
        )
    }  # fmt: skip
    return codebook([dataset], {"probe": summarise(dataset)}, frames).rows.collect()


def test_variables_values_and_reasons_are_listed(
    dataset: Dataset, frame_of: Callable[..., pl.DataFrame]
) -> None:
    entries = _entries(dataset, frame_of).filter(pl.col("datensatz") == "probe")
    status = entries.filter(pl.col("variable") == "status")
    assert status["eintrag"].to_list() == ["VARIABLE", "WERT", "WERT"] + ["FEHLEND"] * 3
    assert status["zahl_spss"].to_list() == ["", "1", "2", "-9997", "-9998", "-9999"]
    assert status["zahl_stata"].to_list() == ["", "1", "2", ".a", ".b", ".c"]
    assert status["beschriftung_en"].to_list()[1:3] == ["reached", "missed"]


def test_it_tells_the_definition_as_executed_and_itself(
    dataset: Dataset, frame_of: Callable[..., pl.DataFrame]
) -> None:
    entries = _entries(dataset, frame_of)
    definition = entries.filter(pl.col("eintrag") == "DEFINITION").row(0, named=True)
    assert (definition["wert"], definition["definition"]) == ("Z11.4", '{"art":"anteil"}')
    assert "codebuch" in set(entries["datensatz"])


def test_it_tells_numerator_and_denominator_of_each_indicator_with_their_units(
    dataset: Dataset, frame_of: Callable[..., pl.DataFrame]
) -> None:
    told = _entries(dataset, frame_of).filter(pl.col("eintrag") == "EINHEIT")
    assert told.select("datensatz", "variable", "wert", "einheit", "einheit_en").rows() == [
        ("indikatoren", "zaehler", "Z11.4", "€", "€"),
        ("indikatoren", "nenner", "Z11.4", "Stunden", "hours"),
    ]
    assert (told["beschriftung"][0], told["beschriftung_en"][1]) == ("Personalkosten", "hours")


def test_what_an_indicator_does_not_have_has_no_unit(
    dataset: Dataset, frame_of: Callable[..., pl.DataFrame]
) -> None:
    frames = {
        "indikator": frame_of("indikator", indikator_id=["Z9.3"])
        .with_columns(pl.lit(None, pl.String).alias(f"{name}_einheit_{language}")
                      for name in ("zaehler", "nenner") for language in ("de", "en"))
    }  # fmt: skip
    rows = codebook([dataset], {"probe": summarise(dataset)}, frames).rows.collect()
    assert "EINHEIT" not in set(rows["eintrag"])


def test_ranges_are_told_of_what_everybody_may_have(
    dataset: Dataset, frame_of: Callable[..., pl.DataFrame]
) -> None:
    for groups, least in ((frozenset(Group), "81.5"), (frozenset({Group.EVALUATION}), "")):
        entries = _entries(replace(dataset, groups=groups), frame_of)
        wert = entries.filter(pl.col("variable") == "wert", pl.col("datensatz") == "probe")
        assert wert["minimum"][0] == least


def test_entries_of_one_dataset_carry_its_ranges(dataset: Dataset) -> None:
    entries = make_codebook_entries(dataset, summarise(dataset))
    ranges = {e["variable"]: e["maximum"] for e in entries if e["eintrag"] == "VARIABLE"}
    assert ranges["stand"] == "2025-02-03"
    assert ranges["anzahl"] == "12"
