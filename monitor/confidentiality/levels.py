"""The two levels of confidentiality that figures are computed for (docs/methoden.md)."""

from __future__ import annotations

from enum import StrEnum


class FigureLevel(StrEnum):
    """For whom figures are: those who steer by them inside the office, or everybody."""

    STEUERUNG = "STEUERUNG"
    VEROEFFENTLICHUNG = "VEROEFFENTLICHUNG"
