"""Approval of releases: drafts with their checklist, publishing, withdrawing, showing again.

What may be published decides ``monitor.releases``, for pages as for the command line; here stand
the pages alone. Figures are not shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import flask

from dashboards.forms.approval_words import item_sentence
from dashboards.forms.form import messages, read_form, render, see_other
from dashboards.request.form_links import APPROVAL
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from dashboards.words.language import Language
from monitor.access import Resource, require
from monitor.application import audit
from monitor.application.accounts import Account
from monitor.application.audit import Action
from monitor.errors import NotPublishableError, ReleaseError
from monitor.releases.approval.checklist import Checklist, read_checklist
from monitor.releases.approval.items import CheckKey, ItemSeverity
from monitor.releases.approval.request import LONGEST_TEXT, Approval
from monitor.releases.lifecycle import publish, roll_back, withdraw
from monitor.releases.log import ReleaseInfo, ReleaseState, find_release, list_releases


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(APPROVAL)
    def releases() -> flask.Response:
        require(current().viewer, Resource.FREIGABE)
        return _show_list(site)

    @server.get(f"{APPROVAL}/<release>")
    def one_release(release: str) -> flask.Response:
        require(current().viewer, Resource.FREIGABE)
        return show_release(site, find_release(site.settings.releases, release))

    @server.post(f"{APPROVAL}/<release>/veroeffentlichen")
    def publish_release(release: str) -> flask.Response:
        return _publish(site, release)

    @server.post(f"{APPROVAL}/<release>/zurueckziehen")
    def withdraw_release(release: str) -> flask.Response:
        return _withdraw(site, release)

    @server.post(f"{APPROVAL}/<release>/zeigen")
    def show_again(release: str) -> flask.Response:
        return _show_again(site, release)


def show_release(
    site: Site,
    release: ReleaseInfo,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> flask.Response:
    """Return the page of a release; a draft comes with its checklist."""
    asked = _asked(flask.request.form)
    checklist = None
    if release.state is ReleaseState.ENTWURF:
        checklist = read_checklist(site.settings, release.release_id, asked, now=site.now())
    return render(
        "approval_release.html",
        status=status,
        said=said,
        release=release,
        asked=asked,
        longest=LONGEST_TEXT,
        needs_reason=checklist is not None and bool(checklist.warnings),
        is_blocked=checklist is not None and _is_blocked(checklist),
        checklist=_in_words(checklist) if checklist else {},
    )


def _show_list(site: Site) -> flask.Response:
    known = list_releases(site.settings.releases)
    return render(
        "approval.html",
        drafts=[one for one in known if one.state is ReleaseState.ENTWURF],
        others=[one for one in known if one.state is not ReleaseState.ENTWURF],
    )


def _is_blocked(checklist: Checklist) -> bool:
    """Tell whether there are errors that no note mends."""
    return any(item.key is not CheckKey.NOTE for item in checklist.errors)


def _in_words(checklist: Checklist) -> dict[str, list[str]]:
    """Return severity → sentences; of the note only once a form was sent."""
    t, is_sent = messages(), flask.request.method == "POST"
    return {
        severity.value: [
            item_sentence(item, t)
            for item in checklist.items
            if item.severity is severity and (is_sent or item.key is not CheckKey.NOTE)
        ]
        for severity in ItemSeverity
    }


def _publish(site: Site, release_id: str) -> flask.Response:
    require(current().viewer, Resource.FREIGABE)
    approval, now = _asked(read_form()), site.now()
    release = find_release(site.settings.releases, release_id)
    try:
        with _noted(site, Action.RELEASE_PUBLISHED, release_id):
            publish(site.settings, release_id, approval, now=now)
    except NotPublishableError:  # the checklist beside says why
        return _still(site, release, messages()("approval.refused"))
    except ReleaseError as error:
        return _still(site, release, _told(error))
    return see_other(f"{APPROVAL}/{release_id}")


def _asked(sent: Mapping[str, str]) -> Approval:
    """Return what a form asks for; drafts may have been made under the name of the account."""
    account, note, reason = _account(), sent.get("vermerk", ""), sent.get("begruendung", "")
    return Approval(account.full_name, note, reason, (account.name,))


def _withdraw(site: Site, release_id: str) -> flask.Response:
    require(current().viewer, Resource.FREIGABE)
    sent, root = read_form(), site.settings.releases
    release = find_release(root, release_id)
    reason = " ".join(sent.get("begruendung", "").split())[:LONGEST_TEXT]
    if not reason:
        said = messages()("approval.reason_missing")
        return show_release(site, release, said, HTTPStatus.BAD_REQUEST)
    try:
        with _noted(site, Action.RELEASE_WITHDRAWN, release_id):
            withdraw(root, release_id, by=_account().full_name, reason=reason, now=site.now())
    except ReleaseError as error:
        return _still(site, release, _told(error))
    return see_other(f"{APPROVAL}/{release_id}")


def _show_again(site: Site, release_id: str) -> flask.Response:
    require(current().viewer, Resource.FREIGABE)
    read_form()
    release = find_release(site.settings.releases, release_id)
    try:
        with _noted(site, Action.RELEASE_ROLLED_BACK, release_id):
            roll_back(site.settings.releases, release_id, by=_account().full_name, now=site.now())
    except ReleaseError as error:
        return _still(site, release, _told(error))
    return see_other(f"{APPROVAL}/{release_id}")


def _told(error: ReleaseError) -> str:
    """Return the sentence of an error, which is German; in English that nothing was done."""
    t = messages()
    return str(error) if t.language is Language.DE else t("approval.nothing_done")


def _still(site: Site, release: ReleaseInfo, said: str) -> flask.Response:
    """Return the page of a release as it is now, with the reason why it stays so."""
    now = find_release(site.settings.releases, release.release_id)
    return show_release(site, now, said, HTTPStatus.CONFLICT)


@contextlib.contextmanager
def _noted(site: Site, action: Action, release_id: str) -> Iterator[None]:
    """Do something only where it can be noted; what fails is not noted."""
    with site.accounts.write() as connection:
        yield
        audit.append(connection, _account().id, action, release_id, now=site.now())


def _account() -> Account:
    session = current().session
    assert session is not None  # noqa: S101 - whoever has rights here has a session
    return session.account
