"""Sets a report in a child process with limits: as PDF (PDF/UA-1, PDF/A-2a) or as pictures.

The child (``typesetting_child``) is started for each report, since a start costs a tenth of a
second and leaves nothing behind. Whatever goes wrong is told as a reason; half a report is none.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from dashboards.reports.document import Heading, ReportDocument
from dashboards.reports.paper import MOST_SHEETS, paper_data, unprintable, with_plain_hyphens
from monitor.errors import ReportBusyError, ReportError

#: One program for every child; not ``multiprocessing``: it would import what was started once more.
PROGRAM: Final = """
import sys
sys.path[:] = sys.argv[1:]
from dashboards.reports.typesetting_child import serve
serve()
"""
#: Reports that a process sets at the same time.
MOST_CHILDREN: Final = 2
#: Resolution of the pictures of a preview, and of a chart that is a file (pixels per inch).
PREVIEW_PPI: Final = 110
CHART_PPI: Final = 220

_MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
#: A place for each child of this process.
PLACES: Final = threading.BoundedSemaphore(MOST_CHILDREN)


@dataclass(frozen=True)
class SettingLimits:
    """What a child may take: ``memory_mb`` of address space, ``seconds`` of time."""

    memory_mb: int = 1024
    seconds: int = 30


LIMITS: Final = SettingLimits()


@dataclass(frozen=True)
class SheetPicture:
    """A sheet of a report as a picture (PNG), with the headings that stand on it."""

    content: bytes
    headings: tuple[str, ...]


def set_pdf(report: ReportDocument, limits: SettingLimits = LIMITS) -> bytes:
    """Return the report as PDF/UA-1 and PDF/A-2a; the same report gives the same bytes.

    Raises:
        ReportBusyError: as many reports as may be are being set.
        ReportError: a text or picture cannot be set, or the report takes too much of something.
    """
    _, (made,) = _set_report(report, limits, "pdf")
    return made


def set_pictures(report: ReportDocument, limits: SettingLimits = LIMITS) -> list[SheetPicture]:
    """Return the sheets as the PDF has them (errors as `set_pdf`)."""
    head, parts = _set_report(report, limits, "png")
    texts = [block.text for block in report.blocks if isinstance(block, Heading)]
    placed = list(zip(head["headings"], texts, strict=True))
    return [
        SheetPicture(part, tuple(text for sheet, text in placed if sheet == number))
        for number, part in enumerate(parts, 1)
    ]


def set_drawing(drawing: str, limits: SettingLimits = LIMITS) -> bytes:
    """Return a drawing (SVG with a size) as a picture (PNG; errors as `set_pdf`)."""
    request = _request(
        "picture.typ", {"svg": drawing}, limits, format="png", ppi=CHART_PPI, standards=False
    )
    _, (made,) = _ask(request, limits)
    return made


def _set_report(
    report: ReportDocument, limits: SettingLimits, file_format: str
) -> tuple[Mapping[str, Any], list[bytes]]:
    request = _request(
        "report.typ", paper_data(report), limits, format=file_format,
        moment=int(report.source.moment.timestamp()), most_sheets=MOST_SHEETS.get(report.kind),
    )  # fmt: skip
    return _ask(request, limits)


def _request(
    template: str, data: Mapping[str, Any], limits: SettingLimits, **more: Any
) -> Mapping[str, Any]:
    return {
        "template": template,
        "data": with_plain_hyphens(json.dumps(data, ensure_ascii=False)),
        "memory_mb": limits.memory_mb,
        "seconds": limits.seconds,
        "standards": True,
        "most_sheets": None,
        "ppi": PREVIEW_PPI,
        "moment": 0,
        **more,
    }


def _ask(
    request: Mapping[str, Any], limits: SettingLimits
) -> tuple[Mapping[str, Any], list[bytes]]:
    """Return what the child says of the result, and its parts.

    Raises:
        ReportBusyError: no place for one more child.
        ReportError: the child refused, was too slow, or ended of itself.
    """
    with _place(limits):
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-c", PROGRAM, *sys.path],
                input=json.dumps(request).encode(),
                capture_output=True,
                timeout=limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _too_slow(limits) from None
        except OSError as error:
            raise ReportError(
                f"Der Satz des Berichts lässt sich nicht starten ({error.strerror}). "
                "Bitte der Administration Bescheid geben."
            ) from error
    if done.returncode == -signal.SIGXCPU:
        raise _too_slow(limits)
    if done.returncode != 0:
        raise _died(done.stderr, limits)
    return _parts(done.stdout, request)


@contextmanager
def _place(limits: SettingLimits) -> Iterator[None]:
    """Hold one of the places, which mostly are free within a second."""
    if not PLACES.acquire(timeout=limits.seconds / 3):
        raise ReportBusyError(
            f"Es entstehen gerade schon {MOST_CHILDREN} Berichte. "
            "Bitte in einer halben Minute noch einmal versuchen."
        )
    try:
        yield
    finally:
        PLACES.release()


def _parts(answer: bytes, request: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[bytes]]:
    line, _, rest = answer.partition(b"\n")
    head = json.loads(line)
    if "error" in head:
        raise _refused(head, request)
    parts, place = [], 0
    for size in head["sizes"]:
        parts.append(rest[place : place + size])
        place += size
    return head, parts


def _refused(head: Mapping[str, Any], request: Mapping[str, Any]) -> ReportError:
    if head["error"] == "sheets":
        return ReportError(
            f"Der Bericht braucht {head['count']} Seiten, vorgesehen sind "
            f"höchstens {request['most_sheets']}. Bitte die Einordnungen dieses Quartals kürzen "
            "oder den ausführlichen Bericht holen."
        )
    if found := _MISSING.search(head["error"]):
        return ReportError(unprintable(found[1][-1], json.loads(request["data"])))
    return ReportError(
        f"Der Bericht lässt sich nicht setzen ({head['error']}). Bitte den Fehler melden."
    )


def _too_slow(limits: SettingLimits) -> ReportError:
    return ReportError(
        f"Der Satz des Berichts war nach {limits.seconds} Sekunden nicht fertig und wurde beendet. "
        "Bitte es später noch einmal versuchen oder einen kürzeren Bericht holen."
    )


def _died(said: bytes, limits: SettingLimits) -> ReportError:
    if b"memory" in said.lower():
        return ReportError(
            f"Der Satz des Berichts braucht mehr als {limits.memory_mb} MB Speicher und wurde "
            "beendet. Bitte einen kürzeren Bericht holen."
        )
    return ReportError(
        "Der Satz des Berichts ist abgebrochen. Bitte es noch einmal versuchen; bleibt es dabei, "
        "der Administration Bescheid geben."
    )
