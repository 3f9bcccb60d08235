"""Each document is read back by whoever reads its format: XML and JSON parsers, frictionless."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import yaml

from monitor.content.office import Publishing
from monitor.datasets.formats import FileFormat
from monitor.datasets.metadata import data_package, dcat, ddi
from monitor.datasets.metadata.citation import citation_de, citation_en, render_cff
from monitor.datasets.metadata.documents import documents
from monitor.datasets.metadata.publication import ReleaseDescription
from monitor.datasets.metadata.readme import render_english, render_german
from monitor.datasets.written_files import WrittenDataset, WrittenFile

DDI = {"d": ddi.NAMESPACE}


def _parsed(publication: ReleaseDescription, offered: WrittenDataset) -> ET.Element:
    return ET.fromstring(ddi.render(publication, [offered]).encode())  # noqa: S314 - our own


@pytest.fixture
def offered(written: WrittenDataset) -> WrittenDataset:
    files = (
        WrittenFile(FileFormat.CSV, "probe_demodaten.csv", 12, "ab" * 32),
        WrittenFile(FileFormat.SAV, "probe_demodaten.sav", 34, "cd" * 32),
    )
    return replace(written, files=files)


def _with(publication: ReleaseDescription, **given: str) -> ReleaseDescription:
    office = publication.office.model_copy(update={"veroeffentlichung": Publishing(**given)})
    return replace(publication, office=office)


def test_the_citation_names_the_release_and_says_demo(publication: ReleaseDescription) -> None:
    for citation, warning in (
        (citation_de(publication), "frei erfunden"),
        (citation_en(publication), "invented"),
    ):
        assert publication.release_id in citation
        assert "2026-Q3" in citation
        assert warning in citation
    assert "erfunden" not in citation_de(replace(publication, is_demo=False))


def test_the_citation_file_is_yaml(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    read = yaml.safe_load(render_cff(publication, [offered]))
    assert read["cff-version"] == "1.2.0"
    assert read["version"] == publication.release_id
    assert read["authors"] == [{"name": "Kreisjugendamt Mayen-Koblenz"}]
    assert read["license-url"].endswith("by-2-0")
    creative = _with(publication, lizenz="CC-BY-4.0", adresse="https://daten.example")
    read = yaml.safe_load(render_cff(creative, [offered]))
    assert (read["license"], read["url"]) == ("CC-BY-4.0", "https://daten.example")


def test_ddi_is_well_formed_and_of_its_namespace(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    book = _parsed(publication, offered)
    assert book.tag == f"{{{ddi.NAMESPACE}}}codeBook"
    assert book.get("version") == "2.5"
    assert [child.tag.split("}")[1] for child in book] == ["stdyDscr", "fileDscr", "dataDscr"]
    assert book.findtext(".//d:titlStmt/d:IDNo", namespaces=DDI) == publication.release_id
    assert book.findtext(".//d:fileDscr//d:caseQnty", namespaces=DDI) == "4"


def test_ddi_tells_labels_ranges_and_missing_values(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    book = _parsed(publication, offered)
    variables = {v.get("name"): v for v in book.findall(".//d:var", DDI)}
    wert, status = variables["wert"], variables["status"]
    assert [label.text for label in wert.findall("d:labl", DDI)] == ["Wert", "Value"]
    limits = wert.find("d:valrng/d:range", DDI)
    assert limits is not None
    assert limits.attrib == {"min": "81.5", "max": "81.5"}
    items = [item.get("VALUE") for item in wert.findall("d:invalrng/d:item", DDI)]
    assert items == ["GEHEIM", "NICHT_ERHOBEN", "KEINE_ANGABE"]
    categories = status.findall("d:catgry", DDI)
    assert [c.findtext("d:catValu", namespaces=DDI) for c in categories][:2] == ["JA", "NEIN"]
    assert [c.get("missing") for c in categories] == [None, None, "Y", "Y", "Y"]
    assert {v.get("files") for v in variables.values()} == {"F1"}


def test_elements_of_a_variable_stand_in_the_order_of_the_schema(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    order = ["labl", "valrng", "invalrng", "sumStat", "txt", "catgry", "varFormat"]
    book = _parsed(publication, offered)
    for variable in book.findall(".//d:var", DDI):
        places = [order.index(child.tag.split("}")[1]) for child in variable]
        assert places == sorted(places)


def test_dcat_says_who_what_and_under_which_licence(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    record = json.loads(dcat.render(publication, [offered]))
    assert record["@type"] == "dcat:Dataset"
    assert record["dct:publisher"]["foaf:name"] == "Kreisjugendamt Mayen-Koblenz"
    assert record["dcatde:politicalGeocodingURI"]["@id"].endswith("districtKey/07137")
    assert record["dct:temporal"]["dcat:endDate"]["@value"] == "2026-09-30"
    assert "dcatde:contributorID" not in record
    csv, sav = record["dcat:distribution"]
    assert csv["dct:license"]["@id"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert csv["dcat:accessURL"]["@id"].startswith("urn:")
    assert csv["spdx:checksum"]["spdx:checksumValue"]["@value"] == "ab" * 32
    assert csv["@id"] != sav["@id"]


def test_dcat_takes_address_and_contributor_from_the_content(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    contributor = "http://dcat-ap.de/def/contributors/probe"
    named = _with(
        publication,
        adresse="https://daten.example/",
        contributor_id=contributor,
        mail="a@b.example",
    )
    record = json.loads(dcat.render(named, [offered]))
    assert record["dcatde:contributorID"] == {"@id": contributor}
    assert record["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:a@b.example"}
    address = f"https://daten.example/api/v1/releases/{named.release_id}/datasets/probe.csv"
    assert record["dcat:distribution"][0]["dcat:downloadURL"] == {"@id": address}


def test_the_data_package_describes_the_csv_for_programs(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    package = json.loads(data_package.render(publication, [offered]))
    (resource,) = package["resources"]
    assert resource["path"] == "daten/probe_demodaten.csv"
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert fields["status"]["constraints"] == {"enum": ["JA", "NEIN"]}
    assert fields["wert__fehlt"]["constraints"]["enum"][0] == "GEHEIM"
    assert fields["wert"]["unit"] == "%"
    assert package["version"] == publication.release_id


def test_both_readmes_tell_of_missing_values_and_of_formats_left_out(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    german, english = (render(publication, [offered]) for render in (render_german, render_english))
    for text in (german, english):
        assert publication.release_id in text
        assert "| `GEHEIM` |" in text
        assert "-9997 | .a |" in text
        assert "`2024`" in text
    assert "zu viele Zeilen" in german
    assert "too many rows" in english
    assert "frei erfunden" in german
    assert "100.000" in german
    assert "100,000" in english


def test_checksums_are_of_every_document_and_file(
    publication: ReleaseDescription, offered: WrittenDataset
) -> None:
    texts = documents(publication, [offered])
    named = {line.split("  ")[1] for line in texts["SHA256SUMS"].splitlines()}
    files = {f"daten/{file.file_name}" for file in offered.files}
    assert named == (set(texts) - {"SHA256SUMS"}) | files
