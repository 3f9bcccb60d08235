"""The words of the accessibility statement, which two pages show: with Dash and without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboards.words import formats
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Text
from monitor.content.office import Office

#: When the statement was last checked against the application.
_CHECKED: Final = "2026-11-22T00:00"


@dataclass(frozen=True)
class StatementText:
    """Title, first sentence, and sections of a title with paragraphs."""

    title: str
    about: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def statement_text(office: Office, t: Messages) -> StatementText:
    """Return the statement of an office in the language of the messages."""
    law = office.barrierefreiheit
    blocks = {block: _text(t, block, office) for block in ("status", "known", "how", "contact")}
    blocks["enforcement"] = _in(t.language, law.durchsetzung)
    return StatementText(
        title=t("statement.title"),
        about=t("statement.about", office=office.name, law=_in(t.language, law.grundlage)),
        sections=tuple(
            (t(f"statement.{block}_title"), tuple(text.split("\n\n")))
            for block, text in blocks.items()
        ),
    )


def _in(language: Language, text: Text) -> str:
    return text.de if language is Language.DE else text.en


def _text(t: Messages, block: str, office: Office) -> str:
    return t(
        f"statement.{block}",
        office=office.name,
        person=office.ansprechpartner,
        contact=office.kontakt,
        date=formats.moment(_CHECKED, t.language).split(", ")[0],
    )
