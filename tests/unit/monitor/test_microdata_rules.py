"""Every mistake in the rules of rows for science is told with file, line and what to do."""

from __future__ import annotations

import importlib.resources
import re
import shutil
from pathlib import Path

import pytest

from data.schema import AKTIVITAET
from monitor.content import Content, load_content
from monitor.errors import ContentError
from monitor.microdata_rules import CODE_KEYS, OTHER, published_codes

PACKAGED = Path(str(importlib.resources.files("data") / "content"))
ROWS = "mikrodaten.toml"
RULES = "geheimhaltung.toml"

#: file, text that is replaced, by what, what the message says beside file and line
MISTAKES = [
    (ROWS, "k = 5", "k = 1", "k muss mindestens 2 sein"),
    (ROWS, "hoechstanteil = 0.8", "hoechstanteil = 80", "hoechstanteil muss kleiner als 1"),
    (ROWS, "wartefrist_monate", "wartefrist", "wartefrist ist kein bekannter Schlüssel"),
    (ROWS, "anlass = 1.0", "anlass = 0", "anlass muss größer als 0"),
    (ROWS, '"setting", "ort"', '"settings", "ort"', "„settings“ ist keine Spalte"),
    (ROWS, '"setting", "ort"', '"anlass", "ort"', "„anlass“ ist keine Spalte neben"),
    (ROWS, '"setting", "ort"', '"kinderschutz", "ort"', "„kinderschutz“ ist sensibel"),
    (ROWS, '"setting", "ort"', '"kita_id", "ort"', "„kita_id“ kann Träger, Kita oder Tag verraten"),
    (ROWS, '"setting", "ort"', '"zeilen_hash", "ort"', "„zeilen_hash“ kann Träger, Kita oder Tag"),
    (ROWS, '"setting", "ort"', '"gas_gewicht", "ort"', "Für „gas_gewicht“ fehlen Klassen"),
    (ROWS, '"setting", "ort"', '"ort", "setting", "ort"', "„ort“ steht unter spalten doppelt"),
    (ROWS, "tn_kinder = [0", "gas_wert_ = [0]\ntn_kinder = [0", "„gas_wert_“ ist keine Zahl"),
    (ROWS, "[0, 2, 5, 10]", "[0, 5, 2, 10]", "klassen von „tn_erstmalig“ müssen ansteigen"),
    (ROWS, '"071375004"]', '"071375005"]', "„071375005“ gibt es in sozialraeume.csv"),
    (ROWS, '["071375003", "071375004"]', '["071375003"]', "071375004 steht in keiner Region"),
    (ROWS, '["BER_FAM", "SPRECH", "KRISE"]', '["BER_FAM", "X"]', "„X“ gibt es in den Codes von"),
    (ROWS, '["BEGL", "ANTRAG"]', '["BEGL", "SPRECH"]', "„SPRECH“ steht in Gruppen der Stufe 1"),
    (ROWS, '["FAMKONFLIKT", "UEBRIGE"]', '["FAMKONFLIKT", "GEWALT"]', "(sensible heißen UEBRIGE)"),
    (ROWS, '"G_BEHOERDENHILFE"', '"VERM"', "„VERM“ steht unter Codes und Gruppen"),
    (ROWS, '"BEGL", "ANTRAG", "VERM"]', '"BEGL", "VERM"]', "nur einen Teil von „G_BEHOERDENHILFE“"),
    (ROWS, 'spalte = "setting"', 'spalte = "erstkontakt"', "Gruppen gibt es nur für Codes"),
    (ROWS, 'spalte = "setting"\nstufe = 1', 'spalte = "setting"\nstufe = 0', "nur für Schlüssel"),
    (ROWS, 'codes = ["SRANG", "NETZ"]', 'codes = ["SRANG", "X"]', "„X“ gibt es in den Codes von"),
    (ROWS, '["G_RAUM_UND_NETZ", "SRA"]', '["NETZ", "SRA"]', "„NETZ“ gibt es in den Codes von"),
    (ROWS, 'code = "G_RAUM_UND_NETZ"', 'code = "KRISE"', "„KRISE“ steht unter"),
    (
        ROWS,
        'spalte = "gas_wert"',
        'spalte = "gas"',
        "„gas“ gibt es in den Spalten der Zeilen nicht",
    ),
    (ROWS, 'durch = ["setting", "ort"', 'durch = ["ort_x"', "„ort_x“ gibt es in den Spalten"),
    (RULES, '["kinderschutz"', '["kindeswohl"', "Die Spalte „kindeswohl“ gibt es"),
    (RULES, 'liste = "stelle"', 'liste = "stellen"', "Die Codeliste „stellen“ gibt es nicht"),
    (RULES, '["ESKALATION"]', '["ESKALIERT"]', "„ESKALIERT“ gibt es in der Liste „ergebnis“ nicht"),
    (RULES, 'mit = ["TEILWEISE", "KA"]', 'mit = ["KA", "KA"]', "„KA“ steht unter der Liste"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "content"))


@pytest.mark.parametrize(("file", "old", "new", "said"), MISTAKES)
def test_mistake_is_told_with_file_and_line(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        load_content(folder)
    assert re.match(re.escape(str(path)) + r", Zeile \d+: ", str(caught.value))


def test_the_line_is_that_of_the_mistake(folder: Path) -> None:
    path = folder / ROWS
    path.write_text(path.read_text("utf-8").replace('"071375004"]', '"071375005"]'), "utf-8")
    line = path.read_text("utf-8").split('"071375005"')[0].count("\n") + 1
    with pytest.raises(ContentError, match=f"Zeile {line}: "):
        load_content(folder)


def test_rules_are_missing(folder: Path) -> None:
    (folder / ROWS).unlink()
    with pytest.raises(ContentError, match=r"mikrodaten\.toml fehlt"):
        load_content(folder)


def test_an_instance_without_sensitive_codes_does_not_start(folder: Path) -> None:
    path = folder / RULES
    path.write_text(path.read_text("utf-8").split("[sensibel]")[0], "utf-8")
    with pytest.raises(ContentError, match="sensibel fehlt"):
        load_content(folder)


def test_what_the_domain_calls_sensitive_is(packaged_content: Content) -> None:
    sensitive = packaged_content.confidentiality.sensibel
    assert set(sensitive.spalten) == {"kinderschutz", "bedarfsmerkmal"}
    assert {"KINDERSCHUTZ", "GEWALT", "ELTBELASTUNG"} <= set(sensitive.merged("anlass"))
    assert "ESKALATION" in sensitive.merged("ergebnis")
    assert {"FRAUENSCHUTZ", "SUCHTBERATUNG"} <= set(sensitive.merged("stelle"))


@pytest.mark.parametrize("key", CODE_KEYS)
def test_sensitive_codes_are_gone_from_the_published_ones(
    packaged_content: Content, key: str
) -> None:
    sensitive = packaged_content.confidentiality.sensibel
    merged = packaged_content.microdata.always_merged(key)
    codes = published_codes(AKTIVITAET[key], sensitive, packaged_content.code_names, merged)
    hidden = set(sensitive.merged(key))
    assert not {*hidden, *merged} & set(codes)
    assert (OTHER in codes) is bool(hidden)
