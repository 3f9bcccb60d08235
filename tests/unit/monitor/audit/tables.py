"""Tables with totals as linear systems: rows, columns, and which cells are hidden."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

from monitor.audit.attack import Finding, attack
from monitor.audit.blocks import take_apart
from monitor.audit.insiders import known_anyway
from monitor.audit.system import Secret, System

Cell = tuple[int, int]


def table(
    values: Sequence[Sequence[int]],
    hidden: Collection[Cell],
    *,
    width: float = 3,
    known_to: Mapping[Cell, str] | None = None,
) -> System:
    """Return a table whose totals and cells are published, all but the hidden ones."""
    system, owners = System(), known_to or {}
    rows, columns = range(len(values)), range(len(values[0]))
    for row, column in itertools.product(rows, columns):
        terms = {system.unknown((row, column)): 1.0}
        if (row, column) in hidden:
            value, owner = values[row][column], owners.get((row, column))
            system.secrets.append(Secret((row, column), terms, value, width, owner))
        else:
            system.equal(terms, values[row][column], by=(row, column))
    for row in rows:
        terms = {system.unknown((row, column)): 1.0 for column in columns}
        system.equal(terms, sum(values[row]), by=f"row {row}")
    for column in columns:
        terms = {system.unknown((row, column)): 1.0 for row in rows}
        system.equal(terms, sum(values[row][column] for row in rows), by=f"column {column}")
    return system


def findings(system: System) -> dict[object, Finding]:
    """Return what an attack comes to, by the name of the secret; an insider's after anybody's."""
    found: dict[object, Finding] = {}
    anyway = known_anyway(system)
    for block in take_apart(system).blocks:
        for finding in attack(block, withheld=system.withheld, anyway=anyway).findings:
            if found.get(finding.secret.name) is None or not finding.is_safe:
                found[finding.secret.name] = finding
    return found
