"""Addresses of forms that every page links to, with the right that each needs; beginnings."""

from __future__ import annotations

from typing import Final

from monitor.access import Resource

SIGN_IN: Final = "/anmelden"
SIGN_OUT: Final = "/abmelden"
#: Asks whoever is half signed in for a second factor.
SECOND_FACTOR: Final = f"{SIGN_IN}/faktor"
OWN_ACCOUNT: Final = "/konto"
TOKENS: Final = f"{OWN_ACCOUNT}/token"
#: One-time links lie below; the text after it lets somebody in and is written nowhere.
INVITATION: Final = "/einladung/"

#: (address, key of the words, right), in the order shown; ``None``: for whoever is signed in.
FORM_LINKS: Final[tuple[tuple[str, str, Resource | None], ...]] = (
    ("/freigabe", "frame.approval", Resource.FREIGABE),
    ("/verwaltung", "frame.administration", Resource.KONTEN),
    ("/verwaltung/protokoll", "frame.audit", Resource.KONTEN),
    (OWN_ACCOUNT, "frame.own_account", None),
    (SIGN_OUT, "frame.sign_out", None),
)
