"""The office that an instance belongs to, whom its readers can turn to, and by which law.

The file ``amt.toml``, apart from the rest of the content: the web reads the office alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.concept.vocabulary import Text
from monitor.content.files import read_model

#: How packaged content marks what an office has to fill in.
_PLACEHOLDER: Final = "bitte in amt.toml"


class Publishing(BaseModel):
    """How published datasets are described to catalogues; every key may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    herausgeber: str = ""
    lizenz: Literal["dl-de/by-2.0", "dl-de/zero-2.0", "CC-BY-4.0"] = "dl-de/by-2.0"
    contributor_id: str = Field("", pattern=r"^(http://dcat-ap\.de/def/contributors/\w+)?$")
    kreisschluessel: str = Field("", pattern=r"^(\d{5})?$")
    adresse: str = Field("", pattern=r"^(https?://\S+)?$")
    mail: str = Field("", pattern=r"^(\S+@\S+)?$")


class Accessibility(BaseModel):
    """What the accessibility statement says of the law of the Land, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grundlage: Text
    durchsetzung: Text


class Office(BaseModel):
    """The youth office that runs the instance; ``kontakt`` is an address or a telephone number."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str
    kreis: str
    bundesland: str = Field(pattern=r"^[A-Z]{2}$")
    ansprechpartner: str = Field(min_length=1)
    kontakt: str = Field(min_length=1)
    barrierefreiheit: Accessibility
    veroeffentlichung: Publishing = Field(default_factory=lambda: Publishing.model_validate({}))

    @property
    def lacks_contact(self) -> bool:
        """Tell whether ``kontakt`` still is what the packaged content holds in its place."""
        return _PLACEHOLDER in self.kontakt


def read_office(folder: Path) -> Office:
    """Return the office of a content folder.

    Raises:
        ContentError: the file or one of its keys is missing or wrong.
    """
    return read_model(folder / "amt.toml", Office)
