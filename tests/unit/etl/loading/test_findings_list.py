"""Only the inbox is emptied; lists to send back hold no formulas."""

from pathlib import Path

from etl.loading.findings_list import write_list
from etl.reading.inbox import clear_inbox
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse


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
