-- The yardstick for validation: every rule about activities as one aggregate, written by hand.
-- A column is called like the rule (expectations.rules.rule) and counts what violates it; for a share it
-- counts the part. Not here: cells that could not be read, which a typed read has none of.

CREATE TABLE mehrfach AS -- ids that stand there more than once, and how many rows only repeat another
SELECT aktivitaet_id, count(*) - count(DISTINCT zeile) AS wiederholt, count(DISTINCT zeile) > 1 AS verschieden
FROM (
    SELECT aktivitaet_id, fakten::VARCHAR AS zeile FROM fakten
    WHERE aktivitaet_id IN (FROM (SELECT aktivitaet_id FROM fakten GROUP BY ALL HAVING count(*) > 1))
)
GROUP BY ALL;

CREATE TABLE verstoesse AS
WITH zeilen AS (
    SELECT f.*,
        k.kita_id IS NOT NULL AS kita_bekannt, k.traeger_id AS kita_traeger_id,
        k.sozialraum_ars AS kita_ars, k.aktiv_von, k.aktiv_bis,
        tn_erwachsene + tn_kinder AS tn,
        coalesce(erstkontakt, false) OR coalesce(abschluss, false) AS anfang_oder_ende,
        aktivitaet_art IN ('BER_FAM', 'BER_TEAM', 'BEGL', 'ANTRAG', 'KRISE', 'VERM') AS mit_anlass,
        aktivitaet_art NOT IN ('SRANG', 'NETZ', 'SRA', 'KOORD', 'OEFF', 'VERW') AS mit_kita,
        aktivitaet_art IN ('FAMBILD', 'ELTCAFE', 'EKG', 'KIND_GRUPPE') AS gruppenart
    FROM fakten AS f LEFT JOIN dim_kita AS k ON k.kita_id = f.kita_id
)
SELECT
    -- identity
    count(*) FILTER (aktivitaet_id IS NULL) AS aktivitaet_id_fehlt,
    count(*) FILTER (aktivitaet_id IN (SELECT aktivitaet_id FROM mehrfach WHERE verschieden)) AS aktivitaet_id_mehrfach,
    count(*) FILTER (aktivitaet_id IN (SELECT aktivitaet_id FROM bestand)) AS aktivitaet_id_vergeben,
    count(*) FILTER (split_part(aktivitaet_id, '-', 1) <> traeger_id) AS aktivitaet_id_traeger,
    (SELECT coalesce(sum(wiederholt), 0)::BIGINT FROM mehrfach) AS zeilen_doppelt,
    count(*) FILTER (traeger_id IS NULL) AS traeger_id_fehlt,
    count(*) FILTER (traeger_id NOT IN (SELECT traeger_id FROM dim_kita)) AS traeger_bekannt,
    count(*) FILTER (traeger_id <> getvariable('traeger')) AS traeger_der_lieferung,
    count(*) FILTER (kita_id IS NULL AND mit_kita) AS kita_id_fehlt,
    count(*) FILTER (kita_id IS NOT NULL AND NOT kita_bekannt) AS kita_bekannt,
    count(*) FILTER (kita_traeger_id <> traeger_id) AS kita_des_traegers,
    count(*) FILTER (datum < aktiv_von OR datum > aktiv_bis) AS kita_in_betrieb,
    count(*) FILTER (sozialraum_ars IS NULL) AS sozialraum_ars_fehlt,
    count(*) FILTER (sozialraum_ars NOT IN ('071370203', '071375001', '071375002', '071375003',
        '071375004', '071375007', '071375008', '071375009')) AS sozialraum_bekannt,
    count(*) FILTER (sozialraum_ars <> kita_ars) AS sozialraum_der_kita,
    -- dates
    count(*) FILTER (datum IS NULL) AS datum_fehlt,
    count(*) FILTER (datum < DATE '2021-07-01') AS datum_ab_beginn,
    count(*) FILTER (datum > getvariable('eingang')) AS datum_vor_eingang,
    count(*) FILTER (datum < getvariable('von') OR datum > getvariable('bis')) AS datum_im_quartal,
    count(*) FILTER (dayofweek(datum) = 0 OR datum IN (
        SELECT tag FROM feiertag WHERE tag BETWEEN getvariable('von') AND getvariable('bis'))) AS datum_sonn_oder_feiertag,
    count(*) FILTER (wartezeit_werktage < 0) AS anfrage_vor_datum,
    count(*) FILTER (wartezeit_werktage > 60) AS wartezeit_sehr_lang,
    count(*) FILTER (erstkontakt AND wartezeit_werktage IS NULL) AS anfrage_datum_selten,
    -- codes
    count(*) FILTER (aktivitaet_art IS NULL) AS aktivitaet_art_fehlt,
    count(*) FILTER (aktivitaet_art NOT IN ('BER_FAM', 'BER_TEAM', 'SPRECH', 'BEGL', 'ANTRAG', 'VERM',
        'KRISE', 'FAMBILD', 'ELTCAFE', 'EKG', 'KIND_EINZEL', 'KIND_GRUPPE', 'SRANG', 'NETZ', 'SRA',
        'KOORD', 'OEFF', 'VERW')) AS aktivitaet_art_code,
    count(*) FILTER (setting IS NULL) AS setting_fehlt,
    count(*) FILTER (setting NOT IN ('EINZEL', 'PAAR_FAM', 'GRUPPE', 'OFFEN', 'TEAM', 'GREMIUM',
        'OHNE_KONTAKT')) AS setting_code,
    count(*) FILTER (ort IS NULL) AS ort_fehlt,
    count(*) FILTER (ort NOT IN ('KITA', 'BUERO', 'HAUSBESUCH', 'TELEFON', 'VIDEO', 'BEHOERDE',
        'SOZIALRAUM', 'SONST')) AS ort_code,
    count(*) FILTER (zielgruppe IS NULL) AS zielgruppe_fehlt,
    count(*) FILTER (zielgruppe NOT IN ('ELTERN', 'FAMILIE', 'KIND', 'KINDERGRUPPE', 'FACHKRAFT',
        'KITA_LEITUNG', 'TEAM', 'NETZWERKPARTNER', 'OEFFENTLICHKEIT')) AS zielgruppe_code,
    count(*) FILTER (anlass IS NULL AND mit_anlass) AS anlass_fehlt,
    count(*) FILTER (anlass NOT IN ('ERZIEHUNG', 'ENTWICKLUNG', 'VERHALTEN', 'FAMKONFLIKT',
        'ELTBELASTUNG', 'GESUNDHEIT', 'FINANZEN', 'WOHNEN', 'ARBEIT', 'MIGRATION', 'UEBERGANG',
        'VERSORGUNG', 'KINDERSCHUTZ', 'GEWALT', 'ISOLATION', 'TEAMFRAGE', 'SONST')) AS anlass_code,
    count(*) FILTER (anlass_neben NOT IN ('ERZIEHUNG', 'ENTWICKLUNG', 'VERHALTEN', 'FAMKONFLIKT',
        'ELTBELASTUNG', 'GESUNDHEIT', 'FINANZEN', 'WOHNEN', 'ARBEIT', 'MIGRATION', 'UEBERGANG',
        'VERSORGUNG', 'KINDERSCHUTZ', 'GEWALT', 'ISOLATION', 'TEAMFRAGE', 'SONST')) AS anlass_neben_code,
    count(*) FILTER (anlass_neben = anlass) AS anlass_neben_verschieden,
    count(*) FILTER (altersgruppe_kind NOT IN ('U3', 'UE3', 'VORSCHULE', 'SCHULKIND', 'GEMISCHT',
        'KA')) AS altersgruppe_kind_code,
    count(*) FILTER (zugang IS NULL AND erstkontakt) AS zugang_fehlt,
    count(*) FILTER (zugang NOT IN ('SELBST', 'KITA_TEAM', 'AKTIVE_ANSPRACHE', 'AUS_ANGEBOT',
        'ANDERE_ELTERN', 'JUGENDAMT', 'FRUEHE_HILFEN', 'GESUNDHEIT', 'BERATUNGSSTELLE', 'SCHULE',
        'SONST')) AS zugang_code,
    count(*) FILTER (dringlichkeit IS NULL AND anfang_oder_ende) AS dringlichkeit_fehlt,
    count(*) FILTER (dringlichkeit NOT IN ('REGULAER', 'DRINGEND', 'AKUT')) AS dringlichkeit_code,
    count(*) FILTER (bedarfsmerkmal NOT IN ('KEINES', 'MIND_1', 'UNBEKANNT')) AS bedarfsmerkmal_code,
    count(*) FILTER (kinderschutz NOT IN ('NEIN', 'BERATUNG_8B', 'VERFAHREN_8A', 'KA')) AS kinderschutz_code,
    count(*) FILTER (NOT list_has_all(['KEINE', 'EB', 'ASD', 'FRUEHE_HILFEN', 'FRUEHFOERDERUNG',
        'THERAPIE', 'KINDERARZT', 'GESUNDHEITSAMT', 'JOBCENTER', 'SOZIALAMT', 'FAMILIENKASSE',
        'ELTERNGELD', 'AUSLAENDERBEHOERDE', 'MIGRATIONSBERATUNG', 'SCHULDNERBERATUNG',
        'SUCHTBERATUNG', 'FRAUENSCHUTZ', 'WOHNHILFE', 'FAMILIENBILDUNG', 'SPRACHKURS', 'GRUNDSCHULE',
        'VEREIN', 'GEMEINDE', 'SONST'], string_split(kooperationspartner, '|'))) AS kooperationspartner_code,
    count(*) FILTER (weitervermittlung IS NULL) AS weitervermittlung_fehlt,
    count(*) FILTER (weitervermittlung NOT IN ('KEINE', 'EB', 'ASD', 'FRUEHE_HILFEN',
        'FRUEHFOERDERUNG', 'THERAPIE', 'KINDERARZT', 'GESUNDHEITSAMT', 'JOBCENTER', 'SOZIALAMT',
        'FAMILIENKASSE', 'ELTERNGELD', 'AUSLAENDERBEHOERDE', 'MIGRATIONSBERATUNG',
        'SCHULDNERBERATUNG', 'SUCHTBERATUNG', 'FRAUENSCHUTZ', 'WOHNHILFE', 'FAMILIENBILDUNG',
        'SPRACHKURS', 'GRUNDSCHULE', 'VEREIN', 'GEMEINDE', 'SONST')) AS weitervermittlung_code,
    count(*) FILTER (weitervermittlung_ergebnis IS NULL AND weitervermittlung <> 'KEINE')
        AS weitervermittlung_ergebnis_fehlt,
    count(*) FILTER (weitervermittlung_ergebnis NOT IN ('ANGEKOMMEN', 'TERMIN', 'OFFEN',
        'KEINE_KAPAZITAET', 'ABGELEHNT', 'UNBEKANNT')) AS weitervermittlung_ergebnis_code,
    count(*) FILTER (weitervermittlung = 'KEINE' AND weitervermittlung_ergebnis <> 'UNBEKANNT')
        AS weitervermittlung_ergebnis_ohne_weitervermittlung,
    count(*) FILTER (ergebnis <> 'KA' AND NOT abschluss) AS ergebnis_nur_bei_abschluss,
    count(*) FILTER (ergebnis IS NULL AND abschluss) AS ergebnis_fehlt,
    count(*) FILTER (ergebnis NOT IN ('GEKLAERT', 'TEILWEISE', 'WEITERVERMITTELT', 'ABBRUCH',
        'WEGGANG', 'ESKALATION', 'KA')) AS ergebnis_code,
    count(*) FILTER (ziel_id NOT IN ('Z1', 'Z2', 'Z3', 'Z4', 'Z5', 'Z6', 'Z7', 'Z8', 'Z9', 'Z10',
        'Z11')) AS ziel_id_bekannt,
    -- numbers
    count(*) FILTER (dauer_min IS NULL) AS dauer_min_fehlt,
    count(*) FILTER (dauer_min NOT BETWEEN 5 AND 600) AS dauer_min_bereich,
    count(*) FILTER (dauer_min % 5 <> 0) AS dauer_min_fuenferschritte,
    count(*) FILTER (tn_erwachsene IS NULL) AS tn_erwachsene_fehlt,
    count(*) FILTER (tn_erwachsene NOT BETWEEN 0 AND 200) AS tn_erwachsene_bereich,
    count(*) FILTER (tn_kinder IS NULL) AS tn_kinder_fehlt,
    count(*) FILTER (tn_kinder NOT BETWEEN 0 AND 200) AS tn_kinder_bereich,
    count(*) FILTER (tn_erstmalig NOT BETWEEN 0 AND 400) AS tn_erstmalig_bereich,
    count(*) FILTER (tn < 1 AND setting <> 'OHNE_KONTAKT') AS tn_mindestens_eine_person,
    count(*) FILTER (setting = 'EINZEL' AND tn > 2) AS tn_einzel_hoechstens_zwei,
    count(*) FILTER (tn_erstmalig > tn) AS tn_erstmalig_hoechstens_alle,
    count(*) FILTER (tn_erstmalig > 0 AND setting NOT IN ('GRUPPE', 'OFFEN')) AS tn_erstmalig_nur_gruppen,
    -- what belongs together
    count(*) FILTER (gruppenart AND setting NOT IN ('GRUPPE', 'OFFEN')) AS gruppenart_setting,
    count(*) FILTER (aktivitaet_art = 'BEGL' AND ort NOT IN ('BEHOERDE', 'SONST')) AS begleitung_ort,
    count(*) FILTER (ort = 'HAUSBESUCH' AND zielgruppe NOT IN ('ELTERN', 'FAMILIE', 'KIND'))
        AS hausbesuch_zielgruppe,
    count(*) FILTER (erstkontakt IS NULL) AS erstkontakt_fehlt,
    count(*) FILTER (erstkontakt AND aktivitaet_art NOT IN ('BER_FAM', 'BER_TEAM', 'KRISE', 'BEGL',
        'ANTRAG', 'SPRECH')) AS erstkontakt_nur_bei_beratung,
    count(*) FILTER (abschluss IS NULL) AS abschluss_fehlt,
    count(*) FILTER (gas_wert NOT BETWEEN -2 AND 2) AS gas_wert_bereich,
    count(*) FILTER (gas_wert IS NOT NULL AND NOT abschluss) AS gas_wert_nur_bei_abschluss,
    count(*) FILTER (gas_gewicht NOT BETWEEN 1 AND 4) AS gas_gewicht_bereich,
    count(*) FILTER (gas_gewicht IS NOT NULL AND gas_wert IS NULL) AS gas_gewicht_nur_mit_gas_wert,
    count(*) FILTER (gas_perspektive IS NULL AND gas_wert IS NOT NULL) AS gas_perspektive_fehlt,
    count(*) FILTER (gas_perspektive NOT IN ('FACHKRAFT', 'FAMILIE', 'GEMEINSAM')) AS gas_perspektive_code,
    -- shares of "other" and of "not stated"; an empty required field is counted above already
    count(*) FILTER (ort = 'SONST') AS anteil_sonst_ort,
    count(*) FILTER (anlass = 'SONST') AS anteil_sonst_anlass,
    count(*) FILTER (anlass_neben = 'SONST') AS anteil_sonst_anlass_neben,
    count(*) FILTER (zugang = 'SONST') AS anteil_sonst_zugang,
    count(*) FILTER (weitervermittlung = 'SONST') AS anteil_sonst_weitervermittlung,
    count(*) FILTER (list_contains(string_split(kooperationspartner, '|'), 'SONST'))
        AS anteil_sonst_kooperationspartner,
    count(*) FILTER (abschluss AND (ergebnis IS NULL OR ergebnis = 'KA')) AS anteil_leer_ergebnis
FROM zeilen;

CREATE TABLE wochen AS -- minutes against the posts of the Träger, week by week
SELECT date_trunc('week', datum) AS woche FROM fakten
GROUP BY ALL HAVING sum(dauer_min) > getvariable('vzae') * 39 * 60 * 1.2;
