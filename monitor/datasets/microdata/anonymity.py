"""k-anonymity of grouped rows by local recoding: coarsen what is too small, as little as possible.

Knows cells (combinations of key values with their number of rows) and hierarchies, not what they
are about. A cell moves as a whole: all its rows get the same labels. A class is what a reader of
the file sees: the rows with the same labels.

Nodes (one level per key) are tried from the cheapest to the dearest. At each, the unsettled cells
that share their labels become a class where they are k together, or where taking the cheapest
settled class along costs less than losing their keys altogether. What is left in the end loses its
keys; where that is fewer than k rows, the cheapest way out is taken: a settled class loses its keys
as well, or every cell left joins a settled class at some node after all.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from monitor.datasets.microdata.hierarchies import Hierarchy

#: Rows of a cell.
COUNT: Final = "n"

_DONE: Final = "_fertig"  # is the cell's class settled?
_REST: Final = "_rest"  # unsettled rows that share their labels at a node
_TAKEN: Final = "_mitgenommen"  # is the cell in the class that goes along?
_COST: Final = "_kosten"  # penalty of taking that class along

Node = tuple[int, ...]


def label(key: str) -> str:
    """Return the column that holds a key's published label."""
    return f"{key}__stufe"


def _up(key: str) -> str:
    return f"{key}__hoeher"


def nodes(hierarchies: Sequence[Hierarchy]) -> list[Node]:
    """Return every combination of levels, the cheapest first."""
    levels = itertools.product(*(range(h.depth) for h in hierarchies))

    def cost(node: Node) -> tuple[float, Node]:
        total = sum(h.cost(level) for h, level in zip(hierarchies, node, strict=True))
        return round(total, 12), node

    return sorted(levels, key=cost)


def coarsen(
    cells: pl.DataFrame, hierarchies: Sequence[Hierarchy], k: int, *, within: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the cells with a label per key, so that every class has k rows.

    Args:
        cells: one row per combination of the keys' values and ``within``, with ``COUNT``.
        hierarchies: those of the keys that are coarsened.
        k: least number of rows that share their labels and ``within``.
        within: columns that stay as they are; classes never reach across their values.

    Returns:
        The same cells and a column ``label(key)`` per key; without the cells of those values of
        ``within`` that have fewer than k rows altogether.
    """
    step = _Step(hierarchies, tuple(within), k)
    patient, eager = (_run(step, cells, eager=eager) for eager in (False, True))
    return step.better(patient, eager).filter(pl.col(COUNT).sum().over(step.classes) >= k)


def _run(step: _Step, cells: pl.DataFrame, *, eager: bool) -> pl.DataFrame:
    order = nodes(step.hierarchies)
    state = step.start(cells, order[0])
    for node in order[1:-1]:
        if state[_DONE].all():
            break
        offers = step.offers(state, node) if eager else step.rest(state, node)
        state = step.accept(state, node, step.worthwhile(offers, eager=eager))
    return step.finish(state, order)


@dataclass(frozen=True)
class _Step:
    """The moves of `coarsen`; ``state`` is the cells with their labels and ``_DONE``."""

    hierarchies: Sequence[Hierarchy]
    within: tuple[str, ...]
    k: int

    @property
    def labels(self) -> list[str]:
        return [label(h.key) for h in self.hierarchies]

    @property
    def classes(self) -> list[str]:
        return [*self.within, *self.labels]

    @property
    def groups(self) -> list[str]:
        return [*self.within, *(_up(h.key) for h in self.hierarchies)]

    def start(self, cells: pl.DataFrame, node: Node) -> pl.DataFrame:
        labelled = cells.with_columns(
            h.at(level).alias(label(h.key)) for h, level in zip(self.hierarchies, node, strict=True)
        )
        return labelled.with_columns(
            (pl.col(COUNT).sum().over(self.classes) >= self.k).alias(_DONE)
        )

    def rest(self, state: pl.DataFrame, node: Node) -> pl.DataFrame:
        """Return the offers without a class to take along."""
        lifted = self._lift(state.filter(~pl.col(_DONE)), node)
        rest = lifted.group_by(self.groups).agg(pl.col(COUNT).sum().alias(_REST))
        nothing = [pl.lit(None, pl.String).alias(name) for name in self.labels]
        return rest.with_columns(*nothing, pl.lit(None, pl.Float64).alias(_COST))

    def offers(self, state: pl.DataFrame, node: Node) -> pl.DataFrame:
        """Return per group of unsettled cells: their rows and the cheapest class to take along."""
        lifted = self._lift(state, node)
        rest = (
            lifted.filter(~pl.col(_DONE))
            .group_by(self.groups)
            .agg(pl.col(COUNT).sum().alias(_REST))
        )
        near = lifted.filter(_DONE).join(rest, on=self.groups, how="semi")
        classes = (
            near.group_by(*self.groups, *self.labels)
            .agg(pl.col(COUNT).sum())
            .join(_sizes(state, self.classes), on=self.classes)
            .filter(pl.col(COUNT) == pl.col("_alle"))  # the whole class lies inside the group
            .with_columns((pl.col(COUNT) * self._raise()).alias(_COST))
            .filter(self._raise() > 0)
            .sort(_COST, *self.labels)
            .unique(subset=self.groups, keep="first", maintain_order=True)
        )
        return rest.join(classes.drop(COUNT, "_alle"), on=self.groups, how="left")

    def worthwhile(self, offers: pl.DataFrame, *, eager: bool) -> pl.DataFrame:
        """Return the offers to accept; without a class to take along where none is needed."""
        saved = pl.col(_REST) * (self._all_lost - self._penalties(_up))
        worth_it = (pl.col(_COST) < saved).fill_null(value=False) & eager
        return self.only_if_short(offers).filter((pl.col(_REST) >= self.k) | worth_it)

    def better(self, one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
        """Return, for each value of ``within``, the cells of the run that lost less."""
        runs = pl.concat([one.with_columns(_lauf=pl.lit(0)), other.with_columns(_lauf=pl.lit(1))])
        lost = runs.with_columns(_verlust=pl.col(COUNT) * self._penalties(label))
        totals = lost.group_by(*self.within, "_lauf").agg(pl.col("_verlust").sum().round(9))
        order = ("_verlust", "_lauf")
        best = (
            totals.sort(order).unique(subset=self.within, keep="first", maintain_order=True)
            if self.within
            else totals.sort(order).head(1)
        )
        return runs.join(best, on=[*self.within, "_lauf"], how="semi").drop("_lauf")

    @property
    def _all_lost(self) -> float:
        return sum(h.weight for h in self.hierarchies)

    def only_if_short(self, offers: pl.DataFrame) -> pl.DataFrame:
        short = pl.col(_REST) < self.k
        return offers.with_columns(pl.when(short).then(name).alias(name) for name in self.labels)

    def accept(self, state: pl.DataFrame, node: Node, offers: pl.DataFrame) -> pl.DataFrame:
        """Lift the unsettled cells of these groups, and the classes that go along."""
        if offers.is_empty():
            return state
        taken = {name: f"{name}_taken" for name in self.labels}
        marked = self._lift(state, node).join(
            offers.select(*self.groups, *self.labels, pl.lit(value=True).alias(_TAKEN))
            .rename(taken), on=self.groups, how="left", nulls_equal=True,
        )  # fmt: skip
        goes_along = pl.all_horizontal(
            (pl.col(name) == pl.col(column)).fill_null(value=False)
            for name, column in taken.items()
        )
        lifts = pl.col(_TAKEN).fill_null(value=False) & (~pl.col(_DONE) | goes_along)
        return marked.with_columns(
            pl.col(_DONE) | lifts,
            *(
                pl.when(lifts).then(_up(h.key)).otherwise(label(h.key)).alias(label(h.key))
                for h in self.hierarchies
            ),
        ).select(state.columns)

    def finish(self, state: pl.DataFrame, order: Sequence[Node]) -> pl.DataFrame:
        """Settle what is left."""
        if state[_DONE].all():
            return state.drop(_DONE)
        top = order[-1]
        left = self.offers(state, top)
        short = left.filter(pl.col(_REST) < self.k).select(
            *self.within, pl.col(_COST).fill_null(float("inf")).alias("_best")
        )
        best = short.with_columns(_node=pl.lit(len(order) - 1))
        if not short.is_empty():
            for number, node in enumerate(order[1:-1], 1):
                best = self._cheaper(best, state, number, node)
        for number, node in enumerate(order[1:-1], 1):
            chosen = best.filter(pl.col("_node") == number)
            if not chosen.is_empty():
                offers = _among(self.offers(state, node), chosen, self.within)
                state = self.accept(state, node, offers)
        remaining = self.only_if_short(self.offers(state, top))
        return self.accept(state, top, remaining).drop(_DONE)

    def _cheaper(
        self, best: pl.DataFrame, state: pl.DataFrame, number: int, node: Node
    ) -> pl.DataFrame:
        """Note the node where all cells left can join a class at less cost than so far."""
        offers = _among(self.offers(state, node), best, self.within)
        net = pl.col(_COST) + pl.col(_REST) * (self._penalties(_up) - self._all_lost)
        possible = pl.col(_COST).is_not_null().all()
        costs = (
            offers.with_columns(net.alias("_net"))
            .group_by(self.within or [pl.lit(1).alias("_eins")])
            .agg(pl.when(possible).then(pl.col("_net").sum()).alias("_net"))
        )
        joined = (
            best.join(costs.drop("_eins", strict=False), on=self.within, how="left")
            if self.within
            else best.with_columns(_net=costs["_net"])
        )
        wins = (pl.col("_net") < pl.col("_best")).fill_null(value=False)
        return joined.with_columns(
            pl.when(wins).then(number).otherwise("_node").alias("_node"),
            pl.when(wins).then("_net").otherwise("_best").alias("_best"),
        ).drop("_net")

    def _lift(self, state: pl.DataFrame, node: Node) -> pl.DataFrame:
        return state.with_columns(
            h.at(level).alias(_up(h.key)) for h, level in zip(self.hierarchies, node, strict=True)
        )

    def _penalties(self, column: type[str] | object) -> pl.Expr:
        name = _up if column is _up else label
        return pl.sum_horizontal(h.weight * h.penalty_of(name(h.key)) for h in self.hierarchies)

    def _raise(self) -> pl.Expr:
        return self._penalties(_up) - self._penalties(label)


def _sizes(state: pl.DataFrame, classes: Sequence[str]) -> pl.DataFrame:
    return state.filter(_DONE).group_by(classes).agg(pl.col(COUNT).sum().alias("_alle"))


def _among(offers: pl.DataFrame, chosen: pl.DataFrame, within: Sequence[str]) -> pl.DataFrame:
    return offers.join(chosen, on=within, how="semi") if within else offers


def penalty(cells: pl.DataFrame, hierarchies: Sequence[Hierarchy]) -> float:
    """Return the mean penalty over rows and keys: 0 nothing lost, 1 everything."""
    if cells.is_empty():
        return 0.0
    lost = pl.mean_horizontal(h.penalty_of(label(h.key)) for h in hierarchies)
    weighted = (lost * pl.col(COUNT)).sum() / pl.col(COUNT).sum()
    return float(cells.select(weighted).item())
