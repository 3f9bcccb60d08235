"""The audit log, for the administration: newest first, filtered, as CSV, and whether it is whole.

Every page looks at the newest entries of the chain; the whole chain is looked at when somebody asks
(100,000 entries take a second).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import flask
import polars as pl

from dashboards.forms.audit_words import ToldEntry, told_entry
from dashboards.forms.form import messages, render
from dashboards.request.csv_files import file_name, to_csv
from dashboards.request.form_links import AUDIT_LOG
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Resource, require
from monitor.application import audit
from monitor.application.accounts import count_accounts, list_accounts
from monitor.application.audit import Action
from monitor.errors import AccountError

FILE: Final = f"{AUDIT_LOG}.csv"
_PER_PAGE: Final = 100
#: Newest entries whose chain every page looks at.
_LOOKED_AT: Final = 1000


@dataclass(frozen=True)
class LogFilter:
    """What the address asks for; empty: everything."""

    action: str = ""
    account: str = ""
    before: int | None = None

    def address(self, t: Messages, path: str = AUDIT_LOG, **further: object) -> str:
        """Return the address of the same choice."""
        given = {"aktion": self.action, "konto": self.account, **further}
        if t.language is not Language.DE:
            given["sprache"] = t.language.value
        query = urlencode({key: value for key, value in given.items() if value})
        return f"{path}?{query}" if query else path


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(AUDIT_LOG)
    def audit_log() -> flask.Response:
        return _show_log(site)

    @server.get(FILE)
    def audit_log_file() -> flask.Response:
        return _send_log(site)


def _show_log(site: Site) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    t, is_whole_asked = messages(), flask.request.args.get("pruefen") == "ganz"
    names = _names(site)
    chosen = _read_filter(names, t)
    found = _entries(site, chosen, names, t, limit=_PER_PAGE + 1)
    with site.accounts.read() as connection:
        faults = audit.verify(connection, newest=None if is_whole_asked else _LOOKED_AT)
        head, number = audit.head(connection)
    page, is_more = found[:_PER_PAGE], len(found) > _PER_PAGE
    return render(
        "audit_log.html",
        entries=page,
        chosen=chosen,
        actions=sorted(((a.value, t(f"audit.action.{a}")) for a in Action), key=lambda one: one[1]),
        accounts=sorted(names.items(), key=lambda one: one[1]),
        older=chosen.address(t, vor=page[-1].entry.seq) if is_more else None,
        newest=chosen.address(t) if chosen.before is not None else None,
        check=chosen.address(t, pruefen="ganz"),
        file=chosen.address(t, FILE),
        faults=[t(f"audit.fault.{one.kind}", number=one.seq) for one in faults],
        is_whole_asked=is_whole_asked,
        looked_at=min(number, _LOOKED_AT),
        head=head,
        number=number,
    )


def _send_log(site: Site) -> flask.Response:
    require(current_viewer(), Resource.KONTEN)
    t, names = messages(), _names(site)
    found = _entries(site, _read_filter(names, t), names, t, limit=None)
    with site.accounts.read() as connection:
        is_demo = count_accounts(connection, is_demo=True) > 0
    response = flask.Response(to_csv(_frame(found), is_demo=is_demo), mimetype="text/csv")
    name = file_name("protokoll", is_demo=is_demo)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _read_filter(names: dict[str, str], t: Messages) -> LogFilter:
    """Return what the address asks for.

    Raises:
        AccountError: an action, account or page that there is not.
    """
    asked = flask.request.args
    action, account, before = (asked.get(key, "") for key in ("aktion", "konto", "vor"))
    is_known = action in {"", *Action} and account in {"", *names}
    if not is_known or not (before == "" or (before.isascii() and before.isdigit())):
        raise AccountError(t("audit.no_such_page"))
    return LogFilter(action, account, int(before[:18]) if before else None)


def _entries(
    site: Site, chosen: LogFilter, names: dict[str, str], t: Messages, *, limit: int | None
) -> list[ToldEntry]:
    with site.accounts.read() as connection:
        found = audit.entries(
            connection,
            limit=limit,
            before=chosen.before,
            action=chosen.action or None,
            account=chosen.account or None,
        )
    return [told_entry(entry, names, t) for entry in found]


def _names(site: Site) -> dict[str, str]:
    with site.accounts.read() as connection:
        return {account.id: account.full_name for account in list_accounts(connection)}


def _frame(found: list[ToldEntry]) -> pl.DataFrame:
    """Return the rows of the CSV file; the hash lets others compare with their own notes."""
    columns = {
        "nr": [one.entry.seq for one in found],
        "zeit_utc": [one.entry.at for one in found],
        "wer": [one.who for one in found],
        "wer_name": [one.who_name for one in found],
        "was": [one.entry.action for one in found],
        "was_text": [one.what for one in found],
        "womit": [one.about for one in found],
        "womit_name": [one.about_name for one in found],
        "naeheres": [one.details for one in found],
        "pruefsumme": [one.entry.hash for one in found],
    }
    kinds = {name: pl.Int64 if name == "nr" else pl.String for name in columns}
    return pl.DataFrame(columns, schema=kinds)
