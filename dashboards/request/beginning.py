"""The page where a viewer begins: the first that their rights open."""

from __future__ import annotations

from typing import Final

from dashboards.request.form_links import ADMINISTRATION, OWN_ACCOUNT
from monitor.access import Resource, Viewer, may_see

_BEGINNINGS: Final = (
    (Resource.KENNZAHLEN, "/"),
    (Resource.EIGENE_LIEFERUNGEN, "/lieferungen"),
    (Resource.KONTEN, ADMINISTRATION),
)
#: Beginnings that are pages of Dash; the others are plain pages.
PAGE_BEGINNINGS: Final = frozenset({"/", "/lieferungen"})
#: Where somebody begins whose rights open nothing.
_WITHOUT_RIGHTS: Final = OWN_ACCOUNT


def beginning_of(viewer: Viewer) -> str:
    """Return the address of the page where the viewer begins."""
    opened = (path for right, path in _BEGINNINGS if may_see(viewer, right))
    return next(opened, _WITHOUT_RIGHTS)
