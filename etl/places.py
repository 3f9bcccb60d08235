"""Names of places in a file for messages of the ETL: sheets, columns, rows and parts."""

from __future__ import annotations

#: Parts of a file that are no columns.
HEADER = "Kopfzeile"
BESIDE = "rechts neben der Tabelle"
NOTE = "Kommentar, Textfeld oder Kopf- und Fußzeile des Ausdrucks"
SIDECAR = "Begleitdatei"


def sheet(label: str) -> str:
    """Return a sheet in words: ``Blatt 3``, or ``Blatt „Januar“`` where the name is ours."""
    return label if label.startswith("Blatt ") else f"Blatt „{label}“"


def place(where: str, part: str, line: int | None) -> str:
    """Say where something stands: ``Blatt 2, Spalte „Wer“, Zeile 14``."""
    row = f"Zeile {line}" if line is not None else ""
    return ", ".join(text for text in (where, part, row) if text)


def seen_sheet(label: str, *, is_hidden: bool) -> str:
    """Call a sheet by its label, and say when the sender does not see it."""
    return f"{sheet(label)} (ausgeblendet)" if is_hidden else sheet(label)


def sheet_name(number: int) -> str:
    """Speak of the name of a sheet by its place from the left."""
    return f"Name von Blatt {number}"


def named_column(header: str) -> str:
    """Call a column by its header."""
    return f"Spalte „{header}“"


def column_letter(position: int) -> str:
    """Call a column as a spreadsheet does: ``Spalte C``, ``Spalte AB``."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"Spalte {letters}"
