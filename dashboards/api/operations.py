"""Operations as the OpenAPI document describes them, without the code that answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboards.api.schemas import Schema


@dataclass(frozen=True)
class Operation:
    """One GET; ``name`` is the operation's id and key in the catalogue of messages."""

    path: str
    name: str
    schema: Schema | None
    tagged: bool = False

    @property
    def parameters(self) -> list[str]:
        """Return the names of the parameters in the path."""
        return re.findall(r"{(\w+)}", self.path)
