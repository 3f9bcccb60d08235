"""Reading the files of the content folder: TOML and CSV, with the line in every complaint."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

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
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(
            f"{path}: kein gültiges TOML ({error}). Bitte die genannte Stelle berichtigen."
        ) from None


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


def explain(error: ValidationError) -> tuple[tuple[int | str, ...], str]:
    """Return the place and the German wording of the first complaint."""
    first = error.errors()[0]
    where = tuple(part for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    wording = {"missing": "fehlt", "extra_forbidden": "ist kein bekannter Schlüssel"}
    return where, wording.get(first["type"], message)


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


def read_csv(path: Path, columns: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield (line, stripped cells) of a UTF-8 CSV that must have these columns.

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
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise ContentError(
            f"{path}, Zeile 1: Spalte „{missing[0]}“ fehlt. Erwartet: {', '.join(columns)}."
        )
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in columns}
