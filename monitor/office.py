"""The office that an instance belongs to, and whom its readers can turn to (``amt.toml``).

Apart from the rest of the content, since the web needs it and may not reach the declarations.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from monitor.content_files import read_model


class Office(BaseModel):
    """The youth office that runs the instance; ``kontakt`` is an address or a telephone number."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str
    kreis: str
    bundesland: str = Field(pattern=r"^[A-Z]{2}$")
    ansprechpartner: str = Field(min_length=1)
    kontakt: str = Field(min_length=1)


def read_office(folder: Path) -> Office:
    """Return the office of a content folder.

    Raises:
        ContentError: the file or one of its keys is missing or wrong.
    """
    return read_model(folder / "amt.toml", Office)
