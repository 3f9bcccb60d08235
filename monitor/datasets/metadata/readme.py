"""``README.md`` and ``README.en.md``: contents of the package, and a guide to reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.datasets.coding import SPSS_MISSING, STATA_MISSING
from monitor.datasets.formats import FACTS
from monitor.datasets.labels import MISSING
from monitor.datasets.metadata.citation import citation_de, citation_en
from monitor.datasets.metadata.publication import DATA_FOLDER, ReleaseDescription
from monitor.datasets.model import MissingReason
from monitor.datasets.written_files import WrittenDataset

_GERMAN, _ENGLISH = 0, 1

_TEXTS: Final = (
    """# {title}

{abstract}

Ausgabe `{release}`, Daten bis {until}. Eine Ausgabe ändert sich nie: Unter derselben Kennung gibt \
es immer dieselben Bytes.

## Zitieren
{citation}

Lizenz: {licence}. Siehe auch `CITATION.cff`.

## Datensätze
| Datensatz | Inhalt | Zeilen |
|---|---|---:|
{datasets}

Die Dateien liegen in `{folder}/`. Was jede Variable bedeutet, steht im Datensatz `codebuch`, im \
zweiten Blatt jeder Arbeitsmappe, in `datapackage.json` (Frictionless) und in `ddi.xml` \
(DDI-Codebook 2.5).

## Formate
{formats}

## Fehlende Werte
Eine leere Zelle ist nie eine Null. Warum sie leer ist, sagt die Spalte `<Variable>__fehlt`; in \
SPSS und Stata ist der Grund der Wert selbst (bei Text und Datum bleibt die Spalte).

| Grund | Bedeutung | SPSS | Stata |
|---|---|---|---|
{missing}

Codes sind in SPSS und Stata Zahlen mit Beschriftung; die Zahl ist die Stelle in der Codeliste \
dieser Ausgabe, der Code steht in eckigen Klammern.

## Fassungen des Fachkonzepts
{concepts}

Die Definition jedes Indikators, wie gerechnet, steht im `codebuch` (Einträge `DEFINITION`), \
die Einheit seines Zählers und Nenners auch (`EINHEIT`). Zwischen \
Fassungen können sich Definitionen ändern.

## Prüfen
`sha256sum --check SHA256SUMS`
""",
    """# {title}

{abstract}

Release `{release}`, data up to {until}. A release never changes: the same id always gives the \
same bytes.

## How to cite
{citation}

Licence: {licence}. See also `CITATION.cff`.

## Datasets
| dataset | contents | rows |
|---|---|---:|
{datasets}

The files are in `{folder}/`. What each variable means is told by the dataset `codebuch`, by the \
second sheet of each workbook, by `datapackage.json` (Frictionless) and by `ddi.xml` \
(DDI-Codebook 2.5).

## Formats
{formats}

## Missing values
An empty cell is never a zero. Why it is empty is told by the column `<variable>__fehlt`; in SPSS \
and Stata the reason is the value itself (for text and dates the column stays).

| reason | meaning | SPSS | Stata |
|---|---|---|---|
{missing}

In SPSS and Stata codes are labelled numbers; the number is the place in this release's code list, \
the code stands in square brackets.

## Versions of the concept
{concepts}

Each indicator's definition as executed is in `codebuch` (entries `DEFINITION`), the \
units of its numerator and denominator as well (`EINHEIT`). Definitions may change between versions.

## Verify
`sha256sum --check SHA256SUMS`
""",
)


def render_german(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return the German README."""
    return _render(publication, datasets, _GERMAN)


def render_english(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return the English README."""
    return _render(publication, datasets, _ENGLISH)


def _render(
    publication: ReleaseDescription, datasets: Sequence[WrittenDataset], language: int
) -> str:
    licence = publication.licence
    return _TEXTS[language].format(
        title=(publication.title_de, publication.title_en)[language],
        abstract=(publication.abstract_de, publication.abstract_en)[language],
        release=publication.release_id,
        until=publication.data_until or "–",
        citation=(citation_de, citation_en)[language](publication),
        licence=f"[{licence.title}]({licence.address})",
        folder=DATA_FOLDER,
        datasets="\n".join(_datasets(datasets, language)),
        formats="\n".join([*_formats(language), *_left_out(datasets, language)]),
        missing="\n".join(_missing(language)),
        concepts="\n".join(_concepts(publication, language)),
    )


def _datasets(datasets: Sequence[WrittenDataset], language: int) -> Iterator[str]:
    for written in datasets:
        dataset = written.dataset
        described = (dataset.description_de, dataset.description_en)[language]
        notes = " ".join(("", *(dataset.notes_de, dataset.notes_en)[language]))
        yield f"| `{dataset.name}` | {described}{notes} | {written.summary.rows} |"


def _formats(language: int) -> Iterator[str]:
    for facts in FACTS.values():
        label = (facts.label_de, facts.label_en)[language]
        rows = f"{facts.max_rows or 0:,}"
        limit = (f" – bis {rows.replace(',', '.')} Zeilen", f" – up to {rows} rows")[language]
        yield f"- {label}{limit if facts.max_rows else ''}"


def _left_out(datasets: Sequence[WrittenDataset], language: int) -> Iterator[str]:
    for written in datasets:
        kinds = ", ".join(
            (FACTS[kind].label_de, FACTS[kind].label_en)[language] for kind in written.left_out
        )
        if kinds:
            yield (
                f"- `{written.dataset.name}` hat für diese Formate zu viele Zeilen: {kinds}. Bitte "
                "CSV oder Parquet nehmen und vor dem Öffnen auswählen, was gebraucht wird.",
                f"- `{written.dataset.name}` has too many rows for these formats: {kinds}. Please "
                "take CSV or Parquet and select what you need before opening it.",
            )[language]


def _missing(language: int) -> Iterator[str]:
    for reason in MissingReason:
        meaning = MISSING[reason][language]
        yield f"| `{reason}` | {meaning} | {SPSS_MISSING[reason]} | .{STATA_MISSING[reason]} |"


def _concepts(publication: ReleaseDescription, language: int) -> Iterator[str]:
    for version in publication.concepts:
        name = (version.name_de, version.name_en)[language]
        since = ("gültig ab", "valid from")[language]
        yield f"- `{version.concept_id}`: {name}, {since} {version.valid_from.isoformat()}"
