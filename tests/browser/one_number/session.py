"""A browser that looks at the application as leadership and keeps all that is sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from playwright.sync_api import APIRequestContext, BrowserContext, Page, Response

from dashboards.forms.cookies import CSRF_COOKIE, CSRF_HEADER
from dashboards.words.language import Language
from tests.browser.one_number.charts import read_figure
from tests.browser.one_number.files import read_rows
from tests.browser.one_number.grids import draw_preview, draw_tables, read_preview, read_table
from tests.browser.one_number.leaks import numbers_of_text
from tests.browser.one_number.pages import read_page
from tests.browser.one_number.texts import WORDINGS
from tests.browser.one_number.truth import DATASETS, Body, Row, Seen, Truth, Visit

_PAGE_CALLBACK = "_pages_content"


class Session:
    """A browser that looks at the application as leadership and keeps all that is sent."""

    def __init__(self, context: BrowserContext, address: str, truth: Truth) -> None:
        self.page: Page = context.new_page()
        self.request: APIRequestContext = context.request
        self._cookies = context.cookies
        self.address = address
        self.truth = truth
        self.seen: list[Seen] = []
        self.numbers: set[str] = set()  # all that answers carried, whatever they are
        self._answers: list[Response] = []
        self._page_question: Body = None  # how the browser asks for a page, to be asked again
        self.page.on("response", self._note)

    def open(self, visit: Visit) -> None:
        """Open a page in the browser; read all its traffic, and the charts as they are drawn."""
        self._answers.clear()
        self.page.goto(self.address + visit.path + visit.search)
        self.page.wait_for_selector("h1")
        self.page.wait_for_load_state("networkidle")
        for answer in list(self._answers):
            if _question(answer) is not None and "json" in answer.headers.get("content-type", ""):
                question = _question(answer)
                if question["output"].strip(".").startswith(_PAGE_CALLBACK):
                    self._page_question = question
                self._keep(read_page(self._read(answer.json()), visit, self.truth), visit.language)
        self._keep(self._drawn(visit), visit.language)

    def _keep(self, seen: Iterable[Seen], language: Language) -> None:
        """Keep what was read; a language other than German is a channel of its own."""
        suffix = "" if language is Language.DE else ", englisch"
        self.seen += [replace(one, channel=one.channel + suffix) for one in seen]

    def _note(self, answer: Response) -> None:
        self._answers.append(answer)

    def _drawn(self, visit: Visit) -> Iterator[Seen]:
        script = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({
            name: plot.closest('.graph').id, data: plot.data.map(
            ({name, x, y, hovertext, error_x}) => ({name, x, y, hovertext, error_x})),
            layout: {annotations: plot.layout.annotations.map(
            ({name, x, y, text}) => ({name, x, y, text}))}}))"""
        for graph in self.page.locator(".graph").all():
            graph.locator(".main-svg").first.wait_for(state="attached")
        for figure in self.page.evaluate(script):
            yield from read_figure(figure, visit, self.truth, "Seite", name=figure["name"])
        for section, cells in draw_tables(self.page).items():
            rows = self.truth.series(visit, section.replace("-", "."))
            yield from read_table("Zelle", cells, rows, WORDINGS[visit.language])

    def ask_page(self, visit: Visit) -> None:
        """Ask for a page as the browser did, without drawing it."""
        question = json.loads(json.dumps(self._page_question))
        for given in question["inputs"]:
            given["value"] = {"pathname": visit.path, "search": visit.search}.get(
                given["property"], given["value"]
            )
        self._keep(read_page(self._post(question), visit, self.truth), visit.language)

    def _post(self, question: Body) -> Body:
        (secret,) = (one["value"] for one in self._cookies() if one["name"] == CSRF_COOKIE)
        answer = self.request.post(
            f"{self.address}/_dash-update-component", data=question, headers={CSRF_HEADER: secret}
        )
        assert answer.ok, answer.status
        return self._read(answer.json())

    def _read(self, told: Body) -> Body:
        self.numbers |= numbers_of_text(json.dumps(told))
        return told

    def get(self, path: str) -> bytes:
        """Fetch a file; an answer that there is nothing for this choice is empty."""
        answer = self.request.get(self.address + path)
        assert answer.status in {200, 404}, f"{path}: {answer.status}"
        return answer.body() if answer.ok else b""

    def preview(self, name: str, language: Language = Language.DE) -> None:
        """Look at the first rows of a dataset."""
        self._answers.clear()
        self.page.goto(f"{self.address}/daten?datensatz={name}&sprache={language.value}")
        self.page.wait_for_selector("#vorschau .ag-cell:has-text('DEMODATEN')")
        self._draw_preview(name, 0, language)

    def _draw_preview(self, name: str, row: int, language: Language) -> None:
        cells, table = draw_preview(self.page, row), DATASETS[name]
        seen = read_preview("Vorschau, Zelle", table, cells, self.truth, WORDINGS[language])
        self._keep(seen, language)

    def preview_all(self, name: str) -> None:
        """Look at a dataset, ask for all its rows, and look at the first without a value."""
        self.preview(name)
        question = [one for one in map(_question, list(self._answers)) if _asks_rows(one)][-1]
        rows, total = list[Row](), 1
        while len(rows) < total:
            asked = question["inputs"][0]["value"]
            asked |= {"startRow": len(rows), "endRow": len(rows) + 100}
            page = self._post(question)["response"]["vorschau"]["getRowsResponse"]
            rows, total = rows + page["rowData"], page["rowCount"]
        assert len(rows) == len(self.truth.tables[DATASETS[name]])
        self.seen += read_rows("Vorschau", DATASETS[name], rows, self.truth)
        missing = [place for place, row in enumerate(rows) if row.get("status") == "KEINE_ANGABE"]
        if missing:
            self._draw_preview(name, missing[0], Language.DE)


def _question(answer: Response) -> Body:
    """Return what Dash was asked, if it was."""
    asked = "/_dash-update-component" in answer.url
    return answer.request.post_data_json if asked else None


def _asks_rows(question: Body) -> bool:
    """Tell whether the preview asked for rows; Dash asks once before there is a grid."""
    asked = question is not None and question["output"].startswith("vorschau.")
    return asked and question["inputs"][0].get("value") is not None
