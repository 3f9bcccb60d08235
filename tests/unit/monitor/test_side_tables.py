"""The side tables in the protection of a release: what they and the indicators tell together."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from monitor.audit.audit import audit
from monitor.content import Content
from monitor.disclosure.history import Earlier, read_earlier
from monitor.numbers import Computed, compute_release
from monitor.protection import evidence_of
from monitor.side_tables import SIDE_TABLES, closed_lists, side_id
from monitor.tables import DISTRICT, Status
from monitor.warehouse import open_warehouse
from tests.unit.monitor.measures.worlds import (
    AREAS,
    KITAS,
    concept,
    declare,
    furnish,
    insert,
    quantity,
)

AS_OF = dt.date(2025, 2, 1)
PARENTS, STAFF, SOCIAL_WORKERS = (
    side_id("befragung", group) for group in ("ELTERN", "FACHKRAFT", "KSA")
)
OF_WAVES = {"periode": "WELLE", "richtung": "BEOBACHTEN", "zielwert": None}


def _sum(table: str, column: str, *conditions: Mapping[str, Any], **given: Any) -> Any:
    what = quantity(*conditions, quelle=table, summe=[column])
    return declare("anzahl", **(OF_WAVES | {"zaehler": what} | given))


ALL_ANSWERS = _sum("befragung", "teilgenommen")


@pytest.fixture
def content(packaged_content: Content) -> Content:
    """Return content whose rules want one Kita only: areas have no more than two here."""
    rules = packaged_content.confidentiality
    eased = rules.schwellen.model_copy(update={"kitas": 1, "dominanz": 1.0})
    return dataclasses.replace(
        packaged_content,
        areas=tuple(area for area in packaged_content.areas if area.ars in AREAS),
        confidentiality=rules.model_copy(update={"schwellen": eased}),
    )


def release(
    content: Content,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    earlier: Sequence[Earlier] = (),
    indicator: Any = ALL_ANSWERS,
) -> Computed:
    """Return the release of some side tables under a concept of one indicator."""
    declared = dataclasses.replace(content, concepts=(concept(indicator),))
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(
            connection,
            "welle",
            [{"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)}],
        )
        for name, rows in tables.items():
            insert(connection, name, [dict(row) for row in rows])
        return compute_release(connection, declared, as_of=AS_OF, earlier=earlier)


def published(computed: Computed, folder: Path, name: str) -> Earlier:
    computed.backing.save(folder / name)
    return read_earlier(folder / name, name, computed.frames["wert"])


def hidden(computed: Computed, figure: str) -> dict[str, bool]:
    """Return of a figure where it is hidden: area → hidden."""
    rows = computed.hidden_rows.filter(pl.col("indikator_id") == figure)
    return dict(rows.select("gebiet_id", "geheim").iter_rows())


def survey(group: str, *took_part: int, invited: int = 20) -> list[dict[str, Any]]:
    """Return the response of each Kita, two in each area."""
    return [
        {"welle": "W2024", "sozialraum_ars": area, "kita_id": kita, "akteursgruppe": group,
         "eingeladen": invited, "teilgenommen": number}
        for (kita, (_, area)), number in zip(KITAS.items(), took_part, strict=True)
    ]  # fmt: skip


def money(*amounts: float) -> list[dict[str, Any]]:
    euros = ("bewilligt", "personalkosten", "sachkosten", "landesanteil", "kreisanteil")
    return [
        {"jahr": 2024, "traeger_id": f"TR0{number}"} | {f"{name}_eur": amount for name in euros}
        for number, amount in enumerate(amounts, start=1)
    ]


def test_a_small_count_is_hidden_with_what_it_would_follow_from(content: Content) -> None:
    made = release(content, {"befragung": survey("ELTERN", 1, 0, 9, 8, 7, 6)})
    found = hidden(made, PARENTS)
    assert found[AREAS[0]]
    assert sum(found.values()) > 1  # else it were the district less the other areas
    assert made.protected.report.passed
    assert SIDE_TABLES not in made.frames["wert"]["konzept_id"]


def test_an_indicator_of_all_groups_hides_a_second_group(content: Content) -> None:
    """Parents and staff add up to the indicator: of two, one small one takes the other along."""
    tables = {"befragung": survey("ELTERN", 1, 0, 9, 8, 7, 6) + survey("FACHKRAFT", *[9] * 6)}
    made = release(content, tables)
    wert = made.frames["wert"]
    shown = wert.filter(pl.col("gebiet_id") == AREAS[0])["status"].to_list()
    assert shown != [Status.GEHEIM.value]
    assert hidden(made, PARENTS)[AREAS[0]]
    assert hidden(made, STAFF)[AREAS[0]]


def test_the_audit_finds_a_side_table_that_shows_too_much(content: Content, tmp_path: Path) -> None:
    rows = {"befragung": survey("ELTERN", 1, 0, 9, 8, 7, 6)}
    made = published(release(content, rows), tmp_path, "A")
    small = (pl.col("indikator_id") == PARENTS) & (pl.col("gebiet_id") == AREAS[0])
    opened = made.wert.with_columns(
        pl.when(small).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in {
            "zaehler": 1.0, "nenner": 40.0, "wert": 2.5, "status": Status.BEOBACHTUNG.value,
        }.items()
    )  # fmt: skip
    evidence = dataclasses.replace(evidence_of(made), wert=opened)
    assert audit([evidence_of(made)], content.confidentiality).passed
    assert [said.indikator_id for said in audit([evidence], content.confidentiality).shown] == [
        PARENTS
    ]


def test_the_audit_knows_that_who_took_part_was_invited(content: Content) -> None:
    """Of 20 invited in each of two areas 39 took part in all, so 19 or 20 in the first one."""
    invited = _sum("befragung", "eingeladen", thema="EINHEITEN")
    rows = survey("ELTERN", 10, 9, 10, 10, 12, 13, invited=10)
    for row in rows[4:]:
        row["eingeladen"] = 30
    made = release(content, {"befragung": rows}, indicator=invited)
    # not the first two, which suppression alone hides: the second one is open again
    assert [area for area in AREAS if hidden(made, PARENTS)[area]] == [AREAS[0], AREAS[2]]
    assert made.protected.report.passed


def test_one_more_answer_does_not_show_in_the_next_release(
    content: Content, tmp_path: Path
) -> None:
    before = release(content, {"befragung": survey("ELTERN", *[9] * 6)})
    assert not any(hidden(before, PARENTS).values())
    first = published(before, tmp_path, "A")
    one_more = release(content, {"befragung": survey("ELTERN", 10, *[9] * 5)}, [first])
    assert hidden(one_more, PARENTS)[AREAS[0]]
    assert hidden(one_more, PARENTS)[DISTRICT]
    many_more = release(content, {"befragung": survey("ELTERN", 13, *[9] * 5)}, [first])
    assert not any(hidden(many_more, PARENTS).values())
    assert one_more.protected.report.passed
    assert many_more.protected.report.passed


def test_corrected_money_is_known_by_year_and_agrees_with_the_release_before(
    content: Content, tmp_path: Path
) -> None:
    used = declare(
        "quote", periode="JAHR", thema="GELD_STELLEN", ebene="KREIS",
        zaehler=quantity(quelle="finanzen", summe=["personalkosten_eur"]),
        nenner=quantity(quelle="finanzen", summe=["bewilligt_eur"]),
    )  # fmt: skip
    first = release(content, {"finanzen": money(10, 20, 30)}, indicator=used)
    corrected = {"finanzen": money(15, 25, 35)}
    second = release(content, corrected, [published(first, tmp_path, "A")], used)
    assert second.protected.report.passed
    figure = side_id("finanzen", "bewilligt_eur")
    assert hidden(second, figure) == {DISTRICT: False}
    kept = second.backing.side_tables.filter(pl.col("indikator_id") == figure)
    assert kept["wert"].to_list() == [75.0]


def test_money_of_which_one_provider_corrected_his_stays_hidden(
    content: Content, tmp_path: Path
) -> None:
    first = published(release(content, {"finanzen": money(10, 20, 30)}), tmp_path, "A")
    second = release(content, {"finanzen": money(10, 20, 39)}, [first])
    assert hidden(second, side_id("finanzen", "bewilligt_eur")) == {DISTRICT: True}
    assert second.protected.report.passed


@pytest.mark.parametrize(("providers", "is_hidden"), [(2, True), (3, False)])
def test_answers_of_social_workers_rest_on_three_providers(
    *, packaged_content: Content, providers: int, is_hidden: bool
) -> None:
    kept = [kita for kita, (provider, _) in KITAS.items() if provider[-1] <= str(providers)]
    rows = [row for row in survey("KSA", *[1] * 6, invited=2) if row["kita_id"] in kept]
    assert len(kept) > 2
    made = release(packaged_content, {"befragung": rows})
    assert hidden(made, SOCIAL_WORKERS) == {DISTRICT: is_hidden}


def test_what_every_row_says_yes_or_no_to_is_a_closed_list() -> None:
    lists = closed_lists([])
    assert lists["aktivitaet", "erstkontakt"] == {False, True}
    assert ("aktivitaet", "sprachmittlung") not in lists  # may be empty


def test_questions_that_an_indicator_adds_up_are_a_closed_list(content: Content) -> None:
    """Whoever sees the answers to all questions, and to all but one, knows that one as well."""
    rows = [
        {"welle": "W2024", "akteursgruppe": "ELTERN", "item_id": item, "n": n, "mittel": 4.0,
         "top2": top2}
        for item, n, top2 in [("A", 30, 28), ("B", 33, 20), ("C", 34, 20)]
    ]  # fmt: skip
    everything = declare(
        "anteil", periode="WELLE", ebene="KREIS", intervall="KEINES",
        nenner=quantity(quelle="befragung_item", summe=["n"]),
        zaehler=quantity(quelle="befragung_item", summe=["top2"]),
    )  # fmt: skip
    tables = {"befragung": survey("ELTERN", *[9] * 6), "befragung_item": rows}
    made = release(content, tables, indicator=everything)
    found = [hidden(made, side_id("befragung_item", "ELTERN", item))[DISTRICT] for item in "ABC"]
    assert found[0]
    assert sum(found) == 2
    assert made.frames["wert"]["wert"].is_not_null().all()
    assert made.protected.report.passed
