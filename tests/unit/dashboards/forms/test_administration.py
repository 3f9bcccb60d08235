"""Accounts in the browser: what the administration can do, and who else can do nothing."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
import flask
import pytest

from dashboards.request.site import Site
from dashboards.web.app import create_app
from monitor.access import Resource, Role
from monitor.application import audit, invitations, sessions, tokens
from monitor.application.accounts import create_account, find_account, find_by_name
from monitor.application.rights import Rights
from monitor.application.second_factors import FactorKind, add_factor, list_factors
from tests.builders.sign_in import add_account, client_of, sign_in, site_of

TRAEGER = "traeger_id,art,kurzname\nTR01,KOMMUNE,Stadt\nTR02,KIRCHE,Kirchenkreis\n"


@pytest.fixture(scope="module")
def office(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    settings = fake.write_instance(tmp_path_factory.mktemp("konten") / "instanz")
    (settings.content / "stammdaten").mkdir()
    (settings.content / "stammdaten" / "dim_traeger.csv").write_text(TRAEGER, "utf-8")
    return create_app(settings)


@pytest.fixture
def here(office: dash.Dash) -> Site:
    return site_of(office)


@pytest.fixture
def manager(office: dash.Dash) -> flask.testing.FlaskClient:
    return client_of(office, Role.VERWALTUNG)


def send(client: flask.testing.FlaskClient, address: str, **fields: Any) -> Any:
    """Send a form as its page would; names that are no words in Python are given as such."""
    page = client.get("/verwaltung/neu").get_data(as_text=True)
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return client.post(address, data={"csrf": found[1], **fields})


def last_entry(here: Site) -> tuple[str, str]:
    with here.accounts.read() as connection:
        entry = audit.entries(connection, limit=1)[0]
    return entry.action, entry.object


PAGES = ("/verwaltung", "/verwaltung/neu", "/verwaltung/protokoll", "/verwaltung/protokoll.csv")


@pytest.mark.parametrize("path", PAGES)
def test_only_the_administration_sees_accounts(office: dash.Dash, path: str) -> None:
    others = client_of(office, *(set(Role) - {Role.VERWALTUNG}))
    assert others.get(path).status_code == 403
    assert client_of(office).get(path).status_code in {302, 303, 401}
    assert client_of(office, Role.VERWALTUNG).get(path).status_code == 200


def test_nobody_else_changes_an_account(office: dash.Dash, here: Site) -> None:
    account = add_account(here, Role.LEITUNG)
    client = office.server.test_client()
    csrf = sign_in(client, here, add_account(here, Role.LEITUNG))
    address = f"/verwaltung/konto/{account.id}"
    for deed in ("rechte", "einladung", "sperren", "entsperren", "sitzungen", "faktoren", "token"):
        answer = client.post(f"{address}/{deed}", data={"csrf": csrf, "rolle": "VERWALTUNG"})
        assert answer.status_code == 403, deed
    assert client.get(address).status_code == client.get(f"{address}/sperren").status_code == 403
    assert client.post("/verwaltung/neu", data={"csrf": csrf, "name": "x"}).status_code == 403


def test_a_form_without_its_secret_changes_nothing(office: dash.Dash, here: Site) -> None:
    account = add_account(here, Role.LEITUNG)
    manager = client_of(office, Role.VERWALTUNG)
    answer = manager.post(f"/verwaltung/konto/{account.id}/sperren", data={})
    assert answer.status_code == 403
    with here.accounts.read() as connection:
        assert not find_account(connection, account.id).is_locked


def test_an_account_is_made_and_its_link_shown_once(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    fields = {"name": "Erika.Muster", "voller_name": "Erika Muster", "vertraege": ""}
    answer = send(
        manager, "/verwaltung/neu", rolle=["TRAEGER", "LEITUNG"], traeger=["TR02"], **fields
    )
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    link = re.search(rf"{re.escape(here.base)}/einladung/([\w-]+)", answer.get_data(as_text=True))
    assert link is not None
    with here.accounts.read() as connection:
        made = invitations.find(connection, link[1], now=here.now())
        assert made == find_by_name(connection, "erika.muster")
        said = [entry.details for entry in audit.entries(connection, limit=2)]
    rights = Rights(frozenset({Role.TRAEGER, Role.LEITUNG}), frozenset({"TR02"}))
    assert made.rights == rights
    assert link[1] not in str(said)
    assert link[1] not in manager.get(f"/verwaltung/konto/{made.id}").get_data(as_text=True)
    again = send(manager, "/verwaltung/neu", rolle=["LEITUNG"], **fields)
    assert (again.status_code, "gibt es schon" in again.get_data(as_text=True)) == (400, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "mindestens eine Rolle"),
        ({"rolle": "CHEF"}, "Rolle „CHEF“"),
        ({"rolle": "TRAEGER"}, "mindestens ein Träger"),
        ({"rolle": "LEITUNG", "traeger": "TR01"}, "nur mit der Rolle Träger"),
        ({"rolle": "TRAEGER", "traeger": "TR99"}, "„TR99“"),
        ({"rolle": "EVALUATION", "vertraege": "V-1"}, "„V-1“"),
        ({"rolle": "LEITUNG", "vertraege": "V-0123456789ab"}, "nur mit der Rolle Evaluation"),
        ({"rolle": "LEITUNG", "name": "a b"}, "Anmeldename"),
        ({"rolle": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    manager: flask.testing.FlaskClient, fields: dict[str, str], said: str
) -> None:
    given = {"name": "moritz", "voller_name": "Moritz <b>", **fields}
    answer = send(manager, "/verwaltung/neu", **given)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert said in page
    assert "Moritz &lt;b&gt;" in page
    assert "<script>" not in page


def test_rights_change_and_sessions_end(
    office: dash.Dash, manager: flask.testing.FlaskClient, here: Site
) -> None:
    account = add_account(here, Role.EVALUATION)
    theirs = office.server.test_client()
    sign_in(theirs, here, account)
    address = f"/verwaltung/konto/{account.id}"
    answer = send(
        manager,
        f"{address}/rechte",
        rolle=["EVALUATION"],
        vertraege="V-0123456789ab, V-00000000000a",
    )
    assert answer.status_code == 303
    assert "sind gespeichert" in manager.get(answer.headers["Location"]).get_data(as_text=True)
    with here.accounts.read() as connection:
        rights = find_account(connection, account.id).rights
    assert rights.contracts == {"V-0123456789ab", "V-00000000000a"}
    assert last_entry(here) == ("RIGHTS_CHANGED", account.id)
    assert theirs.get("/verwaltung").status_code in {303, 401}


def test_the_last_administrator_stays(here: Site, office: dash.Dash) -> None:
    account = add_account(here, Role.VERWALTUNG)
    with here.accounts.write() as connection:
        connection.exec_driver_sql("UPDATE account SET password_hash = NULL")
        connection.exec_driver_sql(
            "UPDATE account SET password_hash = 'x' WHERE id = ?", (account.id,)
        )
    client = office.server.test_client()
    sign_in(client, here, account)
    address = f"/verwaltung/konto/{account.id}"
    answer = send(client, f"{address}/rechte", rolle=["LEITUNG"])
    assert (answer.status_code, "letzte Konto der Verwaltung" in answer.get_data(as_text=True)) == (
        400,
        True,
    )
    assert send(client, f"{address}/sperren").status_code == 400
    assert client.get(address).status_code == 200


def test_what_hurts_asks_first(manager: flask.testing.FlaskClient, here: Site) -> None:
    account = add_account(here, Role.LEITUNG)
    address = f"/verwaltung/konto/{account.id}"
    for deed in ("sperren", "sitzungen", "faktoren", "token"):
        page = manager.get(f"{address}/{deed}")
        assert (page.status_code, "Abbrechen" in page.get_data(as_text=True)) == (200, True)
    assert manager.get(f"{address}/entsperren").status_code == 400
    assert manager.get(f"{address}/loeschen").status_code == 400
    assert send(manager, f"{address}/loeschen").status_code == 400
    assert last_entry(here)[0] == "ACCOUNT_CREATED"


def test_an_account_is_locked_and_unlocked(manager: flask.testing.FlaskClient, here: Site) -> None:
    account = add_account(here, Role.LEITUNG)
    address = f"/verwaltung/konto/{account.id}"
    assert send(manager, f"{address}/sperren").status_code == 303
    assert last_entry(here) == ("ACCOUNT_LOCKED", account.id)
    assert "entsperren" in manager.get(address).get_data(as_text=True)
    assert send(manager, f"{address}/einladung").status_code == 400
    assert send(manager, f"{address}/entsperren").status_code == 303
    assert last_entry(here) == ("ACCOUNT_UNLOCKED", account.id)


def test_sessions_factors_and_tokens_of_others_end(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    account, now = add_account(here, Role.LEITUNG), here.now()
    with here.accounts.write() as connection:
        add_factor(connection, account.id, FactorKind.TOTP, "Handy", b"x", now=now)
        scope = {Resource.DATENSAETZE}
        text = tokens.create_token(connection, account.id, "R", scope, days=9, now=now)
        sessions.begin(connection, account, here.terms, client="x", is_complete=True, now=now)
    address = f"/verwaltung/konto/{account.id}"
    page = manager.get(address).get_data(as_text=True)
    assert all(f"{what}: 1" in page for what in ("Sitzungen", "Faktoren", "Token"))
    for deed, action in (
        ("sitzungen", "SIGNED_OUT_EVERYWHERE"),
        ("token", "TOKEN_REVOKED"),
        ("faktoren", "SECOND_FACTOR_REMOVED"),
    ):
        assert send(manager, f"{address}/{deed}").status_code == 303
        assert last_entry(here)[0] == action
    with here.accounts.write() as connection:
        assert list_factors(connection, account.id) == []
        assert sessions.list_sessions(connection, account.id, here.terms, now=now) == []
        with pytest.raises(Exception, match="widerrufen"):
            tokens.look_up(connection, text, now=now)


def test_rights_of_a_provider_are_read_only_but_for_contracts(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    rights = Rights(frozenset({Role.EVALUATION}))
    with here.accounts.write() as connection:
        account = create_account(
            connection, "von.aussen", "Von Außen", rights, by="-", now=here.now(),
            provider=("hochschule", "s1"),
        )  # fmt: skip
    address = f"/verwaltung/konto/{account.id}"
    page = manager.get(address).get_data(as_text=True)
    assert ("hochschule" in page, 'name="rolle"' in page, "Neuen Link" in page) == (
        *(True, False, False),
    )
    contracts = {"rolle": ["VERWALTUNG"], "traeger": ["TR01"], "vertraege": "V-0123456789ab"}
    assert send(manager, f"{address}/rechte", **contracts).status_code == 303
    assert send(manager, f"{address}/einladung").status_code == 400
    with here.accounts.read() as connection:
        given = find_account(connection, account.id).rights
    assert given == Rights(rights.roles, contracts=frozenset({"V-0123456789ab"}))


def test_an_unknown_account_is_said(manager: flask.testing.FlaskClient) -> None:
    for path in ("/verwaltung/konto/K-000000000000", "/verwaltung/konto/x/sperren"):
        assert manager.get(path).status_code == 400


def test_a_traeger_that_is_gone_can_be_taken_away(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    rights = Rights(frozenset({Role.TRAEGER}), frozenset({"TR77", "TR01"}))
    account = add_account(here, rights=rights)
    address = f"/verwaltung/konto/{account.id}"
    assert "TR77" in manager.get(address).get_data(as_text=True)
    kept = send(manager, f"{address}/rechte", rolle=["TRAEGER"], traeger=["TR77", "TR02"])
    assert kept.status_code == 303
    less = send(manager, f"{address}/rechte", rolle=["TRAEGER"], traeger=["TR02"])
    assert less.status_code == 303
    assert "TR77" not in manager.get(address).get_data(as_text=True)


def test_without_master_data_ids_are_typed(fake: ModuleType, tmp_path: Path) -> None:
    office = create_app(fake.write_instance(tmp_path / "instanz"))
    manager, here = client_of(office, Role.VERWALTUNG), site_of(office)
    fields = {"name": "erika", "voller_name": "Erika", "rolle": "TRAEGER"}
    assert send(manager, "/verwaltung/neu", traeger="TR 1?", **fields).status_code == 400
    assert send(manager, "/verwaltung/neu", traeger="TR01; TR02", **fields).status_code == 200
    with here.accounts.read() as connection:
        assert find_by_name(connection, "erika").rights.traeger == {"TR01", "TR02"}


def test_the_pages_speak_english_and_stay_so(
    manager: flask.testing.FlaskClient, here: Site
) -> None:
    account = add_account(here, Role.LEITUNG)
    page = manager.get(f"/verwaltung/konto/{account.id}?sprache=en").get_data(as_text=True)
    assert "Save rights" in page
    answer = send(manager, f"/verwaltung/konto/{account.id}/sitzungen?sprache=en")
    assert "sprache=en" in answer.headers["Location"]
