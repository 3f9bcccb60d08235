"""The codes of the release's own tables with their German and English labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.concept.vocabulary import (
    AreaLevel,
    Assurance,
    ChangeWay,
    ComparedWith,
    Direction,
    IntervalKind,
    Signal,
    Status,
    Trend,
    Variation,
)
from monitor.datasets.model import MissingReason
from monitor.periods import PeriodKind

Labels = Mapping[str, tuple[str, str]]

MISSING: Final[Mapping[MissingReason, tuple[str, str]]] = {
    MissingReason.GEHEIM: ("weggelassen zum Schutz von Personen", "left out to protect people"),
    MissingReason.NICHT_ERHOBEN: (
        "nicht erhoben oder hier nicht definiert", "not asked, or not defined here",
    ),
    MissingReason.KEINE_ANGABE: ("keine oder keine brauchbare Angabe", "no answer, or none of use"),
}  # fmt: skip

STATUS: Final[Labels] = {
    Status.ERREICHT: ("erreicht", "met"),
    Status.AUF_KURS: ("auf Kurs", "on track"),
    Status.VERFEHLT: ("verfehlt", "not met"),
    Status.UNSICHER: ("nicht gesichert", "inconclusive"),
    Status.KEINE_ANGABE: ("keine Angabe", "no data"),
    Status.BEOBACHTUNG: ("Beobachtung", "monitored only"),
    Status.NICHT_BEWERTET: ("nicht bewertet", "not assessed"),
}

PERIOD_KIND: Final[Labels] = {
    PeriodKind.MONAT: ("Monat", "month"),
    PeriodKind.QUARTAL: ("Quartal", "quarter"),
    PeriodKind.HALBJAHR: ("Halbjahr", "half-year"),
    PeriodKind.JAHR: ("Jahr", "year"),
    PeriodKind.KITAJAHR: ("Kita-Jahr (August bis Juli)", "nursery year (August to July)"),
    PeriodKind.WELLE: ("Befragungswelle", "survey wave"),
}

LEVEL: Final[Labels] = {
    AreaLevel.KREIS: ("Kreis", "district"),
    AreaLevel.SOZIALRAUM: ("Sozialräume", "areas"),
}

DIRECTION: Final[Labels] = {
    Direction.HOEHER: ("höher ist besser", "higher is better"),
    Direction.NIEDRIGER: ("niedriger ist besser", "lower is better"),
    Direction.BAND: ("soll im Band liegen", "should lie within the band"),
    Direction.BEOBACHTEN: ("nur Beobachtung", "observed only"),
}

INTERVAL: Final[Labels] = {
    IntervalKind.WILSON: ("Anteil: Wilson", "share: Wilson"),
    IntervalKind.BYAR: ("Rate: Byar, unter 10 exakt", "rate: Byar, exact below 10"),
    IntervalKind.T: ("Mittelwert: t-Verteilung", "mean: t distribution"),
    IntervalKind.CLUSTER_TERMIN: ("Termine als Einheiten", "sessions as clusters"),
    IntervalKind.CLUSTER_KITA: ("Kitas als Einheiten", "day-care centres as clusters"),
    IntervalKind.RANGSTATISTIK: ("Median: Rangwerte", "median: order statistics"),
    IntervalKind.EXAKT_BEDINGT: ("Verhältnis: exakt bedingt", "ratio: exact conditional"),
    IntervalKind.NEWCOMBE: ("Differenz: Newcombe", "difference: Newcombe"),
    IntervalKind.KEINES: ("keines: Vollerhebung", "none: full count"),
}

SIGNAL: Final[Labels] = {
    Signal.PUNKT_AUSSERHALB: ("ein Wert außerhalb der Grenzen", "a value outside the limits"),
    Signal.SIEBEN_EINE_SEITE: ("sieben Werte auf einer Seite", "seven values on one side"),
    Signal.SIEBEN_TREND: ("sieben Werte steigen oder fallen", "seven values rise or fall"),
    Signal.ZWEI_VON_DREI: ("zwei von drei nahe einer Grenze", "two of three near a limit"),
}

SIDE: Final[Labels] = {"OBEN": ("oben", "upper side"), "UNTEN": ("unten", "lower side")}

VARIATION: Final[Labels] = {
    Variation.VERBESSERUNG: ("Verbesserung", "improvement"),
    Variation.VERSCHLECHTERUNG: ("Verschlechterung", "deterioration"),
    Variation.HOCH: ("auffällig hoch", "unusually high"),
    Variation.NIEDRIG: ("auffällig niedrig", "unusually low"),
    Variation.ZUFALL: ("übliche Schwankung", "common variation"),
    Variation.ZU_KURZ: ("Reihe zu kurz", "series too short"),
}

TREND: Final[Labels] = {
    Trend.STEIGT: ("steigt", "rising"),
    Trend.FAELLT: ("fällt", "falling"),
    Trend.KEINER: ("kein Trend zu erkennen", "no trend to be seen"),
    Trend.ZU_KURZ: ("Reihe zu kurz", "series too short"),
}

COMPARED_WITH: Final[Labels] = {
    ComparedWith.VORPERIODE: ("Zeitraum davor", "period before"),
    ComparedWith.VORJAHR: ("gleicher Zeitraum des Vorjahrs", "same period of the year before"),
}

CHANGE_WAY: Final[Labels] = {
    ChangeWay.BESSER: ("besser", "better"),
    ChangeWay.SCHLECHTER: ("schlechter", "worse"),
    ChangeWay.HOEHER: ("höher", "higher"),
    ChangeWay.NIEDRIGER: ("niedriger", "lower"),
    ChangeWay.GLEICH: ("gleich", "equal"),
}

ASSURANCE: Final[Labels] = {
    Assurance.IMMER: ("Ziel wird stetig erreicht", "target is met steadily"),
    Assurance.ZUFALL: ("Ziel wird mal erreicht, mal nicht", "target is met at times"),
    Assurance.NIE: ("Ziel wird so nicht erreicht", "target will not be met"),
    Assurance.NICHT_STABIL: ("nicht stabil: keine Vorhersage", "not stable: no forecast"),
    Assurance.KEINE_ANGABE: ("keine Angabe", "no data"),
}
