"""Reading the versions of the concept: their basis, their changes, their order."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from monitor.concept.checks import check_concept
from monitor.concept.versions import Concept
from monitor.confidentiality.plan.atoms import PlanError
from monitor.confidentiality.plan.published import published
from monitor.content.files import explain, line_of, read_toml
from monitor.errors import ContentError

#: Keys of a base that name indicators.
_INDICATOR_LISTS: Final = ("indikatoren", "nur_kreis")


def read_concepts(folder: Path, codes: Mapping[str, frozenset[str]]) -> tuple[Concept, ...]:
    """Return the versions in ``folder`` in the order of their validity.

    ``codes`` gives the codes of each list, to check the conditions against.

    Raises:
        ContentError: a version is wrong, is based on an unknown one, or overlaps another.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ContentError(
            f"In {folder} liegt kein Konzept. Bitte mit „monitor init“ die Vorlage holen."
        )
    raw_by_id: dict[str, dict[str, Any]] = {}
    concepts: dict[Path, Concept] = {}
    for path in files:
        raw = _with_basis(path, read_toml(path), raw_by_id)
        concept = _parse_concept(path, raw)
        if concept.id in raw_by_id:
            raise _complain(
                path, "konzept", None, "id",
                f"Eine Fassung „{concept.id}“ gibt es schon. Bitte eine andere id wählen.",
            )  # fmt: skip
        check_concept(concept, codes, functools.partial(_complain, path))
        _check_publication(path, concept)
        raw_by_id[concept.id] = raw
        concepts[path] = concept
    return _in_order(concepts)


def _check_publication(path: Path, concept: Concept) -> None:
    """Check the plan of publication: one place per indicator, classes that fit the figure."""
    try:
        published(concept)
    except PlanError as error:
        raise _complain(path, error.table, error.item, error.key, str(error)) from None


def _complain(
    path: Path, table: str, item_id: str | None, key: str | None, message: str
) -> ContentError:
    raw = read_toml(path).get(table, [])
    ids = [entry.get("id") for entry in raw] if isinstance(raw, list) else []
    if item_id is not None and item_id not in ids:  # taken over: what it lacks was left out here
        table, item_id, key = "konzept", None, "entfaellt"
    # the last one: a doubled id is complained about where it stands the second time
    index = len(ids) - 1 - ids[::-1].index(item_id) if item_id in ids else 0
    return ContentError(f"{path}, Zeile {line_of(path, table, index, key)}: {message}")


def _with_basis(
    path: Path, raw: dict[str, Any], known: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the declaration, completed from the version named in ``beruht_auf``."""
    head = dict(raw.get("konzept", {}))
    basis_id, dropped = head.pop("beruht_auf", None), head.pop("entfaellt", [])
    if basis_id is None:
        return {**raw, "konzept": head}
    if basis_id not in known:
        raise _complain(
            path, "konzept", None, "beruht_auf",
            f"Die Fassung „{basis_id}“ gibt es nicht oder sie wird erst danach gelesen "
            f"(bekannt: {', '.join(known) or 'keine'}). Bitte berichtigen.",
        )  # fmt: skip
    basis = known[basis_id]
    _check_dropped(path, basis, dropped)
    merged = {
        table: _merge(basis.get(table, []), _once(path, table, raw), dropped)
        for table in ("ziel", "indikator")
    }
    return {**raw, **merged, **_published(path, raw, basis, dropped), "konzept": head}


def _published(
    path: Path, raw: Mapping[str, Any], basis: Mapping[str, Any], dropped: Sequence[str]
) -> dict[str, Any]:
    """Return how figures are published: as in the basis, without dropped indicators."""
    bases = {
        table: _merge(basis.get(table, []), _once(path, table, raw), ())
        for table in ("grundmenge", "summe")
    }
    kept = {
        table: [
            {**entry, **{key: [name for name in entry[key] if name not in dropped]
                         for key in _INDICATOR_LISTS if key in entry}}
            for entry in entries
        ]
        for table, entries in bases.items()
    }  # fmt: skip
    exact = [
        name
        for part in (basis, raw)
        for name in part.get("veroeffentlichung", {}).get("exakt", [])
        if name not in dropped
    ]
    return {
        **{table: [one for one in entries if one.get("indikatoren") != []]
           for table, entries in kept.items()},
        "veroeffentlichung": {"exakt": exact},
    }  # fmt: skip


def _check_dropped(path: Path, basis: Mapping[str, Any], dropped: Any) -> None:
    ids = [entry["id"] for table in ("ziel", "indikator") for entry in basis.get(table, [])]
    if not isinstance(dropped, list):
        message = 'entfaellt braucht eine Liste, etwa ["Z2.3"]. Bitte berichtigen.'
    elif unknown := [name for name in dropped if name not in ids]:
        message = f"„{unknown[0]}“ steht nicht in der Grundlage. Bitte berichtigen oder entfernen."
    else:
        return
    raise _complain(path, "konzept", None, "entfaellt", message)


def _once(path: Path, table: str, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of a table; each id may be changed once."""
    entries: list[dict[str, Any]] = raw.get(table, [])
    if not isinstance(entries, list):
        raise _complain(path, table, None, None, f"Bitte [[{table}]] mit doppelten Klammern.")
    ids = [entry.get("id", "") for entry in entries]
    doubled = [name for name in ids if ids.count(name) > 1]
    if doubled:
        raise _complain(
            path, table, doubled[0], "id",
            f"{doubled[0]} steht doppelt. Bitte einen Eintrag entfernen.",
        )  # fmt: skip
    return entries


def _merge(
    basis: Sequence[dict[str, Any]], changes: Sequence[dict[str, Any]], dropped: Sequence[str]
) -> list[dict[str, Any]]:
    entries = {entry["id"]: entry for entry in basis if entry["id"] not in dropped}
    for change in changes:
        name = change.get("id", "")
        entries[name] = {**entries.get(name, {}), **change}
    return list(entries.values())


def _parse_concept(path: Path, raw: dict[str, Any]) -> Concept:
    try:
        return Concept.model_validate(raw)
    except ValidationError as error:
        where, message = explain(error)
        table = str(where[0]) if where else "konzept"
        index = where[1] if len(where) > 1 and isinstance(where[1], int) else None
        entries = raw.get(table)
        item = entries[index].get("id") if index is not None and isinstance(entries, list) else None
        # pydantic puts the tag of the union, the art, between the entry and its key
        inside = where[3:] if table == "indikator" and index is not None else where[1:]
        keys = [part for part in inside if isinstance(part, str)]
        key = keys[0] if keys else None
        place = f" bei {item}" if item else ""
        raise _complain(
            path,
            table,
            item,
            key,
            f"{'.'.join(keys) or table}{place}: {message}. Bitte berichtigen.",
        ) from None


def _in_order(concepts: Mapping[Path, Concept]) -> tuple[Concept, ...]:
    ordered = sorted(concepts.items(), key=lambda item: item[1].konzept.gueltig_von)
    for (path, earlier), (_, later) in itertools.pairwise(ordered):
        end = earlier.konzept.gueltig_bis
        if end is None or end >= later.konzept.gueltig_von:
            raise _complain(
                path, "konzept", None, "gueltig_bis",
                f"Die Fassungen „{earlier.id}“ und „{later.id}“ gelten gleichzeitig. "
                f"Bitte gueltig_bis der Fassung „{earlier.id}“ auf den Tag vor "
                f"{later.konzept.gueltig_von:%d.%m.%Y} setzen.",
            )  # fmt: skip
    return tuple(concept for _, concept in ordered)
