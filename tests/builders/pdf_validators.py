"""What two validators find in a PDF that has to be accessible (UA-1) and archivable (A-2a)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import page
from pdfua import validate

PROFILES: Final = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


def faults_of(content: bytes) -> list[str]:
    """Return what both validators find; nothing in a file that conforms."""
    found = [
        f"{profile.name} {fault.rule_id}: {fault.message}"
        for profile in PROFILES
        for fault in page.validate_pdf_bytes(content, profile=profile).failures
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bericht.pdf"
        path.write_bytes(content)
        again = validate(str(path)).findings
    return [*found, *(one.message for one in again if one.severity.name != "PASS")]
