"""What it takes to publish in a test: somebody with note and reason, and a contact to turn to."""

from __future__ import annotations

import shutil
from pathlib import Path

from monitor.releases.approval.request import Approval
from tests.builders.instances import PACKAGED

#: Of the leadership, with a reason despite whatever is warned of.
APPROVAL = Approval("Leitung", "Neu ist das dritte Quartal.", "Nur eine Probe.")
#: The same, as options of a command.
APPROVED = ("--by", APPROVAL.by, "--note", APPROVAL.note, "--reason", APPROVAL.reason)

PLACEHOLDER, CONTACT = "Kontakt bitte in amt.toml eintragen", "02651 1234"


def fill_in_contact(content: Path) -> None:
    """Write into ``amt.toml`` whom readers can turn to; where there is no such file, make it."""
    path = content / "amt.toml"
    if not path.exists():
        content.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGED / path.name, path)
    text = path.read_text(encoding="utf-8").replace(PLACEHOLDER, CONTACT)
    path.write_text(text, encoding="utf-8")
