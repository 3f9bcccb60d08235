"""A Träger at the door: its own page and files, nothing of others, nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import dash
import polars as pl
import pytest
from flask.testing import FlaskClient as Client

from dashboards.web.app import create_app, warm_up
from monitor.access import Role
from monitor.application.rights import Rights
from monitor.settings import Settings
from tests.builders.dash_pages import page_of
from tests.builders.quality_tables import TRAEGER, quality_frames
from tests.builders.releases import write_instance, write_steering
from tests.builders.sign_in import client_of
from tests.builders.tables import rows_of

PAGE = "/lieferungen"
FINDINGS = "eigene-befunde"
#: Differs between pages with different texts.
_MARK = re.compile(r'"mark": "\w+"')
FILES = (
    *("/download/befunde.csv", "/download/konten.csv"),
    *("/download/eigene-befunde.csv", "/download/eigene-konten.csv"),
)


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    settings: Settings = write_instance(tmp_path_factory.mktemp("instanz"))
    write_steering(settings)
    app = create_app(settings)
    warm_up(app)
    return app


@pytest.fixture(scope="module")
def of_traeger(own_app: dash.Dash) -> Callable[..., Client]:
    """Return a function: Träger → a browser that is signed in for them."""

    def sign_in(*traeger: str, also: tuple[Role, ...] = ()) -> Client:
        rights = Rights(frozenset({Role.TRAEGER, *also}), frozenset(traeger))
        return client_of(own_app, rights=rights)

    return sign_in


def foreign(traeger: str) -> set[str]:
    """Return ids, names, deliveries and files of all other Träger."""
    deliveries = quality_frames()["lieferung"].filter(pl.col("traeger_id") != traeger)
    names = deliveries.select("traeger_id", "traeger", "lieferung_id", "datei")
    return {text for column in names.get_columns() for text in column}


def _with_findings(traeger: str) -> list[str]:
    """Return the file of the first standing delivery with findings."""
    stands = (pl.col("status") == "MIT_QUARANTAENE") & (pl.col("traeger_id") == traeger)
    files: list[str] = quality_frames()["lieferung"].filter(stands)["datei"].head(1).to_list()
    return files


def found_in(text: str, words: set[str]) -> set[str]:
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)}


@pytest.mark.parametrize("traeger", TRAEGER)
def test_nothing_of_another_traeger_is_in_any_answer(
    of_traeger: Callable[..., Client], traeger: str
) -> None:
    client, others = of_traeger(traeger), foreign(traeger)
    answers = [client.get(address).get_data(as_text=True) for address in FILES]
    answers += [page_of(client, PAGE), page_of(client, PAGE, "?sprache=en")]
    answers += [client.get(address).text for address in (PAGE, f"{PAGE}?seite=2")]
    (own,) = _with_findings(traeger)
    assert [own in answer for answer in (answers[2], *answers[4:])] == [True] * 5
    assert [found_in(answer, others) for answer in answers] == [set()] * len(answers)


def test_asking_for_another_traeger_tells_no_more_than_asking_for_none_there_is(
    of_traeger: Callable[..., Client],
) -> None:
    client = of_traeger("TR02")
    for known, unknown in (
        ("traeger=TR05", "traeger=TR99"),
        ("lieferung=L-000000000005", "lieferung=L-fffffffffff5"),
    ):
        for file, status in ((FILES[0], 403), (FILES[2], 404)):
            answers = [client.get(f"{file}?{asked}") for asked in (known, unknown)]
            assert {answer.status_code for answer in answers} == {status}
            assert answers[0].text == answers[1].text
        pages = [page_of(client, PAGE, f"?{asked}") for asked in (known, unknown)]
        names = [text.partition("=")[2] for text in (known, unknown)]
        told = [
            _MARK.sub("", page).replace(name, "?") for page, name in zip(pages, names, strict=True)
        ]
        assert told[0] == told[1]
        rows = [rows_of(client, f"{PAGE}?{asked}", FINDINGS) for asked in (known, unknown)]
        assert rows[0] == rows[1] != []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PAGE, 200), ("/barrierefreiheit", 200), ("/schutz", 200),
        ("/qualitaet", 403), ("/daten", 403), ("/ziel/Z1", 403), ("/einzelzeilen", 403),
        ("/download/verlauf/Z1.1.csv", 403), ("/api/v1/releases", 403),
        ("/api/v1/releases/latest", 403), ("/api/v1/releases/latest/datasets/indikatoren.csv", 403),
        ("/download/vertrag/V-0123456789ab/README.md", 403),
    ],
)  # fmt: skip
def test_a_traeger_sees_its_own_page_and_no_other(
    of_traeger: Callable[..., Client], path: str, status: int
) -> None:
    assert of_traeger("TR02").get(path).status_code == status


def test_the_first_page_leads_to_ones_own(of_traeger: Callable[..., Client]) -> None:
    answer = of_traeger("TR02").get("/?sprache=en")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/lieferungen?sprache=en")
    both = of_traeger("TR02", also=(Role.LEITUNG,)).get("/")
    assert both.status_code == 200


def test_whoever_manages_accounts_begins_there(own_app: dash.Dash) -> None:
    answer = client_of(own_app, Role.VERWALTUNG).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/verwaltung")


def test_the_frame_asks_for_nothing_that_a_traeger_may_not_see(
    of_traeger: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[object] = []
    monkeypatch.setattr("monitor.access.tell", lambda *_, **told: refused.append(told))
    for path in (PAGE, "/barrierefreiheit", "/gibt-es-nicht"):
        page_of(of_traeger("TR02"), path)
        of_traeger("TR02").get(path)
    assert refused == []


def test_the_page_is_for_traeger_only(own_app: dash.Dash) -> None:
    for role in (Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE, Role.VERWALTUNG):
        assert client_of(own_app, role).get(PAGE).status_code == 403
        assert "/lieferungen" not in page_of(client_of(own_app, role), "/schutz")
    assert "/lieferungen" in page_of(client_of(own_app, Role.TRAEGER), "/schutz")


def test_it_says_what_is_owed_and_what_to_do(of_traeger: Callable[..., Client]) -> None:
    refused = page_of(of_traeger("TR03"), PAGE)
    for said in ("1 Datei wurde abgelehnt", "Grund: Personenbezug.", "TR03_2026-Q3.csv"):
        assert said in refused
    missing = page_of(of_traeger("TR05"), PAGE)
    assert "Lieferung fehlt" in missing
    assert "Q3 2026" in missing
    assert "fiktive Demodaten".lower() in missing.lower()


def test_a_traeger_without_deliveries_and_an_account_without_a_traeger(
    of_traeger: Callable[..., Client],
) -> None:
    assert "noch kein Tr" in page_of(of_traeger(), PAGE)
    assert "Nichts ist offen" in page_of(of_traeger("TR99"), PAGE)
    assert rows_of(of_traeger("TR99"), PAGE, FINDINGS) == []


def test_whoever_sees_all_sends_on_their_own_only(of_traeger: Callable[..., Client]) -> None:
    steward = of_traeger("TR02", also=(Role.DATENVERANTWORTLICHE,))
    every = steward.get("/download/befunde.csv").text
    assert found_in(every, foreign("TR02"))
    for address in ("/download/eigene-befunde.csv", "/download/eigene-konten.csv"):
        own = steward.get(address).text
        assert "TR02" in own or TRAEGER["TR02"] in own
        assert found_in(own, foreign("TR02")) == set()
    assert found_in(page_of(steward, PAGE), foreign("TR02")) == set()
    rows = rows_of(steward, PAGE, FINDINGS)
    assert {row["Träger"] for row in rows} == {TRAEGER["TR02"]}


def test_an_account_of_several_traeger_chooses_among_its_own(
    of_traeger: Callable[..., Client],
) -> None:
    client = of_traeger("TR02", "TR04")
    assert {row["Träger"] for row in rows_of(client, PAGE, FINDINGS)} == {
        TRAEGER["TR02"],
        TRAEGER["TR04"],
    }
    chosen = rows_of(client, f"{PAGE}?traeger=TR04", FINDINGS)
    assert {row["Träger"] for row in chosen} == {TRAEGER["TR04"]}
