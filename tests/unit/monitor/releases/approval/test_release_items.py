"""Confidentiality, origin and foundation of a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from monitor.releases.approval.items import ChecklistItem, ItemSeverity
from monitor.releases.lifecycle import withdraw
from monitor.releases.log import state_path
from monitor.settings import Settings
from monitor.snapshots.layout import MANIFEST

NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
MakeRelease = Callable[..., str]
Look = Callable[..., dict[str, Any]]


def outcome(item: ChecklistItem) -> tuple[str, ItemSeverity]:
    return item.case, item.severity


@pytest.mark.parametrize("is_demo", [True, False])
def test_what_the_check_did_not_let_through_is_blocked(
    *, look: Look, make_release: MakeRelease, deliver: Callable[..., None], is_demo: bool
) -> None:
    deliver("L-1", ist_demo=is_demo)
    good = look(make_release(published=False))
    bad = look(make_release(published=False, passed=False))
    assert outcome(good["confidentiality"]) == ("passed", ItemSeverity.BESTANDEN)
    assert outcome(bad["confidentiality"]) == ("refused", ItemSeverity.FEHLER)
    assert outcome(bad["origin"]) == ("demo" if is_demo else "real", ItemSeverity.BESTANDEN)


def test_real_data_among_demo_data_are_blocked(
    look: Look, make_release: MakeRelease, deliver: Callable[..., None]
) -> None:
    deliver("L-echt", ist_demo=False)
    deliver("L-demo")
    items = look(make_release(published=False))
    assert outcome(items["origin"]) == ("mixed", ItemSeverity.FEHLER)
    assert items["origin"].parameters == {"real": 1}


def test_a_draft_goes_on_from_what_was_published_last(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    stale = make_release(published=False)
    assert outcome(look(stale)["foundation"]) == ("first", ItemSeverity.BESTANDEN)
    last = make_release()
    found = look(stale)["foundation"]
    assert (*outcome(found), found.parameters) == (
        "outdated", ItemSeverity.FEHLER, {"last": last},
    )  # fmt: skip
    fresh = make_release(published=False)
    assert outcome(look(fresh)["foundation"]) == ("passed", ItemSeverity.BESTANDEN)
    withdraw(instance.releases, last, by="x", reason="Nenner falsch", now=NOW)
    found = look(fresh)["foundation"]
    assert outcome(found) == ("withdrawn", ItemSeverity.WARNUNG)
    assert found.parameters == {"last": last, "reason": "Nenner falsch"}


def test_without_the_manifest_of_a_published_release_nothing_is_published(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    last, draft = make_release(), make_release(published=False)
    (instance.releases / last / MANIFEST).unlink()
    items = look(draft)
    assert outcome(items["foundation"]) == ("unknown", ItemSeverity.FEHLER)
    assert outcome(items["definitions"]) == ("unknown", ItemSeverity.WARNUNG)


def test_a_draft_without_a_sound_manifest_hinders_nobody(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    broken, draft = make_release(published=False), make_release(published=False)
    (instance.releases / broken / MANIFEST).unlink()
    assert state_path(instance.releases, broken).exists()  # says who made it, no more
    assert outcome(look(draft)["foundation"]) == ("first", ItemSeverity.BESTANDEN)
