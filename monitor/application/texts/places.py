"""What texts belong to: ids of goals, indicators, areas and quarters, in the form that ids have.

Whether a concept knows the id is the matter of the page that asks for it.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.errors import TextError
from monitor.periods import parse_quarter

_ID: Final = re.compile(r"[A-Za-z0-9._/-]{1,64}")


def require_id(text: str, what: str) -> None:
    """Refuse what cannot be an id.

    Raises:
        TextError: empty or with other characters; names what is missing.
    """
    if not _ID.fullmatch(text):
        raise TextError(f"{what} fehlt oder ist keine Kennung. Bitte auswählen.")


def require_quarter(text: str) -> None:
    """Refuse what is not the name of a quarter.

    Raises:
        TextError: not of the form 2024-Q3.
    """
    try:
        parse_quarter(text)
    except ValueError as error:
        raise TextError(
            "Das Quartal fehlt oder hat nicht die Form 2024-Q3. Bitte auswählen."
        ) from error
