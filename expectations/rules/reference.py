"""Reference values of the rules: code lists, areas and goals from the content of the instance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from monitor.content.folder import Content

#: Lists beside the code lists of ``data.schema.CODE_LISTS``.
AREAS: Final = "gebiete"  # every area of the content, also the ones that are not served
SERVED_AREAS: Final = "sozialraeume"
GOALS: Final = "ziele"


@dataclass(frozen=True)
class Entry:
    """An allowed value and its days of validity (``None``: without limit)."""

    value: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Reference:
    """The allowed values by list; hashable, since suites are kept per content."""

    entries: tuple[tuple[str, tuple[Entry, ...]], ...]

    @cached_property
    def _by_list(self) -> Mapping[str, tuple[Entry, ...]]:
        return dict(self.entries)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a list, whenever they are valid."""
        return tuple(entry.value for entry in self._by_list[name])

    def limited(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of a list with a limited validity."""
        return tuple(
            entry for entry in self._by_list[name] if entry.valid_from or entry.valid_until
        )


def reference_of(content: Content) -> Reference:
    """Return the reference values of the content."""
    lists = {
        name: tuple(Entry(code.code, code.gueltig_von, code.gueltig_bis) for code in listed.codes)
        for name, listed in content.codes.items()
    }
    lists[AREAS] = tuple(Entry(area.ars) for area in content.areas)
    lists[SERVED_AREAS] = tuple(Entry(area.ars) for area in content.all_served_areas)
    goals = dict.fromkeys(goal.id for concept in content.concepts for goal in concept.ziel)
    lists[GOALS] = tuple(Entry(goal) for goal in goals)
    return Reference(tuple(sorted(lists.items())))
