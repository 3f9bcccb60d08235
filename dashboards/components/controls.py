"""Controls bound to the address: choosing a value changes the query, and the page follows.

One clientside callback (``assets/monitor.js``) serves all controls; the default of a control is
part of the control's id, so that a chosen default is removed from the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component

from dashboards.request.view import PARAMETERS

TYPE: Final = "address-control"
LOCATION: Final = "_pages_location"

Choice = tuple[str, str]  # value, label


def select(
    parameter: str,
    label: str,
    choices: Sequence[Choice],
    value: str,
    *,
    default: str,
    searchable: bool = False,
) -> Component:
    """Return a labelled select for one parameter of the address."""
    control: Component = dmc.Select(
        id={"type": TYPE, "name": PARAMETERS[parameter], "default": default},
        label=label,
        data=[{"value": code, "label": text} for code, text in choices],
        value=value,
        allowDeselect=False,
        searchable=searchable,
        openOnFocus=False,
        className=f"control control-{parameter}",
        size="sm",
        comboboxProps={"shadow": "md"},
    )
    return control


def register_callbacks(app: Dash) -> None:
    """Register the one callback that writes chosen values into the address."""
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash has no types here
        ClientsideFunction("monitor", "navigate"),
        Output(LOCATION, "search"),
        Input({"type": TYPE, "name": ALL, "default": ALL}, "value"),
        State({"type": TYPE, "name": ALL, "default": ALL}, "id"),
        State(LOCATION, "search"),
        prevent_initial_call=True,
    )
