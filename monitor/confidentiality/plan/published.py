"""How the indicators of a version are published: each in one place, each base cut once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.concept.indicators import Indicator
from monitor.concept.publication import Base, NoisySums
from monitor.concept.versions import Concept
from monitor.concept.vocabulary import AreaLevel
from monitor.confidentiality.plan.atoms import Cut, PassedFigure, PlanError, Published, SummedFigure
from monitor.confidentiality.plan.classes import names_of_rows
from monitor.confidentiality.plan.roles import SUMMED, counted, places_of


def published(concept: Concept) -> Published:
    """Return how the indicators of a version are published.

    Raises:
        PlanError: an indicator has no place, two, or one that its kind cannot have; a base is cut
            twice, or a class cuts a figure.
    """
    places = _places(concept)
    _require_one_place(concept, places)
    _require_exact_of_no_persons(concept)
    by_id = {indicator.id: indicator for indicator in concept.indikator}
    _require_sums(concept, by_id)
    passed = tuple(figure for base in concept.grundmenge for figure in _of_base(base, by_id))
    _require_cut_once(concept, passed)
    return Published(
        tuple(by_id[name] for name in concept.veroeffentlichung.exakt),
        passed,
        tuple(
            SummedFigure(by_id[name], sums.einheit)
            for sums in concept.summe
            for name in sums.indikatoren
        ),
    )


def _places(concept: Concept) -> list[tuple[str, Base | NoisySums | None]]:
    """Return (id of the indicator, declared place) for each mention of an indicator."""
    return [
        *((name, None) for name in concept.veroeffentlichung.exakt),
        *((name, base) for base in concept.grundmenge for name in base.indikatoren),
        *((name, sums) for sums in concept.summe for name in sums.indikatoren),
    ]


def _require_one_place(
    concept: Concept, places: Iterable[tuple[str, Base | NoisySums | None]]
) -> None:
    named = [name for name, _ in places]
    declared = [indicator.id for indicator in concept.indikator]
    if unknown := [name for name in named if name not in declared]:
        raise PlanError(
            "veroeffentlichung", None, "exakt",
            f"{unknown[0]} steht bei der Veröffentlichung, ist aber kein Indikator dieser Fassung. "
            "Bitte dort entfernen.",
        )  # fmt: skip
    if doubled := [name for name in declared if named.count(name) > 1]:
        raise PlanError(
            "indikator", doubled[0], "id",
            f"{doubled[0]} steht bei der Veröffentlichung zweimal. Jeder Indikator gehört an genau "
            "eine Stelle: exakt, eine Grundmenge oder eine Summe.",
        )  # fmt: skip
    if missing := [name for name in declared if name not in named]:
        raise PlanError(
            "indikator", missing[0], "id",
            f"Für {missing[0]} ist nicht gesagt, wie er veröffentlicht wird. Bitte in "
            "[veroeffentlichung] exakt, in einer [[grundmenge]] oder bei einer [[summe]] nennen.",
        )  # fmt: skip


def _require_exact_of_no_persons(concept: Concept) -> None:
    of_persons = {i.id for i in concept.indikator if i.thema.is_of_persons}
    if wrong := [name for name in concept.veroeffentlichung.exakt if name in of_persons]:
        raise PlanError(
            "indikator", wrong[0], "thema",
            f"{wrong[0]} zählt Personen oder Fälle und kann nicht exakt veröffentlicht werden. "
            "Bitte in einer [[grundmenge]] oder bei einer [[summe]] nennen.",
        )  # fmt: skip


def _require_sums(concept: Concept, by_id: Mapping[str, Indicator]) -> None:
    for sums in concept.summe:
        for name in sums.indikatoren:
            if type(by_id[name]) not in SUMMED:
                raise PlanError(
                    "summe", sums.id, "indikatoren",
                    f"{name} ({by_id[name].art}) lässt sich nicht aus einer veränderten Summe "
                    f"bilden. Bitte woanders nennen (möglich: {places_of(by_id[name])}).",
                )  # fmt: skip


def _require_cut_once(concept: Concept, passed: Iterable[PassedFigure]) -> None:
    seen: dict[tuple[str, bool], str] = {}
    for figure in passed:
        cut = figure.cut
        first = seen.setdefault((cut.rows, cut.is_district), cut.basis)
        if first != cut.basis:
            raise PlanError(
                "grundmenge", cut.basis, "indikatoren",
                f"Die Grundmengen „{first}“ und „{cut.basis}“ der Fassung {concept.id} teilen "
                "dieselben Zeilen zweimal; aus zwei Teilungen lassen sich einzelne Fälle "
                "zurückrechnen. Bitte zu einer Grundmenge zusammenlegen.",
            )  # fmt: skip


def _of_base(base: Base, by_id: Mapping[str, Indicator]) -> Iterator[PassedFigure]:
    for name in base.indikatoren:
        indicator = by_id[name]
        yield _figure(base, indicator, is_district=True)
        if indicator.ebene is AreaLevel.SOZIALRAUM and name not in base.nur_kreis:
            yield _figure(base, indicator, is_district=False)


def _figure(base: Base, indicator: Indicator, *, is_district: bool) -> PassedFigure:
    longer = base.periode if is_district else base.periode_sozialraum or base.periode
    periode = longer or indicator.periode
    level = AreaLevel.KREIS if is_district else AreaLevel.SOZIALRAUM
    variant = indicator.model_copy(update={"periode": periode, "ebene": level})
    made_of = counted(variant, base, is_district=is_district)
    named, population = names_of_rows(variant, made_of.rows)
    cut = Cut(base.id, named, population, is_district, periode, made_of.atoms)
    return PassedFigure(variant, cut, made_of.roles, made_of.edges, made_of.open_dimension)
