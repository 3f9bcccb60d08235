"""The canonical schema: every table and column of deliveries.

Responsible for names, types, required-ness, ranges and code lists of all columns. Not responsible
for the codes themselves (content, ``data/content/codes``), nor for rules between columns
(``expectations``). Column names are written down here and nowhere else: tables by subject in
``activities``, ``places``, ``resources``, ``surveys`` and ``office``, shared columns in
``shared_columns``, the shape of a table in ``declaration``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from data.schema.activities import AKTIVITAET
from data.schema.declaration import (
    CODES_SEPARATOR,
    SQL_TYPES,
    Column,
    ColumnRole,
    Kind,
    Owner,
    Table,
)
from data.schema.office import ERWARTETE_LIEFERUNG, KOORDINATION
from data.schema.places import DIM_KITA, DIM_SOZIALRAUM, DIM_TRAEGER, KITA_STAND
from data.schema.resources import FINANZEN, STELLEN
from data.schema.surveys import BEFRAGUNG, BEFRAGUNG_ITEM, EMPFEHLUNG, WELLE

__all__ = [
    "AKTIVITAET",
    "BEFRAGUNG",
    "BEFRAGUNG_ITEM",
    "CODES_SEPARATOR",
    "CODE_LISTS",
    "DIM_KITA",
    "DIM_SOZIALRAUM",
    "DIM_TRAEGER",
    "EMPFEHLUNG",
    "ERWARTETE_LIEFERUNG",
    "FINANZEN",
    "KITA_STAND",
    "KOORDINATION",
    "SCHEMA_VERSION",
    "SQL_TYPES",
    "STELLEN",
    "TABLES",
    "WELLE",
    "Column",
    "ColumnRole",
    "Kind",
    "Owner",
    "Table",
]

SCHEMA_VERSION: Final = "1"

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            AKTIVITAET,
            DIM_SOZIALRAUM,
            DIM_TRAEGER,
            DIM_KITA,
            KITA_STAND,
            STELLEN,
            FINANZEN,
            WELLE,
            BEFRAGUNG,
            BEFRAGUNG_ITEM,
            EMPFEHLUNG,
            KOORDINATION,
            ERWARTETE_LIEFERUNG,
        )
    }
)

#: The code lists that content must define (``data/content/codes/<name>.csv``).
CODE_LISTS: Final = tuple(
    sorted({column.codes for table in TABLES.values() for column in table if column.codes})
)
