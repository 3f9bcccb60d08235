"""Which columns leave: every one of the schema is decided on."""

from __future__ import annotations

from dataclasses import replace

from data.schema import AKTIVITAET, ColumnRole, Kind
from monitor.concept.sensitive import OTHER
from monitor.content.folder import Content
from monitor.datasets.contract.columns import LEAVING, NEVER, leaving_columns


def test_every_column_of_the_facts_is_decided_on() -> None:
    replaced = {"kita_id", "sozialraum_ars", "aktivitaet_art"}
    decided = {
        column.name
        for column in AKTIVITAET.stored
        if column.role is not ColumnRole.LINEAGE and column.kind is not Kind.KEY
    }
    assert {*LEAVING, *NEVER, *replaced} == decided
    assert not set(LEAVING) & NEVER


def test_sensitive_columns_and_codes_do_not_leave(packaged_content: Content) -> None:
    sensitive = packaged_content.confidentiality.sensibel
    found = {one.variable.name: one.variable for one in leaving_columns(packaged_content)}
    assert not {*sensitive.spalten} & {*found}
    for name, variable in found.items():
        merged = sensitive.merged(AKTIVITAET[name].codes)
        assert not set(merged) & set(variable.codes)
        assert (OTHER in variable.codes) is bool(merged and variable.codes)


def test_what_an_office_adds_to_the_sensitive_columns_stays(packaged_content: Content) -> None:
    rules = packaged_content.confidentiality
    more = rules.sensibel.model_copy(update={"spalten": ("sprachmittlung",)})
    changed = rules.model_copy(update={"sensibel": more})
    found = leaving_columns(replace(packaged_content, confidentiality=changed))
    assert "sprachmittlung" not in {one.variable.name for one in found}
