"""Settings for all tests."""

from __future__ import annotations

from hypothesis import settings

# a deadline would be a timed assertion, and machines differ
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")
