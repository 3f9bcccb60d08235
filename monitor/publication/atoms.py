"""Atoms: the disjoint classes that a base is cut into once, and the figures that follow from them.

Only counts of atoms pass to the public. A share's numerator is the sum of some of its base's atoms,
the denominator the sum of all of them; a median lies between their edges. Example: first contacts
of families by waiting time 0–1, 2–3, 4–5, 6–10, 11 and more; "within 5 days" is the first three.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from monitor.concept import (
    Concept,
    GapIndicator,
    Indicator,
    MeanIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    ShareIndicator,
)
from monitor.declaration import Condition, Direction, Level, Quantity, condition
from monitor.measures.components import Component, Measure, key_of
from monitor.publication_plan import Base, Classes, IntegerClass, NoisySums
from monitor.tables import PeriodKind

#: Class of everything that no declared class names; of a base without classes: all of it.
REST: Final = "UEBRIGE"
ALL: Final = "ALLE"
#: Class of those who answered, or answered well.
YES: Final = "JA"

#: A count belongs to a role of an indicator this many times.
Roles = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Atom:
    """One class of a base: the sum of ``plus`` without the sum of ``minus``.

    ``parts``: which values of which columns it covers, for the check; of integers each one alone.
    ``stufe``: counted in Kitas of this level of strain only.
    """

    klasse: str
    plus: Component
    minus: tuple[Component, ...] = ()
    parts: tuple[tuple[str, frozenset[str]], ...] = ()
    stufe: int | None = None


@dataclass(frozen=True)
class Cut:
    """A base as it is cut for the district or for areas.

    ``rows`` names the set of rows, the same for bases of the same rows; ``population`` the set with
    those that lack a usable value, whose number is published, too; ``periode`` is the kind of
    period that counts pass for.
    """

    basis: str
    rows: str
    population: str
    is_district: bool
    periode: PeriodKind
    atoms: tuple[Atom, ...]


@dataclass(frozen=True)
class PassedFigure:
    """An indicator as it is published for the district or for areas, from the atoms of one cut.

    ``indicator`` has the kind of period and the level that it is published for. ``roles``: of which
    classes each of its counts is made. ``edges``: where classes of a quantile begin and end.
    """

    indicator: Indicator
    cut: Cut
    roles: Roles
    edges: tuple[float, ...] = ()


@dataclass(frozen=True)
class SummedFigure:
    """An indicator that rests on sums with noise; ``unit`` is a quarter of the largest noise."""

    indicator: Indicator
    unit: int


@dataclass(frozen=True)
class Published:
    """How the indicators of one version of the concept are published."""

    exact: tuple[Indicator, ...]
    passed: tuple[PassedFigure, ...]
    summed: tuple[SummedFigure, ...]

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """Return the cuts, each once."""
        return tuple(dict.fromkeys(figure.cut for figure in self.passed))

    def components(self) -> Iterator[Component]:
        """Yield what is counted for the atoms: counts, and sums of record keys beside them."""
        for cut in self.cuts:
            for atom in cut.atoms:
                for component in (atom.plus, *atom.minus):
                    yield component
                    if has_record_keys(component):
                        yield key_of(component)


class PlanError(ValueError):
    """How figures are published is not declared, or declared in a way that is not sound."""

    def __init__(self, table: str, item: str | None, key: str | None, message: str) -> None:
        super().__init__(message)
        self.table, self.item, self.key = table, item, key


def has_record_keys(component: Component) -> bool:
    """Tell whether what is counted are rows that have a key of their own."""
    return component.source == "aktivitaet"


def published(concept: Concept) -> Published:
    """Return how the indicators of a version are published.

    Raises:
        PlanError: an indicator has no place or two, a base is cut twice, or a class cuts a figure.
    """
    places = _places(concept)
    _require_one_place(concept, places)
    _require_exact_of_no_persons(concept)
    by_id = {indicator.id: indicator for indicator in concept.indikator}
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
    """Return (indicator, where it is placed) for each time that one is named."""
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
        if indicator.ebene is Level.SOZIALRAUM and name not in base.nur_kreis:
            yield _figure(base, indicator, is_district=False)


def _figure(base: Base, indicator: Indicator, *, is_district: bool) -> PassedFigure:
    longer = base.periode if is_district else base.periode_sozialraum or base.periode
    periode = longer or indicator.periode
    level = Level.KREIS if is_district else Level.SOZIALRAUM
    variant = indicator.model_copy(update={"periode": periode, "ebene": level})
    counted, atoms, roles = _counted(variant, base, is_district=is_district)
    rows, population = _names_of_rows(variant, counted)
    cut = Cut(base.id, rows, population, is_district, periode, atoms)
    edges: tuple[float, ...] = ()
    if isinstance(indicator, QuantileIndicator):
        edges = _edges(base, indicator, is_district=is_district)
    return PassedFigure(variant, cut, roles, edges)


#: What is counted, the classes that it is cut into, and what is made of them.
_Counted = tuple[Quantity, tuple[Atom, ...], Roles]


@functools.singledispatch
def _counted(indicator: Indicator, base: Base, *, is_district: bool) -> _Counted:
    """Return rows, atoms and roles of a kind of indicator; others cannot pass."""
    del is_district
    raise PlanError(
        "grundmenge", base.id, "indikatoren",
        f"{indicator.id} ({indicator.art}) lässt sich nicht aus Anzahlen einer Grundmenge bilden. "
        "Bitte bei einer [[summe]] oder in exakt nennen.",
    )  # fmt: skip


@_counted.register
def _share(indicator: ShareIndicator, base: Base, *, is_district: bool) -> _Counted:
    numerator, denominator = indicator.quantities
    if denominator.summe:  # a survey: how many answered, or answered well
        return _answered(numerator, denominator)
    atoms = _cut(base, indicator, denominator, is_district=is_district)
    own = (*indicator.zaehler.wo, *indicator.zaehler.gueltig)
    inside = _inside(base, indicator, own, is_district=is_district)
    every = dict.fromkeys((atom.klasse for atom in atoms), 1.0)
    return denominator, atoms, {"z": {name: 1.0 for name in every if name in inside}, "n": every}


@_counted.register
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
    return denominator, _answers(part, whole), roles


def _answers(part: Component, whole: Component) -> tuple[Atom, ...]:
    yes, no = ((("antwort", frozenset({klasse})),) for klasse in (YES, REST))
    return (Atom(YES, part, parts=yes), Atom(REST, whole, (part,), no))


def answered_cut(
    basis: str, part: Component, whole: Component, level: Level, periode: PeriodKind
) -> Cut:
    """Return how answers of a survey are cut: those of a kind, and the others."""
    rows = _named_rows(whole.source, whole.where, whole.columns)
    return Cut(basis, rows, rows, level is Level.KREIS, periode, _answers(part, whole))


@_counted.register
def _quantile(indicator: QuantileIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms = _cut(base, indicator, indicator.nenner, is_district=is_district)
    roles: dict[str, dict[str, float]] = {
        f"k{number}": {atom.klasse: 1.0} for number, atom in enumerate(atoms)
    }
    roles["n"] = {atom.klasse: 1.0 for atom in atoms}
    return indicator.nenner, atoms, roles


@_counted.register
def _mean(indicator: MeanIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms = _cut(base, indicator, indicator.wert, is_district=is_district)
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


@_counted.register
def _rate(indicator: RateIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms = _cut(base, indicator, indicator.zaehler, is_district=is_district)
    roles = {"z": {atom.klasse: 1.0 for atom in atoms}}
    return indicator.zaehler, atoms, roles


@_counted.register
def _ratio(indicator: RatioIndicator, base: Base, *, is_district: bool) -> _Counted:
    del base, is_district
    counted = _count(indicator, indicator.zaehler)
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


@_counted.register
def _gap(indicator: GapIndicator, base: Base, *, is_district: bool) -> _Counted:
    atoms: list[Atom] = []
    roles: dict[str, dict[str, float]] = {}
    own = (*indicator.zaehler.wo, *indicator.zaehler.gueltig)
    inside = _inside(base, indicator, own, is_district=is_district)
    for group in (indicator.gruppe, indicator.vergleichsgruppe):
        of_group = (condition(indicator.feld, gleich=group),)
        parts = _cut(base, indicator, indicator.nenner, of_group, is_district=is_district)
        named = (indicator.feld, frozenset({group}))
        atoms += [
            replace(atom, klasse=f"{group} {atom.klasse}", parts=(named, *atom.parts))
            for atom in parts
        ]
        roles[f"z_{group}"] = {f"{group} {a.klasse}": 1.0 for a in parts if a.klasse in inside}
        roles[f"n_{group}"] = {f"{group} {a.klasse}": 1.0 for a in parts}
    return indicator.nenner, tuple(atoms), roles


def _cut(
    base: Base,
    indicator: Indicator,
    quantity: Quantity,
    further: tuple[Condition, ...] = (),
    *,
    is_district: bool,
) -> tuple[Atom, ...]:
    """Return the atoms of a base: each declared class, the last (or the rest) by what is left."""
    whole = _count(indicator, quantity, further)
    classes = base.classes(district=is_district)
    if not classes:
        return (Atom(ALL, whole),)
    named = [
        Atom(
            _label(part),
            _count(indicator, quantity, (*further, *_conditions(base, part))),
            parts=_covered(base, part),
        )
        for part in _closed(classes)
    ]
    is_open = isinstance(classes[-1][0], int)
    last = _label(classes[-1]) if is_open else REST
    left = classes[-1] if is_open else (REST, *_other_codes(base, classes))
    counted = tuple(atom.plus for atom in named)
    return (*named, Atom(last, whole, counted, _covered(base, left)))


def _covered(
    base: Base, part: tuple[int, ...] | tuple[str, ...]
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return which values of the base's column a class covers, for the check."""
    values: Iterable[int | str] = part
    if isinstance(part[0], int):
        starts = [int(one[0]) for one in (*base.klassen, *base.klassen_sozialraum)]
        last = max(starts) if len(part) == 1 else int(part[-1])
        values = range(part[0], last + 1)
    return ((base.feld or "", frozenset(map(str, values))),)


def _other_codes(base: Base, classes: Classes) -> list[str]:
    """Return the codes that classes of the other level name and these don't."""
    here = {code for part in classes for code in part}
    everywhere = (code for part in (*base.klassen, *base.klassen_sozialraum) for code in part)
    return [str(code) for code in everywhere if code not in here]


def _count(
    indicator: Indicator, quantity: Quantity, further: tuple[Condition, ...] = ()
) -> Component:
    where = (*quantity.wo, *further, *indicator.reif, *quantity.gueltig)
    return Component(quantity.quelle, Measure.COUNT, where)


def _closed(classes: Classes) -> Classes:
    """Return the classes that are counted; the last one of integers is what is left."""
    return classes[:-1] if isinstance(classes[0][0], int) else classes


def _label(part: tuple[int, ...] | tuple[str, ...]) -> str:
    if isinstance(part[0], str):
        return "|".join(map(str, part))
    first, last = part[0], part[-1]
    return f"{first}+" if len(part) == 1 else f"{first}" if first == last else f"{first}-{last}"


def _conditions(base: Base, part: tuple[int, ...] | tuple[str, ...]) -> tuple[Condition, ...]:
    field = base.feld or ""
    if isinstance(part[0], str):
        return (condition(field, **{"in": part}),)
    return (condition(field, mindestens=part[0]), condition(field, hoechstens=part[-1]))


def _names_of_rows(indicator: Indicator, counted: Quantity) -> tuple[str, str]:
    """Return what names a set of rows, and that with those that lack a usable value."""
    usable = (*indicator.reif, *counted.gueltig)
    if isinstance(indicator, GapIndicator):
        usable = (*usable, condition(indicator.feld, vorhanden=True))
    # of a mean, rows are counted: what is added up makes no other set of them
    columns = () if isinstance(indicator, MeanIndicator) else counted.summe
    return (
        _named_rows(counted.quelle, (*counted.wo, *usable), columns),
        _named_rows(counted.quelle, counted.wo, columns),
    )


def _named_rows(source: str, where: Iterable[Condition], columns: Iterable[str]) -> str:
    """Return table, columns and conditions, whatever their order."""
    told = sorted({one.model_dump_json(exclude_none=True, by_alias=True) for one in where})
    return " ".join([source, "+".join(columns), *told])


def _inside(
    base: Base, indicator: Indicator, own: Iterable[Condition], *, is_district: bool
) -> frozenset[str]:
    """Return the classes that the numerator is made of.

    Raises:
        PlanError: the numerator is no union of classes.
    """
    conditions = list(own)
    if any(one.feld != base.feld for one in conditions):
        raise _no_union(base, indicator)
    classes = base.classes(district=is_district)
    if not classes:
        raise _no_union(base, indicator)
    if isinstance(classes[0][0], str):
        return _codes_inside(base, indicator, conditions, classes)
    inside = [part for part in classes if _integers_hold(base, indicator, conditions, part)]
    return frozenset(map(_label, inside))


def _codes_inside(
    base: Base, indicator: Indicator, conditions: Iterable[Condition], classes: Classes
) -> frozenset[str]:
    wanted: set[str] | None = None
    for one in conditions:
        if one.gleich is None and one.in_ is None:
            raise _no_union(base, indicator)
        wanted = set(one.codes) if wanted is None else wanted & set(one.codes)
    found = [part for part in classes if set(map(str, part)) <= (wanted or set())]
    if {str(code) for part in found for code in part} != wanted:
        raise _no_union(base, indicator)
    return frozenset(map(_label, found))


def _integers_hold(
    base: Base, indicator: Indicator, conditions: Iterable[Condition], part: IntegerClass
) -> bool:
    """Tell whether a class of integers satisfies all conditions; in part only is an error."""
    first, last = part[0], part[-1]
    is_open = len(part) == 1
    for one in conditions:
        if one.mindestens is not None:
            ends = first >= one.mindestens, is_open or last >= one.mindestens
        elif one.hoechstens is not None:
            ends = first <= one.hoechstens, not is_open and last <= one.hoechstens
        else:
            raise _no_union(base, indicator)
        if ends[0] != ends[1]:
            raise _no_union(base, indicator)
        if not ends[0]:
            return False
    return True


def _no_union(base: Base, indicator: Indicator) -> PlanError:
    return PlanError(
        "grundmenge", base.id, "klassen",
        f"Der Zähler von {indicator.id} setzt sich nicht aus ganzen Klassen der Grundmenge "
        f"„{base.id}“ zusammen. Bitte die Klassen so wählen, dass keine ihn durchschneidet.",
    )  # fmt: skip


def _edges(base: Base, indicator: QuantileIndicator, *, is_district: bool) -> tuple[float, ...]:
    """Return where the classes of a quantile begin and end, half-way between whole numbers.

    Raises:
        PlanError: classes are not of the column, the open class has no end, or the target or path
            lies inside a class.
    """
    classes = base.classes(district=is_district)
    end = base.open_end(district=is_district)
    if base.feld != indicator.feld or not classes or end is None:
        raise PlanError(
            "grundmenge", base.id, "klassen",
            f"Das Quantil {indicator.id} braucht Klassen von {indicator.feld} und offen_bis.",
        )  # fmt: skip
    edges = (*(float(part[0]) - 0.5 for part in classes), end + 0.5)
    if indicator.zielwert is not None and indicator.zielwert + 0.5 not in edges:
        raise PlanError(
            "indikator", indicator.id, "zielwert",
            f"Der Zielwert {indicator.zielwert:g} von {indicator.id} liegt mitten in einer Klasse "
            f"der Grundmenge „{base.id}“. Bitte einen Zielwert nehmen, mit dem eine Klasse endet, "
            "oder die Klassen anders wählen (für Sozialräume sonst: nur_kreis).",
        )  # fmt: skip
    if indicator.richtung is Direction.HOEHER:
        raise PlanError(
            "indikator", indicator.id, "richtung",
            f"Das Quantil {indicator.id} wird aus Klassen gebildet; dafür geht nur NIEDRIGER "
            "oder BEOBACHTEN.",
        )  # fmt: skip
    if indicator.zielpfad:
        raise PlanError(
            "indikator", indicator.id, "zielpfad",
            f"Für das Quantil {indicator.id} gibt es keinen Zielpfad, weil nur Klassen "
            "veröffentlicht werden. Bitte zielpfad entfernen.",
        )  # fmt: skip
    return edges
