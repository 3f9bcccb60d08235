"""Preview on the page *Daten*: the rows of the chosen dataset, page by page from the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components.data_tables import ColumnKind, DataColumn, data_table
from dashboards.components.paging import PAGE_ROWS, Paging, page_links, unknown_page
from dashboards.components.unknown_choices import UnknownChoice
from dashboards.pages.data_choice import choose, localized
from dashboards.request.context import Context
from monitor.datasets.manifest import ManifestDataset
from monitor.datasets.model import REASON_SUFFIX, VariableKind
from monitor.datasets.profile import Profile

PREVIEW: Final = "vorschau"
ANCHOR: Final = "vorschau-abschnitt"

#: Name of the column with the place of a row in the file; no variable is called so.
_PLACE: Final = "#"

_KINDS: Final = {
    VariableKind.INTEGER: ColumnKind.NUMBER,
    VariableKind.DECIMAL: ColumnKind.NUMBER,
    VariableKind.DATE: ColumnKind.DAY,
}


def preview(
    context: Context, release: str, dataset: ManifestDataset, variables: Profile
) -> Component:
    """Return one page of a dataset's rows, without the reasons of missing values."""
    t, page = context.t, Paging.of(context.view, dataset.rows)
    label = t("data.preview_label", name=dataset.name)
    rows = preview_rows(context, release, dataset.name, page)
    place = DataColumn(_PLACE, t("tables.row"), ColumnKind.NUMBER)
    table = data_table(
        [place, *_columns(context, rows, variables)], rows.iter_rows(named=True), t,
        caption=label, name=PREVIEW, is_sorted=False,
    )  # fmt: skip
    return html.Section(
        [
            html.H2(t("data.preview")),
            html.P(t("data.preview_key"), className="soft"),
            html.P(t("tables.not_printed"), className="on-paper"),
            html.Div([table, *page_links(context, page, anchor=ANCHOR, label=label)]),
        ],
        id=ANCHOR,
    )


def preview_rows(context: Context, release: str, name: str, page: Paging) -> pl.DataFrame:
    """Return one page of a dataset with the place of each row (AccessError, ReleaseError)."""
    rows = context.library.store.datasets.rows(
        context.view.viewer, name, release, limit=PAGE_ROWS, offset=page.offset
    )
    return rows.with_row_index(_PLACE, page.offset + 1)


def unknown_page_of_rows(context: Context) -> Iterator[UnknownChoice]:
    """Yield the page of the address, where the dataset has fewer rows."""
    choice = choose(context.library.store, context.view)
    if choice is not None and choice.dataset is not None:
        yield from unknown_page(context, choice.dataset.rows)


def _columns(context: Context, rows: pl.DataFrame, variables: Profile) -> Sequence[DataColumn]:
    """Return the columns of the variables; of the file where there is no profile."""
    if variables:
        return [
            DataColumn(
                each.name,
                each.name,
                _KINDS.get(each.kind, ColumnKind.TEXT),
                localized(context, each.label_de, each.label_en),
            )
            for each in variables
        ]
    return [
        DataColumn(name, name, _kind(dtype))
        for name, dtype in rows.schema.items()
        if name != _PLACE and not name.endswith(REASON_SUFFIX)
    ]


def _kind(dtype: pl.DataType) -> ColumnKind:
    if dtype.is_numeric():
        return ColumnKind.NUMBER
    return ColumnKind.DAY if dtype == pl.Date else ColumnKind.TEXT
