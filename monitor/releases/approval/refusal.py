"""Refusal of a publication: errors of the checklist, or warnings without a reason."""

from __future__ import annotations

from monitor.errors import NotPublishableError, ReleaseError
from monitor.releases.approval.checklist import Checklist
from monitor.releases.approval.items import ChecklistItem, ItemSeverity
from monitor.releases.approval.office_items import note_item
from monitor.releases.approval.request import LONGEST_TEXT, Approval
from monitor.releases.approval.sentences import sentence


def require_publishable(checklist: Checklist, approval: Approval) -> None:
    """Let a draft pass without errors, and with a reason where anything is warned of.

    Raises:
        NotPublishableError: lists the errors, or the warnings that want a reason.
    """
    stays = f"Die Ausgabe {checklist.release_id} bleibt ein Entwurf"
    if checklist.errors:
        raise NotPublishableError(_listed(f"{stays}:", checklist.errors))
    if checklist.warnings and not approval.reason:
        wanted = f"{stays}, bis begründet ist, warum er trotzdem veröffentlicht wird (--reason):"
        raise NotPublishableError(_listed(wanted, checklist.warnings))
    if len(approval.reason) > LONGEST_TEXT:
        raise NotPublishableError(
            f"{stays}: Die Begründung hat {len(approval.reason)} Zeichen, höchstens {LONGEST_TEXT} "
            "sind möglich."
        )


def require_note(approval: Approval) -> None:
    """Refuse a note that could not stand, before a release is computed for it.

    Raises:
        ReleaseError: no note, or too short or too long.
    """
    item = note_item(approval.tidied.note)
    if item.severity is ItemSeverity.FEHLER:
        raise ReleaseError(f"{sentence(item)} Ohne Freigabe entsteht ein Entwurf mit --draft.")


def _listed(heading: str, items: tuple[ChecklistItem, ...]) -> str:
    return "\n".join((heading, *(f"– {sentence(item)}" for item in items)))
