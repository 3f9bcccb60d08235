"""A report with every kind of block, and texts that look like markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dashboards.reports.document import (
    Block,
    Bullets,
    Cell,
    Heading,
    KeyFigures,
    Letterhead,
    NewPage,
    Paragraph,
    Picture,
    ReportColumn,
    ReportDocument,
    ReportKind,
    ReportTable,
    SetApart,
    Source,
    Tone,
    WrittenRemark,
)
from dashboards.words.language import Language

#: Is printed as it stands here, whatever format it is printed in.
MARKUP: Final = (
    '#panic("x") *fett* $x^2$ <b>breit</b> <script>alert(1)</script> @ref \\ `code` // = H'
)

LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#1d4f7c" '
    b'd="M32 4 60 26h-6v30a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V26H4Z"/></svg>'
)
_DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 180" '
    'font-family="Source Sans Pro" font-size="12.5">'
    '<path d="M40 20V150H590" fill="none" stroke="#76838f"/>'
    '<path d="M40 60H590" stroke="#006b63" stroke-width="2" stroke-dasharray="5 4"/>'
    '<path d="M60 120 160 110 260 96 360 99 460 84 560 72" fill="none" stroke="#1d4f7c" '
    'stroke-width="2.5"/><text x="60" y="168">2024</text><text x="460" y="52">Ziel 80 %</text>'
    "</svg>"
)
SOURCE: Final = Source(
    release_id="20261122T120000Z-0123456789ab",
    digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    moment=dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC),
    is_internal=False,
    is_demo=False,
)
LETTERHEAD: Final = Letterhead(
    name="Jugendamt Musterkreis",
    lines=("Rathausplatz 1", "12345 Musterstadt"),
    colour="#1d4f7c",
    logo=LOGO,
    logo_kind="svg",
    logo_alternative="Logo: Haus",
)
GOALS: Final = ReportTable(
    "Ziele nach Handlungsbedarf",
    (
        ReportColumn("Ziel", width=3),
        ReportColumn("Stand", width=1.6),
        ReportColumn("Wert", is_number=True),
        ReportColumn("Zielwert", is_number=True),
    ),
    (
        (Cell("Z1 Schnelle Beratung"), Cell("verfehlt", status="VERFEHLT"),
         Cell("71,4 %", number=71.4), Cell("≥ 80 %", number=80)),
        (Cell("Z3 Krisenprävention"), Cell("nicht gesichert", status="UNSICHER"),
         Cell("91,0 %", number=91), Cell("≥ 95 %", number=95)),
        (Cell("Z4 Vernetzungsangebote"), Cell("erreicht", status="ERREICHT"),
         Cell("93,2 %", number=93.2), Cell("≥ 90 %", number=90)),
        (Cell("Z5 Sozialraumanalyse und Beteiligung"), Cell("keine Angabe", status="KEINE_ANGABE"),
         Cell("–"), Cell("100 %", number=100)),
    ),
    note="Stand am Ende des 3. Quartals 2026.",
)  # fmt: skip
CHART: Final = Picture(
    _DRAWING,
    "Verlauf von Z1.1: von 62 % im 1. Quartal 2024 auf 71 % im 3. Quartal 2026; Ziel 80 %.",
    "Z1.1 Erstkontakt innerhalb von fünf Werktagen",
    notes=("Die gestrichelte Linie ist der Zielwert.", "Ausgabe vom 22.11.2026."),
)
BLOCKS: Final[tuple[Block, ...]] = (
    SetApart("Demodaten", "Alle Zahlen dieses Berichts sind frei erfunden."),
    Paragraph("Von elf Zielen sind sechs erreicht und drei verfehlt.", Tone.LEAD),
    KeyFigures((("6 von 11", "Ziele erreicht"), ("3", "Ziele verfehlt"), ("97 %", "geliefert"))),
    Heading(1, "Ziele"),
    Paragraph("Verfehlte Ziele stehen zuerst.\nDanach folgen die übrigen."),
    GOALS,
    NewPage(),
    Heading(1, "Z1 Schnelle Beratung", status="VERFEHLT"),
    Heading(2, "Erstkontakt innerhalb von fünf Werktagen"),
    Paragraph("71,4 % der Familien hatten ihren Erstkontakt innerhalb von fünf Werktagen."),
    CHART,
    WrittenRemark(
        "Einordnung der Fachstelle",
        f"Zwei Stellen waren von Mai bis August unbesetzt.\n\n{MARKUP}",
        by="Fachstelle, 12.11.2026",
        note="Die Zahl hat sich seitdem geändert.",
    ),
    Heading(3, "Maßnahmen"),
    Bullets(("Vertretung geregelt, fällig 31.01.2027", "Sprechzeiten erweitert am 01.09.2026")),
    Paragraph("Kein Wert ist kausal zu lesen.", Tone.SOFT),
)  # fmt: skip


def make_document(*blocks: Block, **changes: object) -> ReportDocument:
    """Return a report of these blocks, or of every kind of block."""
    report = ReportDocument(
        kind=ReportKind.AUSSCHUSS,
        language=Language.DE,
        title="Bericht zur Kita-Sozialarbeit",
        subtitle="Kreis, 3. Quartal 2026",
        sheet="Ausgabe vom 22.11.2026 · 3. Quartal 2026 · Kreis · Veröffentlichung",
        source=SOURCE,
        letterhead=LETTERHEAD,
        frame=(("Gremium", "Jugendhilfeausschuss"), ("Sitzung", "26.11.2026"), ("Nummer", "12")),
        blocks=blocks or BLOCKS,
        file_name="20261122T120000Z-0123456789ab_bericht_kreis_2026-Q3",
    )  # fmt: skip
    return replace(report, **changes)  # type: ignore[arg-type]  # names are the caller's


def long_table(rows: int, columns: Sequence[str] = ("Gebiet", "Wert")) -> ReportTable:
    """Return a table of many rows."""
    heads = tuple(ReportColumn(name, is_number=place > 0) for place, name in enumerate(columns))
    lines = tuple(
        tuple(Cell(f"{name} {row}", number=row if place else None)
              for place, name in enumerate(columns))
        for row in range(rows)
    )  # fmt: skip
    return ReportTable("Viele Zeilen", heads, lines)
