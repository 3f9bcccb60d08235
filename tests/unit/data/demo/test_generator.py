"""The whole demo in small: order of receipt, the same bytes again."""

from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from data.demo import generate
from data.schema import TABLES

FEW_ROWS = 3_000


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory, stammdaten: Path) -> list[Path]:
    return generate(tmp_path_factory.mktemp("inbox"), stammdaten=stammdaten, rows=FEW_ROWS)


def digests(paths: list[Path]) -> list[tuple[str, str]]:
    return [(path.name, sha256(path.read_bytes()).hexdigest()) for path in paths]


def test_same_seed_gives_the_same_bytes(
    deliveries: list[Path], tmp_path: Path, stammdaten: Path
) -> None:
    steps: list[tuple[str, int, int]] = []
    again = generate(
        tmp_path, stammdaten=stammdaten, rows=FEW_ROWS, progress=lambda *step: steps.append(step)
    )
    assert digests(again) == digests(deliveries)
    assert steps[0] == ("TR01", 0, 14)
    assert steps[-1] == ("", 14, 14)


def test_every_path_is_a_delivery(deliveries: list[Path]) -> None:
    folder = deliveries[0].parent
    sidecars = {path for path in folder.iterdir() if path.suffix == ".toml"}
    assert set(folder.iterdir()) - sidecars == set(deliveries)
    assert all(path.with_suffix("").exists() for path in sidecars)


def test_master_data_come_first_and_late_deliveries_last(deliveries: list[Path]) -> None:
    names = [path.name for path in deliveries]
    assert [name.split("_20")[0] for name in names[:3]] == [
        "dim_sozialraum",
        "dim_traeger",
        "dim_kita",
    ]
    assert any(name.startswith("TR13_2026-Q3") for name in names[-3:])


def test_waves_come_before_their_answers(deliveries: list[Path]) -> None:
    names = [path.name.split("_Ergaenzung")[0] for path in deliveries]
    assert names.index("welle") < names.index("befragung") < names.index("befragung_item")


def test_every_side_table_is_delivered(deliveries: list[Path]) -> None:
    for table in TABLES:
        if table not in {"aktivitaet", "empfehlung"}:  # recommendations come from the store
            assert any(path.name.startswith(f"{table}_") for path in deliveries)


def test_model_deliveries_add_up(deliveries: list[Path]) -> None:
    first_files = [p for p in deliveries if p.name.startswith("TR01_") and "nochmal" not in p.name]
    rows = sum(pl.read_csv(path, separator=";").height for path in first_files)
    assert len(first_files) == 21
    assert 0.05 * FEW_ROWS < rows < 0.2 * FEW_ROWS
