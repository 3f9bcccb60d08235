"""Findings on the page *Qualität*: paged, filtered, in words, for data stewards only."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from types import ModuleType

import flask
import pytest

from dashboards.components.paging import Paging
from dashboards.pages.quality_findings import findings_page
from dashboards.request.quality_frames import Quality
from dashboards.request.view import View
from dashboards.words.formats import short_period
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Role
from monitor.errors import AccessError
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER, STEWARD
from tests.builders.tables import read_table, rows_of

Client = flask.testing.FlaskClient
FINDINGS = "befunde"
PAGE = "/qualitaet"


def test_findings_are_refused_below_the_web(store: Store) -> None:
    with pytest.raises(AccessError):
        findings_page(Quality(LEADER, store), View(), Messages(Language.DE), Paging(1, 1))


@pytest.mark.parametrize("role", [Role.LEITUNG, Role.EVALUATION, Role.TRAEGER, Role.VERWALTUNG])
def test_the_page_tells_nobody_else_anything(role: Role, client_as: Callable[..., Client]) -> None:
    answer = client_as(role).get(PAGE)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert read_table(answer.text, FINDINGS) == []
    assert "Träger 0" not in answer.text


def test_findings_are_paged_and_filtered(client: Client, store: Store) -> None:
    total = Quality(STEWARD, store).count_findings(View())
    assert 100 < total <= 200
    first, rest = (rows_of(client, f"{PAGE}?seite={page}", FINDINGS) for page in (1, 2))
    assert (len(first), len(rest)) == (100, total - 100)
    own = rows_of(client, f"{PAGE}?traeger=TR02", FINDINGS)
    assert {row["Träger"] for row in own} == {"Träger 02 (fiktiv)"}
    warnings = rows_of(client, f"{PAGE}?traeger=TR02&schwere=WARNUNG", FINDINGS)
    assert {row["Schwere"] for row in warnings} == {"Warnung"}


def test_findings_of_what_was_replaced_are_told_only_when_asked_for(
    client: Client, store: Store, fake: ModuleType
) -> None:
    traeger, quarter = fake.REPLACED
    (replaced,) = store.quality(
        STEWARD, "lieferung", where={"traeger_id": traeger, "quartal": quarter}
    ).iter_rows(named=True)
    assert (replaced["status"], replaced["befunde_fehler"]) == ("ERSETZT", 1)
    named, own = short_period(quarter, Language.DE), f"{PAGE}?traeger={traeger}"
    told = rows_of(client, own, FINDINGS)
    assert len(told) > 0
    assert named not in {row["Quartal"] for row in told}
    asked = rows_of(client, f"{own}&lieferung={replaced['lieferung_id']}", FINDINGS)
    assert {row["Quartal"] for row in asked} == {named}


def test_a_finding_says_line_field_and_rule_in_words(client: Client) -> None:
    row = rows_of(client, PAGE, FINDINGS)[0]
    assert int(row["Zeile"]) >= 1
    assert (row["Feld"], row["Befund"]) == ("Dauer (Minuten)", "Die Dauer fehlt.")


def test_every_delivery_stands_in_the_register(client: Client, store: Store) -> None:
    rows = rows_of(client, PAGE, "lieferungen")
    deliveries = Quality(STEWARD, store).deliveries()
    assert [row["Datei"] for row in rows] == deliveries["datei"].to_list()
    assert [row["Zeilen"] for row in rows] == [f"{n}" for n in deliveries["zeilen_roh"]]
