from __future__ import annotations

from pathlib import Path

import pytest

from monitor.access import (
    NOBODY,
    OPEN,
    PUBLISHED,
    RIGHTS,
    Function,
    Group,
    Resource,
    Role,
    Viewer,
    functions_of,
    is_open,
    may_release_texts,
    may_see,
    require,
    require_function,
    require_group,
    require_release_of_texts,
)
from monitor.errors import AccessError

ROLES = (
    *(Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE),
    *(Role.TRAEGER, Role.VERWALTUNG),
)
#: The table that the Jugendamt signed off: what each of `ROLES` may see, in their order.
TABLE = {
    Resource.KENNZAHLEN: (True, True, True, False, False),
    Resource.DATENSAETZE: (True, True, True, False, False),
    Resource.STEUERUNG: (True, False, True, False, False),
    Resource.QUALITAET: (False, False, True, False, False),
    Resource.EIGENE_LIEFERUNGEN: (False, False, False, True, False),
    Resource.VERTRAGSDATEN: (False, True, False, False, False),
    Resource.FREIGABE: (True, False, True, False, False),
    Resource.KONTEN: (False, False, False, False, True),
}
VIEWER_BY_RESOURCE = [
    (role, resource, allowed)
    for resource, row in TABLE.items()
    for role, allowed in zip(ROLES, row, strict=True)
]
#: What a row of the table of the handbook is about.
RESOURCES = {
    "Kennzahlen": Resource.KENNZAHLEN,
    "Berichte": Resource.KENNZAHLEN,
    "Datensätze": Resource.DATENSAETZE,
    "Steuerung": Resource.STEUERUNG,
    "Qualität": Resource.QUALITAET,
    "Eigene Lieferungen": Resource.EIGENE_LIEFERUNGEN,
    "Einzelzeilen": Resource.VERTRAGSDATEN,
    "Freigabe": Resource.FREIGABE,
    "Konten, Rollen, Protokoll": Resource.KONTEN,
}
HANDBOOK = Path(__file__).parents[3] / "docs" / "handbuch" / "README.md"


#: For whom each of `ROLES` writes, and who releases, in their order.
WRITERS = {
    "für die Leitung": (True, False, False, False, False),
    "für die Fachstelle": (True, False, True, False, False),
    "für die Träger": (True, False, False, False, False),
    "für den Ausschuss": (True, False, False, False, False),
    "freigeben, löschen": (True, False, False, False, False),
}


def _viewer(*roles: Role) -> Viewer:
    return Viewer(frozenset(roles))


def test_the_table_of_the_handbook_is_that_table() -> None:
    lines = HANDBOOK.read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| **")]
    read = {
        (role, RESOURCES[about.split("**")[1]], {"ja": True, "nein": False}[said])
        for about, *cells in rows
        for role, said in zip(ROLES, cells, strict=True)
    }
    assert read == set(VIEWER_BY_RESOURCE)
    assert "| | Leitung | Evaluation | Datenverantwortliche | Träger | Verwaltung |" in lines


@pytest.mark.parametrize(("role", "resource", "allowed"), VIEWER_BY_RESOURCE)
def test_rights_are_those_of_the_table(role: Role, resource: Resource, allowed: bool) -> None:
    assert may_see(_viewer(role), resource) is allowed
    if allowed:
        require(_viewer(role), resource)
    else:
        with pytest.raises(AccessError):
            require(_viewer(role), resource)


def test_the_table_names_every_role_and_resource() -> None:
    named = {(role, resource) for role, resource, _ in VIEWER_BY_RESOURCE}
    assert named == {(role, resource) for role in Role for resource in Resource}
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("resource", list(Resource))
def test_nobody_may_see_anything(resource: Resource) -> None:
    assert not may_see(NOBODY, resource)
    with pytest.raises(AccessError, match="Wer nicht angemeldet ist"):
        require(NOBODY, resource)


@pytest.mark.parametrize("resource", list(Resource))
def test_a_visitor_sees_what_is_published_and_no_more(resource: Resource) -> None:
    assert may_see(Viewer(is_visitor=True), resource) is (resource in OPEN)
    assert {Resource.KENNZAHLEN, Resource.DATENSAETZE} == OPEN


def test_several_roles_add_up_and_a_limit_takes_away() -> None:
    both = _viewer(Role.EVALUATION, Role.VERWALTUNG)
    assert both.resources == RIGHTS[Role.EVALUATION] | RIGHTS[Role.VERWALTUNG]
    assert both.within(OPEN).resources == OPEN
    assert both.within(OPEN).within(frozenset({Resource.KONTEN})).resources == frozenset()


def test_a_refusal_says_what_why_and_whom_to_ask() -> None:
    with pytest.raises(AccessError) as refusal:
        require(_viewer(Role.LEITUNG), Resource.QUALITAET)
    message = str(refusal.value)
    assert "Ihr Konto (Leitung) darf" in message
    assert "Qualität der Lieferungen" in message
    assert "einzelnen Trägern" in message
    assert "Datenverantwortlichen" in message


def test_a_dataset_is_for_its_groups_and_for_visitors_only_if_for_all() -> None:
    some, every = frozenset({Group.EVALUATION}), frozenset(Group)
    assert is_open(_viewer(Role.EVALUATION), some)
    assert not is_open(_viewer(Role.LEITUNG), some)
    assert not is_open(_viewer(Role.VERWALTUNG), every)
    visitor = Viewer(is_visitor=True)
    assert (is_open(visitor, every), is_open(visitor, some)) == (True, False)
    with pytest.raises(AccessError, match=r"\(Leitung\) darf das Paket nicht .* für Evaluation"):
        require_group(_viewer(Role.LEITUNG), some, "das Paket")


def _writes(role: Role, about: str) -> bool:
    names = dict(zip(WRITERS, Function, strict=False))
    viewer = _viewer(role)
    return names[about] in functions_of(viewer) if about in names else may_release_texts(viewer)


def test_who_writes_is_that_table_and_that_of_the_handbook() -> None:
    lines = HANDBOOK.read_text(encoding="utf-8").splitlines()
    assert "| Text | Leitung | Evaluation | Datenverantwortliche | Träger | Verwaltung |" in lines
    for about, allowed in WRITERS.items():
        assert tuple(_writes(role, about) for role in ROLES) == allowed
        (line,) = [line for line in lines if line.startswith(f"| {about} |")]
        cells = line.strip("| ").split(" | ")[1:]
        assert tuple(cell == "ja" for cell in cells) == allowed


def test_a_traeger_writes_once_they_see_figures() -> None:
    both = _viewer(Role.TRAEGER, Role.EVALUATION)
    assert functions_of(both) == {Function.TRAEGER}
    assert functions_of(both.within(frozenset({Resource.STEUERUNG}))) == frozenset()
    assert functions_of(Viewer(is_visitor=True)) == functions_of(NOBODY) == frozenset()


def test_nobody_writes_or_reads_drafts_where_only_published_figures_are_shown() -> None:
    for roles in ((Role.LEITUNG,), (Role.DATENVERANTWORTLICHE,), (Role.TRAEGER, Role.EVALUATION)):
        inside, outside = _viewer(*roles), _viewer(*roles).within(PUBLISHED)
        assert functions_of(inside)
        assert functions_of(outside) == frozenset()
    assert may_release_texts(_viewer(Role.LEITUNG).within(frozenset(Resource)))
    leader = _viewer(Role.LEITUNG).within(PUBLISHED)
    assert not may_release_texts(leader)
    with pytest.raises(AccessError, match="auf dem Server des Amts"):
        require_function(leader, Function.FACHSTELLE)
    with pytest.raises(AccessError, match="auf dem Server des Amts"):
        require_release_of_texts(leader)


def test_who_may_not_write_or_release_is_told_who_may() -> None:
    steward = _viewer(Role.DATENVERANTWORTLICHE)
    require_function(steward, Function.FACHSTELLE)
    with pytest.raises(AccessError, match=r"für den Ausschuss nicht schreiben\. Für alle"):
        require_function(steward, Function.AUSSCHUSS)
    with pytest.raises(AccessError, match="Darüber entscheidet die Leitung"):
        require_release_of_texts(steward)
    require_release_of_texts(_viewer(Role.LEITUNG))
