"""Write ``docs/indikatoren.md`` from the packaged concept, so that the page is what is computed."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.concept.indicators import Indicator
from monitor.concept.units import denominator_unit, numerator_unit, rests_on_cases
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import Direction, Text
from monitor.content.folder import load_content

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "indikatoren.md"

_HEAD = """# Indikatoren des Fachkonzepts

Diese Seite wird aus `data/content/konzept/` erzeugt (`make docs`) und nicht von Hand geändert.
Zielwerte sind Vorschläge; verbindlich beschließt sie der Jugendhilfeausschuss.
"""
_SIGNS = {Direction.HOEHER: "≥", Direction.NIEDRIGER: "≤"}


def _target(indicator: Indicator | None) -> str:
    if indicator is None:
        return "–"
    if indicator.zielwert is None:
        return "Beobachtung"
    if indicator.zielwert_oben is not None:
        return f"{indicator.zielwert:g}–{indicator.zielwert_oben:g}"
    return f"{_SIGNS[indicator.richtung]} {indicator.zielwert:g}"


def _with_unit(text: Text, unit: Text | None) -> str:
    return f"{text.de} – in **{unit.de}**" if unit else text.de


def _course(indicator: Indicator) -> str:
    compared = "mit dem Vorjahr verglichen (Saison)" if indicator.saison else "ohne Saison"
    return f"{compared}, Jahresverlauf" if indicator.volumen else compared


def _section(concepts: tuple[Concept, ...], indicator: Indicator) -> str:
    targets = ", ".join(
        f"{concept.id}: {_target({i.id: i for i in concept.indikator}.get(indicator.id))}"
        for concept in concepts
    )
    rows = {
        "Zähler": _with_unit(indicator.numerator_text, numerator_unit(indicator)),
        "Nenner": _with_unit(indicator.denominator_text, denominator_unit(indicator)),
        "Fallzahl": "ja" if rests_on_cases(indicator) else "nein",
        "Einheit": indicator.einheit.de,
        "Zielwert je Fassung": targets,
        "Periode, Ebene": f"{indicator.periode.value}, {indicator.ebene.value}",
        "Verlauf": _course(indicator),
        "Art, Intervall": f"`{indicator.art}`, {indicator.intervall.value}",
        "Quelle": ", ".join(f"`{name}`" for name in indicator.sources),
        "Gewicht, Wirkungstreppe": f"{indicator.gewicht:g}, {indicator.wirkungstreppe}",
    }
    table = "\n".join(f"| {name} | {value.replace('|', '/')} |" for name, value in rows.items())
    title = f"### {indicator.id} {indicator.name.de}"
    return f"{title}\n{indicator.beschreibung.de}\n\n| | |\n|---|---|\n{table}\n"


def render() -> str:
    """Return the page: every goal and indicator of the newest version, targets of all versions."""
    concepts = load_content(ROOT / "data" / "content").concepts
    newest = concepts[-1]
    parts = [_HEAD]
    for goal in newest.ziel:
        parts.append(f"## {goal.id} {goal.name.de}\n{goal.beschreibung.de}\n")
        parts += [_section(concepts, i) for i in newest.indikator if i.ziel_id == goal.id]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} geschrieben\n")
