"""A small dataset with every kind of variable and every reason why a value is missing."""

from __future__ import annotations

import datetime as dt

import polars as pl

from monitor.access import Group
from monitor.datasets.model import Dataset, MissingReason, Variable, VariableKind

EVERY = tuple(MissingReason)

VARIABLES = (
    Variable("gebiet_id", VariableKind.TEXT, "Gebiet", "Area"),
    Variable(
        "status",
        VariableKind.CODE,
        "Status",
        "Status",
        codes={"JA": ("erreicht", "reached"), "NEIN": ("verfehlt", "missed")},
        missing=EVERY,
    ),
    Variable("wert", VariableKind.DECIMAL, "Wert", "Value", "%", "%", missing=EVERY),
    Variable("anzahl", VariableKind.INTEGER, "Anzahl", "Count", missing=(MissingReason.GEHEIM,)),
    Variable("gueltig", VariableKind.BOOLEAN, "gültig", "valid"),
    Variable("stand", VariableKind.DATE, "Stand", "As of", missing=(MissingReason.KEINE_ANGABE,)),
    Variable(
        "hinweis", VariableKind.TEXT, "Hinweis", "Note", missing=(MissingReason.NICHT_ERHOBEN,)
    ),
)

ROWS = {
    "gebiet_id": ["071370203", "KREIS", "KREIS", "KREIS"],
    "status": ["JA", "NEIN", None, None],
    "status__fehlt": [None, None, "GEHEIM", "KEINE_ANGABE"],
    "wert": [81.5, None, None, None],
    "wert__fehlt": [None, "GEHEIM", "NICHT_ERHOBEN", "KEINE_ANGABE"],
    "anzahl": [12, None, 3, 0],
    "anzahl__fehlt": [None, "GEHEIM", None, None],
    "gueltig": [True, False, True, True],
    "stand": [dt.date(2024, 1, 1), None, dt.date(2025, 2, 3), dt.date(1850, 1, 1)],
    "stand__fehlt": [None, "KEINE_ANGABE", None, None],
    "hinweis": ["=1+1", None, "Grüße & <mehr>", ""],
    "hinweis__fehlt": [None, "NICHT_ERHOBEN", None, None],
}


def sample_dataset() -> Dataset:
    """Return the dataset ``probe``: for every group, with a note in both languages."""
    return Dataset(
        "probe",
        "Probe",
        "Sample",
        "Eine Probe.",
        "A sample.",
        VARIABLES,
        pl.LazyFrame(ROWS),
        frozenset(Group),
        ("Geschützt.",),
        ("Protected.",),
    )
