"""Whether real deliveries are there: then accounts of the demo, which need no password, are closed.

Told by the manifests of the current snapshots, so that the web can ask at each request without the
warehouse. Where one of the snapshots is damaged, the accounts are closed, too.
"""

from __future__ import annotations

from monitor.application.accounts import Account, count_accounts
from monitor.application.database import ApplicationStore
from monitor.errors import SettingsError
from monitor.releases.published_releases import current_quality, current_release, current_steering
from monitor.settings import Settings
from monitor.snapshots.layout import read_manifest


def holds_real_data(settings: Settings) -> bool:
    """Tell whether an instance holds live deliveries that are not of the demo, or may hold some."""
    current = {
        settings.quality: current_quality(settings.quality),
        settings.steering: current_steering(settings.steering),
        settings.releases: current_release(settings.releases),
    }
    if any(one.fault is not None for one in current.values()):
        return True  # what the damaged snapshot would tell, nobody knows
    named = ((root, one.snapshot_id) for root, one in current.items())
    manifests = (read_manifest(root / name) for root, name in named if name is not None)
    # snapshots of earlier versions tell only whether all is real
    return any(one.get("real_deliveries", int(not one["is_demo"])) for one in manifests)


def is_demo_closed(account: Account, settings: Settings) -> bool:
    """Tell whether an account opens nothing: it is of the demo, and real deliveries are there."""
    return account.is_demo and holds_real_data(settings)


def has_open_door(store: ApplicationStore, settings: Settings) -> bool:
    """Tell whether accounts of the demo and real deliveries meet in an instance."""
    with store.read() as connection:
        return count_accounts(connection, is_demo=True) > 0 and holds_real_data(settings)


def require_no_open_door(store: ApplicationStore, settings: Settings) -> None:
    """Refuse an instance in which accounts of the demo and real deliveries meet.

    Raises:
        SettingsError: they do; says what to do.
    """
    if has_open_door(store, settings):
        raise SettingsError(OPEN_DOOR)


#: What is wrong where both meet, and the way out.
OPEN_DOOR = (
    "In dieser Instanz gibt es Konten der Demo, die ohne Kennwort zu öffnen sind, und echte "
    "Lieferungen (oder ein Stand ist beschädigt, und ob es welche gibt, ist nicht festzustellen). "
    "Bitte die echten Lieferungen in einer eigenen Instanz einlesen („monitor init "
    "--home ORDNER“, dann „monitor ingest“) und diese hier löschen oder die Lieferungen aus ihr "
    "zurücknehmen („monitor retract“)."
)
