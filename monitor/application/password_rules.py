"""Rules for new passwords, after NIST SP 800-63B: length and guessability, no composition.

What everybody would try counts for nothing: words of this application and of the office, the name
of the account, everyday words, runs along the alphabet or the keyboard, repetitions, and a word of
the packaged list of common passwords. Worked example: ``Kreisjugendamt2026`` has 18 characters, of
which 4 are left when the office's word is taken out; 8 must be left, so it is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from monitor.errors import PasswordRefusedError

SHORTEST: Final = 12
LONGEST: Final = 256

#: Characters that must be left when everything that anybody would try is taken out.
_LEAST_LEFT: Final = 8
_SHORTEST_WORD: Final = 3
_RUN: Final = 4

_EVERYDAY: Final = (
    *("passwort", "kennwort", "password", "geheim", "willkommen", "welcome", "hallo", "login"),
    *("anmelden", "anmeldung", "admin", "administrator", "fachkonzept", "monitor", "fkm"),
    *("jugendamt", "kreisjugendamt", "landkreis", "kreisverwaltung", "stadtverwaltung", "kreis"),
    *("kita", "kindergarten", "sozialarbeit", "sozialraum", "träger", "traeger"),
    *("leitung", "evaluation", "verwaltung", "datenverantwortliche", "jugendhilfe"),
    *("frühling", "fruehling", "sommer", "herbst", "winter", "januar", "februar", "märz", "april"),
    *("juni", "juli", "august", "september", "oktober", "november", "dezember"),
)
_ROWS: Final = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "asdfghjklöä", "qwertzuiopü", "yxcvbnm"),
    *("qwertyuiop", "zxcvbnm", '!"§$%&/()=', "!@#$%^&*()"),
)
#: Characters that stand for letters, as in ``P@ssw0rt``.
_DISGUISES: Final = str.maketrans("@4301!$57", "aaeoiisst")


def prepare(password: str) -> str:
    """Return a password as it is hashed: the same characters, however a keyboard makes them."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, words: Iterable[str]) -> None:
    """Refuse a new password that is too short, too long, common or easily guessed.

    Args:
        password: as typed.
        words: of the office and of the person, e.g. full name and sign-in name.

    Raises:
        PasswordRefusedError: says what is wrong with it, never the password itself.
    """
    text = prepare(password).lower()
    if len(text) < SHORTEST:
        raise PasswordRefusedError(
            "short",
            f"Das Passwort ist zu kurz. Bitte mindestens {SHORTEST} Zeichen, zum Beispiel vier "
            "Wörter, die nichts miteinander zu tun haben.",
        )
    if len(text) > LONGEST:
        raise PasswordRefusedError(
            "long", f"Das Passwort ist länger als {LONGEST} Zeichen. Bitte ein kürzeres."
        )
    if text in _common():
        raise PasswordRefusedError(
            "common",
            "Dieses Passwort gehört zu den häufigsten und wird als eines der ersten probiert. "
            "Bitte ein anderes.",
        )
    if count_left(text, words) < _LEAST_LEFT:
        raise PasswordRefusedError(
            "guessable",
            "Dieses Passwort ist leicht zu erraten: Es besteht fast nur aus Namen, bekannten "
            "Wörtern, Reihen oder Wiederholungen. Bitte ein anderes, zum Beispiel vier Wörter, "
            "die nichts miteinander zu tun haben.",
        )


def count_left(text: str, words: Iterable[str]) -> int:
    """Return how many characters of a text in lower case nobody would try at once."""
    once = _without_repetition(text)
    plain = once.translate(_DISGUISES)
    tried = {*_EVERYDAY, *_parts(words), *_core(once), *_core(plain)}
    covered = {
        place for said in (once, plain) for word in tried for place in _places_of(word, said)
    }
    return len(once) - len(covered | set(_runs(once)))


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import (  # type: ignore[import-untyped]  # noqa: PLC0415 - big
        FREQUENCY_LISTS,
    )

    return frozenset(word.lower() for word in FREQUENCY_LISTS["passwords"])


def _without_repetition(text: str) -> str:
    """Return what a text repeats: ``abc`` of ``abcabcabcabc``; a text that repeats nothing."""
    return text[: (text + text).find(text, 1)]


def _parts(words: Iterable[str]) -> set[str]:
    """Return words and their parts, e.g. ``mayen-koblenz``, ``mayenkoblenz``, ``mayen``."""
    kept = [prepare(word).lower() for word in words]
    joined = [re.sub(r"[\W_]+", "", word) for word in kept]
    parts = [part for word in kept for part in re.split(r"[\W_\d]+", word)]
    return {word for word in (*kept, *joined, *parts) if len(word) >= _SHORTEST_WORD}


def _core(text: str) -> set[str]:
    """Return the text without what is not a letter at both ends, if that is a common password."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    return {core} if core and core in _common() else set()


def _places_of(word: str, text: str) -> Iterator[int]:
    begin = text.find(word)
    while begin >= 0:
        yield from range(begin, begin + len(word))
        begin = text.find(word, begin + 1)


def _runs(text: str) -> Iterator[int]:
    """Yield the places of runs along a row of letters, in either direction, and of one letter."""
    for begin in range(len(text) - _RUN + 1):
        run = text[begin : begin + _RUN]
        if len(set(run)) == 1 or any(run in row or run[::-1] in row for row in _ROWS):
            yield from range(begin, begin + _RUN)
