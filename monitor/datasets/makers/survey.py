"""``nebentabellen_befragung`` and ``…_items``: response and answers per wave and group.

Parents and pedagogical staff by area, social workers for the district only: the answer of a single
social worker is personal. Never by Kita.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from data.schema import BEFRAGUNG, BEFRAGUNG_ITEM
from monitor.access import Group
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.datasets.makers.names import Frames, with_area_names
from monitor.datasets.model import Dataset
from monitor.datasets.variables import (
    AREA,
    PERSONS,
    PROTECTED_DE,
    PROTECTED_EN,
    columns_of,
    from_schema,
    text,
)

_WAVE: Final = text("welle", "Befragungswelle", "survey wave")
_GROUP: Final = ("welle", "akteursgruppe")
_COUNTS: Final = ("eingeladen", "teilgenommen")
_ANSWERS: Final = ("n", "top2")


def response(side: Frames, content: Content) -> Dataset:
    """Return how many were invited and took part, per wave, group and area."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG["akteursgruppe"], content.codes),
        *AREA,
        *(from_schema(BEFRAGUNG[name], content.codes, PERSONS) for name in _COUNTS),
    )
    told = with_area_names(side["befragung"].lazy(), content)
    rows = told.select(columns_of(variables))
    return Dataset(
        "nebentabellen_befragung",
        "Befragung: Rücklauf",
        "Survey: response",
        "Eingeladene und Teilnehmende je Welle und Gruppe; Eltern und Fachkräfte je Sozialraum.",
        "Invited and participating per wave and group; parents and staff per area.",
        variables,
        rows.sort(*_GROUP, pl.col("gebiet_id") != DISTRICT, "gebiet_id"),
        frozenset(Group),
        (f"Kita-Sozialarbeit nur für den Kreis. {PROTECTED_DE}",),
        (f"Social workers for the district only. {PROTECTED_EN}",),
    )  # fmt: skip


def answers(side: Frames, content: Content) -> Dataset:
    """Return the answers to each question of a wave, for the district."""
    variables = (
        _WAVE,
        from_schema(BEFRAGUNG_ITEM["akteursgruppe"], content.codes),
        from_schema(BEFRAGUNG_ITEM["item_id"], content.codes),
        *(from_schema(BEFRAGUNG_ITEM[name], content.codes) for name in _ANSWERS),
    )
    rows = side["befragung_item"].lazy().select(columns_of(variables))
    return Dataset(
        "nebentabellen_befragung_items",
        "Befragung: Antworten",
        "Survey: answers",
        "Gültige Antworten und Antworten in den zwei besten Stufen je Frage, Welle und Gruppe; "
        "Kreis.",
        "Valid answers and answers in the two best categories per item, wave and group; district.",
        variables,
        rows.sort(*_GROUP, "item_id"),
        frozenset(Group),
        (PROTECTED_DE,),
        (PROTECTED_EN,),
    )
