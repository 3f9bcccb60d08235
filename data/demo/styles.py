"""Styles of the fictitious Träger's deliveries (profiles: ``content/profile/<id>.toml``).

TR01 delivers the model; the rest have habits seen in real life
(docs/handbuch/lieferung.md#was-verstanden-wird).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from data.demo.files import SenderFormat
from data.demo.headers import COLLOQUIAL, FORMAL, WITHOUT_UMLAUTS
from data.demo.spelling import Spelling

#: How Träger, quarter and receipt reach the office: all in the file name; receipt in a sidecar;
#: everything in a sidecar.
Naming = Literal["dated", "receipt_beside", "all_beside"]

RUNNING_NUMBER: Final = "Lfd. Nr."


@dataclass(frozen=True)
class Style:
    """The style of a Träger: spelling, file format, file name."""

    spelling: Spelling
    file: SenderFormat
    naming: Naming = "dated"
    running_number: bool = False
    minutes_step: int = 5


_TITLES: Final = (
    "Kita-Sozialarbeit – Erfassungsbogen",
    "fiktive Beispieldaten",
    "Stand: Quartalsende",
)

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "TR01": Style(Spelling(), SenderFormat("csv", "utf-8-sig")),
        "TR02": Style(
            Spelling(
                FORMAL,
                dates="%d.%m.%Y",
                flags=("ja", "nein"),
                labels=True,
                words={
                    "aktivitaet_art": {
                        "BER_FAM": "Elternberatung",
                        "BER_TEAM": "Teamberatung",
                        "ELTCAFE": "Elterncafé",
                    }
                },
                omitted=("traeger_id",),
            ),
            SenderFormat("csv", "cp1252"),
        ),
        "TR03": Style(
            Spelling(FORMAL, dates="%d.%m.%Y", flags=("Ja", "Nein"), labels=True),
            SenderFormat("txt", "utf-16", "\t"),
        ),
        "TR04": Style(
            Spelling(FORMAL, dates="real", flags=("ja", "nein"), labels=True, numbers=True),
            SenderFormat(
                "xlsx",
                titles=_TITLES,
                sum_of=FORMAL["dauer_min"],
                by_month=True,
            ),
            naming="receipt_beside",
            running_number=True,
        ),
        "TR05": Style(
            Spelling(COLLOQUIAL, dates="short", flags=("x", "")),
            SenderFormat("ods", sheet="Tätigkeiten"),
            naming="receipt_beside",
        ),
        "TR06": Style(Spelling(dates="real", flags=None, numbers=True), SenderFormat("parquet")),
        "TR07": Style(
            Spelling(
                COLLOQUIAL,
                dates="%d.%m.%Y",
                durations="hours",
                areas="without_zero",
                flags=("ja", "nein"),
            ),
            SenderFormat("csv", "cp1252"),
            minutes_step=15,
        ),
        "TR08": Style(
            Spelling(FORMAL, dates="serial", durations="clock", flags=("J", "N"), numbers=True),
            SenderFormat("xlsx", titles=_TITLES[:2], merged=True, sheet="Erfassung"),
        ),
        "TR09": Style(
            Spelling(
                {**FORMAL, "aktivitaet_art": "Art der\nTätigkeit"},
                dates="%d.%m.%Y",
                flags=("ja", "nein"),
                labels=True,
            ),
            SenderFormat("csv", separator=",", quoted=True),
        ),
        "TR10": Style(
            Spelling(
                FORMAL,
                dates="%d.%m.%Y",
                flags=("J", "N"),
                empty="k. A.",
                unknown="k. A.",
                padded=("aktivitaet_art", "kita_id"),
            ),
            SenderFormat("csv", "cp1252", trailing=";;;"),
            naming="all_beside",
        ),
        "TR11": Style(
            Spelling(
                WITHOUT_UMLAUTS,
                dates="real",
                durations="min",
                areas="number",
                flags=("ja", "nein"),
                numbers=True,
            ),
            SenderFormat("xlsx", scientific=WITHOUT_UMLAUTS["sozialraum_ars"], sheet="Daten"),
        ),
        "TR12": Style(
            Spelling(FORMAL, dates="%d.%m.%y", flags=("1", "0")),
            SenderFormat("tsv", separator="\t"),
        ),
        "TR13": Style(
            Spelling(COLLOQUIAL, dates="%d.%m.%Y", durations="clock", flags=("1", "0")),
            SenderFormat("csv", "utf-8-sig"),
        ),
        "TR14": Style(
            Spelling(
                COLLOQUIAL,
                dates="real",
                flags=("ja", "nein"),
                labels=True,
                words={"ort": {"HAUSBESUCH": "zu Hause", "SOZIALRAUM": "im Ort"}},
                numbers=True,
                omitted=("traeger_id", "ziel_id", "gas_gewicht"),
            ),
            SenderFormat("xlsx", sheet="Liste"),
            naming="receipt_beside",
        ),
    }
)
