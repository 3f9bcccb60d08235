"""Contact of the office, note on the release, second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from monitor.releases.approval.items import ItemSeverity
from monitor.releases.log import state_path
from monitor.settings import Settings
from tests.builders.approvals import APPROVAL, CONTACT, PLACEHOLDER

MakeRelease = Callable[..., str]
Look = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("is_demo", "severity"), [(True, ItemSeverity.WARNUNG), (False, ItemSeverity.FEHLER)]
)
def test_readers_of_real_data_are_told_whom_to_ask(
    *,
    look: Look,
    make_release: MakeRelease,
    instance: Settings,
    deliver: Callable[..., None],
    is_demo: bool,
    severity: ItemSeverity,
) -> None:
    deliver("L-1", ist_demo=is_demo)
    draft = make_release(published=False)
    found = look(draft)["contact"]
    assert (found.severity, found.parameters) == (ItemSeverity.BESTANDEN, {"contact": CONTACT})
    office = instance.content / "amt.toml"
    office.write_text(office.read_text("utf-8").replace(CONTACT, PLACEHOLDER), "utf-8")
    found = look(draft)["contact"]
    assert (found.case, found.severity) == ("placeholder", severity)
    office.write_text("name = ", "utf-8")
    found = look(draft)["contact"]
    assert (found.case, found.severity) == ("unreadable", ItemSeverity.FEHLER)


@pytest.mark.parametrize(
    ("note", "case"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("Alles gut.", "too_short"),
        ("Alles ist gut.", "passed"),
        ("ein Satz " + "x" * 991, "passed"),
        ("ein Satz " + "x" * 992, "too_long"),
    ],
)
def test_a_note_is_a_sentence(look: Look, make_release: MakeRelease, note: str, case: str) -> None:
    found = look(make_release(published=False), replace(APPROVAL, note=note))["note"]
    assert found.case == case
    assert (found.severity is ItemSeverity.BESTANDEN) == (case == "passed")


@pytest.mark.parametrize(
    ("by", "is_required", "case"),
    [
        ("Erstellerin", False, "any"),
        ("Erstellerin", True, "same"),
        (" ERSTELLERIN ", True, "same"),
        ("Leitung", True, "second"),
        (" ", False, "nameless"),
    ],
)
def test_by_setting_the_maker_does_not_publish(
    *, look: Look, make_release: MakeRelease, by: str, is_required: bool, case: str
) -> None:
    draft = make_release(published=False)
    found = look(draft, replace(APPROVAL, by=by), freigabe_zweite_person=is_required)["person"]
    assert found.case == case
    assert (found.severity is ItemSeverity.FEHLER) == (case in {"same", "nameless"})


@pytest.mark.parametrize(("alias", "case"), [("ERSTELLERIN", "same"), ("l.eitung", "second")])
def test_the_maker_is_known_by_other_names_too(
    look: Look, make_release: MakeRelease, alias: str, case: str
) -> None:
    approval = replace(APPROVAL, aliases=(alias,))
    found = look(make_release(published=False), approval, freigabe_zweite_person=True)["person"]
    assert (found.case, found.parameters["by"]) == (case, APPROVAL.by)


def test_where_nobody_knows_who_made_it_no_second_person_can_be_told(
    look: Look, make_release: MakeRelease, instance: Settings
) -> None:
    draft = make_release(published=False)
    state_path(instance.releases, draft).unlink()  # as of a time when that was not kept
    assert look(draft)["person"].severity is ItemSeverity.BESTANDEN
    found = look(draft, freigabe_zweite_person=True)["person"]
    assert (found.case, found.severity) == ("maker_unknown", ItemSeverity.FEHLER)
