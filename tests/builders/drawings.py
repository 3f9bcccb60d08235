"""Reads drawings back: elements, paths, texts and places."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def parsed(markup: str) -> ET.Element:
    """Return the tree of markup; an error where it is not well-formed."""
    return ET.fromstring(f"<r>{markup}</r>")  # noqa: S314  # markup of our own


def paths(markup: str, token: str, attribute: str = "fill") -> list[str]:
    """Return the paths filled (or stroked) in the colour of a token."""
    return [
        one.attrib["d"]
        for one in parsed(markup).iter("path")
        if one.get(attribute) == f"var(--{token})"
    ]


def boxes(markup: str, token: str) -> list[tuple[float, ...]]:
    """Return left, top, width and height of rectangles in a colour."""
    return [
        tuple(float(one.attrib[name]) for name in ("x", "y", "width", "height"))
        for one in parsed(markup).iter("rect")
        if one.get("fill") == f"var(--{token})"
    ]


def numbers(path: str) -> list[float]:
    """Return the numbers in a path."""
    return [float(found) for found in _NUMBERS.findall(path)]


def texts(markup: str) -> list[str]:
    """Return the texts of a drawing in order."""
    return ["".join(one.itertext()) for one in parsed(markup).iter("text")]
