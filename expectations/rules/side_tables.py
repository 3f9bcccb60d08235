"""Rules of the side tables: keys, references, sums and orders.

Conditions use the columns of ``expectations.check_view``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.schema import TABLES, Owner, Table
from expectations.rules.reference import AREAS, SERVED_AREAS
from expectations.rules.rule import Rule, rule_name
from expectations.rules.violations import NotInList, RowViolation, Where
from monitor.warehouse.deliveries import Severity

#: Share of the costs that the Land bears, in percent, and the tolerance in points.
STATE_SHARE_PERCENT: Final = 60
STATE_SHARE_TOLERANCE: Final = 0.5


def _rule(
    place: str,
    name: str,
    violation: RowViolation | str,
    text_de: str,
    text_en: str,
    *,
    severity: Severity = Severity.FEHLER,
) -> Rule:
    table, _, field = place.partition(".")
    forbidden = Where(violation) if isinstance(violation, str) else violation
    return Rule(rule_name(table, name), table, field, forbidden, text_de, text_en, severity)


def _unique(table: Table) -> Iterator[Rule]:
    keys_de = ", ".join(f"„{table[name].label_de}“" for name in table.key)
    keys_en = ", ".join(f"“{table[name].label_en}”" for name in table.key)
    yield _rule(
        f"{table.name}.{table.key[0]}",
        "schluessel_mehrfach",
        "mehrfach_in_lieferung",
        f"Zu {keys_de} stehen verschiedene Zeilen in der Lieferung.",
        f"The delivery has different rows for {keys_en}.",
    )
    if "quartal" not in table:  # the next delivery replaces the one before as a whole
        return
    yield _rule(
        f"{table.name}.{table.key[0]}",
        "schluessel_vergeben",
        "schon_im_bestand",
        f"Zu {keys_de} gibt es schon eine Zeile in einer Lieferung, die diese nicht ersetzt.",
        f"A delivery that this one does not replace has a row for {keys_en} already.",
    )


def _known_provider(table: Table) -> Rule:
    return _rule(
        f"{table.name}.traeger_id",
        "traeger_bekannt",
        "traeger_id IS NOT NULL AND NOT traeger_bekannt",
        "Den Träger gibt es in den Stammdaten nicht.",
        "The provider is not in the master data.",
    )


def _known_centre(table: Table) -> Rule:
    return _rule(
        f"{table.name}.kita_id",
        "kita_bekannt",
        "kita_id IS NOT NULL AND NOT kita_bekannt",
        "Die Kita gibt es in den Stammdaten nicht.",
        "The day-care centre is not in the master data.",
    )


def _known_wave(table: Table) -> Rule:
    return _rule(
        f"{table.name}.welle",
        "welle_bekannt",
        "welle IS NOT NULL AND NOT welle_bekannt",
        "Die Befragungswelle ist nicht bekannt; bitte zuerst die Wellen liefern.",
        "The survey wave is not known; please deliver the waves first.",
    )


def _right_quarter(table: Table) -> Rule:
    return _rule(
        f"{table.name}.quartal",
        "quartal_der_lieferung",
        "quartal <> lieferung_quartal",
        "Das Quartal der Zeile ist nicht das der Lieferung.",
        "The quarter of the row is not that of the delivery.",
    )


def _took_part(table: Table) -> Rule:
    return _rule(
        f"{table.name}.teilgenommen",
        "teilgenommen_hoechstens_eingeladen",
        "teilgenommen > eingeladen",
        "Es haben mehr teilgenommen, als eingeladen waren.",
        "More took part than were invited.",
    )


def _general_rules(table: Table) -> Iterator[Rule]:
    """Yield the rules derived from the columns of a table."""
    yield from _unique(table)
    if "traeger_id" in table and table.key != ("traeger_id",):
        yield _known_provider(table)
    if "kita_id" in table and table.key != ("kita_id",):
        yield _known_centre(table)
    if "welle" in table and table.key != ("welle",):
        yield _known_wave(table)
    if "quartal" in table:
        yield _right_quarter(table)
    if "teilgenommen" in table:
        yield _took_part(table)


_OWN_RULES: Final = (
    _rule(
        "dim_sozialraum.ars",
        "ars_bekannt",
        NotInList("ars", AREAS),
        "Den Sozialraum gibt es in der Gebietsliste nicht (führende Null vorhanden?).",
        "The area is not in the list of areas (is the leading zero there?).",
    ),
    _rule(  # a cell shown as 8,1 % holds 0.081, and no reader hands on how it was shown
        "dim_sozialraum.kinder_u7_sgb2_quote",
        "quote_als_anteil",
        "kinder_u7_sgb2_quote > 0 AND kinder_u7_sgb2_quote < 1",
        "Die Quote liegt unter 1 %. Ist die Zelle als Prozent formatiert? Bitte als Zahl wie 8,1.",
        "The share is below 1 %. Is the cell formatted as a percentage? Please give 8.1.",
    ),
    _rule(
        "dim_sozialraum.stand",
        "stand_vor_eingang",
        "stand > lieferung_eingang_am",
        "Der Stand liegt nach dem Eingang der Lieferung.",
        "The reference date lies after the receipt of the delivery.",
    ),
    _rule(
        "dim_kita.sozialraum_ars",
        "sozialraum_bekannt",
        NotInList("sozialraum_ars", SERVED_AREAS),
        "Der Sozialraum gehört nicht zum Zuständigkeitsbereich (führende Null vorhanden?).",
        "The area is not one of the office's areas (is the leading zero there?).",
    ),
    _rule(
        "dim_kita.aktiv_bis",
        "aktiv_von_vor_bis",
        "aktiv_bis < aktiv_von",
        "Das Ende des Betriebs liegt vor dem Anfang.",
        "The end of operation lies before its beginning.",
    ),
    _rule(
        "kita_stand.betreute_kinder",
        "betreute_kinder_ueber_plaetze",
        "betreute_kinder > kita_plaetze",
        "Es werden mehr Kinder betreut, als die Kita Plätze hat.",
        "More children are in care than the day-care centre has places.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "stellen.kita_id",
        "kita_des_traegers",
        "kita_traeger_id <> traeger_id",
        "Die Kita gehört nicht zu diesem Träger.",
        "The day-care centre does not belong to this provider.",
    ),
    _rule(
        "stellen.vzae_ist",
        "vzae_ist_ueber_soll",
        "vzae_ist > vzae_soll",
        "Es sind mehr Stellenanteile besetzt, als vorgesehen sind.",
        "More posts are filled than are planned.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "finanzen.landesanteil_eur",
        "landesanteil_sechzig_prozent",
        "abs(100.0 * landesanteil_eur - "
        f"{STATE_SHARE_PERCENT}.0 * (landesanteil_eur + kreisanteil_eur))"
        f" > {STATE_SHARE_TOLERANCE} * (landesanteil_eur + kreisanteil_eur)",
        "Der Landesanteil weicht um mehr als 0,5 Prozentpunkte von 60 % ab.",
        "The share of the Land differs by more than 0.5 points from 60 %.",
    ),
    _rule(
        "finanzen.personalkosten_eur",
        "ausgaben_ueber_bewilligung",
        "personalkosten_eur + sachkosten_eur > bewilligt_eur",
        "Die Kosten sind höher als der bewilligte Betrag.",
        "The costs are higher than the granted amount.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "welle.bis",
        "von_vor_bis",
        "bis < von",
        "Das Ende der Befragung liegt vor dem Anfang.",
        "The end of the survey lies before its beginning.",
    ),
    _rule(
        "befragung.sozialraum_ars",
        "sozialraum_bekannt",
        NotInList("sozialraum_ars", SERVED_AREAS),
        "Der Sozialraum gehört nicht zum Zuständigkeitsbereich (führende Null vorhanden?).",
        "The area is not one of the office's areas (is the leading zero there?).",
    ),
    _rule(
        "befragung.sozialraum_ars",
        "sozialraum_der_kita",
        "sozialraum_ars <> kita_sozialraum_ars",
        "Der Sozialraum passt nicht zur Kita.",
        "The area does not fit the day-care centre.",
    ),
    _rule(
        "befragung_item.top2",
        "top2_hoechstens_n",
        "top2 > n",
        "Es gibt mehr Antworten in den zwei besten Stufen als Antworten.",
        "More answers are in the two best categories than there are answers.",
    ),
    _rule(
        "empfehlung.beschlossen_am",
        "beschlossen_vor_eingang",
        "beschlossen_am > lieferung_eingang_am",
        "Der Beschluss liegt nach dem Eingang der Lieferung.",
        "The decision lies after the receipt of the delivery.",
    ),
    _rule(
        "empfehlung.faellig_am",
        "faellig_ab_beschluss",
        "faellig_am < beschlossen_am",
        "Die Empfehlung ist fällig, bevor sie beschlossen ist.",
        "The recommendation is due before the decision on it.",
    ),
    _rule(
        "empfehlung.erledigt_am",
        "erledigt_ab_beschluss",
        "erledigt_am < beschlossen_am",
        "Die Empfehlung ist erledigt, bevor sie beschlossen ist.",
        "The recommendation is done before the decision on it.",
    ),
    _rule(
        "empfehlung.erledigt_am",
        "erledigt_vor_eingang",
        "erledigt_am > lieferung_eingang_am",
        "Das Datum der Erledigung liegt nach dem Eingang der Lieferung.",
        "The date when done lies after the receipt of the delivery.",
    ),
    _rule(
        "empfehlung.erledigt_am",
        "erledigt_wenn_umgesetzt",
        "erledigt_am IS NULL AND stand = 'UMGESETZT' "
        "OR erledigt_am IS NOT NULL AND stand IN ('BESCHLOSSEN', 'IN_ARBEIT', 'AUFGEGEBEN')",
        "„Erledigt am“ und der Stand UMGESETZT gehören zusammen: beide oder keins von beiden.",
        "“Done on” and the state UMGESETZT belong together: both or neither.",
    ),
    _rule(
        "koordination.datum",
        "datum_ab_beginn",
        "datum < konzept_beginn",
        "Das Datum liegt vor dem Beginn des Fachkonzepts.",
        "The date lies before the beginning of the concept.",
    ),
    _rule(
        "koordination.datum",
        "datum_vor_eingang",
        "datum > lieferung_eingang_am",
        "Das Datum liegt nach dem Eingang der Lieferung.",
        "The date lies after the receipt of the delivery.",
    ),
    _rule(
        "erwartete_lieferung.frist",
        "frist_nach_quartal",
        "frist <= quartal_bis",
        "Die Frist liegt nicht nach dem Ende des Quartals.",
        "The due date does not lie after the end of the quarter.",
    ),
)


def side_table_rules() -> Iterator[Rule]:
    """Yield the rules of the office's own tables."""
    for table in TABLES.values():
        if table.owner is Owner.AMT:
            yield from _general_rules(table)
    yield from _OWN_RULES
