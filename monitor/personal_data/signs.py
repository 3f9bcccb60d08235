"""Signs of a person in a text: a title and a name, ways to reach somebody, file numbers, births.

Patterns only, never lists of names: ``Familie Allgemein`` and ``Haus der Familie`` name nobody.
The gate looks for the same signs in columns (``etl.gate.personal_texts``); days that may be
somebody's birth by their place in a delivery are the matter of ``etl.gate.personal_dates``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from monitor.personal_data.traces import Trace

#: A title and what follows it; ``Fam.`` and ``Fr.`` may stand right before the name.
_TITLED: Final = re.compile(
    r"(?<![\w&.-])(?P<title>(?i:frau|herrn?|familie|eheleute|fam\.?|fr\.|hr\.)|Hr)(?P<gap>[ :]*)"
    r"(?:(?i:dr|prof|dipl)(?:[.-][.\w-]*)? )*(?P<word>\w[\w.'’-]*)"
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
#: Somebody was born: ``geb. 3.4.19``, ``* 03.04.2019``.
_BORN: Final = re.compile(
    r"(?i)\bgeb(?:\.|oren|urtsdatum|urtstag)?:? ?(?:am )?\d|\* ?\d{1,2}\.\d{1,2}\.\d{2}"
)


class KnownWords(Protocol):
    """The words that name no person although they look like it; the gate knows the office's."""

    def hold(self, text: str) -> bool:
        """Tell whether a whole text is known."""
        ...

    def know(self, word: str) -> bool:
        """Tell whether a single word is known."""
        ...

    def is_area_code(self, text: str) -> bool:
        """Tell whether a text is the code of an area."""
        ...


@dataclass(frozen=True)
class Sign:
    """The sign of a kind of trace: a rough pattern for columns, a close look at a text."""

    hint: str
    shows: Callable[[str, KnownWords], bool]


def _shows_name(text: str, own: KnownWords) -> bool:
    if own.hold(text):
        return False
    plain = _INSTITUTIONS.sub(" ", text)
    beside = [*_LABELLED.finditer(plain), *_REVERSED.finditer(plain)]
    return any(_is_name(match, plain, own) for match in _TITLED.finditer(plain)) or any(
        _could_be_name(match["word"], own) and not _is_organised(match["word"], own)
        for match in beside
    )


def _is_name(match: re.Match[str], text: str, own: KnownWords) -> bool:
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


def _could_be_name(word: str, own: KnownWords) -> bool:
    plain = word.strip(".'’-").lower()
    if not plain or not plain[0].isalpha() or plain in _LINKING:
        return False
    return not own.know(plain.split("-")[0])


def _is_organised(word: str, own: KnownWords) -> bool:
    """Tell whether the name that begins with a word is that of an institution or an area."""
    return own.hold(word) or word.lower().startswith(_ORGANISED)


def _shows_phone(text: str, own: KnownWords) -> bool:
    if _RUNNING.fullmatch(text) or own.is_area_code(text):
        return False
    other = _IBAN.sub(" ", text)
    return any(pattern.search(other) for pattern in _PHONES)


def _shows_file_number(text: str, _own: KnownWords) -> bool:
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


def shows_birth(text: str) -> bool:
    """Tell whether a text says that somebody was born: ``geb. 3.4.19``, ``* 03.04.2019``."""
    return bool(_BORN.search(text))


def signs_in(text: str, known: KnownWords) -> list[Trace]:
    """Return the kinds of traces in a single text, such as a header, a file's name or a remark."""
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split())
    return [trace for trace, sign in SIGNS.items() if sign.shows(plain, known)]
