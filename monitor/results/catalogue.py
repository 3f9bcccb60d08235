"""The concept and the areas as tables of a release: what the numbers are, in both languages."""

from __future__ import annotations

from typing import Any

import polars as pl

from monitor.concept.indicators import Indicator
from monitor.concept.units import denominator_unit, numerator_unit
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import DISTRICT, AreaLevel, Text
from monitor.content.areas import Area
from monitor.content.folder import Content
from monitor.results.graded_in import GradedIn, Kinds


def catalogue_tables(content: Content, kinds: GradedIn) -> dict[str, pl.DataFrame]:
    """Return the tables konzept, ziel, indikator and gebiet.

    ``kinds``: in which kinds of period indicators are graded.
    """
    return {
        "konzept": _frame(_concept(concept) for concept in content.concepts),
        "ziel": _frame(row for concept in content.concepts for row in _goals(concept)),
        "indikator": _frame(
            _indicator(concept, indicator, position, kinds[concept.id, indicator.id])
            for concept in content.concepts
            for position, indicator in enumerate(concept.indikator)
        ),
        "gebiet": _frame(_areas(content)),
    }


def _frame(rows: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)


def _both(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_de": text.de, f"{name}_en": text.en}


def _both_or_none(name: str, text: Text | None) -> dict[str, str | None]:
    return dict(_both(name, text)) if text else {f"{name}_de": None, f"{name}_en": None}


def _concept(concept: Concept) -> dict[str, Any]:
    head = concept.konzept
    return {
        "konzept_id": concept.id,
        **_both("name", head.name),
        "gueltig_von": head.gueltig_von,
        "gueltig_bis": head.gueltig_bis,
    }


def _goals(concept: Concept) -> list[dict[str, Any]]:
    return [
        {
            "konzept_id": concept.id,
            "ziel_id": goal.id,
            "reihenfolge": position,
            **_both("name", goal.name),
            **_both("beschreibung", goal.beschreibung),
        }
        for position, goal in enumerate(concept.ziel)
    ]


def _indicator(
    concept: Concept, indicator: Indicator, position: int, kinds: Kinds
) -> dict[str, Any]:
    return {
        "konzept_id": concept.id,
        "indikator_id": indicator.id,
        "ziel_id": indicator.ziel_id,
        "reihenfolge": position,
        **_both("name", indicator.name),
        **_both("beschreibung", indicator.beschreibung),
        **_both("zaehler", indicator.numerator_text),
        **_both("nenner", indicator.denominator_text),
        **_both_or_none("zaehler_einheit", numerator_unit(indicator)),
        **_both_or_none("nenner_einheit", denominator_unit(indicator)),
        "quelle": ", ".join(indicator.sources),
        "art": indicator.art,
        **_both("einheit", indicator.einheit),
        "nachkommastellen": indicator.nachkommastellen,
        "richtung": indicator.richtung.value,
        "periode_art": kinds.district.value,
        "periode_art_sozialraum": kinds.areas.value if kinds.areas else None,
        "ebene": (AreaLevel.SOZIALRAUM if kinds.areas else AreaLevel.KREIS).value,
        "gewicht": indicator.gewicht,
        "wirkungstreppe": indicator.wirkungstreppe,
        "zielwert": indicator.zielwert,
        "zielwert_oben": indicator.zielwert_oben,
        "ausgangswert": indicator.ausgangswert,
        "intervall": indicator.intervall.value,
        "definition": indicator.definition(),
    }


def _areas(content: Content) -> list[dict[str, Any]]:
    district = {
        "gebiet_id": DISTRICT,
        "name": content.office.kreis,
        "art": "KREIS",
        "reihenfolge": 0,
        "kachel_zeile": None,
        "kachel_spalte": None,
        "zusammen_mit": None,
    }
    joint = {area.ars: area.name for area in content.served_areas}
    areas = [
        {
            "gebiet_id": area.ars,
            "name": joint.get(area.ars, area.name),
            "art": _area_kind(area),
            "reihenfolge": position,
            "kachel_zeile": area.kachel_zeile,
            "kachel_spalte": area.kachel_spalte,
            "zusammen_mit": area.zusammen_mit,
        }
        for position, area in enumerate(content.areas, 1)
    ]
    return [district, *areas]


def _area_kind(area: Area) -> str:
    if area.zusammen_mit is not None:
        return "ZUSAMMEN"
    return "SOZIALRAUM" if area.bedient else "AUSSERHALB"
