-- The yardstick for reading: DuckDB's own typed read of the same file into a table.
CREATE TABLE roh AS
FROM read_csv(
    getvariable('datei'), delim = ';', header = true, nullstr = '', auto_detect = false, quote = '"',
    columns = {
        aktivitaet_id: 'VARCHAR', traeger_id: 'VARCHAR', kita_id: 'VARCHAR', sozialraum_ars: 'VARCHAR',
        datum: 'DATE', aktivitaet_art: 'VARCHAR', setting: 'VARCHAR', ort: 'VARCHAR',
        zielgruppe: 'VARCHAR', anlass: 'VARCHAR', anlass_neben: 'VARCHAR', altersgruppe_kind: 'VARCHAR',
        dauer_min: 'INTEGER', tn_erwachsene: 'INTEGER', tn_kinder: 'INTEGER', tn_erstmalig: 'INTEGER',
        zugang: 'VARCHAR', erstkontakt: 'BOOLEAN', dringlichkeit: 'VARCHAR', anfrage_datum: 'DATE',
        bedarfsmerkmal: 'VARCHAR', sprachmittlung: 'BOOLEAN', kinderschutz: 'VARCHAR',
        kooperationspartner: 'VARCHAR', weitervermittlung: 'VARCHAR',
        weitervermittlung_ergebnis: 'VARCHAR', abschluss: 'BOOLEAN', ergebnis: 'VARCHAR',
        ziel_id: 'VARCHAR', gas_wert: 'INTEGER', gas_gewicht: 'INTEGER', gas_perspektive: 'VARCHAR'
    });
