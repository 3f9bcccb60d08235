"""A library with both levels: exact figures, and the published figures of the same office."""

from __future__ import annotations

from types import ModuleType

import pytest

from dashboards.request.library import Library
from monitor.reading.store import Store


@pytest.fixture(scope="session")
def two_levels(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Library:
    settings = fake.write_instance(tmp_path_factory.mktemp("zwei-ebenen"))
    fake.write_steering(settings)
    return Library(Store(settings))
