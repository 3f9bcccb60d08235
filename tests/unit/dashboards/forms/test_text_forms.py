"""Forms for texts: what is saved, what comes back with every word, and who is refused."""

from __future__ import annotations

import html
import re
from types import ModuleType
from typing import Any

import dash
import pytest

from dashboards.request.site import Site
from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application.database import ApplicationStore
from monitor.application.texts.actions import ActionState, list_actions
from monitor.application.texts.commentaries import list_commentaries
from monitor.application.texts.occurrences import list_occurrences
from monitor.errors import StorageError
from tests.builders.rights import browser_of
from tests.builders.sign_in import LEADER, site_of
from tests.builders.written_texts import WrittenTexts, without_texts

COMMENTARY = "/einordnung?ziel=Z1"
ACTION = "/massnahme?indikator=Z1.1"
EVENT = "/ereignis?indikator=Z1.1"
DECIDED = {
    "text": "Sprechzeiten", "indikator": "Z1.1", "ort": "KREIS", "zustaendig": "FACHSTELLE",
    "stand": "BESCHLOSSEN", "beschlossen": "2026-03-01", "faellig": "31.12.2026",
}  # fmt: skip


class Writer:
    """Somebody at a form; what the form holds in hidden fields goes along."""

    def __init__(self, app: dash.Dash, role: Role = Role.LEITUNG) -> None:
        self.client, self._csrf = browser_of(app, role)
        self.text = ""

    def open(self, path: str) -> Any:
        return self._seen(self.client.get(path))

    def send(self, path: str, accept: str = "text/html", **fields: str) -> Any:
        sent = {"csrf": self._csrf, **self._hidden(), **fields}
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": accept}
        return self._seen(self.client.post(path, data=sent, headers=headers))

    def _hidden(self) -> dict[str, str]:
        form = self.text.partition("data-text-form")[2].partition("</form>")[0]
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        return {name: html.unescape(value) for name, value in found}

    def _seen(self, answer: Any) -> Any:
        self.text = answer.text
        return answer


@pytest.fixture(scope="module")
def app(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    settings = fake.write_instance(tmp_path_factory.mktemp("texte") / "amt")
    fake.write_steering(settings)
    return create_app(settings)


@pytest.fixture(autouse=True)
def site(app: dash.Dash) -> Site:
    """Return the site, without the texts of the test before."""
    found = site_of(app)
    without_texts(found)
    return found


@pytest.fixture
def leader(app: dash.Dash) -> Writer:
    return Writer(app)


def _said(page: str) -> str:
    return html.unescape("".join(re.findall(r'role="alert">([^<]*)<', page)))


def _typed(page: str) -> str:
    return html.unescape(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)[0])


def test_a_commentary_is_saved_where_the_form_was_opened(leader: Writer, site: Site) -> None:
    leader.open(COMMENTARY)
    answer = leader.send(COMMENTARY, text="Mehr Anfragen als sonst.", freigegeben="ja")
    with site.accounts.read() as connection:
        (kept,) = list_commentaries(connection, LEADER)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/ziel/Z1#text-{kept.id}"
    assert (kept.text, kept.is_released) == ("Mehr Anfragen als sonst.", True)
    assert (kept.place.goal, kept.place.quarter) == ("Z1", "2026-Q3")
    page = leader.client.get("/ziel/Z1").text
    assert "Mehr Anfragen als sonst." in page
    assert "Zahl seitdem geändert" not in page


def test_a_script_is_told_the_address(leader: Writer) -> None:
    leader.open(COMMENTARY)
    answer = leader.send(COMMENTARY, accept="application/json, text/html;q=0.9", text="Ruhig.")
    assert answer.json["address"].startswith("/ziel/Z1#text-E")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 10_000, "10.000 Zeichen, möglich sind 4.000"),
        ("", "Es fehlt der Text"),
        ("Schön \U0001f600", "GRINNING FACE"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_every_word(
    text: str, reason: str, leader: Writer, site: Site
) -> None:
    leader.open(COMMENTARY)
    answer = leader.send(COMMENTARY, text=text)
    assert answer.status_code == 400
    assert reason in _said(answer.text)
    assert _typed(answer.text) == text
    with site.accounts.read() as connection:
        assert list_commentaries(connection, LEADER) == []


def test_markup_in_a_text_is_printed_as_written(leader: Writer) -> None:
    leader.open(COMMENTARY)
    leader.send(COMMENTARY, text="<script>alert(1)</script> & #strong[x]")
    for path in ("/ziel/Z1", f"{COMMENTARY}&funktion=FACHSTELLE"):
        page = leader.client.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; #strong[x]" in page
        assert "<script>alert" not in page


def test_two_editors_do_not_lose_each_others_words(app: dash.Dash) -> None:
    first, second = Writer(app), Writer(app)
    first.open(COMMENTARY)
    second.open(COMMENTARY)
    first.send(COMMENTARY, text="Worte der ersten", funktion="FACHSTELLE")
    answer = second.send(COMMENTARY, text="Worte der zweiten", funktion="FACHSTELLE")
    assert answer.status_code == 409
    assert "Worte der ersten" in answer.text
    assert _typed(answer.text) == "Worte der zweiten"
    both = second.send(COMMENTARY, text="Worte von beiden", funktion="FACHSTELLE")
    assert both.status_code == 303
    page = second.open(f"{COMMENTARY}&funktion=FACHSTELLE").text
    assert _typed(page) == "Worte von beiden"
    assert "Fassungen (2)" in page


def test_figures_that_changed_since_the_form_was_opened_are_said(leader: Writer) -> None:
    leader.open(COMMENTARY)
    answer = leader.send(COMMENTARY, text="Zu alten Zahlen", zahlen="0" * 32)
    assert answer.status_code == 400
    assert "Die Zahlen haben sich geändert" in _said(answer.text)
    assert _typed(answer.text) == "Zu alten Zahlen"


def test_a_commentary_on_other_figures_is_marked(app: dash.Dash, leader: Writer) -> None:
    WrittenTexts(site_of(app)).commentary("Von früher", figures="0" * 32)
    page = leader.client.get("/ziel/Z1").text
    assert "Zahl seitdem geändert" in page


def test_an_action_is_saved_and_drawn_into_the_chart(leader: Writer, site: Site) -> None:
    leader.open(ACTION)
    answer = leader.send(ACTION, **DECIDED)
    assert answer.status_code == 303, _said(answer.text)
    with site.accounts.read() as connection:
        (kept,) = list_actions(connection, LEADER)
    assert kept.content.state is ActionState.BESCHLOSSEN
    assert kept.content.due_on.isoformat() == "2026-12-31"
    page = html.unescape(leader.client.get("/ziel/Z1").text)
    assert "1 · Maßnahme, beschlossen am 01.03.2026: Sprechzeiten" in page  # alternative text
    assert f'id="text-{kept.id}"' in page
    picture = leader.client.get("/diagramm/Z1.1/verlauf.svg").text
    assert "beschlossen am 01.03.2026: Sprechzeiten" in picture


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"faellig": "2026-02-01"}, "Die Frist liegt vor dem Beschluss"),
        ({"faellig": ""}, "„Fällig am“ fehlt das Datum"),
        ({"beschlossen": "30.02.2026"}, "„Beschlossen am“ steht kein Datum"),
        ({"stand": "UMGESETZT"}, "aber ohne Tag"),
        ({"ort": "nirgends"}, "Auswahl fehlt oder ist unbekannt"),
    ],
)
def test_an_action_that_contradicts_itself_comes_back(
    changed: dict[str, str], reason: str, leader: Writer
) -> None:
    leader.open(ACTION)
    answer = leader.send(ACTION, **DECIDED | changed)
    assert answer.status_code == 400
    assert reason in _said(answer.text)
    assert _typed(answer.text) == "Sprechzeiten"


def test_an_action_is_changed_by_its_id(app: dash.Dash, leader: Writer) -> None:
    kept = WrittenTexts(site_of(app)).action()
    path = f"/massnahme?id={kept.id}"
    leader.open(path)
    done = {"stand": "UMGESETZT", "umgesetzt": "2026-05-01"}
    assert leader.send(path, **DECIDED | done).status_code == 303
    assert leader.open(path).text.count("Fassung 2 von") == 1
    assert leader.open("/massnahme?id=M-unbekannt").status_code == 404


def test_an_action_of_any_indicator_is_entered_from_the_list(leader: Writer, site: Site) -> None:
    listed = "/massnahme?von=%2Fmassnahmen&ziel=Z2"
    assert listed.replace("&", "&amp;") in leader.client.get("/massnahmen?ziel=Z2").text
    page = leader.open(listed).text
    assert '<optgroup label="Z1 ' in page
    assert 'href="/massnahmen?ziel=Z2#seite"' in page
    answer = leader.send(listed, **DECIDED | {"indikator": ""})
    assert answer.status_code == 400
    assert "Der Indikator fehlt" in _said(answer.text)
    assert _typed(answer.text) == "Sprechzeiten"
    answer = leader.send(listed, **DECIDED)
    with site.accounts.read() as connection:
        (kept,) = list_actions(connection, LEADER)
    assert answer.headers["Location"] == f"/massnahmen?ziel=Z2#text-{kept.id}"
    assert f'id="text-{kept.id}"' in leader.client.get("/massnahmen").text


def test_a_place_that_is_gone_changes_to_no_other(app: dash.Dash, leader: Writer) -> None:
    kept = WrittenTexts(site_of(app)).action(area="071379999")
    path = f"/massnahme?id={kept.id}"
    assert '<option value="071379999" selected>' in leader.open(path).text
    answer = leader.send(path, **DECIDED | {"ort": "071379999"})
    assert (answer.status_code, "noch einmal auswählen" in _said(answer.text)) == (400, True)


def test_an_event_is_saved_and_drawn(leader: Writer, site: Site) -> None:
    leader.open(EVENT)
    fields = {"text": "Umzug", "indikator": "Z1.1", "ort": "071375001", "geschehen": "2026-04-01"}
    assert leader.send(EVENT, **fields).status_code == 303
    with site.accounts.read() as connection:
        (kept,) = list_occurrences(connection, LEADER)
    assert kept.content.area == "071375001"
    page = html.unescape(leader.client.get("/ziel/Z1?gebiet=071375001").text)
    assert "1 · Ereignis am 01.04.2026: Umzug" in page


def test_a_draft_is_not_for_the_evaluation_nor_in_published_pictures(
    app: dash.Dash, leader: Writer
) -> None:
    WrittenTexts(site_of(app)).action(text="Noch geheim", is_released=False)
    published = "?ebene=veroeffentlichung"
    assert "Noch geheim" in leader.client.get("/ziel/Z1").text
    assert "Noch geheim" not in leader.client.get(f"/diagramm/Z1.1/verlauf.svg{published}").text
    evaluation = Writer(app, Role.EVALUATION)
    assert "Noch geheim" not in evaluation.client.get("/ziel/Z1").text
    assert "Noch geheim" not in evaluation.client.get("/massnahmen").text


def test_who_may_not_release_saves_a_draft(app: dash.Dash, site: Site) -> None:
    steward = Writer(app, Role.DATENVERANTWORTLICHE)
    page = steward.open(COMMENTARY).text
    assert "Freigeben kann ihn die Leitung" in page
    assert steward.send(COMMENTARY, text="Frei", freigegeben="ja").status_code == 403
    steward.open(COMMENTARY)
    assert steward.send(COMMENTARY, text="Entwurf").status_code == 303
    with site.accounts.read() as connection:
        (kept,) = list_commentaries(connection, LEADER)
    assert not kept.is_released


@pytest.mark.parametrize("path", [COMMENTARY, ACTION, EVENT])
def test_who_writes_for_nobody_is_refused(path: str, app: dash.Dash) -> None:
    evaluation = Writer(app, Role.EVALUATION)
    assert evaluation.open(path).status_code == 403
    assert evaluation.send(path, **DECIDED).status_code == 403
    assert 'data-form=""' not in evaluation.client.get("/ziel/Z1").text


@pytest.mark.parametrize(
    "path",
    ["/einordnung?ziel=Z99", "/massnahme?indikator=Z99.1", "/einordnung?ziel=Z1&gebiet=nirgends",
     "/einordnung?ziel=Z1&funktion=KOENIG", "/massnahme?indikator=Z1.1&quartal=1999-Q1"],
)  # fmt: skip
def test_a_place_that_is_not_there_has_no_form(path: str, leader: Writer) -> None:
    assert leader.open(path).status_code == 404


def test_a_text_is_erased_in_all_versions_after_a_tick(app: dash.Dash, leader: Writer) -> None:
    kept = WrittenTexts(site_of(app)).action(text="Ein Name zu viel")
    path = f"/massnahme?id={kept.id}"
    leader.open(path)
    erase = {"eintrag": kept.id, "zurueck": "https://anderswo.example/"}
    assert leader.send("/texte/loeschen", **erase).status_code == 400
    answer = leader.send("/texte/loeschen", bestaetigt="ja", **erase)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/massnahmen")
    for page in ("/massnahmen", "/ziel/Z1", path):
        assert "Ein Name zu viel" not in leader.client.get(page).text


@pytest.mark.parametrize(
    "back", ["/ziel/Z1\r\nX: y", "/ziel/../konten", "//anderswo.example/ziel/"]
)
def test_after_erasing_no_other_address_is_led_to(
    back: str, app: dash.Dash, leader: Writer
) -> None:
    kept = WrittenTexts(site_of(app)).action()
    sent = {"eintrag": kept.id, "bestaetigt": "ja", "zurueck": back}
    answer = leader.send("/texte/loeschen", **sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/massnahmen")


def test_of_an_indicator_that_is_gone_no_word_is_lost(leader: Writer) -> None:
    leader.open(ACTION)
    answer = leader.send(ACTION, **DECIDED | {"indikator": "Z99.1"})
    assert answer.status_code == 400
    assert "auswählen" in _said(answer.text)
    assert _typed(answer.text).strip() == DECIDED["text"]


def test_the_versions_show_that_a_day_was_moved(leader: Writer) -> None:
    leader.open(ACTION)
    first = leader.send(ACTION, **DECIDED)
    path = f"{ACTION}&id={first.headers['Location'].partition('#text-')[2]}"
    leader.open(path)
    leader.send(path, **DECIDED | {"faellig": "2027-06-30"})
    versions = leader.open(path).text.partition("<details")[2]
    assert "fällig am 31.12.2026" in versions
    assert "fällig am 30.06.2027" in versions


def test_a_conflict_shows_all_that_saving_would_replace(app: dash.Dash, leader: Writer) -> None:
    leader.open(ACTION)
    first = leader.send(ACTION, **DECIDED)
    path = f"{ACTION}&id={first.headers['Location'].partition('#text-')[2]}"
    other = Writer(app)
    for writer in (leader, other):
        writer.open(path)
    changed = {"ueberpruefung": "2027-05-04", "zustaendig": "TRAEGER", "freigegeben": "ja"}
    leader.send(path, **DECIDED | changed)
    answer = other.send(path, **DECIDED)
    assert answer.status_code == 409
    shown = html.unescape(answer.text.partition("<blockquote")[2].partition("</blockquote>")[0])
    assert all(said in shown for said in ("04.05.2027", "Träger", "freigegeben", "Z1.1"))


@pytest.mark.parametrize(
    ("path", "typed"), [(COMMENTARY, {"text": "Lange getippt"}), (ACTION, DECIDED)]
)
def test_where_the_store_takes_nothing_no_word_is_lost(
    path: str, typed: dict[str, str], leader: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader.open(path)

    def full(_: ApplicationStore) -> None:
        raise StorageError("Der Datenträger ist voll.")

    monkeypatch.setattr(ApplicationStore, "write", full)
    answer = leader.send(path, **typed)
    assert (answer.status_code, _said(answer.text)) == (503, "Der Datenträger ist voll.")
    assert _typed(answer.text).strip() == typed["text"]


def test_in_english_the_form_speaks_english(leader: Writer) -> None:
    path = f"{ACTION}&sprache=en"
    assert "What was decided?" in leader.open(path).text
    answer = leader.send(path, **DECIDED | {"faellig": "soon"})
    assert _said(answer.text).startswith("“Due on” is not a date")
