"""Charts as they are sent and drawn: every trace, tip, word and sparkline, read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import unquote
from xml.etree import ElementTree

from dashboards.components.sparkline import HEIGHT, WIDTH
from tests.browser.one_number.texts import WORDINGS, Wording
from tests.browser.one_number.truth import Body, Key, Row, Seen, Truth, Visit, cell_key


def read_figure(
    figure: Row, visit: Visit, truth: Truth, channel: str, *, name: str
) -> Iterator[Seen]:
    """Read a chart of the indicator that its name ends with, as a visit shows it."""
    sort, _, indicator = name.partition("-")
    indicator, wording = indicator.replace("-", "."), WORDINGS[visit.language]
    rows = truth.series(visit, indicator)
    if sort == "verlauf":
        yield from read_series_chart(figure, rows, channel, wording)
        return
    period = truth.compared(visit, indicator, rows[-1]["periode_art"])
    at = [(indicator, area, *period) for area in truth.areas]
    yield from read_areas_chart(figure, at, truth, f"{channel} Gebiete", wording)


def read_series_chart(
    figure: Row, rows: Sequence[Row], channel: str, wording: Wording
) -> Iterator[Seen]:
    """Read a chart over time: every trace and every tip."""
    for trace in figure["data"]:
        name, x, y = trace["name"], trace["x"], trace["y"]
        if name == "intervall":
            yield from _read_band(x, y, rows, channel)
            continue
        table = "regelkarte" if name in {"mittel", "untere_grenze", "obere_grenze"} else "wert"
        for day, value in zip(x, y, strict=True):
            row = _row_at(rows, day)
            if table == "wert" or value is not None:
                yield Seen(channel, table, cell_key(row), name, value)
        if name == "wert":
            for day, text in zip(x, trace["hovertext"], strict=True):
                yield from wording.read_tip(f"{channel}, Tipp", text, _row_at(rows, day))


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
            yield Seen(channel, "wert", cell_key(_row_at(rows, there)), side, end)
        run = []
    assert not run


def read_areas_chart(
    figure: Row, at: Sequence[Key], truth: Truth, channel: str, wording: Wording
) -> Iterator[Seen]:
    """Read a chart of all areas: dots, intervals, tips, and the words where there is no dot."""
    for trace in figure["data"]:
        if trace["name"] != "wert":
            continue
        ends = (trace["error_x"]["array"], trace["error_x"]["arrayminus"], trace["hovertext"])
        for value, place, above, below, tip in zip(trace["x"], trace["y"], *ends, strict=True):
            yield Seen(channel, "wert", at[place], "wert", value)
            if above or below:  # without an interval, or where it ends at the value, 0 is sent
                yield Seen(channel, "wert", at[place], "oben", value + above)
                yield Seen(channel, "wert", at[place], "unten", value - below)
            assert f"<b>{truth.areas[at[place][1]]}</b>" in tip
            yield from wording.read_tip(f"{channel}, Tipp", tip, truth.tables["wert"][at[place]])
    for note in figure["layout"]["annotations"]:
        yield Seen(channel, "wert", at[note["y"]], "wert", None)


def read_sparkline(source: str, floor: float, rows: Sequence[Row]) -> Iterator[Seen]:
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
