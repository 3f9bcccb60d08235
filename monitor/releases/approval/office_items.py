"""Items about those who publish: contact of the office, note on the release, second person."""

from __future__ import annotations

from pathlib import Path

from monitor.content.office import read_office
from monitor.errors import ContentError
from monitor.releases.approval.items import CheckKey, ChecklistItem, error, passed, warning
from monitor.releases.approval.request import FEWEST_WORDS, LONGEST_TEXT, Approval
from monitor.releases.log import ReleaseInfo


def contact_item(content: Path, *, is_real: bool) -> ChecklistItem:
    """Return whether readers are told whom to ask; without an answer no real data go out."""
    try:
        office = read_office(content)
    except ContentError as fault:
        return error(CheckKey.CONTACT, "unreadable", fault=str(fault))
    if not office.lacks_contact:
        return passed(CheckKey.CONTACT, contact=office.kontakt)
    found = error if is_real else warning
    return found(CheckKey.CONTACT, "placeholder")


def note_item(note: str) -> ChecklistItem:
    """Return whether the note on the release is a sentence and not too long."""
    words, length = len(note.split()), len(note)
    if not words:
        return error(CheckKey.NOTE, "empty")
    if words < FEWEST_WORDS:
        return error(CheckKey.NOTE, "too_short", words=words, fewest=FEWEST_WORDS)
    if length > LONGEST_TEXT:
        return error(CheckKey.NOTE, "too_long", length=length, longest=LONGEST_TEXT)
    return passed(CheckKey.NOTE, length=length)


def person_item(release: ReleaseInfo, approval: Approval, *, second_person: bool) -> ChecklistItem:
    """Return whether the publishing person may be the one who made the draft.

    Args:
        release: the draft.
        approval: who publishes it; no name of that person may be the maker's.
        second_person: whether that must be somebody else than who made it.
    """
    by, maker = approval.by, release.draft.by if release.draft else None
    if not by:
        return error(CheckKey.PERSON, "nameless")
    if not second_person:
        return passed(CheckKey.PERSON, "any", by=by)
    if maker is None:
        return error(CheckKey.PERSON, "maker_unknown", by=by)
    if maker.casefold() in {name.casefold() for name in (by, *approval.aliases)}:
        return error(CheckKey.PERSON, "same", by=by, maker=maker)
    return passed(CheckKey.PERSON, "second", by=by, maker=maker)
