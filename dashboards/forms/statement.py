"""The accessibility statement for visitors who are not signed in: the same words, without Dash."""

from __future__ import annotations

import flask

from dashboards.forms.form import messages, render
from dashboards.request.site import Site
from dashboards.request.statement_text import statement_text


def show_statement(site: Site) -> flask.Response:
    """Return the statement as a plain page."""
    return render("statement.html", statement=statement_text(site.store.office(), messages()))
