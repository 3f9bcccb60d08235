"""The checklist of a draft as a whole, and that it has a sentence for all it can say."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from monitor.errors import ReleaseError
from monitor.releases.approval import (
    delivery_items,
    figure_items,
    office_items,
    release_items,
)
from monitor.releases.approval.checklist import as_json, read_checklist
from monitor.releases.approval.items import CheckKey, ItemSeverity
from monitor.releases.approval.sentences import SENTENCES, sentence
from monitor.settings import Settings
from monitor.snapshots.layout import RELEASE
from tests.builders.approvals import APPROVAL, fill_in_contact

MakeRelease = Callable[..., str]
Look = Callable[..., dict[str, Any]]
NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
MODULES = (delivery_items, figure_items, office_items, release_items)


def said_cases(module: ModuleType) -> set[str]:
    """Return key and case of every item that a module makes, as its source says."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(args=[ast.Attribute(value=ast.Name(id="CheckKey"), attr=key), *rest]):
                case = rest[0].value if rest and isinstance(rest[0], ast.Constant) else "passed"
                found.add(f"{CheckKey[key].value}.{case}")
    return found


def test_every_case_has_a_sentence() -> None:
    said = {name for module in MODULES for name in said_cases(module)}
    for key in (CheckKey.WAITING, CheckKey.REFUSED):  # made by one call for both
        said |= {f"{key}.passed", f"{key}.open"}
    assert said == set(SENTENCES)


def test_items_come_in_the_order_of_their_keys_and_read_as_german(
    look: Look, make_release: MakeRelease, renew_quality: Callable[[], str]
) -> None:
    release_id = make_release(published=False)
    renew_quality()
    items = look(release_id)
    assert list(items) == [key.value for key in CheckKey]
    assert all("{" not in sentence(item) for item in items.values())
    assert sentence(items["coverage"]) == (
        "Abdeckung neuer Quartale unter 100 %: 2026-Q3: 90 %, 2026-Q4: 10 %."
    )


def test_a_checklist_is_plain_json(instance: Settings, make_release: MakeRelease) -> None:
    fill_in_contact(instance.content)
    checklist = read_checklist(instance, make_release(published=False), APPROVAL, now=NOW)
    told = json.loads(json.dumps(as_json(checklist)))
    coverage = next(item for item in told["items"] if item["key"] == "coverage")
    assert coverage == {
        "key": "coverage", "case": "partial", "severity": "WARNUNG",
        "parameters": {"count": 2, "shares": {"2026-Q3": 0.9, "2026-Q4": 0.1}},
    }  # fmt: skip
    assert {item["key"] for item in told["items"] if item["severity"] == "FEHLER"} == set()


def test_what_cannot_be_read_is_left_out(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    release_id = make_release(published=False)
    with (instance.releases / release_id / RELEASE.database).open("ab") as stream:
        stream.write(b"x")
    items = look(release_id)
    assert (items["files"].case, items["files"].severity) == ("damaged", ItemSeverity.FEHLER)
    assert not {"coverage", "definitions", "quality", "missing"} & items.keys()


def test_what_is_published_has_no_checklist(look: Look, make_release: MakeRelease) -> None:
    with pytest.raises(ReleaseError, match="kein Entwurf"):
        look(make_release())
    with pytest.raises(ReleaseError, match="gibt es nicht"):
        look("../x")
