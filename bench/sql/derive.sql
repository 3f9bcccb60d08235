-- Waiting time in working days and days until receipt, as the hand-written pipeline derives them.
-- werktag numbers the working days; what falls on a free day has the number of the next.
CREATE TABLE fakten AS
SELECT roh.* EXCLUDE (anfrage_datum),
    (bis.nr - von.nr)::INTEGER AS wartezeit_werktage,
    getvariable('eingang') - datum AS tage_bis_eingang
FROM roh
LEFT JOIN werktag AS von ON von.tag = anfrage_datum
LEFT JOIN werktag AS bis ON bis.tag = CASE WHEN anfrage_datum IS NOT NULL THEN datum END;
