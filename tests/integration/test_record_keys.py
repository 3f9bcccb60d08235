"""Every activity gets a record key when it is loaded, from the instance's secret and its id."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from monitor.confidentiality.perturbation.facts import fill_record_keys
from monitor.secret import make_secret, read_secret

KEYS = "SELECT aktivitaet_id, satzschluessel FROM {} ORDER BY aktivitaet_id"


@pytest.fixture
def secret(instance: Any) -> bytes:
    assert make_secret(instance.settings.private)
    return read_secret(instance.settings.private)


def key_of(secret: bytes, name: str) -> int:
    """Return the key as the docstring of the module says, in the standard library's words."""
    return int(hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()[:8], 16)


def test_keys_are_made_at_loading(
    instance: Any, secret: bytes, activities: Any, as_csv: Any
) -> None:
    rows = activities(3) + activities(1, first=4, dauer_min="9999")
    instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    for table, number in (("aktivitaet", 3), ("quarantaene_aktivitaet", 1)):
        found = instance.rows(KEYS.format(table))
        assert len(found) == number
        assert found == [(name, key_of(secret, name)) for name, _ in found]


def test_a_row_without_an_id_has_no_key(
    instance: Any, secret: bytes, activities: Any, as_csv: Any
) -> None:
    del secret
    rows = activities(2) + activities(1, first=3, aktivitaet_id="")
    instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert instance.rows(KEYS.format("quarantaene_aktivitaet")) == [(None, None)]


def test_without_a_secret_rows_are_loaded_and_get_their_keys_later(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)))
    assert {key for _, key in instance.rows(KEYS.format("aktivitaet"))} == {None}
    assert make_secret(instance.settings.private)
    secret = read_secret(instance.settings.private)
    instance.ingest(instance.settings.inbox)
    found = instance.rows(KEYS.format("aktivitaet"))
    assert found == [(name, key_of(secret, name)) for name, _ in found]
    assert fill_record_keys(instance.connection, secret) == 0


def test_a_correction_keeps_the_keys(
    instance: Any, secret: bytes, activities: Any, as_csv: Any
) -> None:
    del secret
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(3)))
    before = instance.rows(KEYS.format("aktivitaet"))
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(3, dauer_min="45")))
    assert instance.rows(KEYS.format("aktivitaet")) == before
