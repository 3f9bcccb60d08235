"""Who may see what: groups, resources and the one function that refuses.

A role check in a page's layout does not protect its callbacks, so the data access itself
(``monitor.reading.store``) takes the viewer and asks here. Who a viewer is, sign-in decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.errors import AccessError
from monitor.events import Event, tell


class Group(StrEnum):
    """The three groups of users (docs/handbuch/README.md)."""

    LEITUNG = "LEITUNG"
    EVALUATION = "EVALUATION"
    DATENVERANTWORTLICHE = "DATENVERANTWORTLICHE"


class Resource(StrEnum):
    """What can be asked for."""

    KENNZAHLEN = "KENNZAHLEN"
    DATENSAETZE = "DATENSAETZE"
    QUALITAET = "QUALITAET"
    STEUERUNG = "STEUERUNG"


@dataclass(frozen=True)
class Viewer:
    """Whoever asks for data; passed to every data access."""

    group: Group


#: What each group may see; everything else is refused.
RIGHTS: Final[Mapping[Group, frozenset[Resource]]] = MappingProxyType(
    {
        Group.LEITUNG: frozenset({Resource.KENNZAHLEN, Resource.DATENSAETZE, Resource.STEUERUNG}),
        Group.EVALUATION: frozenset({Resource.KENNZAHLEN, Resource.DATENSAETZE}),
        Group.DATENVERANTWORTLICHE: frozenset(Resource),
    }
)

_GROUP_NAMES: Final = {
    Group.LEITUNG: "Leitung",
    Group.EVALUATION: "Evaluation",
    Group.DATENVERANTWORTLICHE: "Datenverantwortliche",
}
_REASONS: Final = {
    Resource.KENNZAHLEN: ("die Kennzahlen", "sie sind nur für angemeldete Gruppen bestimmt"),
    Resource.DATENSAETZE: ("die Datensätze", "sie sind für die Auswertung bestimmt"),
    Resource.QUALITAET: (
        "die Qualität der Lieferungen",
        "dort stehen Angaben zu einzelnen Trägern",
    ),
    Resource.STEUERUNG: (
        "die internen Zahlen",
        "sie sind genau und zur Steuerung im Jugendamt bestimmt; veröffentlichte Zahlen stehen "
        "in den Ständen",
    ),
}


def may_see(viewer: Viewer, resource: Resource) -> bool:
    """Tell whether the viewer's group has the right to the resource."""
    return resource in RIGHTS.get(viewer.group, frozenset())


def require(viewer: Viewer, resource: Resource) -> None:
    """Let the viewer pass or refuse.

    Raises:
        AccessError: the group may not see it; says what, why and whom to ask.
    """
    if may_see(viewer, resource):
        return
    tell(Event.ACCESS_REFUSED, group=viewer.group.value, what=resource.value)
    what, why = _REASONS[resource]
    raise AccessError(
        f"Die Gruppe {_GROUP_NAMES[viewer.group]} darf {what} nicht sehen: {why}. "
        "Fragen dazu bitte an die Datenverantwortlichen des Jugendamts."
    )


def require_group(viewer: Viewer, groups: frozenset[Group], what: str) -> None:
    """Let the viewer pass if their group is one of these, or refuse.

    Raises:
        AccessError: it is not; says what, for whom it is, and whom to ask.
    """
    if viewer.group in groups:
        return
    tell(Event.ACCESS_REFUSED, group=viewer.group.value, what=what)
    others = ", ".join(_GROUP_NAMES[group] for group in Group if group in groups)
    raise AccessError(
        f"Die Gruppe {_GROUP_NAMES[viewer.group]} darf {what} nicht sehen: bestimmt für "
        f"{others}. Fragen dazu bitte an die Datenverantwortlichen des Jugendamts."
    )
