"""Restarts of the content: what is read, and how mistakes are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitor.content.folder import Content
from monitor.content.restarts import RESTARTS_FILE, read_restarts
from monitor.errors import ContentError

REASON = 'grund = { de = "Neue Leitung", en = "New head" }'


def entry(indicator: str = "Z1.1", day: str = "2023-04-01", reason: str = REASON) -> str:
    return f'[[neustart]]\nindikator = "{indicator}"\nab = {day}\n{reason}\n\n'


def read(folder: Path, content: Content, text: str) -> list[tuple[str, dt.date, str]]:
    (folder / RESTARTS_FILE).write_text(text, encoding="utf-8")
    found = read_restarts(folder, content.concepts)
    return [(one.indikator, one.ab, one.grund.en) for one in found]


def test_in_order_of_time(tmp_path: Path, packaged_content: Content) -> None:
    text = entry("Z1.1", "2024-07-01") + entry("Z6.1", "2023-07-01") + entry("Z7.1", "2024-01-01")
    assert read(tmp_path, packaged_content, text) == [
        ("Z6.1", dt.date(2023, 7, 1), "New head"),
        ("Z7.1", dt.date(2024, 1, 1), "New head"),
        ("Z1.1", dt.date(2024, 7, 1), "New head"),
    ]


def test_a_folder_without_the_file_has_none(tmp_path: Path, packaged_content: Content) -> None:
    assert read_restarts(tmp_path, packaged_content.concepts) == ()
    assert read(tmp_path, packaged_content, "# noch keine\n") == []


def test_waves_begin_when_they_begin(tmp_path: Path, packaged_content: Content) -> None:
    assert len(read(tmp_path, packaged_content, entry("Z5.2", "2024-03-11"))) == 1


def test_those_packaged_belong_to_the_packaged_concept(packaged_content: Content) -> None:
    assert {one.indikator for one in packaged_content.restarts} == {"Z4.1", "Z4.2", "Z4.3", "Z8.2"}


MISTAKES = [
    (entry("Z1.9"), 2, "„Z1.9“ steht in keiner Fassung des Konzepts. Bitte berichtigen."),
    (entry(day="2023-05-01"), 3, "am 01.05.2023 beginnt keine davon. "
     "Bitte 2023-04-01 oder 2023-07-01 eintragen."),
    (entry("Z6.1"), 3, "Z6.1 hat Zahlen je HALBJAHR; am 01.04.2023 beginnt keine davon. "
     "Bitte 2023-01-01 oder 2023-07-01 eintragen."),
    (entry(day="2021-07-01"), 3, "Vor dem 01.07.2021 gibt es keine Zahlen"),
    (entry() + entry(), 8, "Z1.1 beginnt an diesem Tag schon neu"),
    (entry() + entry(day='"bald"'), 8, "ab: muss ein Datum wie 2024-01-31 sein"),
    (entry(reason=""), 1, "grund: fehlt. Bitte berichtigen."),
    (entry(reason='grund = { de = "", en = "x" }'), 4, "grund.de: darf nicht leer sein"),
    (entry(reason=REASON + "\nvon = 2021-01-01"), 5, "von: ist kein bekannter Schlüssel"),
    ("[neustarts]\n", 1, "neustarts: ist kein bekannter Schlüssel"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "said"), MISTAKES, ids=[said for _, _, said in MISTAKES])
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, packaged_content: Content, text: str, line: int, said: str
) -> None:
    with pytest.raises(ContentError) as error:
        read(tmp_path, packaged_content, text)
    assert str(error.value).startswith(f"{tmp_path / RESTARTS_FILE}, Zeile {line}: ")
    assert said in str(error.value)
