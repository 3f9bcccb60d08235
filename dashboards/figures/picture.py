"""What every picture of a chart has in common: a broad and a narrow drawing, words, notes.

A chart is drawn twice, broad for a column and narrow for a phone, with type of the same size; the
style sheet (``assets/figures.css``) shows the one that fits. Screen readers get one picture with
its alternative text, and the notes as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from html import escape
from typing import Final, NamedTuple, Protocol

from dashboards.figures import svg
from dashboards.words.messages import Messages
from dashboards.words.values import Row

WIDE: Final = 600
NARROW: Final = 340

#: Sizes of type in a drawing (pixels), and the width of a letter of ``TYPE``, on average.
TYPE: Final = 12.5
SMALL: Final = 11.5
LETTER: Final = 7.2

#: A drawing is stretched at most so much, so that type stays near the type of the page.
_STRETCH: Final = 1.25


class ChartName(StrEnum):
    """The charts of an indicator, as addresses name them."""

    VERLAUF = "verlauf"
    SCHWANKUNG = "schwankung"
    GEBIETE = "gebiete"
    TRICHTER = "trichter"
    JAHR = "jahr"


class ChartTable(NamedTuple):
    """The numbers of a chart as text: the head, and one tuple per row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Described(Protocol):
    """What every description knows: the indicator, and the words of the language."""

    @property
    def indicator(self) -> Row:
        """Return the row of ``indikator``, with texts in the language."""

    @property
    def t(self) -> Messages:
        """Return the messages of the language."""


class Chart(Described, Protocol):
    """A description of a chart, in the language of the viewer."""

    @property
    def name(self) -> ChartName:
        """Return the name of the chart in addresses."""

    @property
    def title(self) -> str:
        """Return what the chart shows: indicator, area or period."""

    @property
    def summary(self) -> str:
        """Return what there is to be seen, in sentences: the text alternative."""

    @property
    def notes(self) -> Sequence[str]:
        """Return how to read marks that this chart has, one sentence each."""

    def table(self) -> ChartTable:
        """Return the numbers as text."""


def picture(
    chart: Chart,
    draw: Callable[[int], str],
    widths: Sequence[int],
    *,
    notes: Sequence[str] | None = None,
) -> str:
    """Return the markup of a chart in every width, with its alternative text and notes.

    ``notes``: those that stand beneath, where the page says the others itself.
    """
    names = ("wide", "narrow") if len(widths) > 1 else ("only",)
    drawn = "".join(
        f'<span class="drawing {name}" style="max-width:{_widest(width)}px">{draw(width)}</span>'
        for name, width in zip(names, widths, strict=True)
    )
    told = escape(f"{chart.title}. {chart.summary}")
    beneath = chart.notes if notes is None else notes
    back, failed = (
        escape(chart.t(f"figure.{key}")) for key in ("explored_back", "explored_failed")
    )
    return (
        f'<span class="chart" role="img" aria-label="{told}" data-name="{chart.name}" '
        f'data-back="{back}" data-failed="{failed}">{drawn}</span>{_notes(beneath)}'
    )


def canvas(width: float, height: float, *parts: str) -> str:
    """Return a drawing; the words about it stand around it."""
    return svg.element(
        "svg", *parts, viewBox=f"0 0 {svg.number(width)} {svg.number(height)}",
        font_size=TYPE, fill=svg.colour("ink"), aria_hidden="true",
    )  # fmt: skip


def text_width(text: str, size: float = TYPE) -> float:
    """Return about how wide a text is (pixels)."""
    return len(text) * LETTER * size / TYPE


def shortened(text: str, room: float, size: float = TYPE) -> str:
    """Return a text that fits into ``room`` (pixels), cut where needed."""
    letters = int(room / (LETTER * size / TYPE)) + 1
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _widest(width: int) -> int:
    return round(width * _STRETCH)


def _notes(notes: Sequence[str]) -> str:
    said = " ".join(escape(note, quote=False) for note in notes)
    return f'<span class="chart-notes">{said}</span>' if said else ""
