"""Controls bound to the address: choosing a value changes the query, and the page follows.

A row of controls is a form of plain HTML that asks for the same page with other values; with
scripts, ``assets/page.js`` follows at once. A default stays out of the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.markup import Markup
from dashboards.request.context import Context
from dashboards.request.view import PARAMETERS

_PREFIX: Final = "wahl-"

Choice = tuple[str, str]  # value, label


def select(
    parameter: str, label: str, choices: Sequence[Choice], value: str, *, default: str
) -> Component:
    """Return a labelled select for one parameter of the address."""
    name = PARAMETERS[parameter]
    options = [
        html.Option(text, value=code, selected="selected" if code == value else None)
        for code, text in choices
    ]
    return html.Div(
        [
            html.Label(label, htmlFor=_PREFIX + name),
            html.Select(options, id=_PREFIX + name, name=name, **_default(default)),
        ],
        className=f"control control-{parameter}",
    )


def _default(value: str) -> dict[str, Any]:
    """Return the attribute with the value that stays out of the address."""
    return {"data-default": value}


def row(context: Context, controls: Sequence[Component], *, label: str) -> Component:
    """Return controls side by side, which keep what else the address says."""
    own = {_name(control) for control in controls}
    kept = {name: text for name, text in _query(context).items() if name not in own}
    return html.Form(
        [*controls, Markup(_hidden(kept)), Markup(_submit(context.t("control.show")))],
        action=context.path,
        method="get",
        role="search",
        className="controls",
        **aria.labelled(label),
    )


def _name(control: Component) -> str:
    return str(control.children[1].name)


def _query(context: Context) -> Mapping[str, str]:
    return dict(parse_qsl(urlsplit(context.here(page=1)).query))


def hidden(context: Context) -> str:
    """Return the fields of a form that keep all that the address says (HTML)."""
    return _hidden(_query(context))


def _hidden(kept: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(text)}">'
        for name, text in kept.items()
    )


def _submit(words: str) -> str:
    """Return the button for browsers without scripts; nothing else needs it."""
    return f'<noscript><button type="submit" class="button">{escape(words)}</button></noscript>'
