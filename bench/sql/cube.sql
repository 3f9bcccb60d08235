-- The mergeable cube: every component of every indicator per month × area × Träger × Kita, in one
-- pass. A column is called like the indicator and the role that it has in it (monitor.measures).
CREATE TABLE wuerfel AS
WITH zeilen AS (
    SELECT *,
        date_trunc('month', datum)::DATE AS monat,
        erstkontakt AND zielgruppe IN ('ELTERN', 'FAMILIE') AS ek_familie,
        erstkontakt AND aktivitaet_art = 'BER_TEAM' AS ek_team,
        erstkontakt AND dringlichkeit = 'AKUT' AS ek_akut,
        wartezeit_werktage IS NOT NULL AS hat_wartezeit,
        weitervermittlung <> 'KEINE' AND tage_bis_eingang >= 56 AS vermittelt,
        weitervermittlung_ergebnis IS NOT NULL
            AND weitervermittlung_ergebnis <> 'UNBEKANNT' AS ergebnis_bekannt,
        abschluss AND ergebnis <> 'WEGGANG' AS abgeschlossen,
        abschluss AND gas_wert IS NOT NULL AS mit_gas,
        aktivitaet_art IN ('FAMBILD', 'ELTCAFE', 'EKG') AS angebot,
        coalesce(tn_erwachsene, 0) + coalesce(tn_kinder, 0) AS teilnahmen
    FROM fakten
)
SELECT monat, sozialraum_ars, traeger_id, kita_id,
    count(*) FILTER (ek_familie AND wartezeit_werktage <= 5) AS z1_1_z,
    count(*) FILTER (ek_familie AND hat_wartezeit) AS z1_1_n,
    count(*) FILTER (ek_familie AND NOT hat_wartezeit) AS z1_1_fehlend,
    histogram(wartezeit_werktage) FILTER (ek_familie AND hat_wartezeit) AS z1_2_h,
    count(*) FILTER (ek_team AND wartezeit_werktage <= 2) AS z1_3_z,
    count(*) FILTER (ek_team AND hat_wartezeit) AS z1_3_n,
    count(*) FILTER (ek_team AND NOT hat_wartezeit) AS z1_3_fehlend,
    count(*) FILTER (aktivitaet_art IN ('BEGL', 'ANTRAG')) AS z2_1_z,
    count(*) FILTER (vermittelt AND weitervermittlung_ergebnis IN ('ANGEKOMMEN', 'TERMIN')) AS z2_2_z,
    count(*) FILTER (vermittelt AND ergebnis_bekannt) AS z2_2_n,
    count(*) FILTER (weitervermittlung <> 'KEINE'
        AND NOT (tage_bis_eingang >= 56 AND ergebnis_bekannt)) AS z2_2_fehlend,
    count(*) FILTER (vermittelt AND weitervermittlung_ergebnis = 'KEINE_KAPAZITAET') AS z2_3_z,
    count(*) FILTER (ek_akut AND wartezeit_werktage <= 1) AS z3_1_z,
    count(*) FILTER (ek_akut AND hat_wartezeit) AS z3_1_n,
    count(*) FILTER (ek_akut AND NOT hat_wartezeit) AS z3_1_fehlend,
    count(*) FILTER (erstkontakt AND dringlichkeit = 'REGULAER') AS z3_2_z,
    count(*) FILTER (erstkontakt AND dringlichkeit IS NOT NULL) AS z3_2_n,
    count(*) FILTER (erstkontakt AND dringlichkeit IS NULL) AS z3_2_fehlend,
    count(*) FILTER (abgeschlossen AND dringlichkeit IN ('DRINGEND', 'AKUT')
        AND ergebnis IN ('GEKLAERT', 'TEILWEISE', 'WEITERVERMITTELT')) AS z3_3_z,
    count(*) FILTER (abgeschlossen AND dringlichkeit IN ('DRINGEND', 'AKUT')) AS z3_3_n,
    0 AS z3_3_fehlend, -- a row without ergebnis is not known to be no WEGGANG
    count(*) FILTER (angebot) AS z4_1_z,
    count(*) FILTER (angebot AND kita_id IS NOT NULL) AS z4_2_z,
    sum(tn_erwachsene) FILTER (angebot) AS z4_3_z,
    count(tn_erwachsene) FILTER (angebot) AS z4_3_n,
    sum(tn_erwachsene * tn_erwachsene) FILTER (angebot) AS z4_3_yy,
    count(*) FILTER (angebot AND tn_erwachsene IS NULL) AS z4_3_fehlend,
    sum(tn_erstmalig) FILTER (angebot) AS z4_4_z,
    sum(teilnahmen) FILTER (angebot AND tn_erstmalig IS NOT NULL) AS z4_4_n,
    count(tn_erstmalig) FILTER (angebot) AS z4_4_k,
    sum(tn_erstmalig * tn_erstmalig) FILTER (angebot) AS z4_4_yy,
    sum(tn_erstmalig * teilnahmen) FILTER (angebot) AS z4_4_xy,
    sum(teilnahmen * teilnahmen) FILTER (angebot AND tn_erstmalig IS NOT NULL) AS z4_4_xx,
    count(*) FILTER (angebot AND tn_erstmalig IS NULL) AS z4_4_fehlend,
    count(*) FILTER (mit_gas AND gas_wert >= 0) AS z6_1_z,
    count(*) FILTER (mit_gas) AS z6_1_n,
    count(*) FILTER (abschluss AND gas_wert IS NULL) AS z6_1_fehlend,
    sum(gas_wert) FILTER (mit_gas) AS z6_2_z,
    sum(gas_wert * gas_wert) FILTER (mit_gas) AS z6_2_yy,
    count(*) FILTER (abgeschlossen AND ergebnis = 'ABBRUCH') AS z6_4_z,
    count(*) FILTER (abgeschlossen) AS z6_4_n,
    0 AS z6_4_fehlend,
    count(*) FILTER (ek_familie) AS z7_1_z,
    count(*) FILTER (mit_gas AND gas_wert >= 0 AND bedarfsmerkmal = 'KEINES') AS z7_3_z_keines,
    count(*) FILTER (mit_gas AND bedarfsmerkmal = 'KEINES') AS z7_3_n_keines,
    count(*) FILTER (mit_gas AND gas_wert >= 0 AND bedarfsmerkmal = 'MIND_1') AS z7_3_z_mind_1,
    count(*) FILTER (mit_gas AND bedarfsmerkmal = 'MIND_1') AS z7_3_n_mind_1,
    count(*) FILTER (abschluss AND (gas_wert IS NULL OR bedarfsmerkmal IS NULL
        OR bedarfsmerkmal NOT IN ('KEINES', 'MIND_1'))) AS z7_3_fehlend,
    count(*) FILTER (aktivitaet_art IN ('KIND_EINZEL', 'KIND_GRUPPE')) AS z8_1_z,
    sum(tn_kinder) FILTER (aktivitaet_art IN ('KIND_EINZEL', 'KIND_GRUPPE', 'EKG')) AS z8_2_z,
    sum(tn_kinder * tn_kinder)
        FILTER (aktivitaet_art IN ('KIND_EINZEL', 'KIND_GRUPPE', 'EKG')) AS z8_2_yy,
    count(*) FILTER (aktivitaet_art = 'SRANG') AS z9_1_z,
    count(*) FILTER (aktivitaet_art IN ('SRANG', 'NETZ', 'FAMBILD')
        AND kooperationspartner <> 'KEINE') AS z9_2_z,
    count(*) FILTER (aktivitaet_art IN ('SRANG', 'NETZ', 'FAMBILD')) AS z9_2_n,
    count(kooperationspartner) AS z9_3_z,
    list(DISTINCT kooperationspartner) FILTER (kooperationspartner IS NOT NULL) AS z9_3_v,
    sum(dauer_min) FILTER (aktivitaet_art NOT IN ('VERW', 'KOORD', 'OEFF')) AS z11_3_z,
    sum(dauer_min) AS z11_3_n
FROM zeilen
GROUP BY ALL;
