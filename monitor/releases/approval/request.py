"""A request to publish a draft: who asks, the note on the release, the reason despite warnings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from monitor.errors import ReleaseError

#: Characters of a note or reason at most.
LONGEST_TEXT: Final = 1_000
#: Words of a note at least: a sentence, not a tick.
FEWEST_WORDS: Final = 3


@dataclass(frozen=True)
class Approval:
    """The person who publishes a draft, with note and reason.

    ``note`` describes the release to its readers; ``reason`` says why it is published despite
    warnings, and is empty where nothing is warned of. ``aliases`` are other names under which the
    same person may have made the draft, e.g. that of the account.
    """

    by: str
    note: str
    reason: str
    aliases: tuple[str, ...] = ()

    @property
    def tidied(self) -> Approval:
        """Return the same request with single blanks and without line breaks."""
        by, note, reason = (" ".join(text.split()) for text in (self.by, self.note, self.reason))
        return replace(self, by=by, note=note, reason=reason)


def require_person(by: str) -> str:
    """Return the name of who acts, with single blanks.

    Raises:
        ReleaseError: nobody is named.
    """
    name = " ".join(by.split())
    if not name:
        raise ReleaseError("Bitte angeben, wer das tut (--by NAME); es steht bei der Ausgabe.")
    return name
