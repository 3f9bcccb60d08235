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

#: Whoever signs in reads with a token, which no code should hold.
TOKEN_VARIABLE: Final = "FACHKONZEPT_TOKEN"  # noqa: S105 - the name of a variable

_R: Final = """\
# {packages}: install.packages(c("{package}", "digest"))
{token}file <- tempfile(fileext = ".{kind}")
download.file("{address}", file, mode = "wb"{header})
# {check}
stopifnot(digest::digest(file = file, algo = "sha256") ==
  "{sha256}")
{name} <- {package}::read_{kind}(file)
"""
_R_FIRST: Final = """\
# {token_from}
token <- Sys.getenv("{variable}")
stopifnot(nzchar(token))
"""
_R_HEADER: Final = """,
  headers = c(Authorization = paste("Bearer", token))"""
#: Stata's file has labels and the reasons of missing values, but is not offered of many rows.
_R_PACKAGES: Final = {"dta": "haven", PARQUET: "arrow"}
#: Without threads: with them, pyarrow 26 now and then ends the process with an error at its exit.
_PYTHON: Final = """\
# {packages}: pip install pandas pyarrow
import hashlib
import io
{token}import urllib.request

import pandas as pd

{header}with urllib.request.urlopen({request}) as answer:
    content = answer.read()
# {check}
if hashlib.sha256(content).hexdigest() != "{sha256}":
    raise ValueError("{mismatch}")
{name} = pd.read_parquet(io.BytesIO(content), use_threads=False)
"""
_PYTHON_HEADER: Final = """\
# {token_from}
headers = {{"Authorization": "Bearer " + os.environ["{variable}"]}}
request = urllib.request.Request("{address}", headers=headers)
"""
_STATA: Final = """\
* {checksum}
* {sha256}
{get}use "{name}.dta", clear
"""
_STATA_FROM_TEXT: Final = """\
* {checksum}
* {sha256}
{get}import delimited using "{name}.csv", clear case(preserve) encoding("utf-8") stringcols({texts})
"""
_STATA_COPY: Final = """\
copy "{address}" "{name}.{kind}", replace
"""
#: The token is in a file and not in the command, which other users of the machine can see.
_STATA_CURL: Final = """\
* {token_from}
* {curl}
tempname out
tempfile header
file open `out' using "`header'", write text
file write `out' "Authorization: Bearer `: environment {variable}'"
file close `out'
capture erase "{name}.{kind}"
shell curl --fail --silent --show-error --header "@`header'" --output "{name}.{kind}" "{address}"
"""
_DUCKDB: Final = """\
INSTALL httpfs;
LOAD httpfs;
{token}-- {check}
SELECT sha256(content) = '{sha256}' AS {intact}
FROM read_blob('{address}');
CREATE TABLE {name} AS
FROM read_parquet('{address}');
"""
#: The scope keeps the token from every other server.
_DUCKDB_HEADER: Final = """\
-- {token_from}
-- {getenv}
CREATE OR REPLACE SECRET fachkonzept (TYPE http, SCOPE '{origin}',
  EXTRA_HTTP_HEADERS MAP {{'Authorization': 'Bearer ' || getenv('{variable}')}});
"""

#: By program: what stands in its lines with a token, and without one.
_WITH_TOKEN: Final[Mapping[str, Mapping[str, str]]] = {
    "R": {"token": _R_FIRST, "header": _R_HEADER},
    "Python": {"token": "import os\n", "header": _PYTHON_HEADER, "request": "request"},
    "Stata": {"get": _STATA_CURL},
    "DuckDB": {"token": _DUCKDB_HEADER},
}
_WITHOUT_TOKEN: Final[Mapping[str, Mapping[str, str]]] = {
    "R": {"token": "", "header": ""},
    "Python": {"token": "", "header": "", "request": '"{address}"'},
    "Stata": {"get": _STATA_COPY},
    "DuckDB": {"token": ""},
}
_WORDS: Final = ("packages", "check", "mismatch", "checksum", "curl", "getenv")


@dataclass(frozen=True)
class DatasetBytes:
    """The bytes of a dataset: address and checksum."""

    address: str
    sha256: str


def snippets(
    name: str,
    sources: Mapping[str, DatasetBytes],
    variables: Profile,
    t: Messages,
    *,
    with_token: bool = True,
) -> dict[str, str]:
    """Return program → lines.

    Args:
        name: of the dataset.
        sources: by format; Parquet and CSV are always there, Stata's own only up to some rows.
        variables: of the dataset; tells Stata which columns of CSV are text.
        t: for the comments.
        with_token: whether the lines read a token from the environment; visitors need none.
    """
    words = {key: t(f"snippet.{key}") for key in _WORDS}
    words |= {"name": name, "intact": t("snippet.intact"), "texts": _texts(variables)}
    words |= {"variable": TOKEN_VARIABLE}
    words["token_from"] = t("snippet.token", variable=TOKEN_VARIABLE)
    own = "dta" if "dta" in sources else PARQUET
    stata = (_STATA, "dta") if "dta" in sources else (_STATA_FROM_TEXT, "csv")
    templates = {"R": (_R, own), "Python": (_PYTHON, PARQUET), "Stata": stata}
    templates |= {"DuckDB": (_DUCKDB, PARQUET)}
    return {
        program: _lines(template, program, kind, sources[kind], words, with_token=with_token)
        for program, (template, kind) in templates.items()
        if kind in sources
    }


def _lines(
    template: str,
    program: str,
    kind: str,
    source: DatasetBytes,
    words: Mapping[str, str],
    *,
    with_token: bool,
) -> str:
    """Return the lines of one program; those about the token are filled in first."""
    said = {**words, "address": source.address, "sha256": source.sha256, "kind": kind}
    said["origin"] = "/".join(source.address.split("/")[:3]) + "/"
    said["package"] = _R_PACKAGES.get(kind, "")
    parts = (_WITH_TOKEN if with_token else _WITHOUT_TOKEN)[program]
    return template.format(**said, **{key: part.format(**said) for key, part in parts.items()})


def _texts(variables: Profile) -> str:
    """Return the numbers of the columns that hold text: an ARS must keep its leading zero."""
    kinds: list[VariableKind] = []
    for variable in variables:
        kinds.append(variable.kind)
        kinds += [VariableKind.TEXT] if variable.missing else []
    is_text = {VariableKind.TEXT, VariableKind.CODE}
    places = [str(place) for place, kind in enumerate(kinds, 1) if kind in is_text]
    return " ".join(places) or "_all"
