"""What is documented of an address: enough for the OpenAPI document, and no code to answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboards.api.schemas import Schema


@dataclass(frozen=True)
class Operation:
    """One GET; ``name`` is its id and the key of its words in the catalogue of messages."""

    path: str
    name: str
    schema: Schema | None
    tagged: bool = False

    @property
    def parameters(self) -> list[str]:
        """Return the names of the parameters in the path."""
        return re.findall(r"{(\w+)}", self.path)
