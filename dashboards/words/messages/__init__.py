"""One catalogue of messages per language, with the same keys in both.

``de.toml`` and ``en.toml`` hold the words of pages with figures, ``<topic>.de.toml`` and
``<topic>.en.toml`` those of forms.

Pages name a message by key and give the data; no German or English stands in a page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from dashboards.words import formats
from dashboards.words.language import Language


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            entries |= _flat(value, f"{prefix}{name}.")
        else:
            entries[prefix + name] = value
    return entries


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Return all messages of a language by their dotted key."""
    found: dict[str, str] = {}
    for file in files(__package__).iterdir():
        if file.name == f"{language.value}.toml" or file.name.endswith(f".{language.value}.toml"):
            entries = _flat(tomllib.loads(file.read_text(encoding="utf-8")))
            if twice := found.keys() & entries.keys():
                raise ValueError(f"{file.name}: said twice: {sorted(twice)}")
            found |= entries
    return found


class Messages:
    """The catalogue of one language: ``t("goal.since", quarter=…)``."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._entries = catalogue(language)

    def __call__(self, key: str, **data: object) -> str:
        """Return the message with its data filled in; an unknown key is an error of ours."""
        return self._entries[key].format(**data)

    def count(self, key: str, n: int, **data: object) -> str:
        """Return the message in the singular (``key.one``) or plural (``key.other``)."""
        form = "one" if n == 1 else "other"
        return self(f"{key}.{form}", n=formats.number(n, self.language), **data)

    def optional(self, key: str) -> str | None:
        """Return the message or ``None``: for codes that content may add."""
        return self._entries.get(key)
