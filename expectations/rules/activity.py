"""Rules between the columns of an activity, and between an activity and the master data.

Conditions use the columns of ``expectations.check_view``.
"""

from __future__ import annotations

from typing import Final

from data.schema import AKTIVITAET
from expectations.rules.reference import GOALS, SERVED_AREAS
from expectations.rules.rule import Rule
from expectations.rules.violations import (
    MissingValue,
    NotInList,
    OutOfRange,
    RowViolation,
    Where,
    one_of,
)
from monitor.warehouse.deliveries import Severity

#: Longest plausible wait for a first contact, in working days.
LONGEST_WAIT_DAYS: Final = 60

_WITHOUT_KITA = ("SRANG", "NETZ", "SRA", "KOORD", "OEFF", "VERW")
_WITH_REASON = ("BER_FAM", "BER_TEAM", "BEGL", "ANTRAG", "KRISE", "VERM")
_FIRST_CONTACTS = ("BER_FAM", "BER_TEAM", "KRISE", "BEGL", "ANTRAG", "SPRECH")
_GROUP_KINDS = ("FAMBILD", "ELTCAFE", "EKG", "KIND_GRUPPE")
_GROUP_SETTINGS = ("GRUPPE", "OFFEN")
_AT_HOME_WITH = ("ELTERN", "FAMILIE", "KIND")

#: When a field that the schema leaves optional has to be filled (field → condition, reason).
DUTIES: Final = {
    "kita_id": (
        f"NOT {one_of('aktivitaet_art', *_WITHOUT_KITA)}",
        "bei dieser Art der Tätigkeit",
        "for this kind of activity",
    ),
    "anlass": (
        one_of("aktivitaet_art", *_WITH_REASON),
        "bei dieser Art der Tätigkeit",
        "for this kind of activity",
    ),
    "zugang": ("erstkontakt", "bei einem Erstkontakt", "for a first contact"),
    "dringlichkeit": (
        "coalesce(erstkontakt, false) OR coalesce(abschluss, false)",
        "bei Erstkontakt und Abschluss",
        "for first contacts and closures",
    ),
    "weitervermittlung_ergebnis": (
        "weitervermittlung <> 'KEINE'",
        "bei einer Weitervermittlung",
        "for a referral",
    ),
    "ergebnis": ("abschluss", "bei einem Abschluss", "for a closure"),
    "gas_perspektive": ("gas_wert IS NOT NULL", "bei einem GAS-Wert", "with a GAS score"),
}


def _rule(
    name: str,
    field: str,
    violation: RowViolation | str,
    text_de: str,
    text_en: str,
    *,
    severity: Severity = Severity.FEHLER,
) -> Rule:
    forbidden = Where(violation) if isinstance(violation, str) else violation
    return Rule(name, AKTIVITAET.name, field, forbidden, text_de, text_en, severity)


def _duty(field: str) -> Rule:
    when, reason_de, reason_en = DUTIES[field]
    column = AKTIVITAET[field]
    return _rule(
        f"{field}_fehlt",
        field,
        MissingValue(field, when),
        f"„{column.label_de}“ muss {reason_de} ausgefüllt sein.",
        f"“{column.label_en}” must be filled {reason_en}.",
    )


_IDENTITY: Final = (
    _rule(
        "aktivitaet_id_mehrfach",
        "aktivitaet_id",
        "mehrfach_in_lieferung",
        "Dieselbe Aktivitätsnummer steht in der Lieferung mit verschiedenen Inhalten.",
        "The same activity id stands in the delivery with different contents.",
    ),
    _rule(
        "aktivitaet_id_vergeben",
        "aktivitaet_id",
        "schon_im_bestand",
        "Die Aktivitätsnummer ist in einer anderen Lieferung vergeben, die diese nicht ersetzt.",
        "The activity id is in use by another delivery, which this one does not replace.",
    ),
    _rule(
        "aktivitaet_id_traeger",
        "aktivitaet_id",
        "NOT starts_with(aktivitaet_id, traeger_id || '-')",
        "Die Aktivitätsnummer beginnt nicht mit der Kennung des Trägers.",
        "The activity id does not start with the id of the provider.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "traeger_bekannt",
        "traeger_id",
        "traeger_id IS NOT NULL AND NOT traeger_bekannt",
        "Den Träger gibt es in den Stammdaten nicht.",
        "The provider is not in the master data.",
    ),
    _rule(
        "traeger_der_lieferung",
        "traeger_id",
        "traeger_id <> lieferung_traeger_id",
        "Die Zeile gehört zu einem anderen Träger als die Lieferung.",
        "The row belongs to another provider than the delivery.",
    ),
    _rule(
        "kita_bekannt",
        "kita_id",
        "kita_id IS NOT NULL AND NOT kita_bekannt",
        "Die Kita gibt es in den Stammdaten nicht.",
        "The day-care centre is not in the master data.",
    ),
    _rule(
        "kita_des_traegers",
        "kita_id",
        "kita_traeger_id <> traeger_id",
        "Die Kita gehört nicht zu diesem Träger.",
        "The day-care centre does not belong to this provider.",
    ),
    _rule(
        "kita_in_betrieb",
        "kita_id",
        "datum < kita_aktiv_von OR datum > kita_aktiv_bis",
        "Die Kita war am Tag der Aktivität laut Stammdaten nicht in Betrieb.",
        "According to the master data the day-care centre was not open on that day.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "sozialraum_bekannt",
        "sozialraum_ars",
        NotInList("sozialraum_ars", SERVED_AREAS),
        "Der Sozialraum gehört nicht zum Zuständigkeitsbereich (führende Null vorhanden?).",
        "The area is not one of the office's areas (is the leading zero there?).",
    ),
    _rule(
        "sozialraum_der_kita",
        "sozialraum_ars",
        "sozialraum_ars <> kita_sozialraum_ars",
        "Der Sozialraum passt nicht zur Kita.",
        "The area does not fit the day-care centre.",
    ),
)

_DATES: Final = (
    _rule(
        "datum_ab_beginn",
        "datum",
        "datum < konzept_beginn",
        "Das Datum liegt vor dem Beginn des Fachkonzepts.",
        "The date lies before the beginning of the concept.",
    ),
    _rule(
        "datum_vor_eingang",
        "datum",
        "datum > lieferung_eingang_am",
        "Das Datum liegt nach dem Eingang der Lieferung.",
        "The date lies after the receipt of the delivery.",
    ),
    _rule(
        "datum_im_quartal",
        "datum",
        "datum < lieferung_von OR datum > lieferung_bis",
        "Das Datum liegt nicht im Quartal der Lieferung.",
        "The date does not lie in the quarter of the delivery.",
    ),
    _rule(
        "datum_sonn_oder_feiertag",
        "datum",
        "dayofweek(datum) = 0 OR ist_feiertag",
        "Das Datum ist ein Sonntag oder ein gesetzlicher Feiertag.",
        "The date is a Sunday or a public holiday.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "anfrage_vor_datum",
        "anfrage_datum",
        OutOfRange("wartezeit_werktage", AKTIVITAET["wartezeit_werktage"].minimum),
        "Das Datum der Anfrage liegt nach dem Datum der Aktivität.",
        "The date of the request lies after the date of the activity.",
    ),
    _rule(
        "wartezeit_sehr_lang",
        "anfrage_datum",
        OutOfRange("wartezeit_werktage", maximum=LONGEST_WAIT_DAYS),
        f"Zwischen Anfrage und Erstkontakt liegen mehr als {LONGEST_WAIT_DAYS} Werktage.",
        f"More than {LONGEST_WAIT_DAYS} working days lie between request and first contact.",
        severity=Severity.WARNUNG,
    ),
)

_PARTICIPANTS: Final = (
    _rule(
        "dauer_min_fuenferschritte",
        "dauer_min",
        "mod(dauer_min, 5) <> 0",
        "Die Dauer ist nicht auf fünf Minuten gerundet.",
        "The duration is not a multiple of five minutes.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "tn_mindestens_eine_person",
        "tn_erwachsene",
        "tn_erwachsene + tn_kinder < 1 AND setting <> 'OHNE_KONTAKT'",
        "Es nimmt niemand teil, obwohl das Setting nicht „ohne Kontakt“ ist.",
        "Nobody takes part although the setting is not “without contact”.",
    ),
    _rule(
        "tn_einzel_hoechstens_zwei",
        "tn_erwachsene",
        "setting = 'EINZEL' AND tn_erwachsene + tn_kinder > 2",
        "An einem Einzelgespräch nehmen mehr als zwei Personen teil.",
        "More than two persons take part in a one-to-one talk.",
    ),
    _rule(
        "tn_erstmalig_hoechstens_alle",
        "tn_erstmalig",
        "tn_erstmalig > tn_erwachsene + tn_kinder",
        "Es gibt mehr erstmals Teilnehmende als Teilnehmende.",
        "More persons take part for the first time than take part at all.",
    ),
    _rule(
        "tn_erstmalig_nur_gruppen",
        "tn_erstmalig",
        f"tn_erstmalig > 0 AND NOT {one_of('setting', *_GROUP_SETTINGS)}",
        "Erstmals Teilnehmende werden nur bei Gruppen und offenen Angeboten gezählt.",
        "First-time participants are counted for groups and open offers only.",
    ),
    _rule(
        "gruppenart_setting",
        "setting",
        f"{one_of('aktivitaet_art', *_GROUP_KINDS)} AND NOT {one_of('setting', *_GROUP_SETTINGS)}",
        "Diese Art der Tätigkeit ist ein Gruppenangebot; das Setting muss Gruppe oder offen sein.",
        "This kind of activity is a group offer; the setting must be group or open.",
    ),
)

_CASE: Final = (
    _rule(
        "begleitung_ort",
        "ort",
        f"aktivitaet_art = 'BEGL' AND NOT {one_of('ort', 'BEHOERDE', 'SONST')}",
        "Eine Begleitung findet in der Regel bei einer Behörde statt.",
        "An accompaniment usually takes place at an authority.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "hausbesuch_zielgruppe",
        "zielgruppe",
        f"ort = 'HAUSBESUCH' AND NOT {one_of('zielgruppe', *_AT_HOME_WITH)}",
        "Ein Hausbesuch richtet sich an Eltern, Familie oder Kind.",
        "A home visit is for parents, family or child.",
    ),
    _rule(
        "anlass_neben_verschieden",
        "anlass_neben",
        "anlass_neben = anlass",
        "Der weitere Anlass ist derselbe wie der Anlass.",
        "The secondary reason is the same as the reason.",
    ),
    _rule(
        "erstkontakt_nur_bei_beratung",
        "erstkontakt",
        f"erstkontakt AND NOT {one_of('aktivitaet_art', *_FIRST_CONTACTS)}",
        "Bei dieser Art der Tätigkeit gibt es keinen Erstkontakt.",
        "This kind of activity cannot be a first contact.",
    ),
    _rule(
        "ziel_id_bekannt",
        "ziel_id",
        NotInList("ziel_id", GOALS),
        "Das Ziel gibt es im Fachkonzept nicht.",
        "The goal is not part of the concept.",
    ),
    _rule(
        "weitervermittlung_ergebnis_ohne_weitervermittlung",
        "weitervermittlung_ergebnis",
        "weitervermittlung = 'KEINE' AND weitervermittlung_ergebnis <> 'UNBEKANNT'",
        "Es ist ein Ergebnis angegeben, aber keine Weitervermittlung.",
        "A result is given, but no referral.",
    ),
    _rule(
        "ergebnis_nur_bei_abschluss",
        "ergebnis",
        "ergebnis <> 'KA' AND NOT abschluss",
        "Ein Ergebnis wird nur beim Abschluss angegeben.",
        "A result is given with a closure only.",
    ),
    _rule(
        "gas_gewicht_nur_mit_gas_wert",
        "gas_gewicht",
        "gas_gewicht IS NOT NULL AND gas_wert IS NULL",
        "Ein GAS-Gewicht ist angegeben, aber kein GAS-Wert.",
        "A GAS weight is given, but no GAS score.",
        severity=Severity.WARNUNG,
    ),
    _rule(
        "gas_wert_nur_bei_abschluss",
        "gas_wert",
        "gas_wert IS NOT NULL AND NOT abschluss",
        "Ein GAS-Wert wird nur beim Abschluss angegeben.",
        "A GAS score is given with a closure only.",
    ),
)

ACTIVITY_RULES: Final = (
    *_IDENTITY,
    *_DATES,
    *_PARTICIPANTS,
    *_CASE,
    *(_duty(field) for field in DUTIES),
)
