"""Profiles are checked with file and line; the packaged ones are right."""

from pathlib import Path

import pytest

from etl.profiles import DurationUnit, Profiles, load_profiles, read_profile
from monitor.errors import ContentError


def written(folder: Path, text: str, name: str = "TR99.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_profiles_are_valid(profiles: Profiles) -> None:
    assert len(profiles.by_traeger) == 14
    assert profiles.by_traeger["TR07"].einheiten == {"dauer_min": DurationUnit.STUNDEN}


def test_a_traeger_without_profile_gets_the_default_one(profiles: Profiles) -> None:
    assert profiles.choose("TR77", None) is profiles.standard
    assert profiles.choose(None, None) is profiles.standard


def test_a_profile_serves_only_its_table(profiles: Profiles) -> None:
    assert profiles.choose("TR07", "aktivitaet") is profiles.by_traeger["TR07"]
    assert profiles.choose("TR07", "stellen") is profiles.standard


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('[profil]\nname = "x"\n\n[spalten]\ndatumm = ["Tag"]\n', 5, "datumm"),
        ('[profil]\nname = "x"\ntabelle = "nix"\n', 3, "nix"),
        ('[profil]\nname = "x"\n[einheiten]\ndauer_min = "tage"\n', 4, "dauer_min"),
        ('[profil]\nname = "x"\n[datei]\nkopfzeile = 0\n', 4, "kopfzeile"),
        ('[profil]\nname = "x"\n[datei]\nkodierung = "cp125"\n', 4, "keine bekannte Kodierung"),
        ('[profil]\nname = "x"\n[dateien]\n', 3, "dateien"),
    ],
)
def test_mistakes_are_named_with_their_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ContentError, match=rf"TR99\.toml, Zeile {line}: .*{word}"):
        read_profile(path)


def test_the_default_profile_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"standard\.toml fehlt"):
        load_profiles(tmp_path)
