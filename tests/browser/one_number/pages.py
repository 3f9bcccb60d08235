"""What Dash sends for a page: sections of indicators, goals, sparklines, symbols."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dashboards.components.sparkline import common_floor
from dashboards.figures.series_table import COLUMNS
from tests.browser.one_number.charts import read_figure, read_sparkline
from tests.browser.one_number.grids import read_table
from tests.browser.one_number.texts import WORDINGS, Wording
from tests.browser.one_number.truth import Body, Row, Seen, Truth, Visit


def read_page(tree: Body, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read all that is sent for a page: sections of indicators, goals, sparklines, symbols."""
    wording = WORDINGS[visit.language]
    for section in _of_class(tree, "indicator"):
        key = section["props"]["id"].replace("-", ".")
        rows = truth.series(visit, key)
        if rows:
            yield from _read_section(section, rows, visit, truth)
    for goal in _of_class(tree, "goal"):
        yield from _read_goal(goal, visit, truth, wording)
    for symbol in _of_class(tree, "cell"):
        yield from _read_symbol(symbol, visit)
    for figure in _of_class(tree, "standing"):
        key = (visit.path.removeprefix("/ziel/"), visit.area, visit.quarter)
        share = wording.read_share(_text(_of_class(figure, "figure")))
        yield Seen("Stand", "ziel_stand", key, "zielerreichung", *share)


def _read_section(section: Body, rows: Sequence[Row], visit: Visit, truth: Truth) -> Iterator[Seen]:
    wording = WORDINGS[visit.language]
    for graph in _of_type(section, "Graph"):
        name, figure = graph["props"]["id"], graph["props"]["figure"]
        yield from read_figure(figure, visit, truth, "Diagramm", name=name)
    for table in _of_class(section, "series"):
        yield from read_table("Tabelle", _cells(table), rows, wording)
    for words in [*_of_type(section, "Figcaption")[:1], *_of_class(section, "bounds")]:
        unit = truth.indicators[rows[-1]["indikator_id"]][wording.unit]
        text = _text(words) if unit == "%" else _text(words).replace(unit, "")  # je 100 Kinder
        yield from wording.read_sentence("Satz", text, rows[-1])


def _cells(table: Body) -> list[dict[str, str]]:
    (body,) = _of_type(table, "Tbody")
    texts = [[_text(cell) for cell in row["props"]["children"]] for row in _of_type(body, "Tr")]
    return [dict(zip(COLUMNS, row, strict=True)) for row in texts]


def _read_goal(goal: Body, visit: Visit, truth: Truth, wording: Wording) -> Iterator[Seen]:
    """Read a goal of the overview: its share, its sparkline and what that is called."""
    name = _text(_of_class(goal, "goal-id"))
    rows = [r for r in truth.standings(visit.area, name) if r["quartal"] <= visit.quarter]
    key = (name, visit.area, visit.quarter)
    shown = wording.read_share(_text(_of_class(_of_class(goal, "goal-share"), "number")))
    yield Seen("Übersicht", "ziel_stand", key, "zielerreichung", *shown)
    (image,) = _of_class(goal, "sparkline")
    said = wording.read_share(image["props"]["alt"].rpartition(wording.latest)[2])
    yield Seen("Übersicht", "ziel_stand", key, "zielerreichung", *said)
    shares = [row["zielerreichung"] for row in truth.standings(visit.area)]
    source = image["props"]["src"]
    yield from read_sparkline(source, common_floor(shares), rows)


def _read_symbol(symbol: Body, visit: Visit) -> Iterator[Seen]:
    """Read a cell of the matrix of areas and goals; those for the district only are no links."""
    address = symbol["props"].get("href")
    if address is None:
        return
    goal = re.search(r"/ziel/([^?]+)", address)
    area = re.search(r"gebiet=(\w+)", address)
    (sign,) = _of_class(symbol, "icon")
    status = re.search(r"icon icon-(\w+)", sign["props"]["className"])
    assert goal
    assert status
    key = (goal[1], area[1] if area else "KREIS", visit.quarter)
    yield Seen("Tafel", "ziel_stand", key, "status", status[1].upper())


def _nodes(tree: Body) -> Iterator[dict[str, Any]]:
    """Return all components of a tree, from the top down."""
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)
    elif isinstance(tree, dict):
        if "props" in tree and "type" in tree:
            yield tree
        for part in tree.values():
            yield from _nodes(part)


def _text(tree: Body) -> str:
    if isinstance(tree, dict):
        return _text(tree.get("props", {}).get("children"))
    return "".join(map(_text, tree)) if isinstance(tree, list) else str(tree or "")


def _of_class(tree: Body, name: str) -> list[dict[str, Any]]:
    found = (node for node in _nodes(tree) if "props" in node)
    return [n for n in found if name in str(n["props"].get("className", "")).split()]


def _of_type(tree: Body, name: str) -> list[dict[str, Any]]:
    return [node for node in _nodes(tree) if node["type"] == name]
