"""Addresses of plain pages, and those of them that every page links to, with the right needed."""

from __future__ import annotations

from typing import Final

from monitor.access import Resource

STATEMENT: Final = "/barrierefreiheit"
SIGN_IN: Final = "/anmelden"
SIGN_OUT: Final = "/abmelden"
#: Asks whoever is half signed in for a second factor.
SECOND_FACTOR: Final = f"{SIGN_IN}/faktor"
APPROVAL: Final = "/freigabe"
ADMINISTRATION: Final = "/verwaltung"
AUDIT_LOG: Final = f"{ADMINISTRATION}/protokoll"
OWN_ACCOUNT: Final = "/konto"
TOKENS: Final = f"{OWN_ACCOUNT}/token"
#: Forms for what people write beside figures.
COMMENTARY: Final = "/einordnung"
ACTION: Final = "/massnahme"
OCCURRENCE: Final = "/ereignis"
#: The page with the list of all actions, and the parameter of a form that was opened there.
ACTIONS: Final = "/massnahmen"
FROM: Final = "von"
#: Erases a text in all its versions.
ERASING: Final = "/texte/loeschen"
#: One-time links lie below; the text after it lets somebody in and is written nowhere.
INVITATION: Final = "/einladung/"

#: (address, key of the words, right), in the order shown; ``None``: for whoever is signed in.
FORM_LINKS: Final[tuple[tuple[str, str, Resource | None], ...]] = (
    (APPROVAL, "frame.approval", Resource.FREIGABE),
    (ADMINISTRATION, "frame.administration", Resource.KONTEN),
    (AUDIT_LOG, "frame.audit", Resource.KONTEN),
    (OWN_ACCOUNT, "frame.own_account", None),
    (SIGN_OUT, "frame.sign_out", None),
)
