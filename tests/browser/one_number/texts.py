"""Numbers in what is written for people: cells, sentences, tips."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashboards import formats
from dashboards.view import Language
from tests.browser.one_number.truth import SECRETS, Row, Seen, agrees, cell_key

NUMBER = re.compile(r"−?\d+(?:\.\d{3})*(?:,\d+)?")


def read_number(text: str) -> tuple[float | None, float]:
    """Return the first number of a German text and half of its last digit; none: ``None``."""
    found = NUMBER.search(text)
    if found is None:
        return None, 0.0
    digits = len(found[0].partition(",")[2])
    plain = found[0].replace(".", "").replace(",", ".").replace("−", "-")
    return float(plain), 0.5 * 10**-digits


def read_share(text: str) -> tuple[float | None, float]:
    """Return a share of which a text shows whole percents, the rest cut off."""
    percent, _ = read_number(text)
    return (None, 0.0) if percent is None else (percent / 100 + 0.005, 0.005)


def read_sentence(channel: str, text: str, row: Row) -> Iterator[Seen]:
    """Explain every number of a sentence by the row it speaks of; what is left over is a leak."""
    name = formats.period(row["periode"], Language.DE)
    rest = text.replace(name, "").replace("95-%-Intervall", "")
    if row["aus_stand"] is not None:
        rest = rest.replace(formats.release_date(row["aus_stand"], Language.DE), "")
    columns = (*SECRETS, "zielwert", "zielwert_oben")
    for found in NUMBER.finditer(rest):
        value, slack = read_number(found[0])
        tries = (Seen(channel, "wert", cell_key(row), c, value, slack) for c in columns)
        unexplained = Seen(channel, "wert", cell_key(row), "unerklärt", value)
        yield next((one for one in tries if agrees(one, row)), unexplained)


def read_tip(channel: str, text: str, row: Row) -> Iterator[Seen]:
    """Read what is said when pointing at a value: title, value, interval, status."""
    if not text:
        yield Seen(channel, "wert", cell_key(row), "wert", None)
        return
    lines = text.split("<br>")
    yield Seen(channel, "wert", cell_key(row), "wert", *read_number(lines[1]))
    for line in lines[2:]:
        if "Intervall" in line:
            low, _, high = line.removeprefix("95-%-Intervall ").partition(" bis ")
            yield Seen(channel, "wert", cell_key(row), "unten", *read_number(low))
            yield Seen(channel, "wert", cell_key(row), "oben", *read_number(high))
