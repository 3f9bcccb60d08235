"""The indicators and areas of the made-up release: names, targets, and how their values drift.

One of each kind that the pages treat differently: a band, a wave, areas in longer periods than the
district, figures that are no figures about persons.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from monitor.periods import PeriodKind, periods_between

NOW = dt.datetime(2026, 11, 20, 17, 5, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2021, 7, 1), dt.date(2026, 9, 30)
VERSION_2024 = dt.date(2024, 1, 1)
AREAS = {
    "071370203": "Bendorf", "071375001": "Pellenz", "071375002": "Maifeld",
    "071375003": "Vordereifel", "071375004": "Mendig", "071375007": "Vallendar",
    "071375008": "Weißenthurm", "071375009": "Rhein-Mosel",
}  # fmt: skip
GOALS = {
    "Z1": ("Schnelle Beratung", "Fast counselling"),
    "Z2": ("Begleitung und Lotsen", "Accompaniment and guidance"),
    "Z3": ("Krisenprävention", "Prevention of crises"),
    "Z4": ("Vernetzungsangebote", "Networking offers"),
    "Z5": ("Sozialraumanalyse und Beteiligung", "Area analysis and participation"),
    "Z6": ("Passgenaue Unterstützung", "Support that fits"),
    "Z7": ("Chancengerechtigkeit und sozialer Ausgleich", "Equal opportunities"),
    "Z8": ("Arbeit mit Kindern", "Work with children"),
    "Z9": ("Sozialräumliche Angebote", "Offers in the area"),
    "Z10": ("Koordination und fachliche Begleitung", "Coordination and guidance"),
    "Z11": ("Fach- und Finanzkonzept", "Professional and financial concept"),
}
QUARTERS = periods_between(FIRST, LAST, PeriodKind.QUARTAL)


@dataclass(frozen=True)
class Fake:
    """One made-up indicator: a level that drifts, around a target."""

    key: str
    name: str
    name_en: str
    kind: PeriodKind = PeriodKind.QUARTAL
    unit: str = "%"
    unit_en: str = "%"
    digits: int = 1
    direction: str = "HOEHER"
    target: float | None = 80.0
    level: float = 78.0
    drift: float = 0.0
    spread: float = 4.0
    district_only: bool = False
    interval: str = "WILSON"
    #: No figure about persons: the same at both levels.
    exact: bool = False
    #: What is published of areas: in another kind of period, or nothing.
    area_kind: PeriodKind | None = None
    published_for_areas: bool = True

    @property
    def goal(self) -> str:
        return self.key.split(".")[0]

    def kind_of(self, area: str, *, is_exact: bool) -> PeriodKind | None:
        """Return the kind of period in which an area, or the district, is graded."""
        if area == "KREIS":
            return self.kind
        if self.district_only or not (is_exact or self.published_for_areas):
            return None
        return self.kind if is_exact else self.area_kind or self.kind


H, J, W = PeriodKind.HALBJAHR, PeriodKind.JAHR, PeriodKind.WELLE
DAYS = {"unit": "Werktage", "unit_en": "working days", "direction": "NIEDRIGER"}
FAKES = (
    Fake("Z1.1", "Erstkontakt Familien innerhalb von 5 Werktagen", "First contact within 5 days",
         level=86, drift=-0.9),
    Fake("Z1.2", "Wartezeit Familien, Median", "Waiting time of families, median", target=3,
         level=2.2, drift=0.09, spread=0.5, interval="RANGSTATISTIK", **DAYS),
    Fake("Z1.3", "Anfragen von Fachkräften innerhalb von 2 Werktagen", "Requests of staff",
         level=85, drift=0.1, area_kind=J),
    Fake("Z1.2b", "Wartezeit Familien, 90 %", "Waiting time of families, 90%", target=10, level=7,
         spread=0.8, interval="RANGSTATISTIK", published_for_areas=False, **DAYS),
    Fake("Z2.1", "Begleitung und Antragshilfe", "Accompaniment", J, "je 100 Kinder",
         "per 100 children", direction="BEOBACHTEN", target=None, level=14, spread=1),
    Fake("Z2.2", "Vermittlung angekommen", "Referral arrived", H, target=65, level=52, drift=2.2),
    Fake("Z2.3", "Vermittlung scheitert an fehlender Kapazität", "Referral fails", H,
         direction="NIEDRIGER", target=10, level=12, spread=2),
    Fake("Z3.1", "Akutanfrage innerhalb eines Werktags", "Acute request", target=95, level=95,
         spread=2, district_only=True),
    Fake("Z3.2", "Früher Zugang", "Early access", level=79, spread=2),
    Fake("Z4.1", "Kitas mit Vernetzungsangebot", "Centres with offer", target=90, level=84,
         drift=0.6, interval="KEINES", exact=True),
    Fake("Z4.3", "Teilnahme je Termin", "Participants per date", unit="Personen",
         unit_en="persons", target=6, level=7, spread=0.6, interval="CLUSTER"),
    Fake("Z5.1", "Rücklauf Eltern", "Response of parents", W, target=30, level=27, spread=5),
    Fake("Z6.1", "Ziel erreicht (GAS ≥ 0)", "Goal reached (GAS ≥ 0)", H, target=70, level=74,
         spread=2),
    Fake("Z7.1", "Reichweite", "Reach", J, "je 100 Kinder", "per 100 children", target=12,
         level=9, drift=0.6, spread=0.7, interval="BYAR"),
    Fake("Z8.1", "Kitas mit Kinderangebot", "Centres with offer for children", target=70,
         level=62, drift=1.0, interval="KEINES", exact=True),
    Fake("Z9.1", "Angebote je Sozialraum", "Offers per area", unit="Termine", unit_en="dates",
         target=3, level=4.2, spread=0.8, interval="KEINES", exact=True),
    Fake("Z10.2", "Fristgerechte Lieferung", "Deliveries in time", target=95, level=90, spread=4,
         district_only=True, interval="KEINES", exact=True),
    Fake("Z11.1", "Stellenbesetzung", "Posts filled", target=95, level=96.5, spread=1,
         district_only=True, interval="KEINES", exact=True),
    Fake("Z11.2", "Mittelabfluss", "Funds spent", J, direction="BAND", target=95, level=97,
         spread=1.5, district_only=True, interval="KEINES", exact=True),
)  # fmt: skip
