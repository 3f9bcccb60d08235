"""The same bytes from several Träger or for several quarters: none takes the other's place."""

from __future__ import annotations

from typing import Any

import pytest

PDF = b"%PDF-1.7 Nachweis"
REFUSED = (
    "SELECT traeger_id, quartal FROM lieferung WHERE status = 'ABGELEHNT' ORDER BY ALL NULLS FIRST"
)


@pytest.mark.parametrize(
    ("names", "entries"),
    [
        (("TR01_2024-Q3", "TR02_2024-Q3"), [("TR01", "2024-Q3"), ("TR02", "2024-Q3")]),
        (("TR01_2024-Q2", "TR01_2024-Q3"), [("TR01", "2024-Q3")]),  # a name put right
        (("TR01_2024-Q3", "TR01_2024-Q3 neu"), [("TR01", "2024-Q3")]),
        (("TR01_2024-Q3", "TR01 neu"), [("TR01", "2024-Q3")]),
        (("Bericht", "TR01_2024-Q3"), [("TR01", "2024-Q3")]),
        (("TR01_2024-Q3", "Bericht"), [("TR01", "2024-Q3")]),
        (
            ("Bericht", "TR01_2024-Q3", "TR02_2024-Q3", "Bericht", "TR01_2024-Q3"),
            [("TR01", "2024-Q3"), ("TR02", "2024-Q3")],
        ),
    ],
)
def test_refused_bytes_have_an_entry_for_each_who_sent_them(
    names: tuple[str, ...], entries: list[tuple[str, str]], instance: Any
) -> None:
    for name in names:
        report = instance.deliver(f"{name}.csv", PDF)
        assert report.outcome == "ABGELEHNT"
    assert instance.rows(REFUSED) == entries


@pytest.mark.parametrize(
    "said",
    [
        ("TR02_2024-Q3.csv", None, "nennt TR02, die schon geladene gleiche Datei nennt TR01"),
        ("neu.csv", 'traeger = "TR02"', "nennt TR02, die schon geladene gleiche Datei nennt TR01"),
        ("TR01_2024-Q2.csv", None, "nennt 2024-Q2, die schon geladene gleiche Datei nennt 2024-Q3"),
        ("TR01_2024-Q3_stellen.csv", None, "nennt stellen, die schon geladene gleiche Datei"),
    ],
)
def test_loaded_bytes_that_come_as_another_delivery_are_asked_about(
    said: tuple[str, str | None, str], instance: Any, activities: Any, as_csv: Any
) -> None:
    name, sidecar, question = said
    content = as_csv(activities(3))
    loaded = instance.deliver("TR01_2024-Q3.csv", content)
    for _ in range(2):
        path = instance.put(name, content, sidecar)
        (report,) = instance.ingest(path)
        assert report.outcome == "ABGELEHNT"
        assert question in report.message
        assert f"monitor retract {loaded.delivery.lieferung_id}" in report.message
        assert path.exists()
    (entry,) = instance.rows(
        "SELECT lieferung_id, traeger_id, quartal, grund FROM lieferung WHERE status = 'ABGELEHNT'"
    )
    traeger = "TR02" if "TR02" in question else "TR01"
    quarter = "2024-Q2" if "2024-Q2" in question else "2024-Q3"
    assert entry == (f"{loaded.delivery.lieferung_id}-2", traeger, quarter, "ANGABEN_UNKLAR")
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(3,)]


def test_stating_whose_the_bytes_are_answers_the_question(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    content = as_csv(activities(3))
    instance.deliver("TR01_2024-Q3.csv", content)
    report = instance.deliver("TR02_2024-Q3.csv", content, traeger="TR01")
    assert report.outcome == "BEKANNT"
    assert not list(instance.settings.inbox.iterdir())


def test_an_original_that_is_tried_again_for_another_traeger_keeps_its_entry(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    refused = instance.deliver("TR01_2024-Q3.csv", as_csv(activities(3, traeger="TR02")))
    assert refused.outcome == "ABGELEHNT"
    (folder,) = instance.settings.originals.glob(f"*/{refused.delivery.lieferung_id}")
    (again,) = instance.ingest(folder, traeger="TR02")
    assert again.outcome != "ABGELEHNT"
    assert again.delivery.lieferung_id == refused.delivery.lieferung_id
    assert instance.rows(REFUSED) == []
