"""Accounts of the demo open nothing any more once real deliveries are there."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from types import ModuleType

import pytest

from dashboards.web.app import create_app
from monitor.access import Resource
from monitor.application import tokens
from monitor.application.accounts import find_by_name
from monitor.application.demo_accounts import add_demo_accounts
from monitor.errors import SettingsError
from monitor.releases.real_data import holds_real_data, require_no_open_door
from monitor.settings import Settings
from monitor.snapshots.builder import build, move_pointer
from monitor.snapshots.layout import MANIFEST, QUALITY, current_id
from tests.builders.quality_tables import quality_frames
from tests.builders.releases import Snapshot
from tests.builders.sign_in import sign_in, site_of


def let_real_deliveries_come(settings: Settings) -> None:
    """Make the quality snapshot of a run that found a real delivery."""
    described = {"real_deliveries": 1}
    snapshot = Snapshot(QUALITY, quality_frames(), has_datasets=False, described=described)
    move_pointer(settings.quality, build(settings.quality, snapshot, now=dt.datetime.now(dt.UTC)))


def test_running_sessions_tokens_and_the_chooser_close(fake: ModuleType, tmp_path: Path) -> None:
    settings = fake.write_instance(tmp_path / "instanz")
    app = create_app(settings)
    here, client, other = site_of(app), app.server.test_client(), app.server.test_client()
    with here.accounts.write() as connection:
        add_demo_accounts(connection, by="-", now=here.now())
        leader = find_by_name(connection, "leitung")
        scope = {Resource.KENNZAHLEN}
        text = tokens.create_token(connection, leader.id, "R", scope, days=9, now=here.now())
    sign_in(client, here, leader)
    token = {"Authorization": f"Bearer {text}"}
    releases = "/api/v1/releases"
    assert not holds_real_data(settings)
    require_no_open_door(here.accounts, settings)
    assert client.get("/abmelden").status_code == 200
    assert other.get(releases, headers=token).status_code != 401
    page = other.get("/anmelden").get_data(as_text=True)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    assert leader.id in page

    let_real_deliveries_come(settings)
    assert holds_real_data(settings)
    assert client.get(releases).status_code == 401
    assert other.get(releases, headers=token).status_code == 401
    assert leader.id not in other.get("/anmelden").get_data(as_text=True)
    sent = {"csrf": csrf[1], "konto": leader.id}
    assert other.post("/anmelden/demo", data=sent).status_code == 400
    with pytest.raises(SettingsError, match="eigenen Instanz"):
        require_no_open_door(here.accounts, settings)


@pytest.mark.parametrize("kind", ["releases", "quality"])
def test_a_damaged_snapshot_closes_them_too(fake: ModuleType, tmp_path: Path, kind: str) -> None:
    settings = fake.write_instance(tmp_path / "instanz")
    app = create_app(settings)
    here, client = site_of(app), app.server.test_client()
    with here.accounts.write() as connection:
        add_demo_accounts(connection, by="-", now=here.now())
        leader = find_by_name(connection, "leitung")
    sign_in(client, here, leader)
    assert client.get("/api/v1/releases").status_code == 200
    root = getattr(settings, kind)
    (root / str(current_id(root)) / MANIFEST).write_text("{}", encoding="utf-8")
    assert client.get("/api/v1/releases").status_code == 401
    assert leader.id not in client.get("/anmelden").get_data(as_text=True)
    with pytest.raises(SettingsError, match="beschädigt"):
        require_no_open_door(here.accounts, settings)
