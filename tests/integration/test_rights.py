"""The written table of rights: address, page or callback × role, and nobody.

``rights/table.csv`` says for everything that the running application answers what each role gets:
``ja`` (an answer, also that there is nothing of this name), ``nein`` (refused), ``anmelden`` (led
to the sign-in, or 401) or ``weiter`` (led to a page of their own). Whoever adds an address adds a
row.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import dash
import pytest

from dashboards.api.endpoints import ENDPOINTS
from dashboards.web.app import create_app, warm_up
from monitor.access import Role
from tests.builders.rights import answer_to, browser_of, everything_served

_TABLE = Path(__file__).parent / "rights" / "table.csv"
_ROLES: Mapping[str, Role | None] = {"niemand": None, **{role.value: role for role in Role}}


def _rows() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.fixture(scope="module")
def app(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    settings = fake.write_instance(tmp_path_factory.mktemp("rechte") / "instanz")
    fake.write_steering(settings)
    made = create_app(settings)
    warm_up(made)
    return made


@pytest.fixture(scope="module")
def examples(app: dash.Dash) -> dict[str, str]:
    """Return what stands in braces in the examples of the table."""
    client, _ = browser_of(app, Role.EVALUATION)
    releases = json.loads(client.get("/api/v1/releases").text)
    return {"release": releases[0]["id"], "later": releases[0]["id"]}


def test_the_table_has_a_row_for_everything_and_nothing_else(app: dash.Dash) -> None:
    written = {(row["art"], row["name"]) for row in _rows()}
    served = everything_served(app)
    assert (sorted(served - written), sorted(written - served)) == ([], [])


def test_everything_in_the_document_of_the_interface_has_a_row() -> None:
    written = {row["name"] for row in _rows()}
    paths = {"/api/v1" + one.path.replace("{", "<").replace("}", ">") for one in ENDPOINTS}
    assert paths - written == set()


@pytest.mark.parametrize("column", _ROLES)
def test_each_role_gets_what_the_table_says(
    column: str, app: dash.Dash, examples: dict[str, str]
) -> None:
    role, found = _ROLES[column], {}
    for row in _rows():
        browser = browser_of(app, role)
        example = row["beispiel"].format(**examples)
        found[row["art"], row["name"]] = answer_to(app, row["art"], example, browser)
    assert found == {(row["art"], row["name"]): row[column] for row in _rows()}
