"""The fields of an account's rights: roles, the Träger and the contracts that some are about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import flask

from dashboards.request.site import Site
from dashboards.words.messages import Messages
from monitor.access import Role
from monitor.application.rights import Rights
from monitor.content.traeger import read_traeger, unknown_traeger
from monitor.errors import AccountError

_CONTRACT: Final = re.compile(r"V-[0-9a-f]{12}")


@dataclass(frozen=True)
class RightsFields:
    """What the form shows: choices, and what is chosen or was typed."""

    roles: frozenset[str]
    traeger: frozenset[str]
    #: (id, name) to choose from; empty: ids are typed.
    known: tuple[tuple[str, str], ...]
    contracts: str

    @property
    def typed_traeger(self) -> str:
        """Return the chosen Träger as typed into a field."""
        return ", ".join(sorted(self.traeger))


def shown(site: Site, rights: Rights, t: Messages) -> RightsFields:
    """Return the fields for rights; ids that nobody knows any more can be seen and taken away."""
    names = read_traeger(site.settings.content)
    unknown = dict.fromkeys(rights.traeger - names.keys(), t("accounts.traeger_unknown"))
    choices = tuple(sorted({**names, **unknown}.items())) if names else ()
    contracts = ", ".join(sorted(rights.contracts))
    return RightsFields(frozenset(rights.roles), rights.traeger, choices, contracts)


def typed(site: Site, rights: Rights, t: Messages) -> RightsFields:
    """Return the fields as they were just sent, over the rights of the account so far."""
    sent, before = flask.request.form, shown(site, rights, t)
    return RightsFields(
        frozenset(sent.getlist("rolle")),
        frozenset(_ids(sent.getlist("traeger"))),
        before.known,
        sent.get("vertraege", ""),
    )


def sent_rights(site: Site, before: Rights, t: Messages) -> Rights:
    """Return the rights that a form asks for.

    Raises:
        AccountError: an unknown choice, or roles that do not fit what they are about.
    """
    sent = flask.request.form
    chosen = sent.getlist("rolle")
    if unknown := set(chosen) - set(Role):
        raise AccountError(t("accounts.no_such_role", role=min(unknown)[:40]))
    roles = frozenset(map(Role, chosen))
    traeger = _sent_traeger(site, before, t)
    rights = Rights(roles, traeger, _sent_contracts(t))
    if misfit := rights.misfit:
        raise AccountError(t(f"accounts.{misfit}"))
    return rights


def sent_contracts(before: Rights, t: Messages) -> Rights:
    """Return rights with the contracts that a form names; all else is a provider's matter.

    Raises:
        AccountError: no id of a contract, or no role that contracts are about.
    """
    rights = replace(before, contracts=_sent_contracts(t))
    if rights.misfit == "contract_without_role":
        raise AccountError(t("accounts.contract_without_role"))
    return rights


def _sent_contracts(t: Messages) -> frozenset[str]:
    ids = frozenset(_ids([flask.request.form.get("vertraege", "")]))
    if wrong := [one for one in sorted(ids) if not _CONTRACT.fullmatch(one)]:
        raise AccountError(t("accounts.no_such_contract", contract=wrong[0][:40]))
    return ids


def _sent_traeger(site: Site, before: Rights, t: Messages) -> frozenset[str]:
    ids = frozenset(_ids(flask.request.form.getlist("traeger")))
    for one in unknown_traeger(site.settings.content, ids - before.traeger):
        raise AccountError(t("accounts.no_such_traeger", traeger=one[:40]))
    return ids


def _ids(texts: list[str]) -> list[str]:
    """Return the ids of typed texts, separated by commas or spaces."""
    return [part for text in texts for part in re.split(r"[,;\s]+", text) if part]
