"""Every mistake in what is sensitive is told with file, line and what to do."""

from __future__ import annotations

import importlib.resources
import re
import shutil
from pathlib import Path

import pytest

from monitor.content.folder import Content, load_content
from monitor.errors import ContentError

PACKAGED = Path(str(importlib.resources.files("data") / "content"))
RULES = "geheimhaltung.toml"

#: file, text that is replaced, by what, what the message says beside file and line
MISTAKES = [
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
    path = folder / RULES
    path.write_text(path.read_text("utf-8").replace('"GEWALT"', '"GEWALTEN"'), "utf-8")
    line = path.read_text("utf-8").split('"GEWALTEN"')[0].count("\n") + 1
    with pytest.raises(ContentError, match=f"Zeile {line}: "):
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
