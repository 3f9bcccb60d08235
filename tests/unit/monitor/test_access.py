from __future__ import annotations

from pathlib import Path

import pytest

from monitor.access import RIGHTS, Group, Resource, Viewer, may_see, require
from monitor.errors import AccessError

#: The table that the Jugendamt signed off: who may see what.
VIEWER_BY_RESOURCE = [
    (Group.LEITUNG, Resource.KENNZAHLEN, True),
    (Group.LEITUNG, Resource.DATENSAETZE, True),
    (Group.LEITUNG, Resource.QUALITAET, False),
    (Group.LEITUNG, Resource.STEUERUNG, True),
    (Group.EVALUATION, Resource.KENNZAHLEN, True),
    (Group.EVALUATION, Resource.DATENSAETZE, True),
    (Group.EVALUATION, Resource.QUALITAET, False),
    (Group.EVALUATION, Resource.STEUERUNG, False),
    (Group.DATENVERANTWORTLICHE, Resource.KENNZAHLEN, True),
    (Group.DATENVERANTWORTLICHE, Resource.DATENSAETZE, True),
    (Group.DATENVERANTWORTLICHE, Resource.QUALITAET, True),
    (Group.DATENVERANTWORTLICHE, Resource.STEUERUNG, True),
]


#: What a row of the table of the handbook is about.
RESOURCES = {
    "Kennzahlen": Resource.KENNZAHLEN,
    "Datensätze": Resource.DATENSAETZE,
    "Steuerung": Resource.STEUERUNG,
    "Qualität": Resource.QUALITAET,
}
GROUPS = (Group.LEITUNG, Group.EVALUATION, Group.DATENVERANTWORTLICHE)
HANDBOOK = Path(__file__).parents[3] / "docs" / "handbuch" / "README.md"


def test_the_table_of_the_handbook_is_that_table() -> None:
    lines = HANDBOOK.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| **")]
    read = {
        (group, RESOURCES[about.split("**")[1]], {"ja": True, "nein": False}[said])
        for about, *cells in rows
        for group, said in zip(GROUPS, cells, strict=True)
    }
    assert read == set(VIEWER_BY_RESOURCE)
    assert "| | Leitung | Evaluation | Datenverantwortliche |" in lines


@pytest.mark.parametrize(("group", "resource", "allowed"), VIEWER_BY_RESOURCE)
def test_rights_are_those_of_the_table(group: Group, resource: Resource, allowed: bool) -> None:
    assert may_see(Viewer(group), resource) is allowed
    if allowed:
        require(Viewer(group), resource)
    else:
        with pytest.raises(AccessError):
            require(Viewer(group), resource)


def test_the_table_names_every_group_and_resource() -> None:
    named = {(group, resource) for group, resource, _ in VIEWER_BY_RESOURCE}
    assert named == {(group, resource) for group in Group for resource in Resource}
    assert set(RIGHTS) == set(Group)


def test_a_refusal_says_what_why_and_whom_to_ask() -> None:
    with pytest.raises(AccessError) as refusal:
        require(Viewer(Group.LEITUNG), Resource.QUALITAET)
    message = str(refusal.value)
    assert "Leitung" in message
    assert "Qualität der Lieferungen" in message
    assert "einzelnen Trägern" in message
    assert "Datenverantwortlichen" in message
