"""Which new passwords are refused, and why: length and guessability, nothing else."""

from __future__ import annotations

import pytest

from monitor.application.password_rules import check_password, count_left
from monitor.errors import PasswordRefusedError

WORDS = ("Kreisjugendamt Mayen-Koblenz", "Landkreis Mayen-Koblenz", "e.muster", "Erika Muster")


@pytest.mark.parametrize(
    "password",
    [
        "vier alte Katzen im Regen",
        "correct horse battery staple",
        "wvpkzqtmhgdx",  # letters alone: no rules of composition
        "48213975660218",  # digits alone
        "   leer   zeichen   zählen   ",
        "пароль из слов, совсем другой",
        "🐘🌧️🪑🎻🧂🚲🌵📯🪁🧊🦔🎈",
        "Mein Monitor steht auf dem Dach",  # a refused word among others
        "x" + "qz7" * 85,  # 256 characters
    ],
)
def test_long_unusual_passwords_are_taken(password: str) -> None:
    check_password(password, words=WORDS)


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("", "short"),
        ("wvpkzqtmhgd", "short"),  # eleven
        ("ab " * 86, "long"),  # 258
        ("1QAZ2WSX3EDC", "common"),
        ("CounterStrike", "common"),
        ("leavemealone", "common"),
        ("Fachkonzept-Monitor", "guessable"),
        ("fachkonzeptmonitor2026!", "guessable"),
        ("Kreisjugendamt2026", "guessable"),
        ("Mayen-Koblenz 2026!", "guessable"),
        ("mayenkoblenz123", "guessable"),
        ("e.muster.e.muster", "guessable"),
        ("Erika.Muster.1980", "guessable"),
        ("Passwort2026!!", "guessable"),
        ("P@ssw0rt!2026", "guessable"),
        ("Willkommen2026", "guessable"),
        ("Sommer2026Sommer", "guessable"),
        ("Butterfly2026", "guessable"),  # common but for the year
        ("123456789012", "guessable"),
        ("qwertzuiopasdf", "guessable"),
        ("poiuztrewqlkjhgfdsa", "guessable"),
        ("aaaaaaaaaaaaaaaa", "guessable"),
        (" " * 20, "guessable"),
        ("abcabcabcabcabc", "guessable"),
        ("Geheim-Geheim-Geheim", "guessable"),
    ],
)
def test_what_anybody_would_try_is_refused(password: str, kind: str) -> None:
    with pytest.raises(PasswordRefusedError) as refused:
        check_password(password, words=WORDS)
    assert refused.value.kind == kind
    assert not password.strip() or password not in str(refused.value)


def test_a_character_is_the_same_however_it_was_typed() -> None:
    with pytest.raises(PasswordRefusedError) as refused:
        check_password("K\uff52\uff45\uff49\uff53jugendamt2026", words=())  # full-width letters
    assert refused.value.kind == "guessable"


def test_the_worked_example_has_four_characters_left() -> None:
    assert count_left("kreisjugendamt2026", ()) == 4
