"""The process that sets a report: limits for itself, then one request, one answer.

A document could make the typesetting take all memory or time; so a process of its own sets it, and
whoever asks is ``dashboards.reports.typesetting``. It reads a request (JSON) from standard input
and writes its answer to standard output: a line of JSON, then the bytes that the line announces.
Nothing is written to disk, and nothing is fetched: templates name no package, and fonts are ours.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final

import font_source_sans_pro
import typst

from dashboards.reports.stream_ends import with_clear_ends

#: The template of one drawing, which has no sheets.
PICTURE: Final = "picture.typ"
TEMPLATES: Final = Path(__file__).parent / "templates"
_MEGABYTE: Final = 1 << 20
#: Sizes of type, largest first, for reports that have to fit on a number of sheets.
_SCALES: Final = (1.0, 0.96, 0.92, 0.88)
_STANDARDS: Final[list[Any]] = ["ua-1", "a-2a"]


def serve() -> None:
    """Answer one request and end."""
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["memory_mb"], request["seconds"])
    try:
        head, parts = _set(request)
    except RuntimeError as error:  # of typst: with a message of its own, or as a mere text
        head, parts = {"error": getattr(error, "message", str(error))}, []
    _answer(head, parts)


def _limit(memory_mb: int, seconds: int) -> None:
    """Limit memory and time of this process; a crash leaves no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if sys.platform != "darwin":  # which knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MEGABYTE,) * 2)


def _answer(head: dict[str, Any], parts: list[bytes]) -> None:
    out = sys.stdout.buffer
    out.write(json.dumps({**head, "sizes": [len(part) for part in parts]}).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


def _set(request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Return what is said of the result, and the file, or a picture per sheet.

    Said are ``count`` of sheets and ``headings``: the sheet of each heading, in order.
    """
    most, fonts = request["most_sheets"], _fonts()
    if request["template"] == PICTURE:
        return {}, _compile(_compiler(request, fonts, _SCALES[0]), request)
    sheets: dict[str, Any] = {}
    for scale in _SCALES if most else _SCALES[:1]:
        compiler = _compiler(request, fonts, scale)
        sheets = json.loads(compiler.query("<sheets>", field="value", one=True))
        if sheets["count"] <= (most or sheets["count"]):
            return sheets, _compile(compiler, request)
    return {"error": "sheets", **sheets}, []


def _fonts() -> typst.Fonts:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )


def _compiler(request: dict[str, Any], fonts: typst.Fonts, scale: float) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / request["template"]),
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs={"report": request["data"], "scale": str(scale)},
    )


def _compile(compiler: typst.Compiler, request: dict[str, Any]) -> list[bytes]:
    made: bytes | list[bytes] | None = None
    if request["standards"]:  # also before pictures: only here a missing letter is an error
        made = compiler.compile(format="pdf", pdf_standards=_STANDARDS, timestamp=request["moment"])
    if request["format"] == "pdf" and isinstance(made, bytes):
        return [with_clear_ends(made)]
    if request["format"] == "png":
        made = compiler.compile(format="png", ppi=request["ppi"])
    return [made] if isinstance(made, bytes) else list(made or [])
