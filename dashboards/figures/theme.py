"""Design tokens: every colour, once, for both schemes; how a status looks; Mantine's theme.

Colours reach the style sheet (``assets/monitor.css``) as CSS variables. Status colours differ in
lightness and hue for colour-blind readers and never stand alone: a symbol and a word go with them.
Neither § 8a nor ESKALATION has a colour. Chart colours reach 3:1 on the ground of both schemes, so
that figures are the same in both; text and grid of a figure take their colour from the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from monitor.concept.vocabulary import Status

FONT: Final = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, '
    "sans-serif"
)

#: Colour token → (light, dark).
TOKENS: Final[Mapping[str, tuple[str, str]]] = {
    "ground": ("#ffffff", "#14191f"),
    "raised": ("#f4f6f8", "#1b2129"),
    "line": ("#d6dde4", "#343d48"),
    "line-strong": ("#76838f", "#7d8a98"),
    "ink": ("#16202b", "#e9eef3"),
    "soft": ("#4d5b69", "#aab6c2"),
    "accent": ("#1d4f7c", "#8cc0ea"),
    "accent-ground": ("#e6eef6", "#1e3040"),
    "demo": ("#6b4a00", "#f2cf82"),
    "demo-ground": ("#fdf3d9", "#332a14"),
    "reached": ("#006b63", "#4cc4b4"),
    "on-course": ("#2462b0", "#86b8f4"),
    "missed": ("#b03a06", "#f4986a"),
    "uncertain": ("#6a4699", "#c0a8ef"),
    "neutral": ("#56636f", "#9fabb7"),
}

#: Status → the token of its colour.
STATUS_TOKENS: Final[Mapping[Status, str]] = {
    Status.ERREICHT: "reached",
    Status.AUF_KURS: "on-course",
    Status.VERFEHLT: "missed",
    Status.UNSICHER: "uncertain",
    Status.KEINE_ANGABE: "neutral",
    Status.BEOBACHTUNG: "neutral",
    Status.NICHT_BEWERTET: "neutral",
}

#: Colours inside figures, for both schemes at once.
CHART: Final[Mapping[str, str]] = {
    "series": "#3a7fb5",
    "band": "rgba(58, 127, 181, 0.20)",
    "target": "#c4622d",
    "process": "#7c8894",
    "coverage": "rgba(124, 136, 148, 0.55)",
    "hover": "#16202b",
    "hover-text": "#ffffff",
}

#: Status → colour of the last point of a sparkline (a picture, which no style sheet reaches).
SPARK: Final[Mapping[str, str]] = {
    "reached": "#12877c",
    "on-course": "#3f7fd0",
    "missed": "#cc5a24",
    "uncertain": "#8866bd",
    "neutral": "#7c8894",
}

MANTINE: Final[dict[str, Any]] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "650"},
    "primaryColor": "monitor",
    "primaryShade": {"light": 8, "dark": 3},
    "colors": {
        "monitor": [
            "#eef4fa", "#dbe7f2", "#b7cfe6", "#8cc0ea", "#6ea6d4",
            "#4f8cbd", "#3a7fb5", "#2a679c", "#1d4f7c", "#123a5e",
        ]
    },
    "defaultRadius": "sm",
    "cursorType": "pointer",
}  # fmt: skip


def status_token(status: str) -> str:
    """Return the colour token of a status (its CSS class is ``status-<token>``)."""
    return STATUS_TOKENS[Status(status)]


def stylesheet() -> str:
    """Return the tokens as CSS variables: light by default and on paper, dark where chosen."""
    light = "".join(f"--{name}:{pair[0]};" for name, pair in TOKENS.items())
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in TOKENS.items())
    chosen = ':root[data-mantine-color-scheme="dark"]'
    return (
        f":root{{--font:{FONT};{light}color-scheme:light}}"
        f"@media screen{{{chosen}{{{dark}color-scheme:dark}}}}"
    )


def plain_stylesheet() -> str:
    """Return the tokens for pages without scripts: dark where the system is."""
    light = "".join(f"--{name}:{pair[0]};" for name, pair in TOKENS.items())
    dark = "".join(f"--{name}:{pair[1]};" for name, pair in TOKENS.items())
    return (
        f":root{{--font:{FONT};{light}color-scheme:light dark}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )
