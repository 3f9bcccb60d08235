"""Lines that load a dataset of one release into R, Python, Stata and DuckDB. Pure functions.

Comments come from the catalogue of messages; names of datasets are names of variables in all four
programs. Only addresses and checksums of ours stand in quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboards.words.messages import Messages
from monitor.datasets.model import VariableKind
from monitor.datasets.profile import Profile

PARQUET: Final = "parquet"

_R: Final = """\
# {packages}: install.packages(c("{package}", "digest"))
file <- tempfile(fileext = ".{kind}")
download.file("{address}", file, mode = "wb")
# {check}
stopifnot(digest::digest(file = file, algo = "sha256") ==
  "{sha256}")
{name} <- {package}::read_{kind}(file)
"""
#: Stata's file has labels and the reasons of missing values, but is not offered of many rows.
_R_PACKAGES: Final = {"dta": "haven", PARQUET: "arrow"}
#: Without threads: with them, pyarrow 26 now and then ends the process with an error at its exit.
_PYTHON: Final = """\
# {packages}: pip install pandas pyarrow
import hashlib
import io
import urllib.request

import pandas as pd

with urllib.request.urlopen("{address}") as answer:
    content = answer.read()
# {check}
if hashlib.sha256(content).hexdigest() != "{sha256}":
    raise ValueError("{mismatch}")
{name} = pd.read_parquet(io.BytesIO(content), use_threads=False)
"""
_STATA: Final = """\
* {checksum}
* {sha256}
copy "{address}" "{name}.dta", replace
use "{name}.dta", clear
"""
_STATA_FROM_TEXT: Final = """\
* {checksum}
* {sha256}
copy "{address}" "{name}.csv", replace
import delimited using "{name}.csv", clear case(preserve) encoding("utf-8") stringcols({texts})
"""
_DUCKDB: Final = """\
INSTALL httpfs;
LOAD httpfs;
-- {check}
SELECT sha256(content) = '{sha256}' AS {intact}
FROM read_blob('{address}');
CREATE TABLE {name} AS
FROM read_parquet('{address}');
"""


@dataclass(frozen=True)
class DatasetBytes:
    """The bytes of a dataset: address and checksum."""

    address: str
    sha256: str


def snippets(
    name: str, sources: Mapping[str, DatasetBytes], variables: Profile, t: Messages
) -> dict[str, str]:
    """Return program → lines.

    Args:
        name: of the dataset.
        sources: by format; Parquet and CSV are always there, Stata's own only up to some rows.
        variables: of the dataset; tells Stata which columns of CSV are text.
        t: for the comments.
    """
    words = {key: t(f"snippet.{key}") for key in ("packages", "check", "mismatch", "checksum")}
    words |= {"name": name, "intact": t("snippet.intact"), "texts": _texts(variables)}
    templates = {"Python": (_PYTHON, PARQUET), "DuckDB": (_DUCKDB, PARQUET)}
    if "dta" in sources:
        templates |= {"R": (_R, "dta"), "Stata": (_STATA, "dta")}
    else:
        templates |= {"R": (_R, PARQUET), "Stata": (_STATA_FROM_TEXT, "csv")}
    order = ("R", "Python", "Stata", "DuckDB")
    return {
        program: template.format(
            **words,
            address=sources[kind].address,
            sha256=sources[kind].sha256,
            kind=kind,
            package=_R_PACKAGES.get(kind, ""),
        )
        for program in order
        for template, kind in (templates[program],)
        if kind in sources
    }


def _texts(variables: Profile) -> str:
    """Return the numbers of the columns that hold text: an ARS must keep its leading zero."""
    kinds: list[VariableKind] = []
    for variable in variables:
        kinds.append(variable.kind)
        kinds += [VariableKind.TEXT] if variable.missing else []
    is_text = {VariableKind.TEXT, VariableKind.CODE}
    places = [str(place) for place, kind in enumerate(kinds, 1) if kind in is_text]
    return " ".join(places) or "_all"
