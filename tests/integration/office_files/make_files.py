"""Write the files beside this one as an office's LibreOffice does; run by hand, not by tests.

They were made once with LibreOffice 7.4 and its own Python::

    soffice --headless --norestore --accept="socket,host=127.0.0.1,port=2002;urp;" &
    /usr/bin/python3 tests/integration/office_files/make_files.py

No Python package writes these: old Excel (BIFF8), LibreOffice's own cells, real encryption.
Only the tables that the tests speak about are in them; all data are invented.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.lang import Locale

HERE = Path(__file__).parent
FILTERS = {"xls": "MS Excel 97", "ods": "calc8", "xlsx": "Calc MS Excel 2007 XML"}
FORMATS = {dt.date: "TT.MM.JJJJ", dt.timedelta: "[HH]:MM", bool: "BOOLEAN"}
FIRST_DAY = dt.date(1899, 12, 30)

ACTIVITY: dict[str, Any] = {
    "Aktivität": "TR01-2024-000001",
    "Träger": "TR01",
    "Kita": '="K"&"001"',
    "Sozialraum": 71375002,
    "Datum": dt.date(2024, 8, 5),
    "Taetigkeit": "BER_FAM",
    "Setting": "EINZEL",
    "Ort": "KITA",
    "Zielgruppe": "ELTERN",
    "Anlass": "ERZIEHUNG",
    "Dauer": dt.timedelta(minutes=90),
    "Teilnehmende Erwachsene": 1,
    "Teilnehmende Kinder": 1,
    "Zugangsweg": "SELBST",
    "Erstkontakt": True,
    "Dringlichkeit": "REGULAER",
    "Datum der Anfrage": dt.date(2024, 8, 1),
    "Weitervermittlung": "KEINE",
    "Abschluss": False,
}
AREAS = [
    ["ARS", "Name", "Quote SGB II unter 7 (%)", "Stand"],
    ["071375002", "Maifeld", 8.1, dt.date(2024, 1, 1)],
    ["071375003", "Vordereifel", 7.25, dt.date(2024, 1, 1)],
]
POSTS = [
    ["Träger", "Kita", "Quartal", "VZÄ Soll", "VZÄ Ist"],
    ["TR01", "K001", "Q3/2024", 1.5, 0.75],
    ["TR01", "K002", "Q3/2024", 0.5, 0.5],
]


def activities() -> list[list[Any]]:
    """Return a form as it is filled in: title, blank line, header, rows, one of them twice, sum."""
    rows = [
        ACTIVITY
        | {"Aktivität": f"TR01-2024-{i + 1:06d}", "Datum": ACTIVITY["Datum"] + dt.timedelta(days=i)}
        for i in (0, 1, 2, 2)
    ]
    total: list[Any] = [None] * len(ACTIVITY)
    total[0], total[list(ACTIVITY).index("Dauer")] = "Summe", "=SUM(K4:K7)"
    return [["Erfassungsbogen"], [], list(ACTIVITY), *(list(row.values()) for row in rows), total]


def connect() -> Any:
    """Return the desktop of the running LibreOffice."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    remote = resolver.resolve("uno:socket,host=127.0.0.1,port=2002;urp;StarOffice.ComponentContext")
    return remote.ServiceManager.createInstance("com.sun.star.frame.Desktop")


def properties(**values: Any) -> tuple[PropertyValue, ...]:
    """Return named values as LibreOffice takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def put(document: Any, cell: Any, value: Any) -> None:
    """Write one value as a typed cell, the way a person does."""
    match value:
        case None:
            return
        case str() if value.startswith("="):
            cell.Formula = value
        case str():
            cell.String = value
        case dt.date():
            cell.Value = (value - FIRST_DAY).days
        case dt.timedelta():
            cell.Value = value / dt.timedelta(days=1)
        case _:
            cell.Value = value
    shown = FORMATS.get(type(value))
    if shown:
        german = Locale("de", "DE", "")
        formats = document.NumberFormats
        key = formats.queryKey(shown, german, False)
        cell.NumberFormat = key if key >= 0 else formats.addNew(shown, german)


def fill(document: Any, name: str, rows: list[list[Any]], position: int) -> Any:
    """Add a sheet of rows."""
    document.Sheets.insertNewByName(name, position)
    sheet = document.Sheets.getByName(name)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            put(document, sheet.getCellByPosition(column, line), value)
    return sheet


def form(desktop: Any) -> Any:
    """Return the form: instructions, merged title, a hidden copy, a protected sheet."""
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    fill(document, "Hinweise", [["Bitte je Aktivität eine Zeile ausfüllen"]], 0)
    sheet = fill(document, "Erfassung", activities(), 1)
    sheet.getCellRangeByName("A1:F1").merge(True)
    hidden = [list(ACTIVITY), list((ACTIVITY | {"Aktivität": "TR01-2024-000099"}).values())]
    fill(document, "Vorjahr", hidden, 2).IsVisible = False
    sheet.protect("")
    document.Sheets.removeByName(document.Sheets.ElementNames[-1])
    return document


def plain(desktop: Any, rows: list[list[Any]], percent: str = "") -> Any:
    """Return a document of one sheet; the cells of a range shown as percentages hold shares."""
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    sheet = fill(document, "Tabelle", rows, 0)
    document.Sheets.removeByName(document.Sheets.ElementNames[-1])
    if percent:
        cells = sheet.getCellRangeByName(percent)
        cells.setDataArray(tuple((value / 100,) for (value,) in cells.getDataArray()))
        cells.NumberFormat = document.NumberFormats.queryKey("0,00%", Locale("de", "DE", ""), False)
    return document


def store(document: Any, name: str, ending: str, **options: Any) -> None:
    """Write a document in one of the formats."""
    target = (HERE / f"{name}.{ending}").resolve().as_uri()
    document.storeToURL(target, properties(FilterName=FILTERS[ending], **options))


def password(ending: str) -> dict[str, Any]:
    """Return the options that protect a file; for XLSX they are those of Save As's own dialogue."""
    if ending != "xlsx":
        return {"Password": "geheim"}
    secret = {"CryptoType": "Standard", "OOXPassword": "geheim"}
    named = tuple(NamedValue(Name=name, Value=value) for name, value in secret.items())
    return {"EncryptionData": uno.Any("[]com.sun.star.beans.NamedValue", named)}


def main() -> None:
    """Write every file in every format."""
    desktop = connect()
    documents = {
        "bogen": form(desktop),
        "stellen": plain(desktop, POSTS),
        "quote": plain(desktop, AREAS, percent="C2:C3"),
    }
    for ending in FILTERS:
        for name, document in documents.items():
            store(document, name, ending)
        store(documents["stellen"], "kennwort", ending, **password(ending))
    for document in documents.values():
        document.close(True)


if __name__ == "__main__":
    main()
