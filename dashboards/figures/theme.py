"""Design tokens: every colour, once, for both schemes; how a status looks.

Colours reach the style sheet (``assets/monitor.css``) as CSS variables. Status colours differ in
lightness and hue for colour-blind readers and never stand alone: a symbol and a word go with them.
Neither § 8a nor ESKALATION has a colour. Figures take their colours from the same sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
    # grounds inside figures: the zone in which a target is met, and the rest of a track
    "zone-ground": ("#d7ebe8", "#1d3f3d"),
    "track-ground": ("#e9edf1", "#2a323c"),
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


def status_token(status: str) -> str:
    """Return the colour token of a status (its CSS class is ``status-<token>``)."""
    return STATUS_TOKENS[Status(status)]


def stylesheet() -> str:
    """Return the tokens as CSS variables: light on paper; on a screen as chosen, else as there."""
    light, dark = _variables(0), _variables(1)
    dark += "color-scheme:dark"
    return (
        f":root{{--font:{FONT};{light}color-scheme:light}}"
        f'@media screen{{:root[data-scheme="dark"]{{{dark}}}}}'
        "@media screen and (prefers-color-scheme:dark)"
        f'{{:root:not([data-scheme="light"]){{{dark}}}}}'
    )


def _variables(scheme: int) -> str:
    return "".join(f"--{name}:{pair[scheme]};" for name, pair in TOKENS.items())


def plain_stylesheet() -> str:
    """Return the tokens for pages without scripts: dark where the system is."""
    return (
        f":root{{--font:{FONT};{_variables(0)}color-scheme:light dark}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(1)}}}}}"
    )
