"""The p-table: recomputed, held to R's ptable and to its own conditions, refused where broken."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from monitor.confidentiality.perturbation.keys import KEY_RANGE
from monitor.confidentiality.perturbation.p_table import (
    COMMITTED,
    LARGEST_FORBIDDEN,
    LAST_ORIGINAL,
    MOST_NOISE,
    VARIANCE,
    PTable,
    read_table,
)
from monitor.errors import ContentError


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    """Return the committed table with the exact weight, in 2⁻³², of each target."""
    return pl.read_csv(COMMITTED).with_columns(
        weight=pl.col("limit") - pl.col("limit").shift(1, fill_value=0).over("original"),
        noise=pl.col("target") - pl.col("original"),
    )


#: Rows 1 to 8 without the zeros: targets 0, 3, 4, … (from row 6 on 3, 4, …), rounded to 6 digits.
VIGNETTE_D5_V3_JS2 = """
0.734470 0.136720 0.072796 0.037430 0.018584
0.408807 0.406644 0.147624 0.032319 0.004267 0.000340
0.203986 0.393663 0.247492 0.110568 0.035102 0.007919 0.001269
0.084855 0.277921 0.277921 0.189394 0.105125 0.045455 0.015311 0.004017
0.020147 0.173347 0.220633 0.221318 0.174968 0.109016 0.053533 0.020718 0.006319
0.072030 0.136717 0.197351 0.216653 0.180882 0.114851 0.055460 0.020367 0.005688
0.018439 0.055484 0.121621 0.194208 0.225914 0.191441 0.118180 0.053146 0.017411 0.004155
0.003792 0.016591 0.052293 0.118730 0.194193 0.228801 0.194193 0.118730 0.052293 0.016591 0.003792
"""


class TestPublished:
    """R package ptable 1.0.0 (Destatis), as printed in its vignette and held by its own tests."""

    @pytest.mark.parametrize(
        ("original", "expected"),
        [
            (1, [0.36648551, 0.3664855, 0.1675725, 0.09945652]),  # its variance is only 0.93188
            (2, [0.06382714, 0.2446915, 0.3829628, 0.24469145, 0.06382714]),
        ],
    )
    def test_vignette_d2_v1(self, maker: ModuleType, original: int, expected: list[float]) -> None:
        found = maker.probabilities(maker.deviations(original, 2, 0), 1.0)
        assert_allclose(found, expected, rtol=0, atol=1e-6)

    @pytest.mark.parametrize(
        ("original", "expected"),
        [
            (1, [0.3625, 0.3625, 0.1875, 0.0875]),
            (2, [0.05154609, 0.2438156, 0.4092765, 0.2438156, 0.05154609]),
        ],
    )
    def test_vignette_d2_v09(self, maker: ModuleType, original: int, expected: list[float]) -> None:
        found = maker.probabilities(maker.deviations(original, 2, 0), 0.9)
        assert_allclose(found, expected, rtol=0, atol=1e-6)

    def test_vignette_d5_v3_js2(self, maker: ModuleType) -> None:
        for original, line in enumerate(VIGNETTE_D5_V3_JS2.strip().splitlines(), start=1):
            found = maker.probabilities(maker.deviations(original, 5, 2), 3.0)
            # R stops where its steps get shorter than 1e-7: its last digits are not the optimum's
            assert_allclose(found, [float(text) for text in line.split()], rtol=0, atol=1e-5)

    @pytest.mark.parametrize(
        ("original", "monotone", "expected"),
        [
            (1, True, [0.50833333, 0.47500000, 0.01666667]),
            (2, True, [0.16155827, 0.55565037, 0.24246618, 0.04032518]),
            (3, False, [0.41231301, 0.28806097, 0.18693903, 0.11268699]),
            (4, True, [0.07012498, 0.24450007, 0.37074990, 0.24450007, 0.07012498]),
        ],
    )
    def test_pt_ex_cnts(
        self, maker: ModuleType, original: int, monotone: bool, expected: list[float]
    ) -> None:
        noise = maker.deviations(original, 2, 1)
        found = maker.probabilities(noise, 1.05, monotone=monotone)
        assert_allclose(found, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (0, {0: 1.0}),
        (1, {0: 0.6667, 3: 0.3333}),
        (2, {0: 0.3333, 3: 0.6667}),
        (3, {0: 0.1473, 3: 0.5112, 4: 0.2551, 5: 0.0731, 6: 0.0120, 7: 0.0011}),
        (4, {0: 0.0466, 3: 0.3129, 4: 0.3129, 5: 0.1993, 6: 0.0919, 7: 0.0297, 8: 0.0067}),
        (5, {3: 0.1591, 4: 0.2397, 5: 0.2556, 6: 0.1930, 7: 0.1031, 8: 0.0390, 9: 0.0104}),
        (
            6,
            {3: 0.0348, 4: 0.1107, 5: 0.2207, 6: 0.2753, 7: 0.2150, 8: 0.1051, 9: 0.0322}
            | {10: 0.0062},
        ),
        (
            7,
            {3: 0.0054, 4: 0.0306, 5: 0.1047, 6: 0.2191, 7: 0.2803, 8: 0.2191, 9: 0.1047}
            | {10: 0.0306, 11: 0.0054},
        ),
    ],
)
def test_agreed_probabilities(
    rows: pl.DataFrame, original: int, expected: dict[int, float]
) -> None:
    row = rows.filter(pl.col("original") == original)
    assert row["target"].to_list() == list(expected)
    assert_allclose(row["weight"] / KEY_RANGE, list(expected.values()), rtol=0, atol=5.1e-5)


def test_the_committed_table_is_what_the_script_makes(
    rows: pl.DataFrame, maker: ModuleType
) -> None:
    anew = pl.read_csv(maker.render().encode())
    assert anew["original"].equals(rows["original"])
    assert anew["target"].equals(rows["target"])
    assert_allclose(anew["limit"] / KEY_RANGE, rows["limit"] / KEY_RANGE, rtol=0, atol=1e-6)


class TestConditions:
    """What must hold exactly, counted in the limits."""

    def test_the_mean_of_the_noise_is_zero_but_for_rounding(self, rows: pl.DataFrame) -> None:
        # floor moves each limit by less than 1, which moves the mean by less than all steps: 2D
        sums = rows.group_by("original").agg((pl.col("noise") * pl.col("weight")).sum())
        assert sums["noise"].is_between(0, 2 * MOST_NOISE).all()

    def test_the_variance_is_the_same_for_all_but_zero(self, rows: pl.DataFrame) -> None:
        squares = rows.group_by("original").agg((pl.col("noise") ** 2 * pl.col("weight")).sum())
        excess = squares.filter(pl.col("original") > 0)["noise"] - VARIANCE * KEY_RANGE
        assert (excess.abs() <= 2 * MOST_NOISE**2).all()

    def test_every_key_has_one_target(self, rows: pl.DataFrame) -> None:
        weights = rows.group_by("original").agg(pl.col("weight").sum(), least=pl.min("weight"))
        assert weights["weight"].to_list() == [KEY_RANGE] * (LAST_ORIGINAL + 1)
        assert (weights["least"] > 0).all()

    def test_no_target_is_small(self, rows: pl.DataFrame) -> None:
        assert not rows["target"].is_between(1, LARGEST_FORBIDDEN).any()
        assert (rows["target"] >= 0).all()
        assert (rows["noise"].abs() <= MOST_NOISE).all()

    def test_what_published_counts_mean(self, rows: pl.DataFrame) -> None:
        def behind(published: int) -> list[int]:
            return rows.filter(pl.col("target") == published)["original"].to_list()

        assert behind(0) == [0, 1, 2, 3, 4]
        assert behind(3) == [1, 2, 3, 4, 5, 6, 7]

    def test_two_is_the_least_variance(self, maker: ModuleType) -> None:
        with pytest.raises(ValueError, match="no distribution"):
            maker.probabilities(maker.deviations(1, MOST_NOISE, LARGEST_FORBIDDEN), 1.9)


def test_limits_part_the_keys(table: PTable, rows: pl.DataFrame) -> None:
    for original, target, limit in rows.select("original", "target", "limit").iter_rows():
        last = np.array([limit - 1], dtype=np.uint32)
        assert table.noise(np.array([original]), last).tolist() == [target - original]
        if limit < KEY_RANGE:
            following = table.noise(np.array([original]), last + np.uint32(1))
            assert following[0] > target - original


def test_the_hash_is_that_of_the_file(table: PTable, tmp_path: Path) -> None:
    copy = tmp_path / "p_table.csv"
    copy.write_bytes(COMMITTED.read_bytes())
    assert read_table(copy).sha256 == table.sha256
    assert len(table.sha256) == 64


HEADER, *LINES = COMMITTED.read_text(encoding="utf-8").splitlines()
FULL = str(KEY_RANGE)
UNMOVED = [f"{count},{count},{FULL}" for count in range(3, 8)]


def _without(*starts: str) -> list[str]:
    return [line for line in LINES if not line.startswith(starts)]


def _with(changes: dict[str, str]) -> list[str]:
    changed = {line.rsplit(",", 1)[0]: line for line in LINES} | changes
    return list(changed.values())


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER, *LINES[::-1]], "Zeile .*nicht nach original geordnet"),
        ([HEADER, *_without("0,"), f"0,0,{FULL}"], "nicht nach original geordnet"),
        ([HEADER, *_with({"7,3": "7,12,23402212"})], "Zeile 36: Die Ziele"),
        ([HEADER, *_with({"3,4": "3,4,1"})], "Zeile 9: Die Grenzen"),
        ([HEADER, *_with({"1,0": "1,0,0"})], "Zeile 3: Die Grenze liegt nicht"),
        ([HEADER, *_with({"1,3": "1,3,4294967297"})], "Zeile 4: Die Grenze liegt nicht"),
        ([HEADER, *_with({"0,0": f"0,3,{FULL}"})], "Zeile 2: Aus null"),
        ([HEADER, *_with({"2,3": f"2,2,{FULL}"})], "Zeile 6: Ergebnisse"),
        ([HEADER, *_with({"1,0": "1,-1,2863311530"})], "Zeile 3: Ergebnisse"),
        ([HEADER, *_with({"1,3": f"1,6,{FULL}"})], "Zeile 4: Der Zuschlag ist größer als 4"),
        ([HEADER, *_without("4,")], "jede Anzahl von 0 bis 7"),
        ([HEADER, *LINES, f"8,8,{FULL}"], "jede Anzahl von 0 bis 7"),
        ([HEADER, *_with({"1,3": "1,3,4294967295"})], "letzte Grenze der Anzahl 1"),
        ([HEADER, *_with({"1,0": "1,0,2863311930"})], "Anzahl 1 ist im Mittel nicht null"),
        ([HEADER, *_without("3,", "4,", "5,", "6,", "7,"), *UNMOVED], "Anzahl 3 ist nicht 2"),
        (["original,target", "0,0"], "genau die Spalten"),
        ([HEADER, "0,0,"], "genau die Spalten"),
        ([HEADER, "0,0,viel"], "nicht als Tabelle ganzer Zahlen"),
        ([], "nicht als Tabelle ganzer Zahlen"),
    ],
)
def test_a_table_that_breaks_a_condition_is_refused(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    path = tmp_path / "p_table.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        read_table(path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"nirgends\.csv"):
        read_table(tmp_path / "nirgends.csv")
