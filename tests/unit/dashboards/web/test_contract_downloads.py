"""Rows under a contract at the door: for the account it names, while it runs, and on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
import pytest

from dashboards.web.app import create_app, warm_up
from monitor.access import Role
from monitor.application import audit
from monitor.application.rights import Rights
from tests.builders.contract_folders import CONTRACT, ROWS, write_contract
from tests.builders.dash_pages import page_of
from tests.builders.releases import write_instance
from tests.builders.sign_in import client_of, site_of

OVER, TO_COME = "V-00000000000a", "V-00000000000b"
Named = Callable[..., Any]


@pytest.fixture
def contract_app(tmp_path: Path) -> dash.Dash:
    settings = write_instance(tmp_path / "instanz")
    today = dt.datetime.now(dt.UTC).astimezone().date()
    week, year = dt.timedelta(days=7), dt.timedelta(days=365)
    write_contract(settings, begin=today, end=today)
    write_contract(settings, OVER, begin=today - year, end=today - week)
    write_contract(settings, TO_COME, begin=today + week, end=today + year)
    app = create_app(settings)
    warm_up(app)
    return app


@pytest.fixture
def evaluator(contract_app: dash.Dash) -> Named:
    """Return a function: contracts → a browser of an evaluator whom they name."""

    def sign_in(*contracts: str) -> Any:
        rights = Rights(frozenset({Role.EVALUATION}), contracts=frozenset(contracts))
        return client_of(contract_app, rights=rights)

    return sign_in


def address(app: dash.Dash, contract: str) -> str:
    folder = site_of(app).settings.contracts / contract
    (rows,) = (path.name for path in folder.glob("*.csv"))
    return f"/download/vertrag/{contract}/{rows}"


def test_who_is_named_gets_the_rows_and_no_copy_stays_on_the_way(
    contract_app: dash.Dash, evaluator: Named
) -> None:
    answer = evaluator(CONTRACT).get(address(contract_app, CONTRACT), buffered=True)
    assert (answer.status_code, answer.data) == (200, ROWS)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "ETag" not in answer.headers


def test_each_download_is_on_record_and_no_refusal_is(
    contract_app: dash.Dash, evaluator: Named
) -> None:
    asked = address(contract_app, CONTRACT)
    evaluator(CONTRACT).get(asked, buffered=True)
    evaluator().get(asked)
    with site_of(contract_app).accounts.read() as connection:
        (entry,) = audit.entries(connection, action="DOWNLOADED")
    assert (entry.object, entry.details) == (CONTRACT, {"file": asked.rpartition("/")[2]})
    assert entry.actor not in {"", audit.NOBODY_KNOWN}


def test_nobody_else_gets_them(contract_app: dash.Dash, evaluator: Named) -> None:
    asked = address(contract_app, CONTRACT)
    assert evaluator().get(asked).status_code == 403
    assert evaluator(OVER).get(asked).status_code == 403
    for role in set(Role) - {Role.EVALUATION}:
        rights = Rights(frozenset({role}), frozenset({"TR02"}), frozenset({CONTRACT}))
        assert client_of(contract_app, rights=rights).get(asked).status_code == 403
    nobody = contract_app.server.test_client()
    assert nobody.get(asked).status_code == 401
    assert nobody.get(asked, headers={"Accept": "text/html"}).status_code == 303


def test_before_and_after_the_term_there_is_nothing(evaluator: Named) -> None:
    client = evaluator(OVER, TO_COME)
    for contract in (OVER, TO_COME, "V-ffffffffffff"):
        asked = f"/download/vertrag/{contract}/README.md"
        answers = client.get(asked), evaluator().get(asked)
        assert [answer.status_code for answer in answers] == [403, 403]
        assert answers[0].text == answers[1].text


@pytest.mark.parametrize(
    "path",
    [
        f"{CONTRACT}/vertrag.json", f"{CONTRACT}/..%2F..%2Fgeheim%2Fvertraege.json",
        f"{CONTRACT}/%2e%2e/%2e%2e/anwendung/anwendung.sqlite", f"..%2F{CONTRACT}/README.md",
        f"{CONTRACT}/README.md%00", "..%2F..%2Fetc/passwd", f"{CONTRACT}/", CONTRACT,
    ],
)  # fmt: skip
def test_no_path_leads_further(evaluator: Named, path: str) -> None:
    answer = evaluator(CONTRACT).get(f"/download/vertrag/{path}")
    assert answer.status_code in {403, 404}
    assert b"SQLite" not in answer.data


def test_the_page_lists_what_runs_and_says_what_does_not(evaluator: Named) -> None:
    page = page_of(evaluator(CONTRACT, OVER), "/einzelzeilen")
    for said in ("Evaluation 2026", CONTRACT, "README.md", "SHA-256", OVER, "heute nicht"):
        assert said in page
    assert f"/download/vertrag/{OVER}" not in page
    assert "Kein Vertrag nennt Ihr Konto" in page_of(evaluator(), "/einzelzeilen")
