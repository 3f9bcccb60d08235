"""A browser that looks at the application as leadership and keeps all that is sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext, BrowserContext, Page, Response

from dashboards.components.paging import PAGE_ROWS
from dashboards.words.language import Language
from tests.browser.one_number.charts import read_areas_chart, read_series_chart
from tests.browser.one_number.grids import draw_tables, read_preview, read_table
from tests.browser.one_number.leaks import numbers_of_text
from tests.browser.one_number.markup import parse
from tests.browser.one_number.pages import read_page
from tests.browser.one_number.texts import WORDINGS
from tests.browser.one_number.truth import DATASETS, Row, Seen, Truth, Visit
from tests.builders.tables import read_table as read_cells


class Session:
    """A browser that looks at the application as leadership and keeps all that is sent."""

    def __init__(self, context: BrowserContext, address: str, truth: Truth) -> None:
        self.page: Page = context.new_page()
        self.request: APIRequestContext = context.request
        self.address = address
        self.truth = truth
        self.seen: list[Seen] = []
        self.numbers: set[str] = set()  # all that answers carried, whatever they are
        self._answers: list[Response] = []
        self.page.on("response", self._note)

    def open(self, visit: Visit) -> None:
        """Open a page in the browser; read all its traffic, the page and its tables as drawn."""
        self._answers.clear()
        self.page.goto(self.address + visit.path + visit.search)
        self.page.wait_for_selector("h1")
        self.page.wait_for_load_state("networkidle")
        for answer in list(self._answers):
            if answer.ok and "json" in answer.headers.get("content-type", ""):
                self.numbers |= numbers_of_text(answer.text())
        self._keep(read_page(parse(self.page.content()), visit, self.truth), visit.language)
        self._keep(self._drawn(visit), visit.language)

    def _note(self, answer: Response) -> None:
        self._answers.append(answer)

    def _keep(self, seen: Iterable[Seen], language: Language) -> None:
        """Keep what was read; a language other than German is a channel of its own."""
        suffix = "" if language is Language.DE else ", englisch"
        self.seen += [replace(one, channel=one.channel + suffix) for one in seen]

    def _drawn(self, visit: Visit) -> Iterator[Seen]:
        for section, cells in draw_tables(self.page).items():
            rows = self.truth.series(visit, section.replace("-", "."))
            yield from read_table("Zelle", cells, rows, WORDINGS[visit.language])

    def ask_page(self, visit: Visit) -> None:
        """Ask for a page without drawing it; its first document is all of it."""
        text = self.get(visit.path + visit.search).decode()
        self.numbers |= numbers_of_text(text)
        self._keep(read_page(parse(text), visit, self.truth), visit.language)

    def ask_charts(self, visit: Visit) -> None:
        """Ask for the charts of a goal's indicators as they are explored."""
        goal = visit.path.removeprefix("/ziel/")
        for key, row in self.truth.indicators.items():
            rows = self.truth.series(visit, key) if row["ziel_id"] == goal else []
            if rows:
                kind = rows[-1]["periode_art"]
                self._keep(self._series_chart(visit, key, kind), visit.language)
                self._keep(self._areas_chart(visit, key, kind), visit.language)

    def _series_chart(self, visit: Visit, key: str, kind: str) -> Iterator[Seen]:
        rows = self.truth.series(replace(visit, kind=kind), key)
        for name in ("verlauf", "schwankung"):
            figure = self._figure(visit, key, name, kind)
            if figure is not None:
                yield from read_series_chart(figure, rows, "Diagramm", WORDINGS[visit.language])

    def _areas_chart(self, visit: Visit, key: str, kind: str) -> Iterator[Seen]:
        if self.truth.indicators[key]["periode_art_sozialraum"] is None:
            return
        period = self.truth.compared(visit, key, kind)
        at = [(key, area, *period) for area in self.truth.areas]
        figure = self._figure(visit, key, "gebiete", period[0])
        if figure is not None:
            words = WORDINGS[visit.language]
            yield from read_areas_chart(figure, at, self.truth, "Diagramm Gebiete", words)

    def _figure(self, visit: Visit, key: str, name: str, kind: str) -> Row | None:
        query = visit.search + "&" + urlencode({"zeitraum": kind.lower()})
        content = self.get(f"/diagramm/{key}/{name}.json{query}").decode()
        self.numbers |= numbers_of_text(content)
        figure: Row | None = json.loads(content)["figure"] if content else None
        return figure

    def get(self, path: str) -> bytes:
        """Fetch a file; an answer that there is nothing for this choice is empty."""
        answer = self.request.get(self.address + path)
        assert answer.status in {200, 404}, f"{path}: {answer.status}"
        return answer.body() if answer.ok else b""

    def preview(self, name: str, language: Language = Language.DE, number: int = 1) -> int:
        """Read a page of the preview of a dataset; return how many rows are on it."""
        address = f"/daten?datensatz={name}&sprache={language.value}&seite={number}"
        page = self.get(address).decode()
        self.numbers |= numbers_of_text(page)
        cells, table = read_cells(page, "vorschau"), DATASETS[name]
        seen = read_preview("Vorschau", table, cells, self.truth, WORDINGS[language])
        self._keep(seen, language)
        return len(cells)

    def preview_all(self, name: str) -> None:
        """Read all pages of the preview of a dataset."""
        rows, wanted = 0, len(self.truth.tables[DATASETS[name]])
        for number in range(1, -(-wanted // PAGE_ROWS) + 1):
            rows += self.preview(name, number=number)
        assert rows == wanted
