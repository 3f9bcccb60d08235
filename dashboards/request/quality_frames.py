"""The frames of deliveries, expectations and findings, as far as a viewer may see them.

Read through the store, which gives a Träger its own rows only and refuses everybody else but data
stewards. Findings name delivery, line, field and rule, never a value (the Träger has the file).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from dashboards.request.view import View
from dashboards.words.messages import Messages
from monitor.access import Resource, Viewer
from monitor.reading.store import Store
from monitor.warehouse.deliveries import DeliveryStatus, Severity

#: Order of findings: as a Träger goes through the file.
_ORDER: Final = ("lieferung_id", "quelle_blatt", "quelle_zeile", "feld", "regel")

#: Status of deliveries that nobody corrects any more; their findings are shown on request only.
_GONE: Final = [DeliveryStatus.ERSETZT.value, DeliveryStatus.ZURUECKGEZOGEN.value]

#: Columns of a finding as shown and sent back.
FINDING_COLUMNS: Final = (
    "traeger", "quartal", "datei", "quelle_blatt", "quelle_zeile", "feld_label", "schwere",
    "anzahl", "regel_text", "regel",
)  # fmt: skip


def of_own(view: View) -> View:
    """Return the view of a viewer who sees the deliveries of their own Träger and no more."""
    own = view.viewer.within(frozenset({Resource.EIGENE_LIEFERUNGEN}))
    return replace(view, viewer=own)


@dataclass(frozen=True)
class Quality:
    """The newest quality snapshot, as far as the viewer may see it.

    Every method raises AccessError for whoever may see no deliveries.
    """

    viewer: Viewer
    store: Store

    def meta(self) -> Mapping[str, str]:
        """Return the table ``meta``: office, time and id of the snapshot."""
        rows = self.store.quality(self.viewer, "meta")
        return dict(rows.select("schluessel", "wert").iter_rows())

    def is_demo(self) -> bool:
        """Tell whether the deliveries are made up."""
        return self.meta().get("ist_demo") == "true"

    def snapshot_id(self) -> str:
        """Return the id of the snapshot."""
        return self.meta()["snapshot_id"]

    def made_on(self) -> dt.date:
        """Return the day of the snapshot."""
        return dt.datetime.fromisoformat(self.meta()["erstellt_am"]).date()

    def deliveries(self) -> pl.DataFrame:
        """Return the register of deliveries, newest first."""
        order = ("-eingang_am", "-reihenfolge")
        return self.store.quality(self.viewer, "lieferung", order_by=order)

    def expected(self) -> pl.DataFrame:
        """Return the expected deliveries with day due and status."""
        return self.store.quality(self.viewer, "erwartung", order_by=("traeger_id", "quartal"))

    def accounts(self) -> pl.DataFrame:
        """Return the accounts of rows by Träger and quarter, the newest quarter first.

        Quarters without a delivery are left out until their deadline has passed.
        """
        rows = self.store.quality(self.viewer, "konto", order_by=("-quartal", "traeger_id"))
        is_due = (pl.col("frist") < self.made_on()).fill_null(value=False)
        return rows.filter((pl.col("lieferungen") > 0) | is_due)

    def findings(
        self, view: View, t: Messages, *, limit: int | None = None, offset: int = 0
    ) -> pl.DataFrame:
        """Return findings with the delivery and the rule's sentence, filtered as the view says."""
        where = self._where(view)
        rows = self.store.quality(
            self.viewer, "befund", where=where, order_by=_ORDER, limit=limit, offset=offset
        )
        deliveries = self.deliveries().select("lieferung_id", "traeger", "quartal", "datei")
        rules = self.store.quality(self.viewer, "regel").select(
            "regel", regel_text=f"text_{t.language.value}"
        )
        told = rows.join(deliveries, on="lieferung_id", how="left", maintain_order="left")
        told = told.join(rules, on="regel", how="left", maintain_order="left")
        return told.with_columns(
            schwere=pl.col("schwere").replace(
                {code: t(f"severity.{code}") for code in ("FEHLER", "WARNUNG")}
            ),
            feld_label=pl.col("feld_label").fill_null(pl.col("feld")),
            regel_text=pl.col("regel_text").fill_null(pl.col("regel")),
        ).select(FINDING_COLUMNS)

    def count_findings(self, view: View) -> int:
        """Return the number of findings under the filters of the view."""
        return self.store.quality_count(self.viewer, "befund", where=self._where(view))

    def known(self, view: View) -> View:
        """Return the view without an unknown Träger, delivery or severity.

        Beside a chosen Träger, the deliveries of all others count as unknown.
        """
        deliveries = self.deliveries()
        if view.traeger not in {*deliveries["traeger_id"], *self.expected()["traeger_id"]}:
            view = replace(view, traeger=None)
        if view.traeger:
            deliveries = deliveries.filter(pl.col("traeger_id") == view.traeger)
        if view.delivery not in set(deliveries["lieferung_id"]):
            view = replace(view, delivery=None)
        return view if view.severity in set(Severity) else replace(view, severity=None)

    def _where(self, view: View) -> dict[str, object]:
        """Return the condition: all standing deliveries, a Träger's, or the chosen delivery."""
        where: dict[str, object] = {}
        if view.severity:
            where["schwere"] = view.severity
        if view.delivery:
            where["lieferung_id"] = view.delivery
        else:
            standing = self.deliveries().filter(~pl.col("status").is_in(_GONE))
            if view.traeger:
                standing = standing.filter(pl.col("traeger_id") == view.traeger)
            where["lieferung_id"] = standing["lieferung_id"].to_list()
        return where
