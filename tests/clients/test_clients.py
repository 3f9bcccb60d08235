"""PSPP, R, LibreOffice and curl open the files: ``make test-clients``, which installs them."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.snippets import TOKEN_VARIABLE, DatasetBytes, snippets

pytestmark = pytest.mark.clients

TOKEN = "fkm_of-the-tests"  # noqa: S105 - opens nothing but the server of the tests
#: LibreOffice's options of a CSV export: separator, quote, character set, …, all sheets.
_COMMA_UTF8_EVERY_SHEET = "44,34,76,1,,0,false,true,false,false,false,-1"


def _run(*command: str, text: str | None = None) -> str:
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _r(script: str) -> list[str]:
    return _run("Rscript", "--vanilla", "-e", script).splitlines()


def test_pspp_knows_labels_and_leaves_missing_values_out(folder: Path, tmp_path: Path) -> None:
    syntax = tmp_path / "probe.sps"
    syntax.write_text(
        f'GET FILE="{folder / "probe_demodaten.sav"}".\nDISPLAY DICTIONARY.\n'
        "FREQUENCIES /VARIABLES=status.\nDESCRIPTIVES /VARIABLES=wert /STATISTICS=MEAN.\n",
        encoding="utf-8",
    )
    said = _run("pspp", "-O", "format=csv", str(syntax))
    assert "erreicht [JA]" in said
    assert "Wert (%)" in said
    assert "User-missing value" in said
    assert "Wert (%),1,81.50" in said  # one value, none of the three reasons


def test_r_foreign_opens_the_sav(folder: Path) -> None:
    path = folder / "probe_demodaten.sav"
    said = _r(
        f'd <- foreign::read.spss("{path}", to.data.frame=TRUE, use.value.labels=FALSE); '
        "cat(nrow(d), names(which(attr(d$status, 'value.labels') == 1)), sum(is.na(d$wert)), "
        "trimws(d$gebiet_id[1]), sep='\\n')"
    )
    assert said == ["4", "erreicht [JA]", "3", "071370203"]


def test_r_haven_tells_the_reasons_of_the_dta_apart(folder: Path) -> None:
    path = folder / "probe_demodaten.dta"
    said = _r(
        f'd <- haven::read_dta("{path}"); cat(haven::na_tag(d$wert[2:4]), '
        'names(attr(d$status, "labels"))[1], d$wert[1], format(d$stand[1]), sep="\\n")'
    )
    assert said == ["a", "b", "c", "erreicht [JA]", "81.5", "2024-01-01"]


def test_r_haven_tells_the_reasons_of_the_sav_apart(folder: Path) -> None:
    path = folder / "probe_demodaten.sav"
    said = _r(
        f'd <- haven::read_sav("{path}", user_na=TRUE); '
        'cat(unclass(d$wert), attr(d$wert, "na_values"), sep="\\n")'
    )
    assert said == ["81.5", "-9997", "-9998", "-9999", "-9997", "-9998", "-9999"]


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Serve the folder to whoever shows the token, and return the address."""

    class Guarded(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers["Authorization"] == f"Bearer {TOKEN}":
                super().do_GET()
            else:
                self.send_error(401)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Guarded, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/probe_demodaten.dta"
        server.shutdown()


def _lines(folder: Path, address: str) -> dict[str, str]:
    content = (folder / "probe_demodaten.dta").read_bytes()
    source = DatasetBytes(address, hashlib.sha256(content).hexdigest())
    return snippets("probe", {"dta": source}, (), Messages(Language.DE))


def test_the_lines_for_r_check_and_load_the_dataset(
    folder: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _lines(folder, address)["R"]
    told = 'cat(nrow(probe), haven::na_tag(probe$wert[2]), probe$wert[1], sep="\\n")'
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    assert _r(lines + told) == ["4", "a", "81.5"]
    sha256 = hashlib.sha256((folder / "probe_demodaten.dta").read_bytes()).hexdigest()
    for token, refused in ((TOKEN, lines.replace(sha256, "0" * 64)), ("x", lines), ("", lines)):
        monkeypatch.setenv(TOKEN_VARIABLE, token)
        done = subprocess.run(
            ["Rscript", "--vanilla", "-e", refused], capture_output=True, text=True, check=False
        )
        assert done.returncode != 0


def test_the_command_in_the_lines_for_stata_downloads_the_dataset(
    folder: Path, address: str, tmp_path: Path
) -> None:
    """Stata itself is not free; what its lines hand to the shell is run here."""
    lines = _lines(folder, address)["Stata"].splitlines()
    (command,) = [line.removeprefix("shell ") for line in lines if line.startswith("shell ")]
    header = tmp_path / "header"
    header.write_text(f"Authorization: Bearer {TOKEN}\n", encoding="utf-8")
    command = command.replace("`header'", str(header))
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)  # noqa: S602 - as Stata does
    original = (folder / "probe_demodaten.dta").read_bytes()
    assert (tmp_path / "probe.dta").read_bytes() == original
    header.write_text("Authorization: Bearer x\n", encoding="utf-8")
    (tmp_path / "probe.dta").unlink()
    done = subprocess.run(command, shell=True, check=False, cwd=tmp_path)  # noqa: S602
    assert done.returncode != 0
    assert not (tmp_path / "probe.dta").exists()


def test_libreoffice_opens_the_workbook_and_converts_it(folder: Path, tmp_path: Path) -> None:
    _run(
        "soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to", f"csv:Text - txt - csv (StarCalc):{_COMMA_UTF8_EVERY_SHEET}",
        "--outdir", str(tmp_path), str(folder / "probe_demodaten.xlsx"),
    )  # fmt: skip
    converted = (tmp_path / "probe_demodaten-Daten.csv").read_text(encoding="utf-8")
    first = next(csv.DictReader(io.StringIO(converted)))
    assert first["gebiet_id"] == "071370203"
    assert first["hinweis"] == "=1+1"  # as text, not the 2 that a formula would give
    assert float(first["wert"].replace(",", ".")) == 81.5
    assert "erreicht" in (tmp_path / "probe_demodaten-Codebuch.csv").read_text(encoding="utf-8")
