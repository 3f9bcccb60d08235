from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.request.view import View, read_search, read_view, write_search
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from monitor.periods import PeriodKind
from tests.builders.sign_in import EVALUATOR

TEXTS = st.none() | st.text(min_size=1, max_size=12)


@settings(deadline=None)  # how long it takes is no matter here
@given(
    st.builds(
        View,
        language=st.sampled_from(Language),
        area=st.text(min_size=1, max_size=12),
        quarter=TEXTS,
        period_kind=st.none() | st.sampled_from(PeriodKind),
        level=st.none() | st.sampled_from(FigureLevel),
        release=TEXTS,
        dataset=TEXTS,
        traeger=TEXTS,
        delivery=TEXTS,
        severity=TEXTS,
        report=TEXTS,
        form=TEXTS,
        meeting=TEXTS,
        number=TEXTS,
        concept=TEXTS,
        page=st.integers(1, 9_999_999),
    )
)
def test_a_view_survives_the_address(view: View) -> None:
    assert read_search(f"?{write_search(view)}") == view


def test_defaults_are_not_written() -> None:
    assert View().href("/daten") == "/daten"


@pytest.mark.parametrize(
    ("query", "unread"),
    [
        ({"sprache": "fr"}, (("language", "fr"),)),
        ({"zeitraum": "woche"}, (("period_kind", "woche"),)),
        ({"ebene": "alles"}, (("level", "alles"),)),
        *[
            ({"seite": page}, (("page", page),))
            for page in ("0", "-1", "2.5", "zwei", "²", "9" * 8)
        ],
        ({"unbekannt": "1"}, ()),
        ({"gruppe": "leitung"}, ()),
        ({"sprache": ""}, ()),
    ],
)
def test_what_is_unknown_falls_back_to_the_default_and_is_told(
    query: dict[str, object], unread: tuple[tuple[str, str], ...]
) -> None:
    assert read_view(query) == View(unread=unread)


def test_a_link_elsewhere_leaves_behind_what_belongs_to_one_page() -> None:
    view = View(viewer=EVALUATOR, area="071375001", dataset="ziel", traeger="TR01")
    assert view.href("/") == "/?gebiet=071375001"
    published = View(level=FigureLevel.VEROEFFENTLICHUNG)
    assert published.href("/ziel/Z1") == "/ziel/Z1?ebene=veroeffentlichung"
    assert "datensatz=ziel" in view.here("/daten", language=Language.EN)


def test_a_table_of_other_rows_begins_at_its_first_page() -> None:
    view = View(dataset="ziele", page=3)
    assert view.here("/daten", language=Language.EN) == "/daten?sprache=en&datensatz=ziele&seite=3"
    assert view.here("/daten", page=4) == "/daten?datensatz=ziele&seite=4"
    assert view.here("/daten", dataset="indikatoren") == "/daten?datensatz=indikatoren"
    assert View(traeger="TR01", page=3).here("/qualitaet", traeger=None) == "/qualitaet"
    assert view.href("/") == "/"
