"""Signs of a person in a text: a title and a name, ways to reach somebody, file numbers.

Patterns only, never lists of names. A pattern is looked for roughly in a whole column, and what
was found is looked at closely: ``Familie Allgemein`` and ``Haus der Familie`` name nobody.
Dates are the matter of ``etl.gate.personal_dates``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from etl.gate.own_words import OwnWords
from etl.gate.traces import Trace

#: A title and what follows it; ``Fam.`` and ``Fr.`` may stand right before the name.
_TITLED: Final = re.compile(
    r"(?<![\w&.-])(?P<title>(?i:frau|herrn?|familie|eheleute|fam\.?|fr\.|hr\.)|Hr)(?P<gap>[ :]*)"
    r"(?:(?i:dr|prof|dipl)[.\w-]* )*(?P<word>\w[\w.'’-]*)"
    r"(?: (?:de[nmr] |la )?(?P<next>\w[\w'’-]*))?"
)
#: A name with the title behind it.
_REVERSED: Final = re.compile(r"\b(?P<word>[^\W\d_][\w'’-]+), ?(?:Frau|Herr|Fam\.|Fr\.|Hr\.)")
#: Institutions, and churches that Kitas are called after.
_INSTITUTIONS: Final = re.compile(
    r"(?i)unsere[rn]? lieben? frau(?:en)?|(?:hl\.?|heil\.|heilige[rn]?) familie"
    r"|(?:haus|zentrum|treffpunkt|netzwerk|bündnis|bund|amt|ministerium|fachbereich|dezernat|referat)"
    r"[\w -]*? (?:(?:der|für) )?familie"
    r"|(?:jugend|beruf|frau(?:en)?|kinder|bildung|ehe|soziales|schule|gesundheit)"
    r"(?:,| und| u\.| &|/) ?familie"
)
_PARTICLES: Final = frozenset(("von", "van", "de", "el", "al", "di", "da", "le", "la", "ter"))
#: Words after a title that are no name: what links words, and what describes a situation.
_LINKING_WORDS: Final = (
    "und oder mit ohne in im ins an am auf aus bei beim vom zu zum zur für gegen nach vor über "
    "unter bis der die das den dem des ein eine einer einem einen als wie ist sowie u bzw e ev "
    "ledig verheiratet geschieden getrennt verwitwet alleinerziehend schwanger berufstätig "
    "allgemein allgemeines gesamt insgesamt sonstige sonstiges neu neue alt intern extern "
    "erstgespräch neuzugang neuaufnahme wechsel umzug trennung bestand plus einzeln mutter "
    "vater mann frau kind kinder kindern eltern paar gruppe team kita migration erstkontakt "
    "hauptperson januar februar märz april mai juni juli august september oktober november "
    "dezember vormittag nachmittag vormittags nachmittags morgen mittag abend uhr kw"
)
_LINKING: Final = frozenset(_LINKING_WORDS.split())
#: Beginnings of what ``Fam.`` stands for beside Familie: Fam.-Bildung, fam. Konflikte.
_MATTERS: Final = (
    "bild berat hilf helf heb zent kass caf treff pfleg frei pate gericht arbeit zusammen "
    "nachzug recht stand struktur system problem konflikt belast situation hinter krise umfeld "
    "verhält streit gewalt unterstütz entlast begleit bezieh klima leben angebot anlass"
)
_FAMILY_MATTERS: Final = tuple(_MATTERS.split())
#: Labels that a name follows in the same cell.
_LABELLED: Final = re.compile(
    r"(?i)\b(?:(?:vor|nach|familien)?name|ansprechpartner(?:in)?|(?:sach)?bearbeiter(?:in)?"
    r"|mitarbeiter(?:in)?|fachkraft|klient(?:in)?|unterschrift|verfasser(?:in)?"
    r"|(?:erstellt|ausgefüllt|erfasst|bearbeitet|verfasst) von) ?: ?(?P<word>[^\W\d_][\w.'’-]+)"
)
_ORGANISED: Final = ("kita", "kinder", "kath", "ev", "träger", "stadt", "verband", "amt", "jugend")

_EMAIL: Final = re.compile(r"(?i)[\w.%+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_PHONES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # from abroad or with the country's code
        r"(?<![\w.,/-])(?:\+|00)\d{2}[ ()/-]{0,3}\d(?:[ ()/-]{0,2}\d){6,12}\b",
        # an area's code, also in parts, and a number of three digits or more
        r"(?<![\w.,/-])\(?0[1-9]\d{1,4}\)?[ /-]{1,3}\d(?:[ /-]?\d){4,9}\b",
        r"(?<![\w.,/-])\(?0[1-9]\d{2,4}\)?(?: ?[/-] ?| )\d(?:[ /-]?\d){2,9}\b",
        r"(?<![\w.,/-])0 ?[1-9](?: ?\d){1,4} ?/ ?\d(?:[ -]?\d){2,9}\b",
        # digits only, but not an ARS of 9 or 12
        r"(?<![\w.,/-])0(?:1[5-7]\d{8,9}|[2-9]\d{8,9})\b",
        # after a word for it; minutes and years are none
        r"(?i)\b(?:tel(?:efon)?|handy|mobil|fax|durchwahl|ruf|rückruf)[-. ]?(?:nr|nummer)?[.:]{0,2}"
        r" ?(?:unter )?\(?\+?(?!(?:19|20)\d\d(?:\D|$))\d(?:[ /()-]?\d){2,}+"
        r"(?! ?(?:min|std|stunden|h\b|m\b|€|eur|%|mal|x\b))(?![.,:]\d)",
    )
)
#: A running number of a year is no number to call.
_RUNNING: Final = re.compile(r"0\d{2,3} ?[/-] ?(?:19|20)\d\d")
#: A mobile number that a spreadsheet took for a number: its zero is lost.
_BARE_MOBILE: Final = re.compile(r"(?:49)?1(?:5\d|6[023]|7\d)\d{7,8}(?:\.0)?")
_IBAN: Final = re.compile(
    r"(?i:\bDE ?\d{2}(?: ?\d{4}){4} ?\d{2}\b)|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"
)
_FILE_NUMBERS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)\b(?:az|aktenz(?:eichen|\.)?|gesch(?:äfts)?z(?:eichen|\.)?|gz|aktennr|akten-nr"
        r"|fall-?(?:nr|nummer))\b[.:]{0,2} ?\w*\d",
        # of a court: 17 F 123/24
        r"\b\d{1,4} ?[A-Z]{1,3} ?\d{1,6}/\d{2,4}\b",
        # of an office: 51.2-123/24, 51-0815/24
        r"(?<![\w.])\d{1,3}(?:\.\d{1,3})+ ?[-–/] ?\w{0,3}\d{1,6}/\d{2,4}\b",
        r"(?<![\w.,-])\d{2}-\d{3,6}/\d{2,4}\b",
    )
)


@dataclass(frozen=True)
class Sign:
    """The sign of a kind of trace: a rough pattern for columns, a close look at a text."""

    hint: str
    shows: Callable[[str, OwnWords], bool]


def _shows_name(text: str, own: OwnWords) -> bool:
    if own.hold(text):
        return False
    plain = _INSTITUTIONS.sub(" ", text)
    beside = [*_LABELLED.finditer(plain), *_REVERSED.finditer(plain)]
    return any(_is_name(match, plain, own) for match in _TITLED.finditer(plain)) or any(
        _could_be_name(match["word"], own) and not _is_organised(match["word"], own)
        for match in beside
    )


def _is_name(match: re.Match[str], text: str, own: OwnWords) -> bool:
    title, word = match["title"].lower(), match["word"]
    if not match["gap"] and not title.endswith("."):
        return False
    if word.lower() in _PARTICLES:
        word = match["next"] or ""
        return word[:1].isupper() and _could_be_name(word, own)
    if title in {"fam", "fam."} and word.lower().startswith(_FAMILY_MATTERS):
        return False
    if not _could_be_name(word, own) or (title == "familie" and own.hold(word)):
        return False
    if title != "familie" or word[0].isupper():
        return len(word) > 1
    # "Familie kam" is a sentence, "familie beispiel" a name in small letters
    return match["title"].islower() and match[0].strip() == text.strip()


def _could_be_name(word: str, own: OwnWords) -> bool:
    plain = word.strip(".'’-").lower()
    if not plain or not plain[0].isalpha() or plain in _LINKING:
        return False
    return not own.know(plain.split("-")[0])


def _is_organised(word: str, own: OwnWords) -> bool:
    """Tell whether the name that begins with a word is that of an institution or an area."""
    return own.hold(word) or word.lower().startswith(_ORGANISED)


def _shows_phone(text: str, own: OwnWords) -> bool:
    if _RUNNING.fullmatch(text) or own.is_area_code(text):
        return False
    other = _IBAN.sub(" ", text)
    return any(pattern.search(other) for pattern in _PHONES)


def _shows_file_number(text: str, _own: OwnWords) -> bool:
    return any(pattern.search(text) for pattern in _FILE_NUMBERS)


SIGNS: Final[Mapping[Trace, Sign]] = {
    Trace.EMAIL: Sign(r"(?i)@|[(\[]at[)\]]", lambda text, _own: bool(_EMAIL.search(text))),
    Trace.PHONE: Sign(
        r"(?i)[+0][\d ()/-]{5}|(?:tel|handy|mobil|fax|durchwahl|ruf)\D{0,12}\d", _shows_phone
    ),
    Trace.NAME: Sign(r"(?i)frau|herr|\bfam|\bfr\.|\bhr\b|\p{L} ?: ?\p{L}", _shows_name),
    Trace.IBAN: Sign(
        r"(?i)[A-Z]{2} ?\d{2} ?[A-Z0-9]{4}", lambda text, _own: bool(_IBAN.search(text))
    ),
    Trace.FILE_NUMBER: Sign(
        r"(?i)\d/\d{2}|\b(?:az|gz|akten|gesch|fall)\D{0,12}\d", _shows_file_number
    ),
}


def readable(texts: pl.Series) -> pl.Series:
    """Return tidied texts with composed letters and plain digits (``Mu¨ller``, ``０２６``)."""
    return texts.str.normalize("NFKC")


def traces_in(texts: pl.Series, own: OwnWords) -> dict[Trace, int]:
    """Return the kinds of traces in readable texts, each with the position of the first one."""
    found = {}
    for trace, sign in SIGNS.items():
        for position in texts.str.contains(sign.hint).arg_true():
            if sign.shows(texts[position], own):
                found[trace] = position
                break
    return found


def names_person(text: str, own: OwnWords) -> bool:
    """Tell whether a single text, such as a header or the name of a file, shows any trace."""
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split())
    return any(sign.shows(plain, own) for sign in SIGNS.values())


def first_bare_mobile(texts: pl.Series) -> int | None:
    """Return the position of the first cell that is nothing but a mobile number without zero."""
    for position in texts.str.contains(r"^(?:49)?1[567]\d{8,9}(?:\.0)?$").arg_true():
        if _BARE_MOBILE.fullmatch(texts[position]):
            return int(position)
    return None
