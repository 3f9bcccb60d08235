"""Which headers promise persons, and which only share a word with them."""

import pytest

from etl.gate.own_words import OwnWords
from etl.gate.personal_headers import find_labels, likely_header, promise_of, promises_of_bare
from monitor.personal_data.traces import Trace

OWN = OwnWords(frozenset({"fachkraft", "familie", "kind"}))


@pytest.mark.parametrize(
    ("header", "trace"),
    [
        *((name, Trace.NAME) for name in ("Name", "Vorname", "Name, Vorname", "Kind", "Kind 1")),
        *(
            (name, Trace.NAME)
            for name in ("Familie", "Familie/Kind", "Betreute Familie", "Klient*in")
        ),
        *((name, Trace.NAME) for name in ("Fachkraft", "zuständige Fachkraft", "Name des Kindes")),
        *((name, Trace.NAME) for name in ("Mutter", "Sachbearbeiter/in", "erfasst von", "KSA")),
        *((name, Trace.BIRTH_DATE) for name in ("Geburtsdatum", "GebDat", "geb.", "Geb.-Datum")),
        *((name, Trace.FILE_NUMBER) for name in ("Aktenzeichen", "Az.", "Fallnummer", "Fall-ID")),
        *((name, Trace.PHONE) for name in ("Telefon", "Tel.", "Handynummer", "Mobil")),
        *((name, Trace.FREE_TEXT) for name in ("Bemerkung", "Bemerkungen", "Gesprächsnotiz")),
        ("Anschrift", Trace.ADDRESS),
        ("Kontonummer", Trace.IBAN),
    ],
)
def test_headers_that_promise_persons(header: str, trace: Trace) -> None:
    promise = promise_of(header)
    assert promise is not None
    assert promise.trace is trace


@pytest.mark.parametrize(
    "header",
    [
        "Kinder", "TN Kinder", "Anzahl Kinder", "Alter des Kindes", "Zielgruppe Familie",
        "Familienstand", "Familiensprache", "Fachkräfte", "Name der Kita", "Kita-Name", "Kursname",
        "Trägername", "Name des Angebots", "Dateiname", "Fallzahl", "Fallart", "Geburtsjahr",
        "Telefonkontakte", "Straße der Kita", "Erstkontakt", "Export", "",
    ],
)  # fmt: skip
def test_headers_that_promise_nobody(header: str) -> None:
    assert promise_of(header) is None


def test_the_header_of_an_unknown_sheet_is_found_by_what_it_promises() -> None:
    rows = (("Liste", "", ""), ("Vorname", "Nachname", "Gruppe"), ("Erika", "B.", "Igel"))
    assert likely_header(rows, OWN) == 2
    assert set(promises_of_bare(rows[1], OWN)) == {0, 1}


def test_a_form_has_no_header_but_its_first_row() -> None:
    rows = (("Träger", "TR01"), ("Fachkraft:", "Erika"), ("Telefon", "4711"))
    assert likely_header(rows, OWN) == 1
    assert [text for row in rows for _, text in find_labels(row, OWN, are_titles=False)] == [
        "Erika",
        "4711",
    ]


def test_a_sheet_without_rows_of_several_cells_has_no_header() -> None:
    assert likely_header((("Bitte je Aktivität eine Zeile ausfüllen.",), ("",)), OWN) == 0


def test_a_legend_promises_nobody() -> None:
    assert promises_of_bare(("Name", "Bedeutung"), OWN) == {}
    assert promises_of_bare(("FAMILIE", "Familie"), OWN) == {}
