"""The file of a contract: made in a private folder of the instance, logged, renewed, marked, ended.

A file is entered into the log before ``vertraege/<id>/`` gets its name: rows unknown to the log
never lie there. A kill between the two leaves an entry without a file, to be made by `renew`.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from monitor.content.folder import Content
from monitor.datasets.codebook_entries import make_codebook_entries
from monitor.datasets.contract.conditions import MARKS, mark, readme
from monitor.datasets.contract.contract import Contract, Ending, Making, german_day, require_line
from monitor.datasets.contract.log import (
    find_contract,
    only_writer,
    put_contract,
    read_contracts,
)
from monitor.datasets.contract.rows import NAME, Generalised, write_rows
from monitor.datasets.contract_manifest import (
    MANIFEST,
    ContractFile,
    ContractManifest,
    write_manifest,
)
from monitor.datasets.model import Dataset
from monitor.datasets.origin import DEMO_SUFFIX, with_origin
from monitor.datasets.writers.delimited import write_csv
from monitor.datasets.writers.parquet import write_parquet
from monitor.errors import ContractError
from monitor.private_files import (
    open_private,
    partial_of,
    private_folder,
    private_umask,
    put_in_place,
    sha256_of,
    write_private,
)
from monitor.secret import fingerprint, read_secret
from monitor.settings import Settings

README: Final = "README.md"
CODEBOOK: Final = "codebuch.csv"
CHECKSUMS: Final = "SHA256SUMS"

#: Columns of the codebook that say nothing of these rows: no indicators, no labelled formats.
_NOT_OF_ROWS: Final = (
    *("zahl_spss", "zahl_stata", "minimum", "maximum", "konzept_id", "definition"),
)

_IS_DEMO: Final = """
    SELECT coalesce(bool_or(ist_demo), false) FROM lieferung
    WHERE lieferung_id IN (SELECT lieferung_id FROM aktivitaet)
"""


def make_file(
    contract: Contract,
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    settings: Settings,
    *,
    by: str,
    now: dt.datetime,
) -> Contract:
    """Make the file of a contract, log it, put it in place of an earlier file; return the entry.

    Raises:
        ContractError: the contract is over, or its quarters have too few rows.
        SettingsError: the secret is missing, too short, or not the secret of the earlier files.
    """
    with only_writer(settings.private):
        known = {one.id: one for one in read_contracts(settings.private)}
        contract = known.get(contract.id, contract)
        require_running(contract, now.date())
        secret = _secret_of(contract, settings)
        folder = private_folder(partial_of(private_folder(settings.contracts) / contract.id))
        try:
            with private_umask():
                counted = _fill(folder, contract, connection, content, secret, by=by, now=now)
        except BaseException:
            shutil.rmtree(folder)
            raise
        files = {path.name: sha256_of(path) for path in sorted(folder.iterdir())}
        made = Making(am=now, durch=by, zeilen=counted.rows, dateien=files)
        write_manifest(folder, _manifest(contract, made, folder))
        logged = contract.model_copy(update={"erstellt": (*contract.erstellt, made)})
        put_contract(settings.private, logged)
        put_in_place(folder)
    return logged


def fingerprint_of(settings: Settings) -> str:
    """Return the fingerprint of the instance's secret.

    Raises:
        SettingsError: the secret is missing or too short.
    """
    return fingerprint(read_secret(settings.private))


def require_running(contract: Contract, today: dt.date) -> None:
    """Refuse any request for an ended contract.

    Raises:
        ContractError: names the day of the end.
    """
    if contract.is_over_on(today):
        raise ContractError(
            f"Der Vertrag {contract.id} ist {contract.told_on(today)}; dafür entsteht keine Datei "
            "mehr. Bitte einen neuen Vertrag anlegen: monitor contract new"
        )


def end_contract(
    contract_id: str, settings: Settings, *, reason: str, day: dt.date, by: str, today: dt.date
) -> Contract:
    """End a contract early, log and mark it; return its entry.

    Raises:
        ContractError: no such contract, or over already; a day to come, or no reason.
    """
    if day > today:
        raise ContractError(
            f"Ein Vertrag endet vorzeitig spätestens heute, nicht erst am {german_day(day)}. "
            "Bitte --on berichtigen."
        )
    with only_writer(settings.private):
        contract = find_contract(read_contracts(settings.private), contract_id)
        if contract.is_over_on(today):
            raise ContractError(f"Der Vertrag {contract_id} ist schon {contract.told_on(today)}.")
        ending = Ending(am=day, durch=by, grund=require_line(reason, "--reason"))
        ended = contract.model_copy(update={"ende": ending})
        # first, so that a kill between the two leaves nothing that the web hands out
        (settings.contracts / contract.id / MANIFEST).unlink(missing_ok=True)
        put_contract(settings.private, ended)
    mark_those_over(settings, today)
    return ended


def mark_those_over(settings: Settings, today: dt.date) -> tuple[Contract, ...]:
    """Lay a mark into the folder of every ended contract; return all contracts."""
    contracts = read_contracts(settings.private)
    for contract in contracts:
        name = MARKS.get(contract.state_on(today))
        folder = settings.contracts / contract.id
        if name is not None and folder.is_dir() and not (folder / name).exists():
            write_private(folder / name, mark(contract, today).encode())
    return contracts


def _secret_of(contract: Contract, settings: Settings) -> bytes:
    secret = read_secret(settings.private)
    if fingerprint(secret) != contract.geheimnis:
        raise ContractError(
            f"Der Vertrag {contract.id} wurde mit einem anderen geheimen Schlüssel angelegt; seine "
            f"Pseudonyme wären nun andere. Bitte {settings.private / 'schluessel'} aus der "
            "Sicherung dieser Instanz zurückholen."
        )
    return secret


def _fill(
    folder: Path,
    contract: Contract,
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    secret: bytes,
    *,
    by: str,
    now: dt.datetime,
) -> Generalised:
    for left in folder.iterdir():
        left.unlink()
    ((is_demo,),) = connection.sql(_IS_DEMO).fetchall()
    rows = folder / "zeilen.parquet"
    plain, counted = write_rows(connection, content, contract, secret, rows)
    dataset = with_origin(plain, is_demo=is_demo)
    # the name says on the recipient's disk, too, from when on the file must not be used
    demo = DEMO_SUFFIX if is_demo else ""
    stem = f"{NAME}_{contract.id}_bis_{contract.bis}{demo}"
    write_parquet(dataset, folder / f"{stem}.parquet")
    write_csv(dataset, folder / f"{stem}.csv")
    rows.unlink()
    _write_codebook(dataset, folder / CODEBOOK)
    text = readme(contract, counted, by=by, now=now, is_demo=is_demo)
    _write_texts(folder, {README: text})
    sums = [f"{sha256_of(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    _write_texts(folder, {CHECKSUMS: "".join(sums)})
    return counted


def _manifest(contract: Contract, made: Making, folder: Path) -> ContractManifest:
    """Return what the web tells of a contract, of the files as they lie in the folder."""
    files = [
        ContractFile(name=name, bytes=(folder / name).stat().st_size, sha256=checksum)
        for name, checksum in made.dateien.items()
    ]
    return ContractManifest(
        id=contract.id,
        zweck=contract.zweck,
        von=contract.von,
        bis=contract.bis,
        loeschen_bis=contract.loeschen_bis,
        erstellt_am=made.am,
        zeilen=made.zeilen,
        dateien=tuple(files),
    )


def _write_codebook(dataset: Dataset, path: Path) -> None:
    # without the least and greatest values: a maximum is that of one row
    entries = pl.DataFrame(make_codebook_entries(dataset, None))
    entries.drop(_NOT_OF_ROWS).write_csv(path)


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        with open_private(folder / name, encoding="utf-8", newline="\n") as stream:
            stream.write(text)
