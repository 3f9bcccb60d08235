"""Headers that promise persons (``Vorname``, ``GebDat``, ``Bemerkungen``), and what fulfils them.

A header alone is no finding: ``Telefon`` may be a column of crosses, ``Kind`` one of counts, and
nobody may have filled in ``Bemerkungen``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import polars as pl

from data.schema import Owner, Table
from etl.cleaning.missing import is_missing
from etl.cleaning.spelling import normalise
from etl.gate.own_words import OwnWords
from monitor.personal_data.traces import Trace

#: Who is meant where a header is nothing but this: ``Kind``, ``Familie 2``.
_PERSON_WORDS: Final = (
    "kind familie fam fachkraft mutter vater elternteil klient klientin klienten person "
    "bezugsperson ansprechperson kindesmutter kindesvater ksa sozialarbeiter sozialarbeiterin "
    "erzieher erzieherin teilnehmer teilnehmerin frau herr"
)
_PERSONS: Final = frozenset(_PERSON_WORDS.split())
_BESIDE_WORDS: Final = (
    "des der die das den dem eines einer und oder in innen zustaendige zustaendiger betreffendes "
    "betreute betreutes beratene begleitete"
)
_BESIDE_PERSONS: Final = frozenset(_BESIDE_WORDS.split())
#: Bodies whose names are long: ``Kath. Kita St. Marien Mendig``.
_BODIES: Final = (
    *("kita", "einrichtung", "kindertagesstaette", "kindergarten", "traeger", "standort"),
    *("sozialraum", "gemeinde", "schule", "behoerde", "institution"),
)
_BODY_KEYS: Final = frozenset({"kita_id", "traeger_id", "ars"})
#: Whose name it is when it is nobody's: ``Name der Kita``, ``Kursname``.
_INSTITUTIONS: Final = (
    *_BODIES,
    *("angebot", "kurs", "gruppe", "datei", "ort", "stadt", "verein", "projekt"),
    *("veranstaltung", "massnahme", "partner", "stelle"),
    *("dienst", "amt", "code", "feld", "spalte", "tabelle", "blatt", "indikator", "ziel", "tag"),
    *("monat", "quartal", "strassen", "programm", "modul", "bezirk", "region", "kooperation"),
)
_NAMES: Final = re.compile(
    r"\b(?:(?:vor|nach|zu|ruf|familien|geburts|maedchen|kind(?:es|er)?|eltern|benutzer|user)?namen?"
    r"|(?:sach)?bearbeiter(?:in)?|mitarbeiter(?:in)?|ansprechpartner(?:in)?|betreuer(?:in)?"
    r"|(?:personen)?sorgeberechtigter?|unterschrift|ersteller(?:in)?|user|benutzer(?:in)?"
    r"|(?:erfasst|angelegt|erstellt|geaendert|ausgefuellt|bearbeitet) (?:von|durch))\b"
)
#: What a program numbers, and when: figures as long as a telephone number.
_MACHINE: Final = re.compile(
    r"stempel|timestamp|erstellt|geaendert|export|created|updated|\bat\b|epoch"
    r"|\b(?:id|uuid|guid|nr|nummer|kennung|schluessel|key|index)\b|(?:nummer|schluessel)$"
)


#: Headers of a legend as well as of remarks.
_EXPLAINING: Final = re.compile(r"\b(?:beschreibung|hinweise?|erlaeuterung(?:en)?)\b")
_LEGEND: Final = re.compile(
    r"\b(?:beschreibung|bedeutung|erlaeuterung(?:en)?|bezeichnung|code|typ|format|pflicht\w*"
    r"|spalte|feld|wert)\b"
)
#: A label is no sentence.
_LABEL_WORDS: Final = 4
_PAIR: Final = 2


#: Days that have nothing to do with a birth.
_DAYS: Final = re.compile(
    r"\b(?:seit|beginn|start|ab|bis|ende|vom|letzte\w*|stand|termin|frist|aufnahme\w*|eintritt\w*"
    r"|austritt\w*|vertrag\w*|anmeld\w*|abmeld\w*|eingang\w*|eingabe\w*|eingegeben|erfass\w*"
    r"|angelegt|abruf\w*|druck\w*|gueltig\w*|kontakt\w*|erstkontakt\w*|gespraech\w*)\b"
)


@dataclass(frozen=True)
class Promise:
    """A trace that a header promises, and the test of the texts of its column that fulfils it."""

    trace: Trace
    _fulfils: Callable[[pl.Series, OwnWords], pl.Series]

    def first(self, texts: pl.Series, own: OwnWords) -> int | None:
        """Return the position of the first text that fulfils the promise."""
        kept = self._fulfils(texts, own) & ~is_missing(texts)
        return int(found[0]) if len(found := kept.arg_true()) else None


def _words(texts: pl.Series, own: OwnWords) -> pl.Series:
    """Flag texts that say something: two letters in a row, and not merely yes or no."""
    return texts.str.contains(r"\p{L}{2,}") & _not(own.answer, texts)


def _names(texts: pl.Series, own: OwnWords) -> pl.Series:
    """Flag texts that say something that is no code of ours."""
    return _words(texts, own) & _not(own.hold, texts)


def _not(is_known: Callable[[str], bool], texts: pl.Series) -> pl.Series:
    return pl.Series([text is not None and not is_known(text) for text in texts], dtype=pl.Boolean)


def _digits(number: int) -> Callable[[pl.Series, OwnWords], pl.Series]:
    return lambda texts, _own: texts.str.count_matches(r"\d") >= number


_KINDS: Final = (
    (
        Trace.BIRTH_DATE,
        r"\b(?:geburts(?:dat|tag)\w*|geb ?(?:dat\w*|tag|am)?|geboren\w*|date of birth|dob)\b",
        _digits(4),
    ),
    (
        Trace.FILE_NUMBER,
        r"\b(?:aktenzeichen|akten ?(?:nr|nummer)|geschaeftszeichen|fall ?(?:nr|nummer|id"
        r"|kennung|zeichen)|(?:klienten?|personen?|kunden|versicherten\w*|steuer|familien?) ?(?:nr"
        r"|nummer|id)|bg ?nummer)\b",
        _digits(1),
    ),
    (Trace.FILE_NUMBER, r"^(?:az|gz)$", _digits(3)),
    (
        Trace.PHONE,
        r"\b(?:telefon ?(?:nr|nummer)?|tel|handy\w*|mobil ?(?:nr|nummer|telefon)?|rufnummer"
        r"|fax\w*)\b",
        _digits(4),
    ),
    (Trace.IBAN, r"\b(?:iban|konto(?:nummer|nr)?|bankverbindung)\b", _digits(6)),
    (
        Trace.ADDRESS,
        r"(?<!mail )\b(?:adressen?|anschrift|wohnadresse|strasse|hausnummer|wohnhaft\w*)\b",
        _words,
    ),
    (
        Trace.FREE_TEXT,
        r"\b(?:bemerkung(?:en)?|\w*notiz(?:en)?|kommentare?|anmerkung(?:en)?|freitext|verlauf\w*"
        r"|vermerke?|besonderheiten|gespraechsinhalte?|protokoll)\b",
        _words,
    ),
    (Trace.FREE_TEXT, _EXPLAINING.pattern, _words),
)


def promise_of(header: str) -> Promise | None:
    """Return what a header promises of persons, if anything."""
    name = normalise(header)
    for trace, pattern, fulfils in _KINDS:
        if re.search(pattern, name) and not (trace is Trace.ADDRESS and is_of_institution(name)):
            return Promise(trace, fulfils)
    return Promise(Trace.NAME, _names) if _promises_name(name) else None


def meant(header: str, table: Table) -> str:
    """Return a header as a table means it: ``Name`` in a list of Kitas is that of a Kita."""
    is_of_bodies = table.owner is Owner.AMT and table.key[0] in _BODY_KEYS
    return f"{header} (Einrichtung)" if is_of_bodies and normalise(header) == "name" else header


def _promises_name(name: str) -> bool:
    tokens = [token for token in name.split() if not token.isdigit()]
    if any(token in _PERSONS for token in tokens):
        if set(tokens) <= _PERSONS | _BESIDE_PERSONS:
            return True
        return bool(_NAMES.search(name))
    return bool(_NAMES.search(name)) and not is_of_institution(header=name)


def is_of_institution(header: str) -> bool:
    """Tell whether a header speaks of an institution, a place, an offer."""
    return any(token.startswith(_INSTITUTIONS) for token in normalise(header).split())


def may_be_long(header: str) -> bool:
    """Tell whether a column may hold names of three words: of bodies, or of what has a name."""
    name = normalise(header)
    is_of_body = any(token.startswith(_BODIES) for token in name.split())
    return is_of_body or ("name" in name and is_of_institution(name))


def is_of_machine(header: str) -> bool:
    """Tell whether a header speaks of numbers that a program gives, or of its time stamps."""
    return bool(_MACHINE.search(normalise(header)))


def explains_days(header: str) -> bool:
    """Tell whether a header says what its days are, beside births."""
    return is_of_machine(header) or bool(_DAYS.search(normalise(header)))


def likely_header(preview: Sequence[Sequence[str]], own: OwnWords) -> int:
    """Return the 1-based row of an unknown sheet that looks most like a header; 0 without any.

    Rows of two cells are a form (label and what was filled in), so that only the first may be one.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in preview]
    pairs = [number for number, cells in enumerate(filled) if cells == _PAIR]
    scores = [
        0 if number in pairs[1:] else sum(_is_label(cell, own) for cell in row)
        for number, row in enumerate(preview)
    ]
    if any(scores):
        return scores.index(max(scores)) + 1
    return next((row for row, cells in enumerate(filled, start=1) if cells > 1), 0)


def _is_label(text: str, own: OwnWords) -> bool:
    return _label_promise(text) is not None and not own.hold(text)


def promises_of_bare(headers: Sequence[str], own: OwnWords) -> dict[int, Promise]:
    """Return what the headers of an unknown sheet promise, by position; a legend promises nothing.

    ``Name`` beside ``Bedeutung`` is that of a column, and a list of target groups may begin with
    ``Familie``.
    """
    is_legend = any(_LEGEND.search(normalise(header)) for header in headers)
    found = {}
    for position, header in enumerate(headers):
        name = normalise(header)
        explains = bool(_EXPLAINING.search(name)) or (is_legend and name in {"name", "namen"})
        promise = None if own.hold(header) or explains else _label_promise(header)
        if promise:
            found[position] = promise
    return found


def find_labels(
    row: Sequence[str], own: OwnWords, *, are_titles: bool
) -> Iterator[tuple[Promise, str]]:
    """Yield what labels of a row promise, with the filled cell to the right of each.

    Outside of title rows a word of ours is a label only with a colon.
    """
    cells = [cell for cell in row if cell.strip()]
    for label, text in pairwise(cells):
        is_sure = are_titles or label.rstrip().endswith(":") or not own.hold(label)
        promise = _label_promise(label) if is_sure else None
        if promise and promise.trace is not Trace.FREE_TEXT and _label_promise(text) is None:
            yield promise, text


def shows_beside(promise: Promise, text: str, own: OwnWords) -> bool:
    """Tell whether a single cell fulfils a promise."""
    return promise.first(pl.Series([text]), own) is not None


def _label_promise(text: str) -> Promise | None:
    return promise_of(text) if 0 < len(text.split()) <= _LABEL_WORDS else None
