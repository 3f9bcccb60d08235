"""Settings for all tests, and the made-up release that the dashboards are tested with."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

# a deadline would be a timed assertion, and machines differ
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")

_FAKE = Path(__file__).parent / "unit" / "dashboards" / "fake_release.py"


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Return the module that writes the made-up release; tests import no other test module."""
    spec = importlib.util.spec_from_file_location("fake_release", _FAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fake_release"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
