"""Texts beside a contract's rows: the conditions, and the mark after the end of the contract."""

from __future__ import annotations

import datetime as dt
from typing import Final

from monitor.concept.sensitive import OTHER
from monitor.concept.vocabulary import DISTRICT
from monitor.datasets.contract.contract import Contract, State, german_day
from monitor.datasets.contract.generalising import ALL_PERIODS, REST, K
from monitor.datasets.contract.rows import CENTRE, Generalised
from monitor.datasets.labels import MISSING
from monitor.datasets.model import REASON_SUFFIX
from monitor.datasets.origin import origin_text

#: Name of the mark by what a contract is.
MARKS: Final = {State.ABGELAUFEN: "ABGELAUFEN.txt", State.BEENDET: "BEENDET.txt"}

_README: Final = """\
# Zeilen für die Wissenschaft: Vertrag {id}

{origin}. **Keine offene Lizenz.** Diese Dateien gehören zu einem Vertrag und \
sind zu keinem anderen Zweck da.

| | |
|---|---|
| Vertrag | {id} (steht in jeder Zeile als `vertrag_id`) |
| Empfänger | {recipient} |
| Zweck | {purpose} |
| gilt | {begin} bis {end} |
| zu löschen | bis {delete}, mit allen Kopien und Ableitungen, die einzelne Zeilen enthalten |
| erstellt | {made} von {by} |
| Quartale | {quarters} |

Ab dem {expired} ist der Vertrag abgelaufen: Dann darf niemand die Dateien mehr verwenden, und es \
werden keine mehr erstellt. Weitergeben, veröffentlichen und mit anderen Angaben zusammenführen, \
um jemanden wiederzuerkennen, ist nicht erlaubt.

## Dateien
Die Zeilen als CSV (UTF-8, Komma, Dezimalpunkt) und als Parquet, dasselbe in beiden; \
`codebuch.csv` sagt, was jede Variable und jeder Code heißt; `sha256sum --check SHA256SUMS`.

## Was darin steht
Eine Zeile je angenommener Aktivität, zusammen {rows}: Wartezeiten, Dauern, Teilnehmende und \
Ergebnisse genau, das Quartal statt des Tags. `{centre}` ist ein Pseudonym dieses Vertrags; in \
jedem anderen heißt dieselbe Kita anders. Kennungen, Träger, Herkunft der Zeilen und geschützte \
Angaben sind nicht enthalten; sensible Codes stehen, mit anderen zusammengefasst, als `{other}`.

Sozialraum, Zeitraum und Art stimmen in mindestens {k} Zeilen überein. Was seltener ist, wurde \
vergröbert; keine Zeile fehlt:

| vergröbert | Zeilen |
|---|---:|
| Art zu `{rest}` | {kind} |
| Sozialraum zu `{district}` (dort fehlt auch `{centre}`) | {area} |
| Quartal zu Jahr oder `{all}` | {period} |

Geschützt ist gegen das Wiederfinden über diese drei Angaben; wer mehr weiß, kann eine Zeile \
erkennen. Deshalb bindet der Vertrag.

## Fehlende Werte
Eine leere Zelle ist nie null. Den Grund nennt `<Variable>{suffix}`:

{missing}
"""
_MARK: Final = """\
Vertrag {id}: {state}.
Die Dateien in diesem Ordner dürfen nicht mehr verwendet und nicht mehr weitergegeben werden.
Der Empfänger ({recipient}) muss sie bis {delete} löschen.
"""


def readme(
    contract: Contract, counted: Generalised, *, by: str, now: dt.datetime, is_demo: bool
) -> str:
    """Return ``README.md``: conditions, content, generalised keys."""
    return _README.format(
        id=contract.id, origin=origin_text(is_demo=is_demo), recipient=_cell(contract.empfaenger),
        purpose=_cell(contract.zweck), begin=german_day(contract.von), end=german_day(contract.bis),
        expired=german_day(contract.bis + dt.timedelta(days=1)),
        delete=german_day(contract.loeschen_bis), made=german_day(now.date()), by=by,
        quarters=_quarters(contract), rows=counted.rows, kind=counted.kind, area=counted.area,
        period=counted.period, centre=CENTRE, other=OTHER, k=K, rest=REST, district=DISTRICT,
        all=ALL_PERIODS, suffix=REASON_SUFFIX,
        missing="\n".join(f"- `{reason}`: {german}" for reason, (german, _) in MISSING.items()),
    )  # fmt: skip


def mark(contract: Contract, today: dt.date) -> str:
    """Return the mark for the folder of an ended contract."""
    return _MARK.format(
        id=contract.id,
        state=contract.told_on(today),
        recipient=contract.empfaenger,
        delete=german_day(contract.loeschen_bis),
    )


def _cell(text: str) -> str:
    """Return a text as a table's cell."""
    return text.replace("|", "\\|")


def _quarters(contract: Contract) -> str:
    return "alle" if contract.quartale is None else " bis ".join(dict.fromkeys(contract.quartale))
