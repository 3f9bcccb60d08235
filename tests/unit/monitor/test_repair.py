"""What is hidden beside, where no number follows but an interval is too narrow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from monitor.audit.audit import audit
from monitor.disclosure.model import FIGURE
from monitor.numbers import Computed
from tests.unit.monitor.audit.test_audit import KEYS, RULES, contacts, evidence, opened, release
from tests.unit.monitor.disclosure.test_history import EVERY_KITA

#: Contacts of a Kita in a month, in time and late: mostly none or a single one, or many.
_LEVELS = [(0, 0), (0, 0), (1, 0), (0, 1), (6, 6), (5, 7), (9, 0)]


def _rows(seed: int) -> list[dict[str, Any]]:
    months = [(kita, month) for kita in EVERY_KITA for month in range(1, 13)]
    drawn = np.random.default_rng(seed).choice(_LEVELS, size=len(months)).tolist()
    return contacts([(*one, *level) for one, level in zip(months, drawn, strict=True)])


@pytest.fixture(scope="module", params=[5, 8, 27])
def repaired(request: pytest.FixtureRequest) -> Computed:
    """Return a release of which the audit would not let pass what the suppression hides."""
    return release(_rows(request.param))


def test_the_release_passes_with_what_is_hidden_beside(repaired: Computed) -> None:
    assert repaired.protected.repaired
    assert repaired.protected.report.passed
    assert audit([evidence(repaired)], RULES).passed


def test_none_of_what_is_hidden_beside_could_be_open(repaired: Computed) -> None:
    beside = [key for key in repaired.protected.repaired if key.shown == FIGURE]
    assert beside
    for key in beside:
        wert = opened(repaired, dict(zip(KEYS, key[1:], strict=True)))
        assert not audit([evidence(repaired, wert)], RULES).passed, key
