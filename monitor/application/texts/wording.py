"""Which texts may be kept: short enough, printable on paper, and about no single person."""

from __future__ import annotations

import unicodedata
from typing import Final

from monitor.errors import TextError
from monitor.personal_data.signs import shows_birth, signs_in
from monitor.personal_data.traces import Trace

LONGEST: Final = 4_000

#: Characters that the font of the reports has (Source Sans Pro, regular and bold): Latin, Greek,
#: Cyrillic, punctuation, common symbols.
_PRINTABLE_RANGES: Final = (
    "0020-007E 00A0-00AC 00AE-017E 018F 0192 01A0-01A1 01AF-01B0 01CD-01DC 01E6-01E7 01EA-01EB "
    "01F4-01F5 01FC-01FD 0218-021B 0259 02BB-02BC 02C6-02C7 02D8-02DD 0300-030C 0323-0328 0331 "
    "0384-0386 0388-038A 038C 038E-03A1 03A3-03CE 0400-045F 0490-0493 0496-049B 04A0-04A3 "
    "04AE-04B3 04B6-04B7 04BA-04BB 04C0-04C2 04CF-04D1 04D4-04D9 04E2-04E3 04E6-04E9 04EE-04EF "
    "04F2-04F3 1E06-1E07 1E0C-1E0F 1E20-1E21 1E24-1E25 1E32-1E3B 1E3E-1E49 1E5A-1E63 1E6C-1E6F "
    "1E80-1E85 1E92-1E93 1E9E 1EA0-1EF9 2012-2015 2018-201A 201C-201E 2020-2022 2026 202F-2030 "
    "2032-2033 2039-203A 2044 2070 2074-2079 2080-2089 20AC 2116 2122 2150-215E 2190-2193 2202 "
    "2206 2211-2212 2215 2219-221A 221E 222B 2248 2260 2264-2265 25A0 25B2-25B3 25BC-25BD 25C6 "
    "2610-2611 2713"
)
#: What nobody sees and copying brings along.
_INVISIBLE: Final = {
    0x09: " ",
    0xAD: None,
    0x200B: None,
    0xFEFF: None,
    0x2028: "\n",
    0x2029: "\n",
}


def _characters(ranges: str) -> frozenset[str]:
    found = {"\n"}
    for each in ranges.split():
        first, _, last = each.partition("-")
        found |= {chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)}
    return frozenset(found)


#: Every character that a text may hold.
PRINTABLE: Final = _characters(_PRINTABLE_RANGES)


class _NoKnownWords:
    """No words are known: in a sentence of prose a title and a name are a person."""

    def hold(self, _text: str) -> bool:
        return False

    def know(self, _word: str) -> bool:
        return False

    def is_area_code(self, _text: str) -> bool:
        return False


def checked(text: str) -> str:
    """Return a text as it is kept: composed letters, plain line ends, no blanks around.

    Raises:
        TextError: empty, longer than `LONGEST`, with a character that cannot be printed, or with
            signs of a person; no word of the text is in the message.
    """
    kept = _tidied(text)
    if not kept:
        raise TextError("Es fehlt der Text. Bitte etwas schreiben.")
    if len(kept) > LONGEST:
        raise TextError(
            f"Der Text hat {_number(len(kept))} Zeichen, möglich sind {_number(LONGEST)}. Nichts "
            "wurde gekürzt oder gespeichert; bitte kürzer fassen."
        )
    _require_printable(kept)
    _require_nobody(kept)
    return kept


def _tidied(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    return unicodedata.normalize("NFC", lines).strip()


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _require_printable(text: str) -> None:
    for position, character in enumerate(text, start=1):
        if character not in PRINTABLE:
            name = unicodedata.name(character, f"Steuerzeichen U+{ord(character):04X}")
            raise TextError(
                f"Das {_number(position)}. Zeichen des Textes lässt sich nicht drucken ({name}). "
                "Bitte weglassen oder in Worten sagen; möglich sind lateinische, griechische und "
                "kyrillische Buchstaben, Ziffern, Satzzeichen und gebräuchliche Zeichen."
            )


def _require_nobody(text: str) -> None:
    found = signs_in(text, _NoKnownWords())
    if shows_birth(text):
        found.append(Trace.BIRTH_DATE)
    if found:
        kinds = ", ".join(trace.label for trace in found)
        raise TextError(
            f"Der Text nennt offenbar eine Person ({kinds}). Texte stehen neben Zahlen und im "
            "Bericht; bitte so schreiben, dass niemand zu erkennen ist, zum Beispiel „die "
            "Fachkraft“ oder „eine Familie“. Gespeichert wurde nichts."
        )
