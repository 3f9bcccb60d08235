"""Who may see and do what: roles, resources and the one function that refuses.

A role check in a page's layout does not protect its callbacks, so the data access itself
(``monitor.reading.store``) takes the viewer and asks here. Who a viewer is, sign-in decides
(``monitor.application``). The same table, for people: ``docs/handbuch/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NoReturn

from monitor.errors import AccessError
from monitor.events import Event, tell


class Role(StrEnum):
    """Roles of people; a person may have several."""

    LEITUNG = "LEITUNG"
    EVALUATION = "EVALUATION"
    DATENVERANTWORTLICHE = "DATENVERANTWORTLICHE"
    TRAEGER = "TRAEGER"
    VERWALTUNG = "VERWALTUNG"


class Group(StrEnum):
    """The groups of readers that datasets are made for: the roles that see released figures."""

    LEITUNG = "LEITUNG"
    EVALUATION = "EVALUATION"
    DATENVERANTWORTLICHE = "DATENVERANTWORTLICHE"


class Resource(StrEnum):
    """What can be asked for."""

    KENNZAHLEN = "KENNZAHLEN"  # published figures and releases
    DATENSAETZE = "DATENSAETZE"
    STEUERUNG = "STEUERUNG"  # exact figures
    QUALITAET = "QUALITAET"  # all deliveries
    EIGENE_LIEFERUNGEN = "EIGENE_LIEFERUNGEN"  # deliveries of one's own Träger
    VERTRAGSDATEN = "VERTRAGSDATEN"  # rows under a contract that names the account
    FREIGABE = "FREIGABE"  # drafts: check, publish, withdraw
    KONTEN = "KONTEN"  # accounts, roles and the audit log


class Function(StrEnum):
    """Who speaks in a commentary, and who is responsible for an action."""

    LEITUNG = "LEITUNG"
    FACHSTELLE = "FACHSTELLE"
    TRAEGER = "TRAEGER"
    AUSSCHUSS = "AUSSCHUSS"


#: What each role may see and do; everything else is refused.
RIGHTS: Final[Mapping[Role, frozenset[Resource]]] = MappingProxyType(
    {
        Role.LEITUNG: frozenset(
            {Resource.KENNZAHLEN, Resource.DATENSAETZE, Resource.STEUERUNG, Resource.FREIGABE}
        ),
        Role.EVALUATION: frozenset(
            {Resource.KENNZAHLEN, Resource.DATENSAETZE, Resource.VERTRAGSDATEN}
        ),
        Role.DATENVERANTWORTLICHE: frozenset(
            {
                *(Resource.KENNZAHLEN, Resource.DATENSAETZE, Resource.STEUERUNG),
                *(Resource.QUALITAET, Resource.FREIGABE),
            }
        ),
        Role.TRAEGER: frozenset({Resource.EIGENE_LIEFERUNGEN}),
        Role.VERWALTUNG: frozenset({Resource.KONTEN}),
    }
)
#: What visitors without sign-in see where the office opens what is published.
OPEN: Final = frozenset({Resource.KENNZAHLEN, Resource.DATENSAETZE})
#: What an outward server can show at all (``monitor serve --level veroeffentlichung``).
PUBLISHED: Final = frozenset({*OPEN, Resource.KONTEN})


#: For which functions each role writes.
FUNCTIONS: Final[Mapping[Role, frozenset[Function]]] = MappingProxyType(
    {
        Role.LEITUNG: frozenset(Function),
        Role.DATENVERANTWORTLICHE: frozenset({Function.FACHSTELLE}),
        Role.TRAEGER: frozenset({Function.TRAEGER}),
    }
)


@dataclass(frozen=True)
class Viewer:
    """Whoever asks for data; passed to every data access.

    Two viewers with the same rights are equal, so that what is read for the one is kept for the
    other. ``limit``: rights beyond which a token or a server never goes.
    """

    roles: frozenset[Role] = frozenset()
    traeger: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    is_visitor: bool = False
    limit: frozenset[Resource] | None = None
    account: str = field(default="", compare=False)

    @property
    def resources(self) -> frozenset[Resource]:
        """Return what the viewer may see and do."""
        granted = frozenset[Resource]().union(*(RIGHTS[role] for role in self.roles))
        if self.is_visitor:
            granted |= OPEN
        return granted if self.limit is None else granted & self.limit

    @property
    def groups(self) -> frozenset[Group]:
        """Return the groups of readers whose datasets the viewer may fetch."""
        return frozenset(group for group in Group if Role(group) in self.roles)

    def within(self, limit: frozenset[Resource]) -> Viewer:
        """Return the viewer with no rights beyond the limit."""
        return replace(self, limit=limit if self.limit is None else self.limit & limit)


#: Whoever is not signed in: no rights at all.
NOBODY: Final = Viewer()

_ROLE_NAMES: Final = {
    Role.LEITUNG: "Leitung",
    Role.EVALUATION: "Evaluation",
    Role.DATENVERANTWORTLICHE: "Datenverantwortliche",
    Role.TRAEGER: "Träger",
    Role.VERWALTUNG: "Verwaltung",
}
_FUNCTION_NAMES: Final = {
    Function.LEITUNG: "die Leitung",
    Function.FACHSTELLE: "die Fachstelle",
    Function.TRAEGER: "die Träger",
    Function.AUSSCHUSS: "den Ausschuss",
}
_REASONS: Final = {
    Resource.KENNZAHLEN: ("die Kennzahlen", "sie sind für angemeldete Rollen bestimmt"),
    Resource.DATENSAETZE: ("die Datensätze", "sie sind für die Auswertung bestimmt"),
    Resource.QUALITAET: (
        "die Qualität der Lieferungen",
        "dort stehen Angaben zu einzelnen Trägern",
    ),
    Resource.STEUERUNG: (
        "die internen Zahlen",
        "sie sind genau und zur Steuerung im Jugendamt bestimmt; veröffentlichte Zahlen stehen "
        "in den Ausgaben",
    ),
    Resource.EIGENE_LIEFERUNGEN: (
        "die Lieferungen eines Trägers",
        "sie sind für diesen Träger bestimmt",
    ),
    Resource.VERTRAGSDATEN: (
        "die Einzelzeilen",
        "sie sind nur für die bestimmt, die der Vertrag nennt, und nur solange er läuft",
    ),
    Resource.FREIGABE: ("die Entwürfe", "über sie entscheidet, wer freigeben darf"),
    Resource.KONTEN: ("die Konten und das Protokoll", "sie sind Sache der Verwaltung"),
}


def role_names(roles: frozenset[Role]) -> str:
    """Return the names of roles, e.g. ``Leitung, Evaluation``."""
    return ", ".join(_ROLE_NAMES[role] for role in Role if role in roles)


def may_see(viewer: Viewer, resource: Resource) -> bool:
    """Tell whether the viewer has the right to the resource."""
    return resource in viewer.resources


def require(viewer: Viewer, resource: Resource) -> None:
    """Let the viewer pass or refuse.

    Raises:
        AccessError: no role of the viewer may see it; says what, why and whom to ask.
    """
    if not may_see(viewer, resource):
        refuse(viewer, resource)


def refuse(viewer: Viewer, resource: Resource) -> NoReturn:
    """Refuse a viewer whose right does not reach as far as what is asked for.

    Raises:
        AccessError: says what, why and whom to ask.
    """
    tell(Event.ACCESS_REFUSED, roles=sorted(viewer.roles), what=resource.value)
    what, why = _REASONS[resource]
    raise AccessError(
        f"{_who(viewer)} darf {what} nicht sehen: {why}. "
        "Fragen dazu bitte an die Datenverantwortlichen des Jugendamts."
    )


def functions_of(viewer: Viewer) -> frozenset[Function]:
    """Return the functions that the viewer writes for, and whose drafts they read.

    None without the right to figures, and none where the limit is what is published: drafts leave
    the office neither by an outward server nor with a token.
    """
    if not may_see(viewer, Resource.KENNZAHLEN) or _is_outward(viewer):
        return frozenset()
    return frozenset[Function]().union(*(FUNCTIONS.get(role, ()) for role in viewer.roles))


def may_release_texts(viewer: Viewer) -> bool:
    """Tell whether the viewer decides which texts are shown outside and printed in reports."""
    is_leader = Role.LEITUNG in viewer.roles and may_see(viewer, Resource.KENNZAHLEN)
    return is_leader and not _is_outward(viewer)


def _is_outward(viewer: Viewer) -> bool:
    """Tell whether nobody sees exact figures within the viewer's limit, whatever their roles."""
    return viewer.limit is not None and Resource.STEUERUNG not in viewer.limit


def require_function(viewer: Viewer, function: Function) -> None:
    """Let the viewer pass if they write for a function, or refuse.

    Raises:
        AccessError: they do not; says what and whom to ask.
    """
    if function in functions_of(viewer):
        return
    tell(Event.ACCESS_REFUSED, roles=sorted(viewer.roles), what=f"TEXTE_{function.value}")
    _refuse_outward(viewer)
    raise AccessError(
        f"{_who(viewer)} darf für {_FUNCTION_NAMES[function]} nicht schreiben. "
        "Für alle schreibt die Leitung; Fragen dazu bitte an sie."
    )


def require_release_of_texts(viewer: Viewer) -> None:
    """Let the viewer pass if they decide over the release of texts, or refuse.

    Raises:
        AccessError: they do not; says who does.
    """
    if may_release_texts(viewer):
        return
    tell(Event.ACCESS_REFUSED, roles=sorted(viewer.roles), what="TEXTE_FREIGEBEN")
    _refuse_outward(viewer)
    raise AccessError(
        f"{_who(viewer)} darf Texte weder freigeben noch löschen: Darüber entscheidet die "
        "Leitung. Ein Entwurf lässt sich speichern."
    )


def _refuse_outward(viewer: Viewer) -> None:
    """Refuse whoever has a function, but not here."""
    if _is_outward(viewer) and functions_of(replace(viewer, limit=None)):
        raise AccessError(
            "Hier stehen nur veröffentlichte Zahlen und freigegebene Texte; geschrieben und "
            "freigegeben wird auf dem Server des Amts. Bitte dort anmelden."
        )


def is_open(viewer: Viewer, groups: frozenset[Group]) -> bool:
    """Tell whether what is made for groups is open to the viewer; to visitors only if for all."""
    return bool(groups & viewer.groups) or (viewer.is_visitor and groups == frozenset(Group))


def require_group(viewer: Viewer, groups: frozenset[Group], what: str) -> None:
    """Let the viewer pass if they belong to one of the groups, or refuse.

    Raises:
        AccessError: they do not; says what, for whom it is, and whom to ask.
    """
    if is_open(viewer, groups):
        return
    tell(Event.ACCESS_REFUSED, roles=sorted(viewer.roles), what=what)
    others = role_names(frozenset(Role(group) for group in groups))
    raise AccessError(
        f"{_who(viewer)} darf {what} nicht sehen: bestimmt für {others}. "
        "Fragen dazu bitte an die Datenverantwortlichen des Jugendamts."
    )


def _who(viewer: Viewer) -> str:
    if viewer.roles:
        return f"Ihr Konto ({role_names(viewer.roles)})"
    return "Wer nicht angemeldet ist,"
