"""``ddi.xml``: the study, its files and variables as DDI-Codebook 2.5.

Elements stand in the order of the schema. Codes and missing values are those of the CSV and Parquet
files: a code's text, and the reasons in ``<name>__fehlt``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Final

from monitor.datasets.labels import MISSING
from monitor.datasets.metadata.citation import citation_de
from monitor.datasets.metadata.publication import KEYWORDS, ReleaseDescription
from monitor.datasets.model import Variable, VariableKind
from monitor.datasets.summary import VariableSummary
from monitor.datasets.written_files import WrittenDataset

NAMESPACE: Final = "ddi:codebook:2_5"
_SCHEMA: Final = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTINUOUS: Final = frozenset({VariableKind.DECIMAL})
_RANGED: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL, VariableKind.DATE})
_NUMERIC: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL})
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render(publication: ReleaseDescription, datasets: Sequence[WrittenDataset]) -> str:
    """Return the codebook as an XML document."""
    book = ET.Element(
        "codeBook",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
            "version": "2.5",
            "ID": f"R{publication.release_id}",
            _LANG: "de",
        },
    )
    _describe_study(ET.SubElement(book, "stdyDscr"), publication)
    for number, written in enumerate(datasets, 1):
        _describe_file(ET.SubElement(book, "fileDscr", ID=f"F{number}"), written)
    variables = ET.SubElement(book, "dataDscr")
    for number, written in enumerate(datasets, 1):
        _describe_variables(variables, f"F{number}", written)
    ET.indent(book)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(book, "unicode") + "\n"


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = _FORBIDDEN.sub("", text)
    return child


def _both(parent: ET.Element, tag: str, german: str, english: str) -> None:
    _add(parent, tag, german).set(_LANG, "de")
    _add(parent, tag, english).set(_LANG, "en")


def _describe_study(study: ET.Element, publication: ReleaseDescription) -> None:
    _describe_citation(ET.SubElement(study, "citation"), publication)
    information = ET.SubElement(study, "stdyInfo")
    subject = ET.SubElement(information, "subject")
    for german, english in KEYWORDS:
        _both(subject, "keyword", german, english)
    _both(information, "abstract", publication.abstract_de, publication.abstract_en)
    summary = ET.SubElement(information, "sumDscr")
    for event, day in (("start", publication.first_day), ("end", publication.last_day)):
        if day is not None:
            _add(summary, "timePrd", day.isoformat(), event=event, date=day.isoformat())
    _add(summary, "nation", "Deutschland", abbr="DE")
    _add(summary, "geogCover", publication.office.kreis)
    _both(summary, "anlyUnit", "Gebiet × Zeitraum", "area × period")
    method = ET.SubElement(ET.SubElement(study, "method"), "notes")
    method.text = "Fassungen des Fachkonzepts: " + ", ".join(
        f"{version.concept_id} ({version.name_de})" for version in publication.concepts
    )
    access = ET.SubElement(ET.SubElement(study, "dataAccs"), "useStmt")
    _add(access, "citReq", citation_de(publication))
    licence = publication.licence
    _add(access, "conditions", f"{licence.title}, {licence.address}")


def _describe_citation(citation: ET.Element, publication: ReleaseDescription) -> None:
    title = ET.SubElement(citation, "titlStmt")
    _add(title, "titl", publication.title_de).set(_LANG, "de")
    _add(title, "parTitl", publication.title_en).set(_LANG, "en")
    _add(title, "IDNo", publication.release_id, agency="Fachkonzept-Monitor")
    _add(ET.SubElement(citation, "rspStmt"), "AuthEnty", publication.publisher)
    production = ET.SubElement(citation, "prodStmt")
    _add(production, "producer", publication.publisher)
    day = publication.created_at.date().isoformat()
    _add(production, "prodDate", day, date=day)
    _add(production, "software", "Fachkonzept-Monitor", version=publication.code_version)
    _add(ET.SubElement(citation, "distStmt"), "distrbtr", publication.publisher)
    _add(ET.SubElement(citation, "verStmt"), "version", publication.release_id, date=day)
    _add(citation, "biblCit", citation_de(publication))


def _describe_file(description: ET.Element, written: WrittenDataset) -> None:
    text = ET.SubElement(description, "fileTxt")
    _add(text, "fileName", ", ".join(file.file_name for file in written.files))
    dataset = written.dataset
    _both(text, "fileCont", f"{dataset.title_de}. {dataset.description_de}",
          f"{dataset.title_en}. {dataset.description_en}")  # fmt: skip
    dimensions = ET.SubElement(text, "dimensns")
    _add(dimensions, "caseQnty", str(written.summary.rows))
    _add(dimensions, "varQnty", str(len(dataset.variables)))
    for german, english in zip(dataset.notes_de, dataset.notes_en, strict=True):
        _both(description, "notes", german, english)


def _describe_variables(parent: ET.Element, file_id: str, written: WrittenDataset) -> None:
    for number, variable in enumerate(written.dataset.variables, 1):
        element = ET.SubElement(
            parent,
            "var",
            ID=f"{file_id}V{number}",
            name=variable.name,
            files=file_id,
            intrvl="contin" if variable.kind in _CONTINUOUS else "discrete",
        )
        _describe_variable(element, variable, written.summary.variables[variable.name])


def _describe_variable(element: ET.Element, variable: Variable, counted: VariableSummary) -> None:
    _both(element, "labl", variable.label_de, variable.label_en)
    if variable.kind in _RANGED and counted.minimum is not None:
        limits = {"min": str(counted.minimum), "max": str(counted.maximum)}
        ET.SubElement(ET.SubElement(element, "valrng"), "range", limits)
    if variable.missing:
        invalid = ET.SubElement(element, "invalrng")
        for reason in variable.missing:
            ET.SubElement(invalid, "item", VALUE=reason.value)
    _add(element, "sumStat", str(counted.valid), type="vald")
    _add(element, "sumStat", str(sum(counted.missing.values())), type="invd")
    if variable.unit_de:
        _both(element, "txt", f"Einheit: {variable.unit_de}", f"Unit: {variable.unit_en}")
    for code, (german, english) in variable.codes.items():
        _add_category(element, code, german, english)
    for reason in variable.missing:
        _add_category(element, reason.value, *MISSING[reason], missing="Y")
    _add(element, "varFormat", "", type="numeric" if variable.kind in _NUMERIC else "character")


def _add_category(
    element: ET.Element, value: str, german: str, english: str, **attributes: str
) -> None:
    category = ET.SubElement(element, "catgry", attributes)
    _add(category, "catValu", value)
    _both(category, "labl", german, english)
