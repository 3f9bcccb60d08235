"""Encodings are found by their bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.reading.encoding import detect, utf8_blocks
from etl.reading.fingerprint import fingerprint

TEXT = "Träger;Tätigkeit;Straße – „Kita“\r\nTR01;Gespräch über Öffnungszeiten;ja\r\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "datei.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_found_and_transcoded(tmp_path: Path, codec: str, expected: str) -> None:
    path = written(tmp_path, TEXT.encode(codec))
    assert detect(fingerprint(path)) == expected
    assert b"".join(utf8_blocks(path, expected, 7)).decode() == TEXT


def test_dos_text_is_told_from_windows_text(tmp_path: Path) -> None:
    text = TEXT.replace("–", "-").replace("„", '"').replace("“", '"')
    path = written(tmp_path, text.encode("cp850"))
    assert detect(fingerprint(path)) == "cp850"


def test_quotes_alone_don_t_make_it_dos_text(tmp_path: Path) -> None:
    assert detect(fingerprint(written(tmp_path, "die „Kita“ – neu".encode("cp1252")))) == "cp1252"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert detect(fingerprint(written(tmp_path, bytes(range(256)) * 20))) is None


@given(st.text(alphabet="aä€𝄞\n;", max_size=40), st.integers(1, 9))
def test_characters_survive_the_edges_of_blocks(
    tmp_path_factory: pytest.TempPathFactory, text: str, size: int
) -> None:
    path = written(tmp_path_factory.mktemp("rand"), text.encode("utf-16"))
    assert b"".join(utf8_blocks(path, "utf-16", size)).decode() == text


def test_a_late_umlaut_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * (5 << 20) + "ä ist spät für Träger".encode("cp1252"))
    facts = fingerprint(path)
    assert facts.foreign is not None
    assert detect(facts) == "cp1252"


def test_a_character_across_two_blocks_is_no_foreign_byte(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * ((4 << 20) - 1) + "ä".encode() + b"x")
    assert fingerprint(path).foreign is None


#: Texts with few umlauts, at every place of a word.
WORDS = ("Träger", "für", "Gespräch", "Straße", "Öffnung", "ÄRZTE", "Menü", "Übergang", "öffnen")
CODE_PAGES = ("cp1252", "cp850", "mac_roman")


#: What is one text in cp850 and another in Mac Roman can be neither's alone.
ONE_WORD = [
    (word, codec, expected)
    for word in WORDS
    for codec in ("cp1252", "cp850", "utf-8", "utf-16")
    for expected in ("cp1252", "cp850")
]
FULL_TEXT = [
    (TEXT.replace("–", "-"), codec, expected)
    for codec in (*CODE_PAGES, "utf-8", "utf-16")
    for expected in CODE_PAGES
]


@pytest.mark.parametrize(("text", "codec", "expected"), FULL_TEXT + ONE_WORD)
def test_a_profile_gives_way_where_the_bytes_are_another_encoding(
    text: str, codec: str, expected: str, tmp_path: Path
) -> None:
    if codec == "cp850":
        text = text.replace("„", '"').replace("“", '"')
    path = written(tmp_path, f"Datum;{text};1\r\n".encode(codec))
    found = detect(fingerprint(path), expected)
    assert found is not None
    assert path.read_bytes().decode(found) == f"Datum;{text};1\r\n"


@pytest.mark.parametrize("expected", CODE_PAGES)
@pytest.mark.parametrize(
    "text", ["usw…", "„Kita", "Kita”", "5 €", "40–60", "Señor", "à 5", "älter"]
)
def test_a_profile_stays_where_its_encoding_fits_as_well(
    text: str, expected: str, tmp_path: Path
) -> None:
    if expected == "cp850":
        text = text.translate(dict.fromkeys(map(ord, "…„”€–"), "§"))
    path = written(tmp_path, f"Datum;{text};1\r\n".encode(expected))
    assert detect(fingerprint(path), expected) == expected


def test_an_ellipsis_alone_does_not_make_it_dos_text(tmp_path: Path) -> None:
    assert detect(fingerprint(written(tmp_path, "usw…;5\n".encode("cp1252")))) == "cp1252"
