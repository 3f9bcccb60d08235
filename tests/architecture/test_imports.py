"""What a process must not pay for, or must not be able to reach, is not imported by it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    *("dash", "great_expectations", "ibis", "pandas", "plotly", "polars"),
    *("pyarrow", "scipy", "sqlalchemy"),
}


def _loaded_by(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after the statement."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines())


def test_the_command_line_starts_light() -> None:
    assert _loaded_by("import monitor.cli") & HEAVY == set()


def test_the_web_process_cannot_reach_the_warehouse() -> None:
    loaded = _loaded_by("import dashboards.web.app, dashboards.web.server")
    assert (
        loaded & {"great_expectations", "monitor.warehouse.database", "etl", "expectations"}
        == set()
    )


def test_the_schema_imports_nothing_of_ours_or_heavy() -> None:
    loaded = _loaded_by("import data.schema")
    assert loaded & (HEAVY | {"monitor", "etl", "expectations", "dashboards"}) == set()


def test_the_web_process_pays_for_providers_only_where_there_are_any() -> None:
    loaded = _loaded_by("import dashboards.web.app, dashboards.web.server")
    assert loaded & {"authlib", "joserfc"} == set()
