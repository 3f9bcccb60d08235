"""Sentences of a checklist for the pages, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.releases.approval.items import ChecklistItem

#: So many names of a list are told.
_NAMED: Final = 8


def item_sentence(item: ChecklistItem, t: Messages) -> str:
    """Return the sentence of an item."""
    told = {name: _told(value, t) for name, value in item.parameters.items()}
    return t(f"approval_item.{item.name}", **told)


def _told(value: Any, t: Messages) -> str:
    if isinstance(value, Mapping):
        return _listed([f"{name}: {_number(number, t)}" for name, number in value.items()], t)
    if isinstance(value, tuple | list):
        return _listed([str(one) for one in value], t)
    if isinstance(value, dt.date):
        return formats.date(value, t.language)
    if isinstance(value, int | float):
        return _decimal(value, t)
    return "–" if value is None else str(value)


def _number(value: float, t: Messages) -> str:
    """Return a count, or a share in per cent, cut off so that no part of a whole reads as 100."""
    if isinstance(value, int):
        return str(value)
    return f"{_decimal(int(value * 1000) / 10, t)} %"


def _decimal(value: float, t: Messages) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if t.language is Language.DE else text


def _listed(names: list[str], t: Messages) -> str:
    if not names:
        return t("approval.none")
    more = len(names) - _NAMED
    rest = f" {t('approval.more', n=more)}" if more > 0 else ""
    return ", ".join(names[:_NAMED]) + rest
