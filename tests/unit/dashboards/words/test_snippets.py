"""The lines to copy: complete, for this release, and Python's run against the application."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import dash
import duckdb
import polars as pl
import pytest

from dashboards.api.addresses import file_href
from dashboards.request.view import View
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.snippets import TOKEN_VARIABLE, DatasetBytes, snippets
from monitor.access import Role
from monitor.reading.store import Store
from monitor.settings import Settings
from tests.builders.serving import serving
from tests.builders.sign_in import EVALUATOR, add_account, make_token, site_of

T = Messages(Language.DE)
VIEW = View(viewer=EVALUATOR)


@pytest.fixture(scope="session")
def served(app: dash.Dash, settings: Settings) -> Iterator[str]:
    with serving(app, settings) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def token(app: dash.Dash) -> str:
    """Return a token of an evaluator."""
    site = site_of(app)
    return make_token(site.accounts, add_account(site, Role.EVALUATION))


def _lines(store: Store, base: str, name: str, *formats: str) -> dict[str, str]:
    release = store.current(VIEW.viewer).release_id
    sources = {
        file.format: DatasetBytes(base + file_href(release, file), file.sha256)
        for file in store.datasets.find(VIEW.viewer, name).files
        if not formats or file.format in formats
    }
    return snippets(name, sources, store.datasets.variables(VIEW.viewer, name), T)


def _run(program: str, token: str | None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program]
    environment = {name: text for name, text in os.environ.items() if name != TOKEN_VARIABLE}
    environment |= {TOKEN_VARIABLE: token} if token is not None else {}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("name", ["indikatoren", "einzelzeilen"])
def test_the_python_lines_load_the_dataset(
    name: str, store: Store, served: str, token: str
) -> None:
    done = _run(_lines(store, served, name)["Python"] + f"print(*{name}.shape)", token)
    rows = pl.read_parquet(store.datasets.path(VIEW.viewer, name, "parquet"))
    assert done.stderr == ""
    assert done.stdout.split() == [str(rows.height), str(rows.width)]


def test_the_python_lines_refuse_other_bytes(store: Store, served: str, token: str) -> None:
    sha256 = store.datasets.file(VIEW.viewer, "ziele", "parquet").sha256
    done = _run(_lines(store, served, "ziele")["Python"].replace(sha256, "0" * 64), token)
    assert T("snippet.mismatch") in done.stderr


@pytest.mark.parametrize(
    ("token", "said"), [(None, TOKEN_VARIABLE), ("fkm_unknown", "401"), ("", "401")]
)
def test_without_a_valid_token_the_python_lines_end_with_an_error(
    token: str | None, said: str, store: Store, served: str
) -> None:
    done = _run(_lines(store, served, "ziele")["Python"], token)
    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("with_token", [True, False])
def test_the_token_comes_from_the_environment_and_goes_to_this_server(
    store: Store, with_token: bool
) -> None:
    file = store.datasets.file(VIEW.viewer, "ziele", "parquet")
    address = "http://monitor.example:8050" + file_href("S", file)
    sources = dict.fromkeys(("parquet", "csv", "dta"), DatasetBytes(address, file.sha256))
    lines = snippets("ziele", sources, (), T, with_token=with_token)
    assert {TOKEN_VARIABLE in text for text in lines.values()} == {with_token}
    assert {"Bearer" in text for text in lines.values()} == {with_token}
    assert ("SCOPE 'http://monitor.example:8050/'" in lines["DuckDB"]) is with_token


def test_every_program_gets_this_release(store: Store) -> None:
    release = store.current(VIEW.viewer).release_id
    lines = _lines(store, "http://localhost:8050", "ziele")
    assert list(lines) == ["R", "Python", "Stata", "DuckDB"]
    for program, text in lines.items():
        assert f"http://localhost:8050/api/v1/releases/{release}/datasets/ziele." in text
        kind = "dta" if program in {"R", "Stata"} else "parquet"
        assert store.datasets.file(VIEW.viewer, "ziele", kind).sha256 in text
        assert "{name}" not in text
        assert "{{" not in text


def test_duckdb_reads_what_its_lines_say(store: Store) -> None:
    file = store.datasets.file(VIEW.viewer, "ziele", "parquet")
    path = store.datasets.path(VIEW.viewer, "ziele", "parquet")
    lines = snippets("ziele", {"parquet": DatasetBytes(str(path), file.sha256)}, (), T)["DuckDB"]
    with duckdb.connect() as connection:
        connection.create_function("getenv", str.lower, [str], str)  # as in the command line
        _, _, secret, check, table, _ = lines.split(";")  # the first two need the network
        assert connection.execute(secret).fetchall() == [(True,)]
        (kept,) = connection.execute("SELECT secret_string FROM duckdb_secrets()").fetchall()
        assert "extra_http_headers=redacted" in kept[0]
        assert connection.execute(check).fetchall() == [(True,)]
        connection.execute(table)
        rows = connection.execute("SELECT count(*) FROM ziele").fetchall()
    assert rows == [(store.datasets.find(VIEW.viewer, "ziele").rows,)]


def test_without_its_own_format_stata_reads_ids_as_text(store: Store) -> None:
    lines = _lines(store, "", "indikatoren", "csv", "parquet")["Stata"]
    places = lines.split("stringcols(")[1].split(")")[0].split()
    path = store.datasets.path(VIEW.viewer, "indikatoren", "csv")
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    texts = {columns[int(place) - 1] for place in places}
    assert {"gebiet_id", "status", "wert__fehlt"} <= texts
    assert "wert" not in texts
