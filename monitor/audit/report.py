"""What an audit came to, in words and as a mapping: without any value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.audit.attack import Attacked, Finding
from monitor.audit.knowledge import Said


@dataclass(frozen=True)
class AuditReport:
    """What the audit came to.

    ``shown``: figures that a rule hides and that show; ``attacked``: the blocks with secrets that
    can be told too closely; ``contradicting``: figures that agree neither with each other nor with
    the truth. ``secrets``, ``statements``, ``blocks``: how many there were.
    """

    shown: tuple[Said, ...]
    attacked: tuple[Attacked, ...]
    contradicting: tuple[Hashable, ...]
    secrets: int
    statements: int
    blocks: int

    @property
    def unsafe(self) -> tuple[Finding, ...]:
        """Return the secrets that can be told too closely."""
        return tuple(finding for block in self.attacked for finding in block.unsafe)

    @property
    def passed(self) -> bool:
        """Return whether the release may be published."""
        return not (self.shown or self.unsafe or self.contradicting)

    def summary(self) -> Mapping[str, Any]:
        """Return how much was attacked and found, for the manifest."""
        return {
            "passed": self.passed,
            "secrets": self.secrets,
            "statements": self.statements,
            "blocks": self.blocks,
            "shown": len(self.shown),
            "unsafe": len(self.unsafe),
            "contradicting": len(self.contradicting),
        }

    def sentences(self) -> Iterator[str]:
        """Yield in German what was attacked and what was found, by indicator."""
        yield (
            f"Angegriffen: {self.secrets} geheime Anzahlen mit {self.statements} Aussagen, "
            f"in {self.blocks} zusammenhängenden Blöcken."
        )
        if self.passed:
            yield "Keine lässt sich enger eingrenzen, als die Regeln erlauben."
        for title, named in (
            ("gezeigt, obwohl eine Regel sie verbirgt", self.shown),
            ("zu eng einzugrenzen", [_said(one) for one in self.unsafe]),
            ("im Widerspruch zu anderen Angaben oder zur Wirklichkeit", self.contradicting),
        ):
            for (indicator, kind), number in sorted(Counter(map(_which, named)).items()):
                yield f"{indicator} ({kind}): {number} {title}."


def _said(finding: Finding) -> Hashable:
    return finding.secret.name[0] if isinstance(finding.secret.name, tuple) else None


def _which(said: Hashable) -> tuple[str, str]:
    return (said.indikator_id, said.periode_art) if isinstance(said, Said) else ("?", "?")
