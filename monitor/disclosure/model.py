"""All counts of a release as vectors, with what must stay hidden: the input of the suppression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import polars as pl

from data.schema import AKTIVITAET
from monitor.concept import Indicator, RatioIndicator
from monitor.content import Confidentiality, Thresholds
from monitor.declaration import Subject
from monitor.disclosure.book import Book, Held
from monitor.disclosure.differences import Span, spans_of, steps_between
from monitor.disclosure.elimination import Secret, Vector, subtract
from monitor.disclosure.history import (
    QUARANTINE,
    Backing,
    CountId,
    Earlier,
    Where,
    contributors_of,
)
from monitor.disclosure.revealed import Count, counts, counts_of_all, missing, own_counts
from monitor.measures.components import QUARANTINED, plan
from monitor.measures.rollup import AREA
from monitor.measures.world import World
from monitor.primary_rules import OF_PERSONS, SMALL, TOO_FEW, WHOLE, threshold
from monitor.tables import DISTRICT, PeriodKind, Status

#: What is shown of a figure, beside it, and hidden by itself: the columns of ``wert``.
FIGURE: Final = "wert"
MISSING: Final = "fehlend"
#: What is hidden of the rows for science: a column in an area and quarter.
ROWS: Final = "zeilen"


class Key(NamedTuple):
    """A figure, or the count of rows beside it that are missing or in quarantine.

    Or (`ROWS`) a column of the rows for science, whose name stands in the place of the indicator's.
    """

    shown: str  # FIGURE, MISSING, QUARANTINE or ROWS
    indikator_id: str
    gebiet_id: str
    periode_art: str
    periode: str


@dataclass(frozen=True)
class Candidate:
    """Something that may be published: what it gives away, and how dear it is (least first)."""

    key: Key
    vectors: tuple[Vector, ...]
    order: tuple[float, ...]


class Given(NamedTuple):
    """A count that a figure gives away; ``name`` finds it again in later releases."""

    vector: Vector
    held: Held
    is_shown: bool = True
    name: CountId | None = None


@dataclass
class Problem:
    """What may be published, what must stay hidden, and what is hidden already."""

    candidates: list[Candidate] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    primary: set[Key] = field(default_factory=set)
    published: list[Vector] = field(default_factory=list)  # by earlier releases
    contributors: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    _hidden: set[CountId] = field(default_factory=set)

    def hide(self, given: Given) -> None:
        """Keep a count secret, in this release and in later ones."""
        self.secrets.append(Secret(given.vector, given.held.known_to))
        if given.name:
            self._hidden.add(given.name)

    def backing(
        self, indicators: Mapping[tuple[str, str], Indicator], figures: pl.DataFrame
    ) -> Backing:
        """Return what has to be kept for the releases to come; see `Earlier`."""
        return Backing(indicators, self.contributors, frozenset(self._hidden), figures)


@dataclass(frozen=True)
class Part:
    """The figures of an indicator under one version of the concept, flagged by the primary rules.

    ``figures``: as of `monitor.primary_rules.flag_figures`; ``is_beside``: they are hidden before
    those of others.
    """

    indicator: Indicator
    figures: pl.DataFrame
    is_beside: bool = False


@dataclass(frozen=True)
class _Row:
    """One figure: the indicator's row, from which count on it may be shown, and how dear it is."""

    indicator: Indicator
    values: Mapping[str, Any]
    least: int
    latest: int
    is_beside: bool

    @property
    def where(self) -> Where:
        return self.values[AREA], self.values["periode_art"], self.values["periode"]

    @property
    def is_graded(self) -> bool:
        return bool(self.values["periode_art"] == self.indicator.periode)

    @property
    def order(self) -> tuple[float, ...]:
        """Say how dear it is: the district's, the graded and the latest are hidden last."""
        return (
            self.is_beside,
            self.values[AREA] != DISTRICT or not self.is_graded,
            not self.is_graded,
            self.latest - self.values["bis"].year,
            self.values["periode_art"] == PeriodKind.MONAT,
            -float(self.values["fallzahl"] or 0),
        )


def build_problem(
    parts: Sequence[Part],
    world: World,
    rules: Confidentiality,
    earlier: Sequence[Earlier] = (),
) -> Problem:
    """Return every figure of a release as a candidate or as a secret.

    ``earlier``: the published releases, oldest first. What they show is published already; what
    they hide, and what changed since by too little or for too few, are secrets as well.
    """
    indicators = [part.indicator for part in parts]
    components = [component for one in indicators for component in plan(one).values()]
    backing = contributors_of(world.rolled, world.quarantine, components)
    steps = steps_between(earlier, backing)
    spans = spans_of(steps)
    declared = [one for release in earlier for one in release.indicators.values()]
    book = Book([*indicators, *declared], world, steps)
    problem = Problem(contributors=backing)
    for level, release in enumerate(earlier):
        _add_release(problem, book, release, level)
    latest = max(world.periods["bis"]).year
    for part in parts:
        least = threshold(part.indicator, rules.schwellen)
        for values in part.figures.iter_rows(named=True):
            row = _Row(part.indicator, values, least, latest, part.is_beside)
            _add_figure(problem, book, row)
            if row.is_graded:
                _add_counts_beside(problem, book, row)
            for span in spans:
                _add_changes(problem, book, span, row, rules.schwellen)
    return problem


def _add_release(problem: Problem, book: Book, release: Earlier, level: int) -> None:
    """Publish what an earlier release shows, and keep what it hides."""
    for values in release.wert.filter(pl.col("status") != Status.GEHEIM.value).iter_rows(
        named=True
    ):
        where = values[AREA], values["periode_art"], values["periode"]
        indicator = release.indicators[values["konzept_id"], values["indikator_id"]]
        shown = [(one.source, one.factors) for one in _counts_shown(indicator, values)]
        if values[QUARANTINE] is not None:
            shown.append((QUARANTINE, {plan(indicator)[QUARANTINED].name: 1}))
        problem.published += [
            book.vector(family, factors, where, level)
            for family, factors in shown
            if book.knows(family, factors, where)
        ]
    problem.secrets += [
        Secret(book.vector(secret.family, dict(secret.factors), secret.where, level))
        for secret in sorted(release.secrets)
        if book.knows(secret.family, dict(secret.factors), secret.where)
    ]


def _counts_shown(indicator: Indicator, values: Mapping[str, Any]) -> Iterator[Count]:
    if any(values[name] is not None for name in ("wert", "zaehler", "nenner", "fallzahl")):
        yield from (count for count in counts(indicator) if count.is_shown)
    lacking = missing(indicator)
    if lacking and values[MISSING] is not None:
        yield lacking


def _add_changes(problem: Problem, book: Book, span: Span, row: _Row, rules: Thresholds) -> None:
    """Keep differences secret that the rules would hide were they a table of their own."""
    given = counts(row.indicator)
    found = [span.whole.changes(count.source, count.factors).get(row.where) for count in given]
    if not any(found):
        return
    base = found[0]
    units = rules.traeger if row.indicator.thema is Subject.GELD_STELLEN else rules.kitas
    is_thin = base is not None and (
        base.contributors < units or base.largest_share > rules.dominanz
    )
    of_persons = row.indicator.thema in OF_PERSONS
    problem.secrets += [
        Secret(book.change(span.steps, count.source, count.factors, row.where), change.known_to)
        for count, change in zip(given, found, strict=True)
        if change and (is_thin or (of_persons and abs(change.amount) < row.least))
    ]


def _add_figure(problem: Problem, book: Book, row: _Row) -> None:
    """Make a figure a candidate, or its counts secrets; one of too few cases is neither."""
    key = Key(FIGURE, row.indicator.id, *row.where)
    found = list(_of_figure(book, row))
    if not (row.values[SMALL] or row.values[WHOLE]):
        vectors = tuple(one.vector for one in found if one.is_shown)
        if not row.values[TOO_FEW]:
            problem.candidates.append(Candidate(key, vectors, (0, *row.order)))
        return
    problem.primary.add(key)
    for one in found:
        if row.values[WHOLE] or 0 < one.held.value < row.least:
            problem.hide(one)


def _add_counts_beside(problem: Problem, book: Book, row: _Row) -> None:
    for shown, one in _beside(book, row):
        key = Key(shown, row.indicator.id, *row.where)
        if 0 < one.held.value < row.least:
            problem.primary.add(key)
            problem.hide(one)
        else:
            problem.candidates.append(Candidate(key, (one.vector,), (1, *row.order)))


def _of_figure(book: Book, row: _Row) -> Iterator[Given]:
    """Yield all that a figure gives away; who is alone behind a count knows what is zero of it."""
    for count in counts(row.indicator):
        given = _given(book, count.source, count, row.where)
        if count.within and not given.held.value:
            whole = book.held(count.source, Count(((count.within, 1),)), row.where)
            given = given._replace(held=whole._replace(value=0.0))
        yield given
    for own in own_counts(row.indicator):
        held = Held(float(row.values[own.column] or 0), None)
        yield Given(book.own(row.indicator, own, row.where), held)
    if isinstance(row.indicator, RatioIndicator):
        yield _third_side(book, row.indicator, row)


def _given(book: Book, family: str, count: Count, where: Where) -> Given:
    named = CountId(family, tuple(count.factors.items()), where)
    vector, held = book.vector(family, count.factors, where), book.held(family, count, where)
    return Given(vector, held, count.is_shown, named)


def _third_side(book: Book, indicator: RatioIndicator, row: _Row) -> Given:
    """Return what of all events lies in neither of the two levels that are compared."""
    whole = _given(book, indicator.zaehler.quelle, counts_of_all(indicator), row.where)
    rest = dict(whole.vector)
    for own in own_counts(indicator):
        subtract(rest, 1, book.own(indicator, own, row.where))
    both = sum(float(row.values[own.column] or 0) for own in own_counts(indicator))
    return Given(rest, Held(whole.held.value - both, None), is_shown=False)


def _beside(book: Book, row: _Row) -> Iterator[tuple[str, Given]]:
    """Yield what is shown beside a figure: rows without a value, and rows in quarantine."""
    lacking = missing(row.indicator)
    if lacking:
        yield MISSING, _given(book, lacking.source, lacking, row.where)
    suspected = plan(row.indicator)[QUARANTINED]
    if suspected.source == AKTIVITAET.name:
        yield QUARANTINE, _given(book, QUARANTINE, Count(((suspected, 1),)), row.where)
