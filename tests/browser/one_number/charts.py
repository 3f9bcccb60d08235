"""Charts as they are sent to be explored, with their tips, and the strips of goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dashboards.words import formats
from tests.browser.one_number.markup import Node
from tests.browser.one_number.texts import Wording
from tests.browser.one_number.truth import Key, Row, Seen, Truth, cell_key

_LIMITS = frozenset({"mittel", "untere_grenze", "obere_grenze"})
_ENDS = frozenset({0, 100})
_TARGETS = frozenset({"zielwert", "zielwert_oben"})
#: Colour of a cell of a strip → what it stands for.
_STATUSES = {
    "reached": {"ERREICHT"}, "on-course": {"AUF_KURS"}, "missed": {"VERFEHLT"},
    "uncertain": {"UNSICHER"}, "neutral": {"KEINE_ANGABE", "BEOBACHTUNG"},
}  # fmt: skip
_EDGE, _STEP, _WIDEST = 5, 10, 260


def read_series_chart(
    figure: Row, rows: Sequence[Row], channel: str, wording: Wording
) -> Iterator[Seen]:
    """Read a chart over time: every trace, interval and tip."""
    at = _rows_at(figure, rows, wording)
    for trace in figure["data"]:
        if trace["name"] in _TARGETS:
            continue  # drawn over spans; the tables carry the target of each value
        for place, slot in enumerate(trace["x"]):
            row = at.get(slot)
            if row is not None:
                yield from _read_point(trace, place, row, channel, wording)


def _rows_at(figure: Row, rows: Sequence[Row], wording: Wording) -> dict[float, Row]:
    """Return slot → row, as the tips name the periods; all rows have a slot."""
    named = {formats.period(row["periode"], wording.language): row for row in rows}
    values = [trace for trace in figure["data"] if trace["name"] == "wert"]
    told = [pair for one in values for pair in zip(one["x"], one["hovertext"], strict=True)]
    at = {slot: named[tip.partition(": ")[0]] for slot, tip in told if tip}
    assert len(at) == len(rows)
    return at


def _read_point(trace: Row, place: int, row: Row, channel: str, wording: Wording) -> Iterator[Seen]:
    table = "regelkarte" if trace["name"] in _LIMITS else "wert"
    value = trace["y"][place]
    if table == "regelkarte" and value in _ENDS:
        return  # drawn no further than the unit goes
    yield Seen(channel, table, cell_key(row), trace["name"], value)
    if table == "wert":
        yield from _read_ends(trace["error_y"], place, value, row, channel)
        yield from wording.read_tip(f"{channel}, Tipp", trace["hovertext"][place], row)


def _read_ends(
    error: Row, place: int, value: float | None, row: Row, channel: str
) -> Iterator[Seen]:
    """Read both ends; without an interval, or where it ends at the value, 0 is sent."""
    above, below = error["array"][place], error["arrayminus"][place]
    if value is not None and (above or below):
        yield Seen(channel, "wert", cell_key(row), "oben", value + above)
        yield Seen(channel, "wert", cell_key(row), "unten", value - below)


def read_areas_chart(
    figure: Row, at: Sequence[Key], truth: Truth, channel: str, wording: Wording
) -> Iterator[Seen]:
    """Read a chart of all areas: dots, intervals, tips."""
    for trace in figure["data"]:
        if trace["name"] != "wert":
            continue
        ends = (trace["error_x"]["array"], trace["error_x"]["arrayminus"], trace["hovertext"])
        for value, place, above, below, tip in zip(trace["x"], trace["y"], *ends, strict=True):
            if at[place] not in truth.tables["wert"]:
                assert value is None
                continue
            yield Seen(channel, "wert", at[place], "wert", value)
            if above or below:
                yield Seen(channel, "wert", at[place], "oben", value + above)
                yield Seen(channel, "wert", at[place], "unten", value - below)
            if tip and at[place][1] != "KREIS":
                assert tip.startswith(truth.areas[at[place][1]])
            said = tip.partition(", ")[2] if tip else ""
            yield from wording.read_tip(f"{channel}, Tipp", said, truth.tables["wert"][at[place]])


def read_strip(strip: Node, rows: Sequence[Row], quarters: Sequence[str]) -> Iterator[Seen]:
    """Read the cells of a strip back: place and colour tell quarter and status."""
    step = min(_STEP, _WIDEST / max(1, len(quarters)))
    of_quarter = {row["quartal"]: row for row in rows}
    for path in (one for one in strip.of_tag("path") if "fill" in one.attributes):
        colour = path.attributes["fill"].removeprefix("var(--").removesuffix(")")
        for x in re.findall(r"M([\d.]+)", path.attributes["d"]):
            row = of_quarter.get(quarters[round((float(x) - _EDGE) / step)])
            if row is None:
                assert colour == "neutral"
                continue
            key = (row["ziel_id"], row["gebiet_id"], row["quartal"])
            status = row["status"] if row["status"] in _STATUSES[colour] else colour
            yield Seen("Streifen", "ziel_stand", key, "status", status)
