"""From a declared base to its atoms: what counts for each class, and where classes end.

Each declared class is counted, the last one of whole numbers (or what no class of codes names) is
what is left of all rows: so no row is lost between classes.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.concept.indicators import Indicator, QuantileIndicator
from monitor.concept.publication import Base, Classes
from monitor.concept.vocabulary import AreaLevel, Condition, Direction, Quantity, condition
from monitor.confidentiality.plan.atoms import ALL, REST, YES, Atom, Cut, PlanError
from monitor.measures.components import Component, Measure
from monitor.periods import PeriodKind


def cut(
    base: Base,
    indicator: Indicator,
    quantity: Quantity,
    further: tuple[Condition, ...] = (),
    *,
    is_district: bool,
) -> tuple[Atom, ...]:
    """Return the atoms of a base: each declared class, the last (or the rest) by what is left."""
    whole = count(indicator, quantity, further)
    classes = base.classes(district=is_district)
    if not classes:
        return (Atom(ALL, whole),)
    named = [
        Atom(
            label(part),
            count(indicator, quantity, (*further, *_conditions(base, part))),
            parts=_covered(base, part),
        )
        for part in _closed(classes)
    ]
    is_open = isinstance(classes[-1][0], int)
    last = label(classes[-1]) if is_open else REST
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
    """Return the codes named by classes of the other level only."""
    here = {code for part in classes for code in part}
    everywhere = (code for part in (*base.klassen, *base.klassen_sozialraum) for code in part)
    return [str(code) for code in everywhere if code not in here]


def count(
    indicator: Indicator, quantity: Quantity, further: tuple[Condition, ...] = ()
) -> Component:
    """Return the rows of a quantity that are mature and usable, counted."""
    where = (*quantity.wo, *further, *indicator.reif, *quantity.gueltig)
    return Component(quantity.quelle, Measure.COUNT, where)


def _closed(classes: Classes) -> Classes:
    """Return the counted classes; the last class of integers is the rest of all rows."""
    return classes[:-1] if isinstance(classes[0][0], int) else classes


def label(part: tuple[int, ...] | tuple[str, ...]) -> str:
    """Return how a class is called: ``0-1``, ``3``, ``11+`` or its codes."""
    if isinstance(part[0], str):
        return "|".join(map(str, part))
    first, last = part[0], part[-1]
    return f"{first}+" if len(part) == 1 else f"{first}" if first == last else f"{first}-{last}"


def _conditions(base: Base, part: tuple[int, ...] | tuple[str, ...]) -> tuple[Condition, ...]:
    field = base.feld or ""
    if isinstance(part[0], str):
        return (condition(field, **{"in": part}),)
    return (condition(field, mindestens=part[0]), condition(field, hoechstens=part[-1]))


def names_of_rows(indicator: Indicator, counted: Quantity) -> tuple[str, str]:
    """Return the name of a set of rows, without and with rows that lack a usable value."""
    usable = (*counted.wo, *indicator.reif, *counted.gueltig)
    return (
        _named_rows(counted.quelle, usable, counted.summe),
        _named_rows(counted.quelle, counted.wo, counted.summe),
    )


def _named_rows(source: str, where: Iterable[Condition], columns: Iterable[str]) -> str:
    """Return table, columns and conditions, whatever their order."""
    told = sorted({one.model_dump_json(exclude_none=True, by_alias=True) for one in where})
    return " ".join([source, "+".join(columns), *told])


def answers(part: Component, whole: Component) -> tuple[Atom, ...]:
    """Return those who answered (or answered well), and the others."""
    yes, no = ((("antwort", frozenset({klasse})),) for klasse in (YES, REST))
    return (Atom(YES, part, parts=yes), Atom(REST, whole, (part,), no))


def answered_cut(
    basis: str, part: Component, whole: Component, level: AreaLevel, periode: PeriodKind
) -> Cut:
    """Return how answers of a survey are cut: those of a kind, and the others."""
    rows = _named_rows(whole.source, whole.where, whole.columns)
    return Cut(basis, rows, rows, level is AreaLevel.KREIS, periode, answers(part, whole))


def edges(base: Base, indicator: QuantileIndicator, *, is_district: bool) -> tuple[float, ...]:
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
