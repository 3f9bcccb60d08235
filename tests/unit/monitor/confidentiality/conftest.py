"""What the tests of the cell-key method share: the committed table and the script that makes it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from monitor.confidentiality.perturbation.p_table import PTable, read_table


@pytest.fixture(scope="session")
def table() -> PTable:
    return read_table()


@pytest.fixture(scope="session")
def maker() -> ModuleType:
    """Return the script that computes the table anew."""
    path = Path(__file__).parents[4] / ".ci" / "p_table.py"
    spec = importlib.util.spec_from_file_location("p_table_maker", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
