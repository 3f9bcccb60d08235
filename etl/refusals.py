"""Why a delivery as a whole is refused: a code for the register, a sentence for people."""

from __future__ import annotations

from enum import StrEnum

from monitor.errors import SourceError


class Reason(StrEnum):
    """The reason of a refusal, as the register keeps it."""

    UNLESBAR = "UNLESBAR"
    VERSCHLUESSELT = "VERSCHLUESSELT"
    LEER = "LEER"
    ZU_GROSS = "ZU_GROSS"
    KEINE_KOPFZEILE = "KEINE_KOPFZEILE"
    BLATT_FEHLT = "BLATT_FEHLT"
    SPALTEN_FEHLEN = "SPALTEN_FEHLEN"
    PERSONENBEZUG = "PERSONENBEZUG"
    ANGABEN_UNKLAR = "ANGABEN_UNKLAR"
    VERALTET = "VERALTET"
    PRUEFUNG_ABGEBROCHEN = "PRUEFUNG_ABGEBROCHEN"
    VERARBEITUNG_ABGEBROCHEN = "VERARBEITUNG_ABGEBROCHEN"
    WENIGER_ZEILEN = "WENIGER_ZEILEN"
    MONATE_FEHLEN = "MONATE_FEHLEN"
    REIHENFOLGE_UNKLAR = "REIHENFOLGE_UNKLAR"
    ENTSCHIEDEN = "ENTSCHIEDEN"


#: Reasons that lie with us, not with the file: it stays where it is, to be tried again.
OURS = frozenset({Reason.PRUEFUNG_ABGEBROCHEN, Reason.VERARBEITUNG_ABGEBROCHEN})

#: Reasons to wait for a decision: what the delivery would do to its predecessor is in doubt.
WAITING = frozenset({Reason.WENIGER_ZEILEN, Reason.MONATE_FEHLEN, Reason.REIHENFOLGE_UNKLAR})

#: Reasons why a file could not be read to its end: nothing of it is kept.
NEVER_READ = frozenset({Reason.UNLESBAR, Reason.VERSCHLUESSELT, Reason.LEER, Reason.ZU_GROSS})


class RefusalError(SourceError):
    """A delivery is refused; ``detail`` refines the reason (kinds of findings, never content)."""

    def __init__(self, reason: Reason, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.detail = detail

    @property
    def code(self) -> str:
        """Return what the register keeps, e.g. ``PERSONENBEZUG:E_MAIL,NAME``."""
        return f"{self.reason}:{self.detail}" if self.detail else str(self.reason)
