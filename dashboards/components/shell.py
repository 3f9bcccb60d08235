"""The frame of every page: header, demo banner, navigation, footer.

The frame is part of each page, because words, links and marks follow the view in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, marks
from dashboards.components.links import inner
from dashboards.components.markup import Markup
from dashboards.components.navigation import NavigationEntry, footer_links, navigation
from dashboards.request.beginning import PAGE_BEGINNINGS, beginning_of
from dashboards.request.context import Context
from dashboards.request.library import Figures
from dashboards.request.quality_frames import Quality
from dashboards.words import formats
from dashboards.words.language import Language
from monitor.access import Resource, may_see
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import UserError
from monitor.releases.log import ReleaseInfo
from monitor.releases.published_releases import SteeringInfo

MAIN: Final = "inhalt"
MENU: Final = "menue"

#: Name of the product; also the title of the window.
PRODUCT: Final = "Fachkonzept-Monitor"

#: Letters that would end a text, or an element, in the style of printed sheets.
_UNSAFE: Final = frozenset('"\\<>\n\r')


def frame(
    context: Context,
    content: Component | Sequence[Component],
    entries: Sequence[NavigationEntry],
    *,
    title: str,
) -> Component:
    """Return a whole page: the content inside the frame, with the links that the viewer has.

    ``title`` stands on every sheet when the page is printed.
    """
    numbers = _numbers(context)
    info = numbers.info if numbers else None
    office, is_demo = _origin(context, info)
    return html.Div(
        [
            html.A(context.t("shell.skip"), href=f"#{MAIN}", className="skip-link"),
            html.Header(_header(context, info, office, is_demo=is_demo), className="head"),
            html.Nav(
                navigation(context, entries, numbers),
                id=MENU,
                className="menu",
                **aria.labelled(context.t("shell.nav")),
            ),
            html.Main(
                [*_faults(context), html.Div(content, className="content")], id=MAIN, tabIndex=-1
            ),
            html.Footer(_footer(context, entries, numbers), className="footer"),
            _sheets(context, title, numbers),
        ],
        lang=context.view.language.value,
        className="frame",
        **_page_language(context),
    )


def _page_language(context: Context) -> dict[str, Any]:
    """Return the attributes with language and words for the script."""
    t = context.t
    return {
        "data-page-language": context.view.language.value,
        "data-download-failed": t("download.failed"),
        "data-download-unreachable": t("download.unreachable"),
        "data-download-fault": t("download.fault"),
        "data-download-close": t("download.close"),
    }


def _faults(context: Context) -> list[Component]:
    """Return a sentence for each damaged snapshot, naming the snapshot shown in its place."""
    viewer, store, t = context.view.viewer, context.library.store, context.t
    said = []
    fault = store.fault(viewer) if may_see(viewer, Resource.KENNZAHLEN) else None
    if fault is not None and fault.instead is not None:
        if fault.named is None:
            said.append(t("damaged.pointer", served=fault.instead))
        else:
            said.append(t("damaged.instead", named=fault.named, served=fault.instead))
    said += _steering_fault(context)
    said += _quality_fault(context)
    return [html.P(sentence, className="callout fault", role="alert") for sentence in said]


def _quality_fault(context: Context) -> list[str]:
    viewer, t = context.view.viewer, context.t
    sees_all = may_see(viewer, Resource.QUALITAET)
    if not sees_all and not may_see(viewer, Resource.EIGENE_LIEFERUNGEN):
        return []
    fault = context.library.store.quality_fault(viewer)
    if fault is None or fault.instead is None:
        return []
    date = formats.release_date(fault.instead, context.view.language)
    return [t("damaged.quality" if sees_all else "mine.damaged", date=date)]


def _steering_fault(context: Context) -> list[str]:
    if not context.internal or not may_see(context.view.viewer, Resource.STEUERUNG):
        return []
    fault, t = context.library.store.steering_fault(context.view.viewer), context.t
    if fault is None:
        return []
    if fault.instead is None:
        return [t("damaged.steering")]
    date = formats.release_date(fault.instead, context.view.language)
    return [t("damaged.steering_instead", date=date)]


def _numbers(context: Context) -> Figures | None:
    if not may_see(context.view.viewer, Resource.KENNZAHLEN):
        return None
    try:
        return context.numbers
    except UserError:  # the page itself says what is wrong; the frame goes without
        return None


def _origin(context: Context, info: ReleaseInfo | SteeringInfo | None) -> tuple[str, bool]:
    """Return whose data the viewer sees, and whether they are made up: figures or deliveries."""
    viewer = context.view.viewer
    if info is not None:
        return context.numbers.meta().get("amt", ""), info.is_demo
    if not may_see(viewer, Resource.EIGENE_LIEFERUNGEN):
        return "", False
    try:
        meta = Quality(viewer, context.library.store).meta()
    except UserError:  # as above
        return "", False
    return meta.get("amt", ""), meta.get("ist_demo") == "true"


def _header(
    context: Context, info: ReleaseInfo | SteeringInfo | None, office: str, *, is_demo: bool
) -> list[Component]:
    t = context.t
    bar = html.Div(
        [
            _button("menue", t("shell.menu"), "data-menu", **aria.opens(MENU)),
            _brand(context, office),
            _data_status(context, info),
            _languages(context),
            _button("mond", t("shell.scheme"), "data-colours"),
        ],
        className="bar",
    )
    return [bar, *(_banner(context) if is_demo else [])]


def _button(symbol: str, label: str, purpose: str, **attributes: Any) -> Component:
    """Return a button that ``assets/page.js`` serves; without scripts it is not there."""
    named = {**aria.labelled(label), purpose: "", **attributes}
    return html.Button(marks.icon(symbol), type="button", className="icon-button", **named)


def _brand(context: Context, office: str) -> Component:
    """Return product and office as the link to where the viewer begins."""
    words = [html.Span(PRODUCT, className="product"), html.Span(office, className="office")]
    beginning = beginning_of(context.view.viewer)
    if beginning not in PAGE_BEGINNINGS:  # a plain page, outside of Dash's own routing
        return html.A(words, href=beginning, className="brand")
    return inner(words, context.href(beginning), className="brand")


def _banner(context: Context) -> list[Component]:
    t = context.t
    words = [html.Strong(t("demo.title")), html.Span(t("demo.text"), className="demo-text")]
    return [html.Div(words, className="demo", role="note")]


def _data_status(context: Context, info: ReleaseInfo | SteeringInfo | None) -> Component:
    if info is None:
        return html.Span(className="data-status")
    language = context.view.language
    made = "shell.created_internal" if isinstance(info, SteeringInfo) else "shell.created"
    return html.Span(
        [
            html.Span(
                context.t("shell.data_until", quarter=formats.period(info.data_until, language))
            ),
            html.Span(
                context.t(made, date=formats.date(info.created_at.date(), language)),
                className="soft",
            ),
        ],
        className="data-status",
    )


def _languages(context: Context) -> Component:
    other = Language.EN if context.view.language is Language.DE else Language.DE
    return html.A(
        context.t("shell.other_language"),
        href=context.here(language=other),
        hrefLang=other.value,
        lang=other.value,
        className="language",
    )


def _sheets(context: Context, title: str, numbers: Figures | None) -> Component:
    """Return what stands beneath every printed sheet: page, snapshot, number of the sheet."""
    words = " · ".join([title, *_snapshot(context, numbers)])
    quoted = "".join(f"\\{ord(letter):x} " if letter in _UNSAFE else letter for letter in words)
    number = 'content:counter(page)" / "counter(pages)'
    boxes = f'@bottom-left{{content:"{quoted}"}}@bottom-right{{{number}}}'
    return Markup(f"<style>@media print{{@page{{{boxes}}}}}</style>")


def _snapshot(context: Context, numbers: Figures | None) -> list[str]:
    if numbers is None:
        return []
    key = "shell.internal" if numbers.level is FigureLevel.STEUERUNG else "shell.release"
    return [context.t(key, release=numbers.snapshot_id)]


def _footer(
    context: Context, entries: Sequence[NavigationEntry], numbers: Figures | None
) -> list[Component]:
    t = context.t
    return [
        *map(html.Span, _snapshot(context, numbers)),
        html.Span(t("shell.version", version=version("fachkonzept-monitor"))),
        *footer_links(context, entries),
    ]
