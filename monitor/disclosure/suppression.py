"""Secondary suppression: publishes figure by figure as long as no secret follows.

The dearest figures come first, so that those of the district, of the graded periods and of the
latest years are the last to be hidden. Each hidden figure is necessary: published beside those that
were taken before it, it would give a secret away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from monitor.disclosure.elimination import Eliminator
from monitor.disclosure.history import QUARANTINE
from monitor.disclosure.model import FIGURE, MISSING, ROWS, Key, Problem
from monitor.measures.rollup import KEYS
from monitor.tables import Status

_FLAGS: Final = {FIGURE: "geheim", MISSING: "fehlend_geheim", QUARANTINE: "quarantaene_geheim"}


@dataclass(frozen=True)
class Pattern:
    """What is hidden: by a rule (primary), or so that nothing follows from the rest (secondary)."""

    primary: frozenset[Key]
    secondary: frozenset[Key]

    def with_more(self, keys: frozenset[Key]) -> Pattern:
        """Return a pattern that hides these as well."""
        return Pattern(self.primary, self.secondary | keys)

    def without(self, keys: frozenset[Key]) -> Pattern:
        """Return a pattern that hides these only where a rule does."""
        return Pattern(self.primary, self.secondary - keys)

    @property
    def hidden(self) -> frozenset[Key]:
        """Return everything that is hidden."""
        return self.primary | self.secondary

    @property
    def blanks(self) -> pl.DataFrame:
        """Return what is blank in the rows for science: gebiet_id, quartal, spalte."""
        found = sorted(
            (key.gebiet_id, quarter, key.indikator_id)
            for key in self.hidden
            if key.shown == ROWS
            for quarter in _quarters(key.periode)
        )
        return pl.DataFrame(
            found, schema=dict.fromkeys(("gebiet_id", "quartal", "spalte"), pl.String), orient="row"
        ).unique(maintain_order=True)

    def flags(self, figures: pl.DataFrame, indicator_id: str) -> pl.DataFrame:
        """Say of an indicator's figures what is hidden of them and beside them."""
        flagged = figures
        for shown, column in _FLAGS.items():
            rows = [key[2:] for key in self.hidden if key[:2] == (shown, indicator_id)]
            hidden = pl.DataFrame(rows, schema=dict.fromkeys(KEYS, pl.String), orient="row")
            flagged = flagged.join(
                hidden.with_columns(pl.lit(value=True).alias(column)),
                on=KEYS,
                how="left",
                maintain_order="left",
            ).with_columns(pl.col(column).fill_null(value=False))
        return flagged


def _quarters(period: str) -> list[str]:
    """Return the quarters of a quarter, half-year or year."""
    if "-Q" in period:
        return [period]
    numbers = {"-H1": (1, 2), "-H2": (3, 4)}.get(period[4:], (1, 2, 3, 4))
    return [f"{period[:4]}-Q{number}" for number in numbers]


def suppress(problem: Problem, anyway: Collection[Key] = ()) -> Pattern:
    """Return what has to be hidden beside that which is hidden anyway."""
    eliminator = Eliminator(problem.secrets)
    eliminator.take_for_known(problem.published)
    secondary = {
        candidate.key
        for candidate in sorted(problem.candidates, key=lambda candidate: candidate.order)
        if candidate.key not in anyway and not eliminator.publish(candidate.vectors)
    }
    return Pattern(frozenset(problem.primary), frozenset(secondary))


def necessary(problem: Problem, hidden: Collection[Key]) -> frozenset[Key]:
    """Return which of the figures that are hidden a secret would follow from, beside the others."""
    eliminator = Eliminator(problem.secrets)
    eliminator.take_for_known(problem.published)
    for candidate in sorted(problem.candidates, key=lambda candidate: candidate.order):
        if candidate.key not in hidden:
            eliminator.publish(candidate.vectors)
    return frozenset(
        candidate.key
        for candidate in problem.candidates
        if candidate.key in hidden and not eliminator.publish(candidate.vectors, trial=True)
    )


def keep_shown(wert: pl.DataFrame, last: pl.DataFrame, release_id: str) -> pl.DataFrame:
    """Return table ``wert`` with the rows of the last release where only now they are hidden.

    Their difference must not show, so that they keep their old value until it may; ``aus_stand``
    says which release it is from.
    """
    hidden = pl.col("status") == Status.GEHEIM.value
    keys = ("indikator_id", *KEYS)
    kept = last.filter(~hidden).join(wert.filter(hidden), on=keys, how="semi")
    kept = kept.with_columns(pl.col("aus_stand").fill_null(release_id))
    return pl.concat([wert.join(kept, on=keys, how="anti"), kept.select(wert.columns)])
