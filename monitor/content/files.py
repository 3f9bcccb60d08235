"""Reading the files of the content folder: TOML and CSV, with the line in every complaint."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.errors import ContentError

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the parsed TOML file.

    Raises:
        ContentError: missing, not UTF-8, or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(
            f"{path} fehlt. Bitte die Datei anlegen oder mit „monitor init“ die Vorlage holen."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError(
            f"{path}, Zeile {line}: nicht UTF-8. Bitte die Datei als UTF-8 speichern."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            f"{path}, {_toml_line(error)}: kein gültiges TOML. Bitte diese Stelle berichtigen "
            "(fehlt ein Anführungszeichen, eine Klammer oder ein Komma?)."
        ) from None


def _toml_line(error: tomllib.TOMLDecodeError) -> str:
    """Return where the parser stopped; it tells so in its message only."""
    found = re.search(r"at line (\d+)", str(error))
    return f"Zeile {found[1]}" if found else "am Ende"


def line_of(path: Path, table: str | None, index: int, key: str | None) -> int:
    """Return the 1-based line of ``key`` in the ``index``-th ``[[table]]`` of a TOML file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = re.compile(rf"^\s*\[\[?{re.escape(table)}\]\]?") if table else None
    starts = [i for i, line in enumerate(lines) if header and header.match(line)]
    start = starts[index] if index < len(starts) else 0
    if key is None:
        return start + 1
    for number, line in enumerate(lines[start:], start):
        if number > start and line.lstrip().startswith("["):
            break
        if re.match(rf"^\s*\"?{re.escape(key)}\"?\s*=", line):
            return number + 1
    return start + 1


def line_with(path: Path, text: str) -> int:
    """Return the 1-based number of the first line with this text outside comments, else 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (n for n, line in enumerate(lines, 1) if text in line.partition("#")[0])
    return next(found, 1)


#: Types of pydantic's complaints → how we say it; our own validators speak German already.
_WORDING: Final = {
    "missing": "fehlt",
    "extra_forbidden": "ist kein bekannter Schlüssel",
    "union_tag_not_found": "art fehlt",
    "union_tag_invalid": "art „{tag}“ gibt es nicht (bekannt: {expected_tags})",
    "enum": "muss einer von diesen Werten sein: {expected}",
    "literal_error": "muss einer von diesen Werten sein: {expected}",
    "string_pattern_mismatch": "hat nicht die verlangte Form ({pattern})",
    "string_too_short": "darf nicht leer sein",
    "greater_than": "muss größer als {gt} sein",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than": "muss kleiner als {lt} sein",
    "less_than_equal": "darf höchstens {le} sein",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "muss eine ganze Zahl sein"),
    **dict.fromkeys(("float_type", "float_parsing"), "muss eine Zahl sein"),
    "bool_type": "muss true oder false sein",
    "bool_parsing": "muss true oder false sein",
    "string_type": "muss Text in Anführungszeichen sein",
    "tuple_type": "muss eine Liste sein (Einträge beginnen mit doppelten Klammern: [[…]])",
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "muss ein Datum wie 2024-01-31 sein",
    ),
    "model_type": "muss eine Tabelle mit eigenen Schlüsseln sein",
    "dict_type": "muss eine Tabelle mit eigenen Schlüsseln sein",
}  # fmt: skip


def explain(error: ValidationError) -> tuple[tuple[int | str, ...], str]:
    """Return the place and the German wording of the first complaint.

    An unknown key goes first: mostly it is the misspelt one that is missing.
    """
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    where = tuple(part for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] in _WORDING:
        message = _WORDING[first["type"]].format(**first.get("ctx", {}))
    return where, message


def read_model(path: Path, model: type[Model]) -> Model:
    """Return a whole TOML file as a validated model.

    Raises:
        ContentError: a key is missing, unknown or wrong.
    """
    raw = read_toml(path)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        where, message = explain(error)
        table = str(where[0]) if len(where) > 1 else None
        line = line_of(path, table, 0, str(where[-1]))
        raise ContentError(
            f"{path}, Zeile {line}: {where[-1]} {message}. Bitte berichtigen."
        ) from None


def read_csv(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield (line, stripped cells) of a UTF-8 CSV that must have these columns.

    A column of ``optional`` that the file lacks is empty in every row.

    Raises:
        ContentError: missing, not UTF-8, or without one of the columns.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ContentError(
            f"{path} fehlt. Bitte die Datei anlegen oder mit „monitor init“ die Vorlage holen."
        ) from None
    except UnicodeDecodeError:
        raise ContentError(f"{path} ist nicht UTF-8. Bitte als „CSV UTF-8“ speichern.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise ContentError(
            f"{path}, Zeile 1: Spalte „{missing[0]}“ fehlt. Erwartet: {', '.join(columns)}."
        )
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in (*columns, *optional)}
        yield reader.line_num, cells
