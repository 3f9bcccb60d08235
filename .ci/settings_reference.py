"""Writes docs/einstellungen.md from the settings (``make docs``); a test compares the two."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic.fields import FieldInfo

from monitor.settings import CONFIG_NAME, Settings

PAGE = Path(__file__).parents[1] / "docs" / "einstellungen.md"

HEAD = f"""# Einstellungen

Diese Seite wird aus dem Programm erzeugt (`make docs`); bitte nicht von Hand ändern.

Jede Einstellung kann auf drei Wegen gesetzt werden. Es gilt der erste, der etwas sagt:

1. als Option der Kommandozeile, wo es eine gibt (`monitor --help`),
2. als Umgebungsvariable,
3. in der Datei `{CONFIG_NAME}` im Ordner der Instanz (außer `home` selbst),

sonst der Vorgabewert. Ein Wert, der nicht passt, wird beim Start mit Ort und Abhilfe gemeldet.

| Name in `{CONFIG_NAME}` | Umgebungsvariable | Vorgabe | Erlaubt | Bedeutung |
|---|---|---|---|---|
"""


def _allowed(field: FieldInfo) -> str:
    limits = {
        sign: getattr(constraint, attribute)
        for constraint in field.metadata
        for attribute, sign in (("ge", "ab"), ("le", "bis"), ("pattern", "Muster"))
        if getattr(constraint, attribute, None) is not None
    }
    return " ".join(f"{sign} `{limit}`".replace("|", "\\|") for sign, limit in limits.items())


def _default(value: object) -> str:
    """Return a default as ``monitor.toml`` has it, texts without their quotation marks."""
    if value in ("", None):
        return "leer"
    return f"`{json.dumps(value) if isinstance(value, bool | tuple) else value}`"


def _row(name: str, field: FieldInfo) -> str:
    variable = f"MONITOR_{name.upper()}"
    default = _default(field.default)
    return f"| `{name}` | `{variable}` | {default} | {_allowed(field)} | {field.description} |"


def render() -> str:
    """Return the whole page."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
