from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.access import Role
from monitor.application.provider_accounts import groups_of, read_person
from monitor.providers import Provider

PROVIDER = Provider(
    name="kreis",
    titel="Anmelden",
    aussteller="https://sso.example.org",
    client_id="monitor",
    client_secret_datei=Path("geheimnis"),
    rollen={
        "leitung": (Role.LEITUNG,),
        "alles": (Role.LEITUNG, Role.VERWALTUNG),
        "nord": (Role.TRAEGER,),
    },
    traeger={"nord": ("T01", "T02"), "sued": ("T03",)},
)


@pytest.mark.parametrize(
    ("groups", "roles", "traeger"),
    [
        ([], set(), set()),
        (["kantine"], set(), set()),
        (["leitung"], {Role.LEITUNG}, set()),
        (["leitung", "alles"], {Role.LEITUNG, Role.VERWALTUNG}, set()),
        (["nord", "sued"], {Role.TRAEGER}, {"T01", "T02", "T03"}),
        (["Leitung", "/leitung", "leitung "], set(), set()),
    ],
)
def test_groups_become_roles_and_traeger(
    groups: list[str], roles: set[Role], traeger: set[str]
) -> None:
    person = read_person(PROVIDER, {"sub": "1", "groups": groups})
    assert (person.rights.roles, person.rights.traeger) == (roles, traeger)


@pytest.mark.parametrize(
    ("claims", "name", "groups"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"groups": "a"}, "groups", {"a"}),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"https://x.example/groups": ["a"]}, "https://x.example/groups", {"a"}),
        ({"a.b": ["ganz"], "a": {"b": ["pfad"]}}, "a.b", {"ganz"}),
        ({"roles": {"a": {"org": "x"}}}, "roles", {"a"}),
        ({"groups": ["a", 7, None, {"b": 1}]}, "groups", {"a"}),
        ({"groups": 7}, "groups", set()),
        ({"realm_access": "x"}, "realm_access.roles", set()),
        ({}, "groups", set()),
    ],
)
def test_groups_are_found_by_name_or_path(
    claims: dict[str, Any], name: str, groups: set[str]
) -> None:
    assert groups_of(claims, name) == groups


@pytest.mark.parametrize(
    ("claims", "name", "full_name"),
    [
        ({"preferred_username": "E.Muster", "name": "Erika Muster"}, "e.muster", "Erika Muster"),
        ({"email": "e@kreis.example"}, "e@kreis.example", "e@kreis.example"),
        ({"preferred_username": "Jörg Groß", "name": 7}, "joerg.gross", "joerg.gross"),
        ({"preferred_username": "KREIS\\muster"}, "kreis.muster", "kreis.muster"),
        ({"preferred_username": "§", "name": "A\r\nB\x00C"}, "person", "A B C"),
        ({"preferred_username": "x" * 300, "name": "y" * 300}, "x" * 90, "y" * 120),
        ({"preferred_username": ["a"]}, "person", "person"),
    ],
)
def test_names_are_made_to_fit(claims: dict[str, Any], name: str, full_name: str) -> None:
    person = read_person(PROVIDER, {"sub": "1"} | claims)
    assert (person.name, person.full_name) == (name, full_name)
