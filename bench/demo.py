"""The demo as an instance to look at: twenty quarters and all areas, as leadership sees them.

The demo is built once and kept; each side gets a copy, so that accounts and sessions of one
measure are not there in the next.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.workspace import VERSIONS

FOLDER: Final = Path(__file__).parent / "scratch" / "demo"


def fresh_copy(name: str, given: Path | None = None) -> Path:
    """Return a copy of the demo under a name; a demo that is given is copied in place of ours."""
    copy = FOLDER / f"instanz-{name}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(given or _built(), copy)
    return copy


def _built() -> Path:
    """Return the demo, built anew when the running version reads instances of another shape."""
    home, mark = FOLDER / "instanz", FOLDER / "prepared"
    if mark.is_file() and mark.read_text(encoding="utf-8") == VERSIONS:
        return home
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    command = [sys.executable, "-m", "monitor.cli", "demo", "--no-serve", "--home", str(home)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    mark.write_text(VERSIONS, encoding="utf-8")
    return home
