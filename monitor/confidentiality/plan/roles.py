"""What the counts of each kind of indicator are made of: which classes, how often."""

from __future__ import annotations

import functools
from dataclasses import replace

from monitor.concept.indicators import (
    GapIndicator,
    Indicator,
    MeanIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    ShareIndicator,
)
from monitor.concept.publication import Base
from monitor.concept.vocabulary import Quantity, condition
from monitor.confidentiality.plan.atoms import REST, YES, Atom, PlanError, Roles
from monitor.confidentiality.plan.classes import answers, count, cut
from monitor.confidentiality.plan.unions import inside
from monitor.measures.components import Component, Measure

#: What is counted, the classes that it is cut into, and what is made of them.
_Counted = tuple[Quantity, tuple[Atom, ...], Roles]


@functools.singledispatch
def counted(indicator: Indicator, base: Base, *, is_district: bool) -> _Counted:
    """Return rows, atoms and roles of a kind of indicator; others cannot pass."""
    del is_district
    raise PlanError(
        "grundmenge", base.id, "indikatoren",
        f"{indicator.id} ({indicator.art}) lässt sich nicht aus Anzahlen einer Grundmenge bilden. "
        "Bitte bei einer [[summe]] oder in exakt nennen.",
    )  # fmt: skip


@counted.register
def _share(indicator: ShareIndicator, base: Base, *, is_district: bool) -> _Counted:
    numerator, denominator = indicator.quantities
    if denominator.summe:  # a survey: how many answered, or answered well
        return _answered(numerator, denominator)
    atoms = cut(base, indicator, denominator, is_district=is_district)
    own = (*indicator.zaehler.wo, *indicator.zaehler.gueltig)
    own_classes = inside(base, indicator, own, is_district=is_district)
    every = dict.fromkeys((atom.klasse for atom in atoms), 1.0)
    return (
        denominator,
        atoms,
        {"z": {name: 1.0 for name in every if name in own_classes}, "n": every},
    )


@counted.register
def _quotient(indicator: QuotientIndicator, base: Base, *, is_district: bool) -> _Counted:
    del base, is_district
    return _answered(*indicator.quantities)


def _answered(numerator: Quantity, denominator: Quantity) -> _Counted:
    """Return those who answered (or answered well) and the others, as two classes."""
    part, whole = (
        Component(q.quelle, Measure.SUM, (*q.wo, *q.gueltig), columns=q.summe)
        for q in (numerator, denominator)
    )
    roles = {"z": {YES: 1.0}, "n": {YES: 1.0, REST: 1.0}}
    return denominator, answers(part, whole), roles


@counted.register
def _quantile(indicator: QuantileIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms = cut(base, indicator, indicator.nenner, is_district=is_district)
    roles: dict[str, dict[str, float]] = {
        f"k{number}": {atom.klasse: 1.0} for number, atom in enumerate(atoms)
    }
    roles["n"] = {atom.klasse: 1.0 for atom in atoms}
    return indicator.nenner, atoms, roles


@counted.register
def _mean(indicator: MeanIndicator, base: Base, *, is_district: bool) -> _Counted:
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
    return indicator.wert, atoms, {"n": dict.fromkeys(scores, 1.0), "z": scores, "yy": squares}


@counted.register
def _rate(indicator: RateIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms = cut(base, indicator, indicator.zaehler, is_district=is_district)
    roles = {"z": {atom.klasse: 1.0 for atom in atoms}}
    return indicator.zaehler, atoms, roles


@counted.register
def _ratio(indicator: RatioIndicator, base: Base, *, is_district: bool) -> _Counted:
    del base, is_district
    counted = count(indicator, indicator.zaehler)
    sides = (("z", indicator.stufe), ("n", indicator.vergleichsstufe))
    atoms = tuple(
        Atom(
            f"STUFE_{level}",
            counted,
            parts=(("belastungsstufe", frozenset({str(level)})),),
            stufe=level,
        )
        for _, level in sides
    )
    roles = {role: {f"STUFE_{level}": 1.0} for role, level in sides}
    return indicator.zaehler, atoms, roles


@counted.register
def _gap(indicator: GapIndicator, base: Base, *, is_district: bool) -> _Counted:
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
    return indicator.nenner, tuple(atoms), roles
