"""Files as a Träger delivers them: canonical rows of activities, and delimited text of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Row = Mapping[str, str]


def activity_rows(
    number: int, *, traeger: str = "TR01", month: int = 8, first: int = 1, **changes: str
) -> list[dict[str, str]]:
    """Return canonical rows that violate nothing: ``activity_rows(3, ort="BUERO")``."""
    return [
        {
            "aktivitaet_id": f"{traeger}-2024-{first + i:06d}",
            "traeger_id": traeger,
            "kita_id": "K001",
            "sozialraum_ars": "071375002",
            "datum": f"2024-{month:02d}-{5 + i % 5:02d}",
            "aktivitaet_art": "BER_FAM",
            "setting": "EINZEL",
            "ort": "KITA",
            "zielgruppe": "ELTERN",
            "anlass": "ERZIEHUNG",
            "dauer_min": "90",
            "tn_erwachsene": "1",
            "tn_kinder": "0",
            "zugang": "SELBST",
            "erstkontakt": "ja",
            "dringlichkeit": "REGULAER",
            "anfrage_datum": f"2024-{month:02d}-01",
            "weitervermittlung": "KEINE",
            "abschluss": "nein",
        }
        | changes
        for i in range(number)
    ]


def csv_of(rows: Sequence[Row], *, separator: str = ";") -> bytes:
    """Return rows as delimited text in UTF-8."""
    lines = [separator.join(rows[0]), *(separator.join(row.values()) for row in rows)]
    return "\r\n".join(lines).encode() + b"\r\n"
