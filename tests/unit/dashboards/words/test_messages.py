"""One catalogue per language with the same keys; every key that code asks for is there."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import dashboards
from dashboards.words.language import Language
from dashboards.words.messages import Messages, catalogue
from monitor.access import Role
from monitor.concept.vocabulary import IntervalKind, Status
from monitor.datasets.model import MissingReason, VariableKind
from monitor.periods import PeriodKind
from monitor.warehouse.deliveries import DeliveryStatus, Severity

GERMAN, ENGLISH = catalogue(Language.DE), catalogue(Language.EN)
SOURCES = sorted(Path(dashboards.__file__).parent.rglob("*.py"))


def _asked() -> Iterator[tuple[str, bool]]:
    """Yield each key given to a catalogue, and whether only its beginning is written down."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _is_catalogue(node.func):
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, False
                elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                    yield str(key.values[0].value), True


def _is_catalogue(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        owner = function.value
        is_t = isinstance(owner, ast.Name) and owner.id == "t"
        return function.attr == "t" or (is_t and function.attr in {"count", "optional"})
    return isinstance(function, ast.Name) and function.id == "t"


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(GERMAN) == set(ENGLISH)


def test_both_languages_take_the_same_data() -> None:
    assert {key for key in GERMAN if _fields(GERMAN[key]) != _fields(ENGLISH[key])} == set()


def test_no_message_is_empty() -> None:
    assert [key for key, text in GERMAN.items() if not text.strip()] == []


def test_every_key_that_code_asks_for_is_there() -> None:
    asked = set(_asked())
    assert len(asked) > 100
    plain = {key for key, begins in asked if not begins}
    counted = {f"{key}.one" for key in plain if f"{key}.one" in GERMAN}
    missing = {key for key in plain if key not in GERMAN and f"{key}.one" not in counted}
    assert missing == set()
    beginnings = {key for key, begins in asked if begins}
    assert {key for key in beginnings if not any(k.startswith(key) for k in GERMAN)} == set()


@pytest.mark.parametrize(
    ("prefix", "codes"),
    [
        ("status", Status),
        ("period_kind", PeriodKind),
        ("role", Role),
        ("role_about", Role),
        ("delivery", DeliveryStatus),
        ("severity", Severity),
        ("interval", IntervalKind),
        ("kind", VariableKind),
        (
            "missing",
            [one for one in MissingReason if one is not MissingReason.GEHEIM],
        ),  # of no release
    ],
)
def test_every_code_has_a_word(prefix: str, codes: Iterable[StrEnum]) -> None:
    assert {code for code in codes if f"{prefix}.{code}" not in GERMAN} == set()


def test_nothing_is_called_confidential() -> None:
    said = {
        key
        for language in Language
        for key, text in catalogue(language).items()
        if {"geheim", "confidential"} & set(text.lower().replace(".", " ").split())
    }
    assert said == set()


def test_singular_and_plural() -> None:
    t = Messages(Language.DE)
    assert t.count("quality.csv", 1) == "1 Befund als CSV"
    assert t.count("quality.csv", 1200) == "1.200 Befunde als CSV"
