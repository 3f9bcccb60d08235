"""The browser of the tests: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu",
          "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


def chromium() -> str:
    """Return the path of the browser."""
    named = os.environ.get("MONITOR_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            "Kein Chromium gefunden. Bitte installieren (Debian: apt-get install chromium) oder "
            "MONITOR_CHROMIUM auf das Programm setzen.",
            pytrace=False,
        )
    return found
