"""What the published counts of each kind of indicator are made of: which classes, how often.

Every kind has a place: in `COUNTED`, in `SUMMED`, or in `ONLY_EXACT`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    CountIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    PerUnitIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.concept.publication import Base
from monitor.concept.vocabulary import Quantity, condition
from monitor.confidentiality.plan.atoms import REST, YES, Atom, PlanError, Roles
from monitor.confidentiality.plan.classes import answers, count, cut, edges
from monitor.confidentiality.plan.unions import inside
from monitor.measures.components import Component, Measure

#: Column of the level of strain of a Kita.
_STRAIN: Final = "belastungsstufe"


class CountedRows(NamedTuple):
    """What the counts of an indicator are made of: rows, the classes that rows are cut into, roles.

    ``rows``: what names the set of rows. ``edges``: where the classes of a quantile begin and end.
    ``open_dimension``: a column of which only some values are counted.
    """

    rows: Quantity
    atoms: tuple[Atom, ...]
    roles: Roles
    edges: tuple[float, ...] = ()
    open_dimension: str | None = None


def counted(indicator: Indicator, base: Base, *, is_district: bool) -> CountedRows:
    """Return rows, atoms and roles of an indicator.

    Raises:
        PlanError: no counts of a base make up this kind, or not those of this base.
    """
    kind = type(indicator)
    if kind not in COUNTED:
        raise PlanError(
            "grundmenge", base.id, "indikatoren",
            f"{indicator.id} ({indicator.art}) lässt sich nicht aus Anzahlen einer Grundmenge "
            f"bilden. Bitte woanders nennen (möglich: {places_of(indicator)}).",
        )  # fmt: skip
    return COUNTED[kind](indicator, base, is_district=is_district)


def places_of(indicator: Indicator) -> str:
    """Return where a version of the concept may name an indicator of this kind, in words."""
    kind = type(indicator)
    places = {"[[grundmenge]]": kind in COUNTED, "[[summe]]": kind in SUMMED, "exakt": True}
    return ", ".join(name for name, is_possible in places.items() if is_possible)


def _share(indicator: ShareIndicator, base: Base, *, is_district: bool) -> CountedRows:
    numerator, denominator = indicator.quantities
    if denominator.summe:  # a survey: how many answered, or answered well
        return _answered(numerator, denominator)
    atoms = cut(base, indicator, denominator, is_district=is_district)
    own = (*indicator.zaehler.wo, *indicator.zaehler.gueltig)
    own_classes = inside(base, indicator, own, is_district=is_district)
    every = dict.fromkeys((atom.klasse for atom in atoms), 1.0)
    roles = {"z": {name: 1.0 for name in every if name in own_classes}, "n": every}
    return CountedRows(denominator, atoms, roles)


def _quotient(indicator: QuotientIndicator, base: Base, *, is_district: bool) -> CountedRows:
    del base, is_district
    return _answered(*indicator.quantities)


def _answered(numerator: Quantity, denominator: Quantity) -> CountedRows:
    """Return those who answered (or answered well) and the others, as two classes."""
    part, whole = (
        Component(q.quelle, Measure.SUM, (*q.wo, *q.gueltig), columns=q.summe)
        for q in (numerator, denominator)
    )
    roles = {"z": {YES: 1.0}, "n": {YES: 1.0, REST: 1.0}}
    return CountedRows(denominator, answers(part, whole), roles)


def _quantile(indicator: QuantileIndicator, base: Base, *, is_district: bool) -> CountedRows:
    atoms = cut(base, indicator, indicator.nenner, is_district=is_district)
    roles: dict[str, dict[str, float]] = {
        f"k{number}": {atom.klasse: 1.0} for number, atom in enumerate(atoms)
    }
    roles["n"] = {atom.klasse: 1.0 for atom in atoms}
    ends = edges(base, indicator, is_district=is_district)
    return CountedRows(indicator.nenner, atoms, roles, ends)


def _mean(indicator: MeanIndicator, base: Base, *, is_district: bool) -> CountedRows:
    atoms = cut(base, indicator, indicator.wert, is_district=is_district)
    values = [part[0] for part in base.classes(district=is_district)]
    if (base.feld,) != indicator.wert.summe or any(
        isinstance(part[0], str) or part[0] != part[-1]
        for part in base.classes(district=is_district)
    ):
        raise PlanError(
            "grundmenge", base.id, "klassen",
            f"Das Mittel {indicator.id} braucht Klassen mit je einem Wert von "
            f"{indicator.wert.summe[0]}.",
        )  # fmt: skip
    scores = {atom.klasse: float(value) for atom, value in zip(atoms, values, strict=True)}
    squares = {name: value**2 for name, value in scores.items()}
    roles = {"n": dict.fromkeys(scores, 1.0), "z": scores, "yy": squares}
    # rows are counted: what is added up makes no other set of them
    rows = indicator.wert.model_copy(update={"summe": ()})
    return CountedRows(rows, atoms, roles)


def _rate(indicator: RateIndicator, base: Base, *, is_district: bool) -> CountedRows:
    atoms = cut(base, indicator, indicator.zaehler, is_district=is_district)
    roles = {"z": {atom.klasse: 1.0 for atom in atoms}}
    return CountedRows(indicator.zaehler, atoms, roles)


def _ratio(indicator: RatioIndicator, base: Base, *, is_district: bool) -> CountedRows:
    del base, is_district
    counted = count(indicator, indicator.zaehler)
    sides = (("z", indicator.stufe), ("n", indicator.vergleichsstufe))
    atoms = tuple(
        Atom(
            f"STUFE_{level}",
            counted,
            parts=((_STRAIN, frozenset({str(level)})),),
            stufe=level,
        )
        for _, level in sides
    )
    roles = {role: {f"STUFE_{level}": 1.0} for role, level in sides}
    return CountedRows(indicator.zaehler, atoms, roles, open_dimension=_STRAIN)


def _gap(indicator: GapIndicator, base: Base, *, is_district: bool) -> CountedRows:
    atoms: list[Atom] = []
    roles: dict[str, dict[str, float]] = {}
    own = (*indicator.zaehler.wo, *indicator.zaehler.gueltig)
    own_classes = inside(base, indicator, own, is_district=is_district)
    for group in (indicator.gruppe, indicator.vergleichsgruppe):
        of_group = (condition(indicator.feld, gleich=group),)
        parts = cut(base, indicator, indicator.nenner, of_group, is_district=is_district)
        named = (indicator.feld, frozenset({group}))
        atoms += [
            replace(atom, klasse=f"{group} {atom.klasse}", parts=(named, *atom.parts))
            for atom in parts
        ]
        roles[f"z_{group}"] = {f"{group} {a.klasse}": 1.0 for a in parts if a.klasse in own_classes}
        roles[f"n_{group}"] = {f"{group} {a.klasse}": 1.0 for a in parts}
    grouped = (*indicator.nenner.gueltig, condition(indicator.feld, vorhanden=True))
    rows = indicator.nenner.model_copy(update={"gueltig": grouped})
    return CountedRows(rows, tuple(atoms), roles, open_dimension=indicator.feld)


#: Kinds that follow from counts of a base.
COUNTED: Final[Mapping[type, Callable[..., CountedRows]]] = {
    ShareIndicator: _share,
    RateIndicator: _rate,
    MeanIndicator: _mean,
    QuantileIndicator: _quantile,
    RatioIndicator: _ratio,
    GapIndicator: _gap,
    QuotientIndicator: _quotient,
}

#: Kinds that follow from sums with noise (`monitor.confidentiality.perturbation.sums`).
SUMMED: Final[frozenset[type]] = frozenset(
    {
        CountIndicator,
        ShareIndicator,
        RateIndicator,
        MeanIndicator,
        PerUnitIndicator,
        QuotientIndicator,
    }
)

#: Kinds that count Kitas, areas or codes: these are published exactly, or not at all.
ONLY_EXACT: Final[frozenset[type]] = frozenset(
    {CoverageIndicator, CompleteUnitsIndicator, VarietyIndicator, RecencyIndicator}
)
