"""What follows from the areas: how many are outside the target, which for certain, and before."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from dashboards.words import area_sentences
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)
AT_MOST_10: dict[str, Any] = {"richtung": "NIEDRIGER", "intervall": "WILSON"}
SCHEMA = {"name": pl.String, "wert": pl.Float64, "unten": pl.Float64, "oben": pl.Float64,
          "zielwert": pl.Float64, "zielwert_oben": pl.Float64}  # fmt: skip
INSIDE, MAYBE, SURE, NOTHING = (8.0, 4.0, 12.0), (12.0, 9.0, 15.0), (19.0, 15.0, 23.0), (None,) * 3

SAFE = (5.0, 3.0, 8.0)


def _areas(*values: tuple[float | None, ...]) -> pl.DataFrame:
    rows = [(f"A{place}", *value, 10.0, None) for place, value in enumerate(values, start=1)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@pytest.mark.parametrize(
    ("now", "before", "german"),
    [
        ([SURE, SURE, MAYBE], [INSIDE, MAYBE, SURE],
         "Alle 3 Sozialräume liegen außerhalb des Zielbereichs; gesichert in A1 und A2. "
         "Ein Jahr zuvor waren es 2."),
        ([INSIDE, MAYBE, INSIDE], [INSIDE] * 3,
         "1 von 3 Sozialräumen liegt außerhalb des Zielbereichs (A2); gesichert ist das nirgends. "
         "Ein Jahr zuvor war es keiner."),
        ([SURE, INSIDE, NOTHING], [SURE, INSIDE, INSIDE],
         "1 von 2 Sozialräumen liegt außerhalb des Zielbereichs (A1); das ist gesichert. "
         "Ein Jahr zuvor waren es ebenso viele."),
        ([MAYBE] * 4 + [INSIDE], [],
         "4 von 5 Sozialräumen liegen außerhalb des Zielbereichs; gesichert ist das nirgends."),
        ([INSIDE] * 2, [INSIDE] * 2,
         "Kein Sozialraum liegt außerhalb des Zielbereichs (2 mit Angabe); gesichert ist das "
         "nirgends."),
        ([SAFE, INSIDE, INSIDE], [],
         "Kein Sozialraum liegt außerhalb des Zielbereichs (3 mit Angabe); gesichert ist das bei "
         "1."),
        ([SAFE, SAFE], [],
         "Kein Sozialraum liegt außerhalb des Zielbereichs (2 mit Angabe); das ist gesichert."),
        ([SURE, SURE], [],
         "Beide Sozialräume mit Angabe liegen außerhalb des Zielbereichs; das ist gesichert."),
        ([MAYBE, NOTHING], [],
         "Der einzige Sozialraum mit Angabe liegt außerhalb des Zielbereichs (A1); gesichert ist "
         "das nirgends."),
        ([NOTHING], [SURE], ""),
    ],
)  # fmt: skip
def test_what_follows(now: list[Any], before: list[Any], german: str) -> None:
    assert area_sentences.follow_up(AT_MOST_10, _areas(*now), _areas(*before), T) == german


def test_a_full_count_needs_no_certainty() -> None:
    full = {"richtung": "HOEHER", "intervall": "KEINES"}
    said = area_sentences.follow_up(full, _areas((8.0, None, None), (12.0, None, None)),
                                    _areas(), T)  # fmt: skip
    assert said == "1 von 2 Sozialräumen liegt außerhalb des Zielbereichs (A1)."
