-- The indicators that the activity log carries: value, numerator, denominator per area and period.
CREATE TABLE kennzahl AS
WITH gebiete AS (
    SELECT count(DISTINCT sozialraum_ars) AS alle FROM dim_kita
),
alles AS (
    SELECT *, CASE gebiet_id WHEN 'KREIS' THEN gebiete.alle ELSE 1 END AS sozialraeume
    FROM summe
    LEFT JOIN kita_summe USING (gebiet_id, periode_art, periode)
    LEFT JOIN wartezeit USING (gebiet_id, periode_art, periode)
    LEFT JOIN partner USING (gebiet_id, periode_art, periode)
    CROSS JOIN gebiete
),
teile AS (
    SELECT gebiet_id, periode_art, periode, unnest([
        {id: 'Z1.1', zaehler: z1_1_z, nenner: z1_1_n, mal: 100},
        {id: 'Z1.2', zaehler: median, nenner: 1, mal: 1},
        {id: 'Z1.2b', zaehler: p90, nenner: 1, mal: 1},
        {id: 'Z1.3', zaehler: z1_3_z, nenner: z1_3_n, mal: 100},
        {id: 'Z2.1', zaehler: z2_1_z, nenner: kinder, mal: 100},
        {id: 'Z2.2', zaehler: z2_2_z, nenner: z2_2_n, mal: 100},
        {id: 'Z2.3', zaehler: z2_3_z, nenner: z2_2_n, mal: 100},
        {id: 'Z3.1', zaehler: z3_1_z, nenner: z3_1_n, mal: 100},
        {id: 'Z3.2', zaehler: z3_2_z, nenner: z3_2_n, mal: 100},
        {id: 'Z3.3', zaehler: z3_3_z, nenner: z3_3_n, mal: 100},
        {id: 'Z4.1', zaehler: kitas_mit_angebot, nenner: kitas, mal: 100},
        {id: 'Z4.2', zaehler: z4_2_z, nenner: kitas, mal: 1},
        {id: 'Z4.3', zaehler: z4_3_z, nenner: z4_3_n, mal: 1},
        {id: 'Z4.4', zaehler: z4_4_z, nenner: z4_4_n, mal: 100},
        {id: 'Z6.1', zaehler: z6_1_z, nenner: z6_1_n, mal: 100},
        {id: 'Z6.2', zaehler: 50 * z6_1_n + 10 * z6_2_z, nenner: z6_1_n, mal: 1},
        {id: 'Z6.4', zaehler: z6_4_z, nenner: z6_4_n, mal: 100},
        {id: 'Z7.1', zaehler: z7_1_z, nenner: kinder, mal: 100},
        {id: 'Z7.2', zaehler: familien_3 / kinder_3, nenner: familien_1 / kinder_1, mal: 1},
        {id: 'Z7.3', zaehler: z7_3_z_keines / z7_3_n_keines - z7_3_z_mind_1 / z7_3_n_mind_1,
            nenner: 1, mal: 100},
        {id: 'Z8.1', zaehler: kitas_mit_kinderangebot, nenner: kitas, mal: 100},
        {id: 'Z8.2', zaehler: z8_2_z, nenner: kinder, mal: 100},
        {id: 'Z9.1', zaehler: z9_1_z, nenner: sozialraeume, mal: 1},
        {id: 'Z9.2', zaehler: z9_2_z, nenner: z9_2_n, mal: 100},
        {id: 'Z9.3', zaehler: arten, nenner: sozialraeume, mal: 1},
        {id: 'Z11.3', zaehler: z11_3_z, nenner: z11_3_n, mal: 100}
    ], recursive := true)
    FROM alles
)
SELECT id AS indikator_id, gebiet_id, periode_art, periode,
    CASE WHEN nenner > 0 THEN mal * zaehler / nenner END AS wert
FROM teile;
