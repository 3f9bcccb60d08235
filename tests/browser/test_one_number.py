"""One number everywhere: all that leadership can fetch says what the protected tables say.

The tables of the served release are read with DuckDB alone and are the truth. What charts, tips,
sparklines, tables, files and answers carry is collected as (table, key, column, value) and compared
with them; where a cell is hidden, nothing may be carried.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlencode
from xml.etree import ElementTree

import duckdb
import polars as pl
import pyreadstat
import pytest
import waitress
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page, Response

from dashboards import formats
from dashboards.components.sparkline import HEIGHT, WIDTH, common_floor, draw
from dashboards.server import make_server_app
from dashboards.view import Language
from monitor.settings import Settings

Key = tuple[str, ...]
Row = Mapping[str, Any]
Body = Any  # what JSON can say

SERIES = ("indikator_id", "gebiet_id", "periode_art", "periode")
KEYS = {
    "wert": SERIES,
    "regelkarte": SERIES,
    "ziel_stand": ("ziel_id", "gebiet_id", "quartal"),
    "ziel_beitrag": ("ziel_id", "gebiet_id", "quartal", "indikator_id"),
}
DATASETS = {
    "indikatoren": "wert", "regelkarten": "regelkarte", "ziele": "ziel_stand",
    "ziel_beitraege": "ziel_beitrag",
}  # fmt: skip
#: Columns that give a hidden figure away; its target and the coverage of deliveries do not.
SECRETS = ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "zielerreichung", "fehlend",
           "quarantaene", "grenze_unten", "grenze_oben")  # fmt: skip
#: Hidden beside those of the fake release: in the district, in areas, once and as the last value.
HIDDEN = {
    ("Z1.1", "KREIS", "QUARTAL", "2026-Q3"), ("Z1.1", "071375001", "QUARTAL", "2026-Q3"),
    ("Z4.1", "071375004", "QUARTAL", "2025-Q4"), ("Z4.1", "KREIS", "QUARTAL", "2025-Q4"),
    ("Z6.1", "KREIS", "HALBJAHR", "2025-H2"), ("Z7.1", "KREIS", "JAHR", "2025"),
    ("Z7.1", "071370203", "JAHR", "2025"), ("Z5.1", "071370203", "WELLE", "W2025"),
}  # fmt: skip
VALLENDAR, PELLENZ = "071375007", "071375001"
_NUMBER = re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?")
_PAGE_CALLBACK = "_pages_content"


# --- the truth, and what is compared with it


@dataclass(frozen=True)
class Seen:
    """A value that a channel carried beside its key; ``None``: the place was there, but empty."""

    channel: str
    table: str
    key: Key
    column: str
    value: float | str | None
    slack: float = 0.0  # half of the last digit that was shown


@dataclass
class Truth:
    """The protected tables of a release, by key."""

    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    indicators: dict[str, Row] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)  # id → name, in their fixed order

    def series(self, visit: Visit, indicator: str) -> list[Row]:
        """Return the rows that a visit shows of an indicator, in time order."""
        own = self.indicators[indicator]["periode_art"]
        kind = own if own == "WELLE" or visit.kind is None else visit.kind
        wanted = (indicator, visit.area, kind)
        rows = [row for key, row in self.tables["wert"].items() if key[:3] == wanted]
        return sorted((r for r in rows if r["bis"] <= visit.end), key=lambda row: row["von"])

    def standings(self, area: str, goal: str | None = None) -> list[Row]:
        """Return the standings of an area (and of one goal), oldest first."""
        keys = sorted(self.tables["ziel_stand"])
        return [self.tables["ziel_stand"][k] for k in keys if k[1] == area and goal in {None, k[0]}]


@dataclass(frozen=True)
class Visit:
    """A page in a view; ``kind``: the kind of period that was asked for."""

    path: str
    area: str = "KREIS"
    kind: str | None = None
    quarter: str = "2026-Q3"

    @property
    def search(self) -> str:
        """Return the query that the page is asked with."""
        kind = {"zeitraum": self.kind.lower()} if self.kind else {}
        return "?" + urlencode({"gebiet": self.area, "quartal": self.quarter, **kind})

    @property
    def end(self) -> dt.date:
        """Return the last day of the quarter."""
        year, quarter = self.quarter.split("-Q")
        ends = {"1": (3, 31), "2": (6, 30), "3": (9, 30), "4": (12, 31)}
        return dt.date(int(year), *ends[quarter])


def read_truth(database: Path) -> Truth:
    """Return the protected tables, read without any code of the application."""
    truth = Truth()
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, columns in KEYS.items():
            rows = connection.sql(f"FROM {table}").pl().to_dicts()
            truth.tables[table] = {tuple(row[c] for c in columns): row for row in rows}
            assert len(truth.tables[table]) == len(rows), f"{table}: key is not unique"
        for row in connection.sql("FROM indikator ORDER BY konzept_id").pl().to_dicts():
            truth.indicators[row["indikator_id"]] = row
        served = "FROM gebiet WHERE art IN ('KREIS', 'SOZIALRAUM') ORDER BY reihenfolge"
        truth.areas = dict(connection.sql(f"SELECT gebiet_id, name {served}").fetchall())
    return truth


def differences(seen: Iterable[Seen], truth: Truth) -> list[str]:
    """Return in words what was carried and is not what the protected tables say."""
    return [
        f"{one.channel}: {one.table} {' '.join(one.key)} {one.column}: {one.value!r}"
        for one in seen
        if not _agrees(one, truth.tables[one.table].get(one.key))
    ]


def _agrees(one: Seen, row: Row | None) -> bool:
    if row is None or one.column not in row:
        return False
    expected = row[one.column]
    if expected is None or one.value is None:
        return expected is None and one.value is None
    if isinstance(expected, str):
        return bool(one.value == expected)
    room = one.slack + 1e-9 * max(1.0, abs(expected))
    return not isinstance(one.value, str) and abs(one.value - expected) <= room


def hidden_keys(truth: Truth, table: str = "wert") -> set[Key]:
    """Return the keys of the cells that are hidden."""
    return {key for key, row in truth.tables[table].items() if row.get("status") == "GEHEIM"}


# --- texts


def _shown(text: str) -> tuple[float | None, float]:
    """Return the first number of a German text and half of its last digit; none: ``None``."""
    found = _NUMBER.search(text)
    if found is None:
        return None, 0.0
    digits = len(found[0].partition(",")[2])
    plain = found[0].replace(".", "").replace(",", ".").replace("−", "-")
    return float(plain), 0.5 * 10**-digits


def _share(text: str) -> tuple[float | None, float]:
    """Return a share of which a text shows whole percents, the rest cut off."""
    percent, _ = _shown(text)
    return (None, 0.0) if percent is None else (percent / 100 + 0.005, 0.005)


def _said(channel: str, text: str, row: Row) -> Iterator[Seen]:
    """Explain every number of a sentence by the row it speaks of; what is left over is a leak."""
    name = formats.period(row["periode"], Language.DE)
    rest = text.replace(name, "").replace("95-%-Intervall", "")
    if row["aus_stand"] is not None:
        rest = rest.replace(formats.release_date(row["aus_stand"], Language.DE), "")
    columns = (*SECRETS, "zielwert", "zielwert_oben")
    for found in _NUMBER.finditer(rest):
        value, slack = _shown(found[0])
        tries = (Seen(channel, "wert", _key(row), c, value, slack) for c in columns)
        unexplained = Seen(channel, "wert", _key(row), "unerklärt", value)
        yield next((one for one in tries if _agrees(one, row)), unexplained)


def _key(row: Row) -> Key:
    return tuple(str(row[column]) for column in SERIES)


def _hover(channel: str, text: str, row: Row) -> Iterator[Seen]:
    """Read what is said when pointing at a value: title, value, interval, status."""
    if not text:
        yield Seen(channel, "wert", _key(row), "wert", None)
        return
    lines = text.split("<br>")
    yield Seen(channel, "wert", _key(row), "wert", *_shown(lines[1]))
    for line in lines[2:]:
        if "Intervall" in line:
            low, _, high = line.removeprefix("95-%-Intervall ").partition(" bis ")
            yield Seen(channel, "wert", _key(row), "unten", *_shown(low))
            yield Seen(channel, "wert", _key(row), "oben", *_shown(high))


# --- charts


def read_series_chart(figure: Row, rows: Sequence[Row], channel: str) -> Iterator[Seen]:
    """Read a chart over time: every trace, every tip, and the dots of hidden values."""
    for trace in figure["data"]:
        name, x, y = trace["name"], trace["x"], trace["y"]
        if name == "intervall":
            yield from _read_band(x, y, rows, channel)
            continue
        table = "regelkarte" if name in {"mittel", "untere_grenze", "obere_grenze"} else "wert"
        for day, value in zip(x, y, strict=True):
            row = _row_at(rows, day)
            if table == "wert" or value is not None:
                yield Seen(channel, table, _key(row), name, value)
        if name == "wert":
            for day, text in zip(x, trace["hovertext"], strict=True):
                yield from _hover(f"{channel}, Tipp", text, _row_at(rows, day))
    for note in figure["layout"]["annotations"]:
        if note.get("name") == "geheim":
            yield Seen(channel, "wert", _key(_row_at(rows, note["x"])), "status", "GEHEIM")


def _row_at(rows: Sequence[Row], day: str) -> Row:
    when = dt.date.fromisoformat(day[:10])
    return next(row for row in rows if row["von"] <= when <= row["bis"])


def _read_band(x: Body, y: Body, rows: Sequence[Row], channel: str) -> Iterator[Seen]:
    """Read the polygons of the interval: there along the upper ends, back along the lower ones."""
    run: list[tuple[str, float]] = []
    for day, value in zip(x, y, strict=True):
        if day is not None:
            run.append((day, value))
            continue
        for place, (there, end) in enumerate(run):
            side = "oben" if place < len(run) / 2 else "unten"
            yield Seen(channel, "wert", _key(_row_at(rows, there)), side, end)
        run = []
    assert not run


def read_areas_chart(figure: Row, last: Row, truth: Truth, channel: str) -> Iterator[Seen]:
    """Read a chart of all areas: dots, intervals, tips, and the words where there is no dot."""
    areas = list(truth.areas)
    at = [(last["indikator_id"], area, *_key(last)[2:]) for area in areas]
    for trace in figure["data"]:
        if trace["name"] != "wert":
            continue
        ends = (trace["error_x"]["array"], trace["error_x"]["arrayminus"], trace["hovertext"])
        for value, place, above, below, tip in zip(trace["x"], trace["y"], *ends, strict=True):
            yield Seen(channel, "wert", at[place], "wert", value)
            if above or below:  # without an interval, or where it ends at the value, 0 is sent
                yield Seen(channel, "wert", at[place], "oben", value + above)
                yield Seen(channel, "wert", at[place], "unten", value - below)
            assert f"<b>{truth.areas[areas[place]]}</b>" in tip
            yield from _hover(f"{channel}, Tipp", tip, truth.tables["wert"][at[place]])
    for note in figure["layout"]["annotations"]:
        key = at[note["y"]]
        yield Seen(channel, "wert", key, "wert", None)
        if note["text"].startswith("•"):
            yield Seen(channel, "wert", key, "status", "GEHEIM")


# --- what Dash sends for a page


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


def read_page(tree: Body, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read all that is sent for a page: sections of indicators, goals, sparklines, symbols."""
    for section in _of_class(tree, "indicator"):
        key = section["props"]["id"].replace("-", ".")
        rows = truth.series(visit, key)
        if rows:
            yield from _read_section(section, rows, truth)
    for goal in _of_class(tree, "goal"):
        yield from _read_goal(goal, visit, truth)
    for symbol in _of_class(tree, "cell"):
        yield from _read_symbol(symbol, visit)
    for figure in _of_class(tree, "standing"):
        key = (visit.path.removeprefix("/ziel/"), visit.area, visit.quarter)
        share = _share(_text(_of_class(figure, "figure")))
        yield Seen("Stand", "ziel_stand", key, "zielerreichung", *share)


def _read_section(section: Body, rows: Sequence[Row], truth: Truth) -> Iterator[Seen]:
    for graph in _of_type(section, "Graph"):
        figure = graph["props"]["figure"]
        yield from read_figure(graph["props"]["id"], figure, rows, truth, "Diagramm")
    for grid in _of_type(section, "AgGrid"):
        yield from _read_table(grid["props"]["rowData"], rows)
    for words in [*_of_type(section, "Figcaption")[:1], *_of_class(section, "bounds")]:
        unit = truth.indicators[rows[-1]["indikator_id"]]["einheit_de"]
        text = _text(words) if unit == "%" else _text(words).replace(unit, "")  # je 100 Kinder
        yield from _said("Satz", text, rows[-1])


def read_figure(
    name: str, figure: Row, rows: Sequence[Row], truth: Truth, channel: str
) -> Iterator[Seen]:
    """Read a chart of an indicator of whose series a page shows these rows."""
    if name.startswith("verlauf"):
        yield from read_series_chart(figure, rows, channel)
    else:
        yield from read_areas_chart(figure, rows[-1], truth, f"{channel} Gebiete")


def _read_table(cells: Sequence[Row], rows: Sequence[Row]) -> Iterator[Seen]:
    named = {formats.period(row["periode"], Language.DE): row for row in rows}
    assert {row["periode"] for row in cells} == set(named)
    for cell in cells:
        key = _key(named[cell["periode"]])
        for column in ("wert", "unten", "oben", "fallzahl", "zielwert"):
            yield Seen("Tabelle", "wert", key, column, *_shown(cell[column]))
        yield Seen("Tabelle", "wert", key, "abdeckung", *_share(cell["abdeckung"]))
        if cell["wert"] == "•":
            yield Seen("Tabelle", "wert", key, "status", "GEHEIM")


def _read_goal(goal: Body, visit: Visit, truth: Truth) -> Iterator[Seen]:
    """Read a goal of the overview: its share, its sparkline and what that is called."""
    name = _text(_of_class(goal, "goal-id"))
    rows = [r for r in truth.standings(visit.area, name) if r["quartal"] <= visit.quarter]
    key = (name, visit.area, visit.quarter)
    shown = _share(_text(_of_class(_of_class(goal, "goal-share"), "number")))
    yield Seen("Übersicht", "ziel_stand", key, "zielerreichung", *shown)
    (image,) = _of_class(goal, "sparkline")
    said = _share(image["props"]["alt"].rpartition("zuletzt ")[2])
    yield Seen("Übersicht", "ziel_stand", key, "zielerreichung", *said)
    if rows[-1]["status"] == "GEHEIM":
        (words,) = _of_type(_of_class(goal, "goal-text"), "P")
        for found in _NUMBER.finditer(_text(words)):
            yield Seen("Übersicht", "ziel_stand", key, "unerklärt", found[0])
    shares = [row["zielerreichung"] for row in truth.standings(visit.area)]
    source = image["props"]["src"]
    yield from _read_sparkline(source, common_floor(shares), rows)


def _read_sparkline(source: str, floor: float, rows: Sequence[Row]) -> Iterator[Seen]:
    """Read the points of a sparkline back; a quarter without one shows nothing."""
    picture = ElementTree.fromstring(unquote(source.partition(",")[2]))  # noqa: S314  # our own
    lines = [part for part in picture.iter() if part.get("stroke-width") == "1.6"]
    points = [
        tuple(map(float, p.split())) for part in lines for p in part.attrib["d"][1:].split("L")
    ]
    points += [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in picture.iter() if c.get("r")]
    step, scale = (WIDTH - 8) / max(1, len(rows) - 1), (HEIGHT - 8) / (1 - floor)
    drawn = {place: 1 - (y - 4) / scale for x, y in points for place in [round((x - 4) / step)]}
    assert set(drawn) <= set(range(len(rows)))
    for place, row in enumerate(rows):
        key = (row["ziel_id"], row["gebiet_id"], row["quartal"])
        value = drawn.get(place)
        yield Seen("Sparkline", "ziel_stand", key, "zielerreichung", value, 0.051 / scale)


def _read_symbol(symbol: Body, visit: Visit) -> Iterator[Seen]:
    """Read a cell of the matrix of areas and goals; those for the district only are no links."""
    address = symbol["props"].get("href")
    if address is None:
        return
    goal = re.search(r"/ziel/([^?]+)", address)
    area = re.search(r"gebiet=(\w+)", address)
    status = re.search(r"icon icon-(\w+)", symbol["props"]["className"])
    assert goal
    assert status
    key = (goal[1], area[1] if area else "KREIS", visit.quarter)
    yield Seen("Tafel", "ziel_stand", key, "status", status[1].upper())


# --- rows of files and of the preview


def read_rows(
    channel: str, table: str, rows: Iterable[Row], truth: Truth, *, comma: bool = False
) -> Iterator[Seen]:
    """Read rows that carry their key; compared are all numbers and words that the table has."""
    sample = next(iter(truth.tables[table].values()))
    words = {n for r in truth.tables[table].values() for n, v in r.items() if isinstance(v, str)}
    dropped = {n for n, v in sample.items() if isinstance(v, bool | dt.date)}
    for row in rows:
        key = tuple(str(row[column]) for column in KEYS[table])
        for name in sample.keys() & row.keys() - dropped:
            value = row[name]
            if isinstance(value, str) and name not in words:
                value = float(value.replace(",", ".") if comma else value) if value else None
            yield Seen(channel, table, key, name, None if value == "" else value)


def _text_rows(content: bytes, *, comma: bool) -> list[dict[str, Any]]:
    separator = ";" if comma else ","
    rows = pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False)
    return rows.to_dicts()


def _statistics_rows(path: Path, codes: Mapping[tuple[str, float], str]) -> list[dict[str, Any]]:
    """Read a file of SPSS or Stata; its codes become the words of the codebook again."""
    read = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    columns, _ = read(str(path), output_format="dict")
    rows = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return [
        {n: codes.get((n, v), v) if isinstance(v, int | float) else v for n, v in row.items()}
        for row in rows
    ]


# --- the session


class Session:
    """A browser that looks at the application as leadership and keeps all that is sent."""

    def __init__(self, context: BrowserContext, address: str, truth: Truth) -> None:
        self.page: Page = context.new_page()
        self.request: APIRequestContext = context.request
        self.address = address
        self.truth = truth
        self.seen: list[Seen] = []
        self._answers: list[Response] = []
        self._page_question: Body = None  # how the browser asks for a page, to be asked again
        self.page.on("response", self._note)

    def open(self, visit: Visit) -> None:
        """Open a page in the browser; read all its traffic, and the charts as they are drawn."""
        self._answers.clear()
        self.page.goto(self.address + visit.path + visit.search)
        self.page.wait_for_selector("h1")
        self.page.wait_for_load_state("networkidle")
        for answer in list(self._answers):
            if _question(answer) is not None and "json" in answer.headers.get("content-type", ""):
                question = _question(answer)
                if question["output"].strip(".").startswith(_PAGE_CALLBACK):
                    self._page_question = question
                self.seen += read_page(answer.json(), visit, self.truth)
        self.seen += self._drawn(visit)

    def _note(self, answer: Response) -> None:
        self._answers.append(answer)

    def _drawn(self, visit: Visit) -> Iterator[Seen]:
        script = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
            name: plot.closest('.graph').id, data: plot.data.map(
            ({name, x, y, hovertext, error_x}) => ({name, x, y, hovertext, error_x})),
            layout: {annotations: plot.layout.annotations.map(
            ({name, x, y, text}) => ({name, x, y, text}))}}))"""
        for graph in self.page.locator(".graph").all():
            graph.locator(".main-svg").first.wait_for(state="attached")
        for figure in self.page.evaluate(script):
            key = figure["name"].partition("-")[2].replace("-", ".")
            rows = self.truth.series(visit, key)
            yield from read_figure(figure["name"], figure, rows, self.truth, "Seite")

    def ask_page(self, visit: Visit) -> None:
        """Ask for a page as the browser did, without drawing it."""
        question = json.loads(json.dumps(self._page_question))
        for given in question["inputs"]:
            given["value"] = {"pathname": visit.path, "search": visit.search}.get(
                given["property"], given["value"]
            )
        self.seen += read_page(self._post(question), visit, self.truth)

    def _post(self, question: Body) -> Body:
        answer = self.request.post(f"{self.address}/_dash-update-component", data=question)
        assert answer.ok, answer.status
        return answer.json()

    def get(self, path: str) -> bytes:
        """Fetch a file; an answer that there is nothing for this choice is empty."""
        answer = self.request.get(self.address + path)
        assert answer.status in {200, 404}, f"{path}: {answer.status}"
        return answer.body() if answer.ok else b""

    def preview(self, name: str) -> None:
        """Look at a dataset, and ask for all further rows of its preview."""
        self._answers.clear()
        self.page.goto(f"{self.address}/daten?datensatz={name}")
        self.page.wait_for_selector("#vorschau .ag-cell:has-text('DEMODATEN')")
        question = [one for one in map(_question, list(self._answers)) if _asks_rows(one)][-1]
        rows, total = list[Row](), 1
        while len(rows) < total:
            asked = question["inputs"][0]["value"]
            asked |= {"startRow": len(rows), "endRow": len(rows) + 100}
            page = self._post(question)["response"]["vorschau"]["getRowsResponse"]
            rows, total = rows + page["rowData"], page["rowCount"]
        assert len(rows) == len(self.truth.tables[DATASETS[name]])
        self.seen += read_rows("Vorschau", DATASETS[name], rows, self.truth)


def _question(answer: Response) -> Body:
    """Return what Dash was asked, if it was."""
    asked = "/_dash-update-component" in answer.url
    return answer.request.post_data_json if asked else None


def _asks_rows(question: Body) -> bool:
    """Tell whether the preview asked for rows; Dash asks once before there is a grid."""
    asked = question is not None and question["output"].startswith("vorschau.")
    return asked and question["inputs"][0].get("value") is not None


def _visits(truth: Truth) -> tuple[list[Visit], list[Visit]]:
    """Return the pages that are drawn, and those that are asked for only."""
    goals = sorted({key[0] for key in truth.tables["ziel_stand"]})
    hidden = {key[0].split(".")[0] for key in hidden_keys(truth)}
    drawn = [Visit("/"), Visit("/", VALLENDAR), Visit("/barrierefreiheit")]
    drawn += [Visit(f"/ziel/{goal}") for goal in goals]
    drawn += [Visit(f"/ziel/{goal}", VALLENDAR) for goal in sorted(hidden)]
    kinds = ("QUARTAL", "HALBJAHR", "JAHR")
    asked = [Visit("/", area, None, q) for area in truth.areas for q in ("2026-Q3", "2025-Q4")]
    asked += [Visit(f"/ziel/{goal}", area) for goal in goals for area in truth.areas]
    asked += [Visit(f"/ziel/{goal}", area, kind) for goal in goals
              for area in ("KREIS", VALLENDAR, PELLENZ) for kind in kinds]  # fmt: skip
    return drawn, [*asked, Visit("/ziel/Z4", "KREIS", None, "2025-Q4")]


def _fetch_series(session: Session) -> None:
    """Fetch the file behind every chart, of every area and kind of period."""
    for name in session.truth.indicators:
        for area in session.truth.areas:
            for kind in ("quartal", "halbjahr", "jahr", "welle"):
                path = f"/download/verlauf/{name}.csv?gebiet={area}&zeitraum={kind}"
                if content := session.get(path):
                    rows = _text_rows(content, comma=True)
                    session.seen += read_rows(
                        "CSV des Verlaufs", "wert", rows, session.truth, comma=True
                    )


def _fetch_datasets(session: Session, folder: Path) -> None:
    """Fetch every file of every dataset on offer, and the package of them all."""
    offered = json.loads(session.get("/api/v1/releases/latest"))
    assert {each["name"] for each in offered["datasets"]} == {*DATASETS, "codebuch"}
    files = {
        (each["name"], file["format"]): session.get(file["href"])
        for each in offered["datasets"]
        for file in each["files"]
    }
    for (name, kind), content in files.items():
        if name in DATASETS:
            path = folder / f"{name}.{kind}"
            path.write_bytes(content)
            rows = _rows_of_file(path, _codes(files["codebuch", "parquet"], name, kind))
            session.seen += read_rows(
                f"API {kind}", DATASETS[name], rows, session.truth, comma=kind == "csv-excel"
            )
    (package,) = (each for each in offered["documents"] if each["kind"] == "PAKET")
    with zipfile.ZipFile(io.BytesIO(session.get(package["href"]))) as archive:
        packed = [archive.read(name) for name in archive.namelist()]
    assert set(files.values()) <= set(packed)


def _codes(codebook: bytes, dataset: str, kind: str) -> dict[tuple[str, float], str]:
    number = {"sav": "zahl_spss", "dta": "zahl_stata"}.get(kind)
    rows = pl.read_parquet(io.BytesIO(codebook)).filter(pl.col("datensatz") == dataset)
    if number is None:
        return {}
    coded = rows.filter(pl.col(number).str.contains(r"^\d+$")).to_dicts()  # .a and -9: missing
    return {(r["variable"], float(r[number])): r["wert"] for r in coded}


def _rows_of_file(path: Path, codes: Mapping[tuple[str, float], str]) -> list[dict[str, Any]]:
    kind = path.suffix.removeprefix(".")
    if kind in {"csv", "csv-excel"}:
        return _text_rows(path.read_bytes(), comma=kind == "csv-excel")
    if kind == "parquet":
        return pl.read_parquet(path).to_dicts()
    if kind == "xlsx":
        return pl.read_excel(path, sheet_name="Daten", infer_schema_length=None).to_dicts()
    return _statistics_rows(path, codes)


def _fetch_descriptions(session: Session) -> None:
    """Fetch the descriptions of the datasets: their least and greatest values are figures, too."""
    extremes = session.truth.tables.setdefault("umfang", {})
    for dataset, table in DATASETS.items():
        rows = session.truth.tables[table].values()
        body = json.loads(session.get(f"/api/v1/releases/latest/datasets/{dataset}"))
        for each in body["variables"]:
            known = [r[each["name"]] for r in rows if r.get(each["name"]) is not None]
            if each["kind"] in {"INTEGER", "DECIMAL"} and known:
                ends = {"minimum": min(known), "maximum": max(known), "valid": len(known)}
                extremes[dataset, each["name"]] = ends
                session.seen += [
                    Seen("API Beschreibung", "umfang", (dataset, each["name"]), end, each[end])
                    for end in ends
                ]


# --- fixtures


@pytest.fixture(scope="module")
def instance(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write the made-up release with more hidden cells, in the district, too."""
    make = fake._value

    def value(*given: Any, **more: Any) -> dict[str, Any]:
        row: dict[str, Any] = make(*given, **more)
        blank = dict.fromkeys(SECRETS) | {"status": "GEHEIM", "bewertet": False}
        return row | blank if _key(row) in HIDDEN else row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake, "_value", value)
        settings: Settings = fake.write_instance(tmp_path_factory.mktemp("eine_zahl"))
    return settings


@pytest.fixture(scope="module")
def truth(instance: Settings) -> Truth:
    current = (instance.releases / "current").read_text(encoding="ascii").strip()
    return read_truth(instance.releases / current / "indicators.duckdb")


@pytest.fixture(scope="module")
def own_address(instance: Settings) -> Iterator[str]:
    server = waitress.create_server(
        make_server_app(instance).server, host="127.0.0.1", port=0, threads=4
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def seen(
    browser: Browser, own_address: str, truth: Truth, tmp_path_factory: pytest.TempPathFactory
) -> list[Seen]:
    """Collect everything that a session of leadership can fetch."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    context.set_default_timeout(60_000)
    session = Session(context, own_address, truth)
    drawn, asked = _visits(truth)
    for visit in drawn:
        session.open(visit)
    for visit in asked:
        session.ask_page(visit)
    for name in DATASETS:
        session.preview(name)
    _fetch_series(session)
    _fetch_datasets(session, tmp_path_factory.mktemp("dateien"))
    _fetch_descriptions(session)
    context.close()
    return session.seen


# --- tests

#: Channel → how many values, and values of hidden cells, must have been compared at least.
CHANNELS = {
    "Übersicht": (300, 20), "Sparkline": (3000, 50), "Tafel": (1500, 50), "Stand": (150, 10),
    "Diagramm": (20_000, 500), "Diagramm, Tipp": (8000, 100), "Diagramm Gebiete": (4000, 20),
    "Diagramm Gebiete, Tipp": (5000, 0), "Tabelle": (20_000, 800), "Satz": (1500, 0),
    "Seite": (2000, 100), "Seite, Tipp": (700, 10), "Seite Gebiete": (500, 5),
    "Seite Gebiete, Tipp": (400, 0), "Vorschau": (100_000, 1000), "CSV des Verlaufs": (50_000, 500),
    "API csv": (100_000, 1000), "API csv-excel": (100_000, 1000), "API parquet": (100_000, 1000),
    "API xlsx": (100_000, 1000), "API sav": (100_000, 1000), "API dta": (100_000, 1000),
    "API Beschreibung": (50, 0),
}  # fmt: skip


def _hides(one: Seen, truth: Truth) -> bool:
    row = truth.tables[one.table].get(one.key, {})
    return row.get("status") == "GEHEIM"


def test_the_release_hides_cells_in_areas_and_the_district(truth: Truth) -> None:
    hidden = hidden_keys(truth)
    assert hidden >= HIDDEN
    assert {key[1] for key in hidden} >= {"KREIS", VALLENDAR, PELLENZ}
    rows = [truth.tables["wert"][key] for key in hidden]
    assert {row[column] for row in rows for column in SECRETS} == {None}
    goals = [truth.tables["ziel_stand"][key] for key in hidden_keys(truth, "ziel_stand")]
    assert {row["gebiet_id"] for row in goals} >= {"KREIS", VALLENDAR, PELLENZ}
    assert {row["zielerreichung"] for row in goals} == {None}


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_channel_carries_what_the_protected_tables_say(
    channel: str, seen: list[Seen], truth: Truth
) -> None:
    carried = [one for one in seen if one.channel == channel]
    assert differences(carried, truth)[:20] == []
    least, least_hidden = CHANNELS[channel]
    assert len(carried) >= least
    assert sum(_hides(one, truth) for one in carried) >= least_hidden


def test_every_channel_is_compared(seen: list[Seen]) -> None:
    assert {one.channel for one in seen} == set(CHANNELS)


def test_every_cell_was_seen_and_every_hidden_one_on_a_chart(
    seen: list[Seen], truth: Truth
) -> None:
    by_channel: dict[str, set[Key]] = {}
    for one in seen:
        if one.table == "wert":
            by_channel.setdefault(one.channel, set()).add(one.key)
    for channel in ("Vorschau", "CSV des Verlaufs", "API parquet", "API csv", "API xlsx"):
        assert by_channel[channel] == set(truth.tables["wert"])
    assert by_channel["Diagramm"] | by_channel["Diagramm Gebiete"] >= hidden_keys(truth)


@pytest.mark.parametrize("column", SECRETS)
def test_a_leaked_figure_of_a_hidden_cell_is_found(column: str, truth: Truth) -> None:
    for key in sorted(HIDDEN):
        row = {**truth.tables["wert"][key], column: 41.5}
        found = differences(read_rows("Probe", "wert", [row], truth), truth)
        assert found == [f"Probe: wert {' '.join(key)} {column}: 41.5"]


def test_a_changed_a_missing_and_an_unknown_figure_are_found(truth: Truth) -> None:
    key, row = next((k, r) for k, r in truth.tables["wert"].items() if r["wert"] is not None)
    right = Seen("Probe", "wert", key, "wert", round(row["wert"], 1), 0.05)
    assert differences([right], truth) == []
    nowhere = ("Z1.1", "nirgends", "QUARTAL", "2026-Q3")
    wrong = [
        Seen("Probe", "wert", key, "wert", row["wert"] + 0.1, 0.05),
        Seen("Probe", "wert", key, "wert", None),
        Seen("Probe", "wert", nowhere, "wert", row["wert"]),
    ]
    assert len(differences(wrong, truth)) == len(wrong)


def test_a_leak_in_a_chart_a_tip_and_a_sentence_is_found(truth: Truth) -> None:
    key = ("Z1.1", "KREIS", "QUARTAL", "2026-Q3")
    row = truth.tables["wert"][key]
    trace = {
        "name": "wert", "x": [str(row["von"])], "y": [77.7],
        "hovertext": ["<b>3. Quartal 2026</b><br>77,7 %<br>95-%-Intervall 70,1 bis 80,2<br>geheim"],
    }  # fmt: skip
    figure = {"data": [trace], "layout": {"annotations": []}}
    found = differences(read_series_chart(figure, [row], "Probe"), truth)
    assert [text.rpartition(" ")[2] for text in found] == ["77.7", "77.7", "70.1", "80.2"]
    assert len(differences(_said("Probe", "3. Quartal 2026: 77,7 %", row), truth)) == 1


def test_a_leak_in_a_sparkline_is_found(truth: Truth) -> None:
    rows = truth.standings("KREIS", "Z1")
    assert rows[-1]["status"] == "GEHEIM"
    shares = [row["zielerreichung"] for row in rows]
    for last, leaks in ((None, 0), (0.9, 1)):
        source = "," + draw([*shares[:-1], last], "#000000", 0.5)
        assert len(differences(_read_sparkline(source, 0.5, rows), truth)) == leaks
