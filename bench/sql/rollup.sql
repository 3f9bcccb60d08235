-- From the cube to sums per area (and the district) × month, quarter, half-year, year, Kita year.

CREATE TABLE zeitraum AS
WITH monate AS (SELECT DISTINCT monat FROM wuerfel),
namen AS (
    SELECT monat, unnest([
        {art: 'MONAT', von: monat, monate: 1, name: strftime(monat, '%Y-%m')},
        {art: 'QUARTAL', von: date_trunc('quarter', monat)::DATE, monate: 3,
            name: year(monat) || '-Q' || quarter(monat)},
        {art: 'HALBJAHR', von: make_date(year(monat), 1 + 6 * ((month(monat) - 1) // 6), 1), monate: 6,
            name: year(monat) || '-H' || (1 + (month(monat) - 1) // 6)},
        {art: 'JAHR', von: date_trunc('year', monat)::DATE, monate: 12,
            name: year(monat)::VARCHAR},
        {art: 'KITAJAHR', von: make_date(year(monat - INTERVAL 7 MONTH), 8, 1), monate: 12,
            name: year(monat - INTERVAL 7 MONTH) || '/' || strftime(monat + INTERVAL 5 MONTH, '%y')}
    ], recursive := true)
    FROM monate
)
SELECT monat, art AS periode_art, name AS periode,
    -- the middle day, at which the state of the Kitas is taken
    von + (((von + to_months(monate))::DATE - 1 - von) // 2)::INTEGER AS mitte
FROM namen;

CREATE TABLE summe AS
WITH zellen AS (
    SELECT unnest([sozialraum_ars, 'KREIS']) AS gebiet_id,
        * EXCLUDE (sozialraum_ars, traeger_id, kita_id, z1_2_h, z9_3_v)
    FROM wuerfel
)
SELECT gebiet_id, periode_art, periode, sum(COLUMNS('^z\d'))
FROM zellen JOIN zeitraum USING (monat)
GROUP BY ALL;

-- Kitas at the middle of the period, whether they had a row of a kind, and the children in care.
CREATE TABLE kita_summe AS
WITH tage AS (SELECT DISTINCT periode_art, periode, mitte FROM zeitraum),
bestand AS (
    SELECT periode_art, periode, offen.kita_id, unnest([sozialraum_ars, 'KREIS']) AS gebiet_id,
        betreute_kinder, belastungsstufe, hat_ksa
    FROM (SELECT * FROM tage CROSS JOIN dim_kita WHERE mitte BETWEEN aktiv_von AND coalesce(aktiv_bis, mitte))
        AS offen
    ASOF JOIN kita_stand AS stand ON stand.kita_id = offen.kita_id AND stand.ab <= offen.mitte
),
getan AS (
    SELECT kita_id, periode_art, periode, sum(z4_1_z) AS angebote, sum(z8_1_z) AS mit_kindern,
        sum(z7_1_z) AS familien
    FROM wuerfel JOIN zeitraum USING (monat)
    WHERE kita_id IS NOT NULL
    GROUP BY ALL
)
SELECT periode_art, periode, gebiet_id,
    sum(betreute_kinder) AS kinder,
    count(*) FILTER (hat_ksa) AS kitas,
    count(*) FILTER (hat_ksa AND angebote > 0) AS kitas_mit_angebot,
    count(*) FILTER (hat_ksa AND mit_kindern > 0) AS kitas_mit_kinderangebot,
    sum(familien) FILTER (belastungsstufe = 3) AS familien_3,
    sum(familien) FILTER (belastungsstufe = 1) AS familien_1,
    sum(betreute_kinder) FILTER (belastungsstufe = 3) AS kinder_3,
    sum(betreute_kinder) FILTER (belastungsstufe = 1) AS kinder_1
FROM bestand LEFT JOIN getan USING (kita_id, periode_art, periode)
GROUP BY ALL;

-- Exact quantiles of the waiting time, from the histograms of the same cells.
CREATE TABLE wartezeit AS
WITH werte AS (
    SELECT unnest([sozialraum_ars, 'KREIS']) AS gebiet_id, periode_art, periode,
        unnest(map_entries(z1_2_h)) AS eintrag
    FROM wuerfel JOIN zeitraum USING (monat)
),
stufen AS (
    SELECT gebiet_id, periode_art, periode, eintrag.key AS tage, sum(eintrag.value) AS anzahl
    FROM werte GROUP BY ALL
),
kumuliert AS (
    SELECT *,
        sum(anzahl) OVER (PARTITION BY gebiet_id, periode_art, periode ORDER BY tage) AS bis_hier,
        sum(anzahl) OVER (PARTITION BY gebiet_id, periode_art, periode) AS alle
    FROM stufen
)
SELECT gebiet_id, periode_art, periode,
    min(tage) FILTER (bis_hier >= 0.5 * alle) AS median,
    min(tage) FILTER (bis_hier >= 0.9 * alle) AS p90
FROM kumuliert GROUP BY ALL;

-- Kinds of partners per area, of all their lists together.
CREATE TABLE partner AS
WITH listen AS (
    SELECT DISTINCT sozialraum_ars, periode_art, periode, unnest(z9_3_v) AS codes
    FROM wuerfel JOIN zeitraum USING (monat)
),
je_gebiet AS (
    SELECT sozialraum_ars, periode_art, periode,
        len(list_filter(list_distinct(string_split(string_agg(codes, '|'), '|')), lambda c: c <> 'KEINE'))
            AS arten
    FROM listen GROUP BY ALL
),
gebiete AS (
    SELECT unnest([sozialraum_ars, 'KREIS']) AS gebiet_id, periode_art, periode, arten FROM je_gebiet
)
SELECT gebiet_id, periode_art, periode, sum(arten) AS arten FROM gebiete GROUP BY ALL;
