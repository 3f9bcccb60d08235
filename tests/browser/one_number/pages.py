"""What is sent for a page: goals and their strips, the matrix, sections of indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboards.figures.series_table import COLUMNS
from dashboards.words.language import Language
from tests.browser.one_number.charts import read_strip
from tests.browser.one_number.grids import read_areas_table, read_table
from tests.browser.one_number.markup import Node
from tests.browser.one_number.texts import WORDINGS
from tests.browser.one_number.truth import Row, Seen, Truth, Visit, cell_key


def read_page(page: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read all that is sent for a page."""
    for goal in page.of_class("goal"):
        yield from _read_goal(goal, visit, truth)
    for cell in page.of_class("cell"):
        yield from _read_symbol(cell, visit)
    for glance in page.of_class("glance"):
        yield from _read_glance(glance, visit, truth)
    for section in page.of_class("indicator"):
        yield from _read_section(section, visit, truth)
    for how in (one for one in page.of_class("how") if "zielerreichung" in one.attributes["id"]):
        yield from _read_standing(how, visit, truth)


def _read_goal(goal: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read a goal of the overview: its status, its history, and the values that decide."""
    wording, name = WORDINGS[visit.language], goal.of_class("goal-id")[0].text
    rows = [r for r in truth.standings(visit.area, name) if r["quartal"] <= visit.quarter]
    strip = goal.of_class("strip")[0]
    yield from read_strip(strip, rows, truth.quarters(visit))
    for fact in goal.of_class("fact"):
        named, _, rest = fact.text.partition(": ")
        if rest and fact.of_tag("strong"):
            row = _known(truth.latest(visit, truth.named(named, visit.language)))
            value = wording.read_number(fact.of_tag("strong")[0].text)
            yield Seen("Übersicht", "wert", cell_key(row), "wert", *value)
    for bullet in goal.of_class("bullet"):
        yield from _read_bullet("Übersicht, Balken", bullet, visit, truth)


def _read_bullet(channel: str, bullet: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read what a bullet is called: name, value, interval and target."""
    said = bullet.attributes["aria-label"]
    names = {row[f"name_{visit.language}"]: key for key, row in truth.indicators.items()}
    name = max((one for one in names if said.startswith(one)), key=len)
    unit = truth.indicators[names[name]][WORDINGS[visit.language].unit]
    text = _without(unit, said.removeprefix(name))
    latest = _known(truth.latest(visit, names[name]))
    yield from WORDINGS[visit.language].read_sentence(channel, text, latest)


def _read_symbol(symbol: Node, visit: Visit) -> Iterator[Seen]:
    """Read a cell of the matrix of areas and goals; those for the district only are no links."""
    address = symbol.attributes.get("href")
    if address is None:
        return
    goal = re.search(r"/ziel/([^?]+)", address)
    area = re.search(r"gebiet=(\w+)", address)
    status = re.search(r"#i-(\w+)", symbol.of_tag("use")[0].attributes["href"])
    assert goal
    assert status
    key = (goal[1], area[1] if area else "KREIS", visit.quarter)
    code = "UNSICHER" if status[1].startswith("eher_") else status[1].upper()
    yield Seen("Tafel", "ziel_stand", key, "status", code)


def _read_glance(glance: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read the table at a glance: value, target and bullet of each indicator."""
    wording = WORDINGS[visit.language]
    (body,) = glance.of_tag("tbody")
    for line in body.of_tag("tr"):
        key = line.of_tag("a")[0].attributes["href"].removeprefix("#").replace("-", ".")
        row = truth.latest(visit, key)
        value = line.of_class("at-value")
        if row is None or not value or not value[0].text:
            continue
        yield Seen("Blick", "wert", cell_key(row), "wert", *wording.read_number(value[0].text))
        aim = wording.read_number(line.of_class("at-target")[0].text)
        yield Seen("Blick", "wert", cell_key(row), "zielwert", *aim)
        for bullet in line.of_class("bullet"):
            yield from _read_bullet("Blick, Balken", bullet, visit, truth)


def _read_section(section: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read an indicator: its tables, what its pictures say, and its value in words."""
    key, wording = section.attributes["id"].replace("-", "."), WORDINGS[visit.language]
    rows = truth.series(visit, key)
    tables = section.of_class("series")
    if not rows or not tables:
        return
    yield from read_table("Tabelle", _cells(tables[0]), rows, wording)
    if len(tables) > 1:
        at = truth.compared(visit, key, rows[-1]["periode_art"])
        of_areas = {area: truth.tables["wert"].get((key, area, *at)) for area in truth.areas}
        cells = _cells(tables[1])
        yield from read_areas_table("Tabelle Gebiete", cells, of_areas, truth, wording)
    unit, latest = truth.indicators[key][wording.unit], truth.latest(visit, key)
    for said in section.of_class("fact-line"):
        yield from wording.read_sentence("Satz", _without(unit, said.text), _known(latest))


def _known(row: Row | None) -> Row:
    assert row is not None
    return row


def _without(unit: str, text: str) -> str:
    return text if unit == "%" else text.replace(unit, "")


def _cells(table: Node) -> list[dict[str, str]]:
    (body,) = table.of_tag("tbody")
    lines = [[one.text for one in line.children if not isinstance(one, str)]
             for line in body.of_tag("tr")]  # fmt: skip
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines]


def _read_standing(how: Node, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read the attainment of the goal of a page."""
    words = {Language.DE: "Zielerreichung ", Language.EN: "Attainment "}[visit.language]
    key = (visit.path.removeprefix("/ziel/"), visit.area, visit.quarter)
    for said in how.of_tag("p"):
        if said.text.startswith(words) and key in truth.tables["ziel_stand"]:
            share = WORDINGS[visit.language].read_share(said.text.removeprefix(words))
            yield Seen("Stand", "ziel_stand", key, "zielerreichung", *share)
