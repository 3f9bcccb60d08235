"""ARIA attributes for screen readers, typed for passing with ``**``."""

from __future__ import annotations

from typing import Any, Final

#: For decoration that says nothing.
HIDDEN: Final[dict[str, Any]] = {"aria-hidden": "true"}

#: For the link to the page that is open.
CURRENT_PAGE: Final[dict[str, Any]] = {"aria-current": "page"}

#: For the choice that is in force.
CURRENT: Final[dict[str, Any]] = {"aria-current": "true"}


def anchored(name: str | None) -> dict[str, Any]:
    """Return the attribute by which an address leads to an element; none without a name."""
    return {"id": name} if name else {}


def labelled(text: str) -> dict[str, Any]:
    """Return the attribute that names an element."""
    return {"aria-label": text}


def labelled_by(name: str) -> dict[str, Any]:
    """Return the attribute that points to the element whose text is the name."""
    return {"aria-labelledby": name}


def described_by(name: str) -> dict[str, Any]:
    """Return the attribute that points to the element whose text explains more."""
    return {"aria-describedby": name}


def opens(name: str) -> dict[str, Any]:
    """Return the attributes of a button that opens an element, which is closed at first."""
    return {"aria-controls": name, "aria-expanded": "false"}
