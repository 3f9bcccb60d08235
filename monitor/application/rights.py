"""Rights of accounts: roles, with the Träger and contracts that some roles are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, union_all

from monitor.access import Role
from monitor.application.tables import ACCOUNT_CONTRACT, ACCOUNT_ROLE, ACCOUNT_TRAEGER

#: Attribute of `Rights`, table, column.
_RIGHTS: Final = (
    ("roles", ACCOUNT_ROLE, "role"),
    ("traeger", ACCOUNT_TRAEGER, "traeger_id"),
    ("contracts", ACCOUNT_CONTRACT, "contract_id"),
)
#: Rights of accounts in one query, built once: every request asks for those of one account.
_OF_ACCOUNTS: Final = union_all(
    *(
        select(literal(kind).label("kind"), table.c.account_id, table.c[column]).where(
            table.c.account_id.in_(bindparam("ids", expanding=True))
        )
        for kind, table, column in _RIGHTS
    )
)


@dataclass(frozen=True)
class Rights:
    """What an account may: roles, with the Träger and contracts that some roles are about."""

    roles: frozenset[Role] = frozenset()
    traeger: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()

    @property
    def misfit(self) -> str | None:
        """Return what would count for nothing, by name, so that nobody believes to have given it.

        ``no_role``, ``role_without_traeger``, ``traeger_without_role``, ``contract_without_role``.
        """
        if not self.roles:
            return "no_role"
        if (Role.TRAEGER in self.roles) is not bool(self.traeger):
            return "traeger_without_role" if self.traeger else "role_without_traeger"
        if self.contracts and Role.EVALUATION not in self.roles:
            return "contract_without_role"
        return None

    @property
    def told(self) -> dict[str, Any]:
        """Return the rights as the audit log tells them; what is empty is left out."""
        kinds = {kind: sorted(map(str, getattr(self, kind))) for kind, _, _ in _RIGHTS}
        return {kind: values for kind, values in kinds.items() if values or kind == "roles"}


def read_rights(connection: Connection, ids: Sequence[str]) -> dict[str, Rights]:
    """Return account id → rights; of an account without any, too."""
    found: dict[str, dict[str, set[str]]] = {
        account_id: {kind: set() for kind, _, _ in _RIGHTS} for account_id in ids
    }
    for kind, account_id, value in connection.execute(_OF_ACCOUNTS, {"ids": list(ids)}):
        found[account_id][kind].add(value)
    return {
        account_id: Rights(
            frozenset(Role(name) for name in kinds["roles"]),
            frozenset(kinds["traeger"]),
            frozenset(kinds["contracts"]),
        )
        for account_id, kinds in found.items()
    }


def write_rights(connection: Connection, account_id: str, rights: Rights) -> None:
    """Put the rights of an account in place of those it had."""
    for kind, table, column in _RIGHTS:
        connection.execute(delete(table).where(table.c.account_id == account_id))
        values = sorted(str(value) for value in getattr(rights, kind))
        rows = [{"account_id": account_id, column: value} for value in values]
        if rows:
            connection.execute(insert(table), rows)
