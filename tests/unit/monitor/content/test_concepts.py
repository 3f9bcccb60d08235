"""Versions of the concept: bases, changes, order; mistakes are told with the line they stand in."""

from __future__ import annotations

import importlib.resources
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.concept.versions import Concept
from monitor.content.concepts import read_concepts
from monitor.content.folder import Content
from monitor.errors import ContentError

PACKAGED = Path(str(importlib.resources.files("data") / "content" / "konzept"))
Read = Callable[[], tuple[Concept, ...]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "konzept"))


@pytest.fixture
def read(folder: Path, packaged_content: Content) -> Read:
    return lambda: read_concepts(folder, packaged_content.code_names)


def place_of(path: Path, mark: str) -> int:
    """Return the line that holds the mark ``←`` and take the mark out of the file."""
    text = path.read_text("utf-8")
    path.write_text(text.replace(mark, ""), "utf-8")
    return text[: text.index(mark)].count("\n") + 1


def edit(path: Path, item: str, old: str, new: str) -> int:
    """Change a line of one entry; return the line marked with ``←``, else the changed one."""
    before, start, entry = path.read_text("utf-8").partition(f'id = "{item}"\n')
    assert old in start + entry
    changed = (start + entry).replace(old, new if "←" in new else f"{new}←", 1)
    path.write_text(before + changed, "utf-8")
    return place_of(path, "←")


#: entry, what is replaced, by what, what the message says; the line is that of the change, or ←
MISTAKES = [
    ("Z1.1", "zielwert = 75\n", "", "zielwert fehlt"),
    ("Z1.1", "zielwert = 75", 'zielwert = "viel"', "zielwert bei Z1.1: muss eine Zahl"),
    ("Z1.1", "richtung =", "richtig =", "richtig bei Z1.1: ist kein bekannter Schlüssel"),
    ("Z1.1", '"HOEHER"', '"MEHR"', "richtung bei Z1.1: muss einer von diesen Werten sein"),
    ("Z1.1", '"anteil"', '"anteilig"', "„anteilig“ gibt es nicht"),
    ("Z1.1", "gewicht = 2", "gewicht = 0", "gewicht bei Z1.1: muss größer als 0"),
    ("Z1.1", 'id = "Z1.1"', 'id = "1.1"', "hat nicht die verlangte Form"),
    ("Z1.1", 'id = "Z1.1"', 'id = "Z12.1"', "gehört zu Z12, das es nicht gibt"),
    ("Z1.3", 'id = "Z1.3"', 'id = "Z1.1"', "Z1.1 steht doppelt"),
    ("Z1.1", "hoechstens = 5", "hoechstens = 5, mindestens = 1", "genau einen Vergleich"),
    ("Z1.1", ", hoechstens = 5", "", "genau einen Vergleich"),
    ("Z2.1", 'richtung = "BEOBACHTEN"', 'richtung = "HOEHER"', "zielwert fehlt"),
    ("Z2.1", 'richtung = "BEOBACHTEN"', 'richtung = "BEOBACHTEN"\nzielwert = 3', "nicht erlaubt"),
    ("Z11.2", "zielwert_oben = 100\n", "", "zielwert_oben gehört zu richtung = BAND"),
    ("Z1.2", "quantil = 0.5", "quantil = 50", "quantil bei Z1.2: muss kleiner als 1"),
    ("2021", "gueltig_von = 2021-07-01", "gueltig_von = 2021", "muss ein Datum"),
    ("2021", "gueltig_bis = 2023-12-31", "gueltig_bis = 2020-12-31", "liegt vor gueltig_von"),
    ("Z9", "name =", "titel =", "titel bei Z9: ist kein bekannter Schlüssel"),
    ("Z9", '"Activities in the area"', '""', "darf nicht leer sein"),
]
#: Mistakes of an entry as a whole are told at its beginning.
OF_THE_ENTRY = re.compile("zielwert fehlt|nicht erlaubt|zielwert_oben|„anteilig“")


@pytest.mark.parametrize(
    "mistake", MISTAKES, ids=[f"{item} {said}" for item, _, _, said in MISTAKES]
)
def test_mistake_is_told_with_its_line(
    folder: Path, read: Read, mistake: tuple[str, str, str, str]
) -> None:
    path = folder / "2021.toml"
    item, old, new, said = mistake
    line = edit(path, item, old, new)
    if OF_THE_ENTRY.search(said):
        lines = path.read_text("utf-8").splitlines()
        line = lines.index(f'id = "{item}"')  # the [[indikator]] above its id
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        read()
    assert str(caught.value).startswith(f"{path}, Zeile {line}: ")


#: a change to the head or an addition to the end of 2024.toml; ← marks the line that is named
CHANGES = [
    ('beruht_auf = "2021"', 'beruht_auf = "2020"←', "Die Fassung „2020“ gibt es nicht"),
    ("entfaellt = []", 'entfaellt = ["Z1.9"]←', "„Z1.9“ steht nicht in der Grundlage"),
    ("entfaellt = []", 'entfaellt = "Z1.1"←', "entfaellt braucht eine Liste"),
    ("entfaellt = []", 'entfaellt = ["Z3"]←', "Z3.1 gehört zu Z3, das es nicht gibt"),
    ('id = "2024"', 'id = "2021"←', "Eine Fassung „2021“ gibt es schon"),
    ("+", '[[indikator]]\nid = "Z1.1"←\nzielwert = 85', "Z1.1 steht doppelt"),
    ("+", '[[indikator]]\nid = "Z1.3"\nperiode = "WELLE"←', "lässt sich kein Wert je WELLE"),
    ("+", '[[indikator]]←\nid = "Z1.9"\nzielwert = 5', "art fehlt"),
    ("+", '[[indikator]]\nid = "Z1.3"\nfaktor = 2←', "ist kein bekannter Schlüssel"),
]


@pytest.mark.parametrize(("old", "new", "said"), CHANGES, ids=[change[2] for change in CHANGES])
def test_mistake_in_a_version_that_is_based_on_another(
    folder: Path, read: Read, old: str, new: str, said: str
) -> None:
    path = folder / "2024.toml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n{new}\n" if old == "+" else text.replace(old, new, 1), "utf-8")
    line = place_of(path, "←")
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        read()
    assert str(caught.value).startswith(f"{path}, Zeile {line}: ")


def test_single_brackets(folder: Path, read: Read) -> None:
    path = folder / "2024.toml"
    text = path.read_text("utf-8").partition("[[indikator]]")[0]
    path.write_text(f'{text}[indikator]\nid = "Z1.1"\n', "utf-8")
    with pytest.raises(ContentError, match="doppelten Klammern"):
        read()


@pytest.mark.parametrize("end", ["gueltig_bis = 2024-01-01\n", ""])
def test_versions_that_overlap(folder: Path, read: Read, end: str) -> None:
    path = folder / "2021.toml"
    text = path.read_text("utf-8").replace("gueltig_bis = 2023-12-31\n", end)
    path.write_text(text, "utf-8")
    named = end.strip() or "[konzept]"
    line = text.splitlines().index(named) + 1
    with pytest.raises(ContentError, match=r"gelten gleichzeitig.*Tag vor 01\.01\.2024") as caught:
        read()
    assert str(caught.value).startswith(f"{path}, Zeile {line}: ")


def test_changes_replace_single_keys(read: Read) -> None:
    first, second = read()
    before, after = (
        next(i for i in version.indikator if i.id == "Z1.1") for version in (first, second)
    )
    assert (before.zielwert, after.zielwert) == (75, 80)
    assert before.model_dump(exclude={"zielwert"}) == after.model_dump(exclude={"zielwert"})
    assert [i.id for i in first.indikator] == [i.id for i in second.indikator]


def test_what_is_dropped_is_gone_and_what_is_new_is_there(folder: Path, read: Read) -> None:
    path = folder / "2024.toml"
    text = path.read_text("utf-8").replace("entfaellt = []", 'entfaellt = ["Z2.3"]')
    entries = (folder / "2021.toml").read_text("utf-8").split("\n[[indikator]]\n")
    entry = next(one for one in entries if one.startswith('id = "Z4.1"'))
    path.write_text(f"{text}\n[[indikator]]\n{entry.replace('Z4.1', 'Z4.9')}", "utf-8")
    with pytest.raises(ContentError, match=r"Für Z4\.9 ist nicht gesagt, wie er veröffentlicht"):
        read()
    with path.open("a", encoding="utf-8") as stream:
        stream.write('\n[veroeffentlichung]\nexakt = ["Z4.9"]\n')
    first, second = ({i.id for i in version.indikator} for version in read())
    assert first - second == {"Z2.3"}
    assert second - first == {"Z4.9"}
    bases = [{name for base in version.grundmenge for name in base.indikatoren}
             for version in read()]  # fmt: skip
    assert bases[0] - bases[1] == {"Z2.3"}


def test_versions_come_in_the_order_of_their_validity(folder: Path, read: Read) -> None:
    validity = "gueltig_von = 2020-01-01\ngueltig_bis = 2021-06-30"
    earlier = (
        (folder / "2024.toml").read_text("utf-8").replace("gueltig_von = 2024-01-01", validity)
    )
    (folder / "2030.toml").write_text(earlier.replace('id = "2024"', 'id = "2020"'), "utf-8")
    assert [concept.id for concept in read()] == ["2020", "2021", "2024"]
