"""Originals are kept whole; lists to send back hold no formulas."""

from pathlib import Path

from etl.archive import clear_inbox, keep_original, write_list
from monitor.settings import Settings
from monitor.warehouse import open_warehouse


def test_an_original_and_its_sidecar_are_kept(tmp_path: Path) -> None:
    original, sidecar = tmp_path / "a.csv", tmp_path / "a.csv.toml"
    original.write_bytes(b"1")
    sidecar.write_bytes(b"2")
    for _ in range(2):
        keep_original(original, tmp_path / "archiv")
    kept = {path.name: path.read_bytes() for path in (tmp_path / "archiv").iterdir()}
    assert kept == {"a.csv": b"1", "a.csv.toml": b"2"}


def test_only_the_inbox_is_emptied(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.inbox.mkdir()
    inside, outside = settings.inbox / "a.csv", tmp_path / "a.csv"
    for path in (inside, outside):
        path.touch()
    assert clear_inbox(inside, settings)
    assert not clear_inbox(outside, settings)
    assert not inside.exists()
    assert outside.exists()


def test_the_list_holds_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    with open_warehouse(None) as connection:
        connection.execute(
            "INSERT INTO befund (lieferung_id, zeile_nr, quelle_blatt, quelle_zeile, regel, "
            "schwere) VALUES ('L-1', 1, '=1+1', 2, 'x', 'FEHLER')"
        )
        write_list(connection, "L-1", "-datei.csv", path)
        assert path.read_text(encoding="utf-8-sig").splitlines()[1] == (
            "'-datei.csv;'=1+1;2;;x;FEHLER;"
        )
        write_list(connection, "L-2", "datei.csv", path)
    assert not path.exists()
