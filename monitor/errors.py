"""What can go wrong, as a small tree. Messages are shown to people: German, one line, no row value.

MonitorError                 everything we raise on purpose
└── UserError                somebody can do something about it: what, where, what to do next
    ├── SettingsError        a setting is missing or wrong
    ├── ContentError         a file under ``content/`` is wrong (file and line in the message)
    ├── SourceError          a delivered file cannot be read or understood
    ├── ValidationError      the checks of a delivery could not be carried out
    ├── ReleaseError         a release cannot be made, found or published
    │   ├── NotPublishableError          its checklist has errors, or warnings without a reason
    │   └── SnapshotDamagedError         its files are not those that were made
    │       └── SnapshotIncompleteError  not all of its files are there (yet)
    ├── WarehouseError       the warehouse is missing, busy, damaged or of another version
    ├── ContractError        a contract on rows for science is wrong, unknown or over
    ├── BackupError          a backup cannot be made, is damaged, or its place is taken
    ├── ApplicationStoreError  the store of accounts is damaged, busy or of a newer version
    ├── AccountError         an account, link, token or factor is wrong, unknown or over
    │   ├── TooManyFailuresError  too many failed attempts: name or address must wait
    │   ├── PasswordRefusedError  a new password is too short, too long, common or guessable
    │   └── InvitationOverError   a one-time link is unknown, used, replaced or too old
    ├── ReportError          a report cannot be made: a part of it, its time or its memory
    │   └── ReportBusyError        as many reports as may be are being made right now
    ├── TextError            a commentary, action or event cannot be kept as it was written
    │   └── EditConflictError     somebody else has saved the same entry in the meantime
    ├── StorageError         the disk is full, read-only or closed to this user
    └── AccessError          the viewer may not see this
"""

from __future__ import annotations

from typing import ClassVar


class MonitorError(Exception):
    """Base of every error that we raise on purpose."""


class UserError(MonitorError):
    """Shown without a traceback; ``exit_code`` is what the command line ends with."""

    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 400


class SettingsError(UserError):
    """A setting is missing or wrong."""

    exit_code = 3


class ContentError(UserError):
    """A file of the content (concept, codes, profiles, rules) is wrong."""

    exit_code = 4


class SourceError(UserError):
    """A delivered file cannot be read or understood."""

    exit_code = 5


class ValidationError(UserError):
    """The checks of a delivery could not be carried out; nothing of it was loaded."""

    exit_code = 6


class ReleaseError(UserError):
    """A release cannot be made, found, verified or published."""

    exit_code = 7
    http_status = 404


class NotPublishableError(ReleaseError):
    """The checklist of a draft has errors, or warnings without a reason."""


class SnapshotDamagedError(ReleaseError):
    """A snapshot's files are not those that were made: it is not read until it was put back."""

    http_status = 503


class SnapshotIncompleteError(SnapshotDamagedError):
    """Files of a snapshot are missing or too short: being written, or only half put back."""


class WarehouseError(UserError):
    """The warehouse is missing, in use by another process, damaged, or of another version."""

    exit_code = 8


class ContractError(UserError):
    """A contract on rows for science is wrong, unknown, or over."""

    exit_code = 11
    http_status = 404


class BackupError(UserError):
    """A backup cannot be made, is damaged, or the place of the restored instance is taken."""

    exit_code = 12


class ApplicationStoreError(UserError):
    """The store of the application is damaged, in use for long, or of a newer version."""

    exit_code = 13
    http_status = 503


class AccountError(UserError):
    """An account, a one-time link, a token or a second factor is wrong, unknown, or over."""

    exit_code = 14


class TooManyFailuresError(AccountError):
    """Too many attempts failed: the name or the address must wait for some seconds."""

    http_status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            "Zu viele Fehlversuche. Bitte warten Sie, bevor Sie es noch einmal versuchen "
            f"(noch {seconds} Sekunden)."
        )


class PasswordRefusedError(AccountError):
    """A new password is refused; ``kind``: ``short``, ``long``, ``common`` or ``guessable``."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class InvitationOverError(AccountError):
    """A one-time link is unknown, used, replaced by a newer one, or too old."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "Dieser Link gilt nicht mehr: Er ist abgelaufen, schon benutzt oder durch einen "
            "neueren ersetzt. Bitte bei der Verwaltung einen neuen holen."
        )


class ReportError(UserError):
    """A report cannot be made; nothing of it is handed out."""

    exit_code = 15


class ReportBusyError(ReportError):
    """As many reports as may be are being made at this moment."""

    http_status = 503


class TextError(UserError):
    """A commentary, an action or an event cannot be kept as it was written; nothing is changed."""

    exit_code = 16


class EditConflictError(TextError):
    """Somebody else saved the entry in the meantime.

    ``current`` is what stands there now, ``version`` its number.
    """

    http_status = 409

    def __init__(self, current: object, version: int) -> None:
        self.current, self.version = current, version
        super().__init__(
            f"Diesen Eintrag hat inzwischen jemand anders gespeichert (Fassung {version}). "
            "Nichts wurde überschrieben: Bitte beide Texte vergleichen und danach noch einmal "
            "speichern."
        )


class StorageError(UserError):
    """The disk is full, read-only, failing, or closed to this user."""

    exit_code = 10
    http_status = 503


class AccessError(UserError):
    """The viewer's group may not see this resource."""

    exit_code = 9
    http_status = 403
