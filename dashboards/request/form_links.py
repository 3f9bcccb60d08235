"""Addresses of forms that every page links to, with the right that each needs."""

from __future__ import annotations

from typing import Final

from monitor.access import Resource

SIGN_IN: Final = "/anmelden"
SIGN_OUT: Final = "/abmelden"
#: One-time links lie below; the text after it lets somebody in and is written nowhere.
INVITATION: Final = "/einladung/"

#: (address, key of the words, right), in the order shown; ``None``: for whoever is signed in.
FORM_LINKS: Final[tuple[tuple[str, str, Resource | None], ...]] = (
    ("/freigabe", "frame.approval", Resource.FREIGABE),
    ("/verwaltung", "frame.administration", Resource.KONTEN),
    ("/verwaltung/protokoll", "frame.audit", Resource.KONTEN),
    ("/konto", "frame.own_account", None),
    (SIGN_OUT, "frame.sign_out", None),
)
