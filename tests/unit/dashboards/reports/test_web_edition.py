"""The HTML edition: one file, in order for a screen reader, texts as written, nothing loaded."""

from __future__ import annotations

import base64
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dashboards.reports.document import Heading, Paragraph, Picture
from dashboards.reports.web_edition import to_html
from dashboards.words.language import Language
from monitor.errors import ReportError
from tests.builders.report_documents import CHART, LOGO, MARKUP, SOURCE, make_document


class Elements(HTMLParser):
    """Notes elements with their attributes, and the text of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, *names: str) -> list[str]:
        return [tag for tag, _ in self.found if tag in names]

    def attributes(self, name: str) -> list[dict[str, str | None]]:
        return [given for tag, given in self.found if tag == name]


@pytest.fixture(scope="module")
def written() -> str:
    return to_html(make_document()).decode()


@pytest.fixture(scope="module")
def elements(written: str) -> Elements:
    return Elements(written)


def test_headings_stand_in_order_below_the_one_title(elements: Elements) -> None:
    assert elements.named("h1", "h2", "h3", "h4") == ["h1", "h2", "h2", "h3", "h4"]
    assert elements.found[1] == ("html", {"lang": "de"}) or elements.found[0] == (
        "html",
        {"lang": "de"},
    )


def test_a_page_has_landmarks_and_a_way_past_the_head(elements: Elements) -> None:
    assert elements.named("header", "main", "footer") == ["header", "main", "footer"]
    assert elements.attributes("a")[0]["href"] == "#inhalt"
    assert elements.attributes("main")[0]["id"] == "inhalt"


def test_tables_name_their_rows_and_columns(elements: Elements) -> None:
    scopes = [given["scope"] for given in elements.attributes("th")]
    assert scopes == ["col"] * 4 + ["row"] * 4
    region = next(given for given in elements.attributes("div") if given.get("role") == "region")
    captions = [given["id"] for given in elements.attributes("caption")]
    assert captions == [region["aria-labelledby"]]


def test_pictures_have_alternative_texts_and_are_part_of_the_file(elements: Elements) -> None:
    pictures = elements.attributes("img")
    assert [one["alt"] for one in pictures] == ["Logo: Haus", CHART.alternative]
    logo = (pictures[0]["src"] or "").removeprefix("data:image/svg+xml;base64,")
    assert base64.b64decode(logo) == LOGO
    drawn = base64.b64decode((pictures[1]["src"] or "").partition(",")[2]).decode()
    assert "Source Sans Pro" not in drawn  # a picture has no type of its own
    assert "system-ui" in drawn


def test_nothing_is_run_and_nothing_is_loaded(written: str, elements: Elements) -> None:
    assert elements.named("script", "link", "iframe") == []
    assert MARKUP in elements.text
    assert "<b>" not in written


def test_a_status_is_said_in_words_once(elements: Elements) -> None:
    assert elements.text.count("verfehlt: ") == 1  # before the heading, whose text does not say it
    assert elements.text.count("nicht gesichert") == 1


def test_internal_and_made_up_reports_say_so() -> None:
    text = to_html(make_document(source=replace(SOURCE, is_internal=True, is_demo=True))).decode()
    assert "<strong>intern</strong>" in text
    assert "<strong>Demodaten, frei erfunden</strong>" in text


def test_the_language_is_the_reports() -> None:
    text = to_html(make_document(language=Language.EN)).decode()
    assert '<html lang="en">' in text
    assert "These figures: release" in text


def test_the_same_report_gives_the_same_bytes(written: str) -> None:
    assert to_html(make_document()).decode() == written
    assert make_document().digest in written


def test_a_drawing_without_a_namespace_is_one_all_the_same() -> None:
    plain = Picture('<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>', "Strich", "Strich")
    text = to_html(make_document(Heading(1, "Bild"), plain)).decode()
    drawn = base64.b64decode(text.split("data:image/svg+xml;base64,")[2].partition('"')[0])
    assert drawn.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


def test_what_cannot_be_printed_is_refused_here_too() -> None:
    with pytest.raises(ReportError, match="drucken"):
        to_html(make_document(Paragraph("a\x07")))
