"""Messages of the ETL to people: German sentences on what is wrong and what to send instead.

Nothing here ever contains a value of a row; labels of sheets, names of columns and counts only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from etl.places import sheet
from monitor.warehouse.deliveries import Accounts

_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
    "Oktober", "November", "Dezember",
)  # fmt: skip
_SEND_TABLE = "Bitte als CSV, XLSX, ODS oder Parquet senden."
#: Places of personal data that one sentence can name.
_MOST_PLACES = 8


def quoted(names: Iterable[str]) -> str:
    """Return names in German quotation marks, separated by commas."""
    return ", ".join(f"„{name}“" for name in names)


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: ``1 Zeile``, ``1.234 Zeilen``."""
    return f"{number:,}".replace(",", ".") + " " + (one if number == 1 else many)


def rows(number: int) -> str:
    """Return a number of rows in words."""
    return count(number, "Zeile", "Zeilen")


def day(value: dt.date) -> str:
    """Return a date as TT.MM.JJJJ."""
    return f"{value:%d.%m.%Y}"


# --- files that cannot be read -------------------------------------------------------------------


def missing_file() -> str:
    """Say that the path leads nowhere."""
    return "Die Datei gibt es nicht. Bitte den Pfad prüfen."


def future_receipt(received: dt.date) -> str:
    """Ask about a day of receipt that has not come yet."""
    return (
        f"Der Eingang am {day(received)} liegt in der Zukunft. Ist ein anderer Tag gemeint? Bitte "
        "im Dateinamen oder in der Begleitdatei berichtigen oder mit --eingang angeben."
    )


def no_regular_file() -> str:
    """Say that a path leads to a pipe, a device or the like."""
    return "Das ist keine Datei, sondern etwa eine Pipe oder ein Gerät. Bitte eine Datei angeben."


def lonely_sidecar(name: str) -> str:
    """Say that a sidecar describes a file that is not there."""
    return (
        f"Begleitdatei ohne Datei: Die Datei „{name}“ fehlt. Die Begleitdatei bleibt liegen. Bitte "
        "die Datei dazulegen, die Begleitdatei umbenennen (Name der Datei mit Endung, dahinter "
        "„.toml“, z. B. „TR01_2024-Q3.csv.toml“) oder löschen."
    )


def closed_file() -> str:
    """Say that the file is there, but not to be opened."""
    return "Die Datei lässt sich nicht öffnen. Bitte die Rechte der Datei prüfen."


def empty_file() -> str:
    """Say that the file has no content."""
    return "Die Datei ist leer. Bitte die Datei mit der Kopfzeile und den Zeilen erneut senden."


def no_rows() -> str:
    """Say that there is a header but nothing below it."""
    return (
        "Die Datei enthält nur eine Kopfzeile und keine Datenzeilen. "
        "Bitte die Datei mit den Zeilen des Zeitraums senden."
    )


def encrypted() -> str:
    """Say that a password protects the file."""
    return (
        "Die Datei ist mit einem Kennwort geschützt und kann nicht gelesen werden. "
        "Bitte ohne Kennwort speichern und erneut senden."
    )


def damaged(kind: str) -> str:
    """Say that a file of a known format is broken."""
    return (
        f"Die Datei ist als {kind} beschädigt oder unvollständig. "
        "Bitte neu speichern und erneut senden."
    )


def not_a_table(kind: str) -> str:
    """Say that the content is of a format that holds no table."""
    return f"Die Datei ist kein Tabellendokument, sondern {kind}. {_SEND_TABLE}"


def unreadable() -> str:
    """Say that the file cannot be understood at all."""
    return f"Die Datei konnte nicht gelesen werden. {_SEND_TABLE}"


def single_quotes() -> str:
    """Say that the cells stand in quotes that no spreadsheet takes for quotes."""
    return (
        "Die Zellen stehen in einfachen Anführungszeichen ('…'). So kann ein Trennzeichen in einer "
        'Zelle alle folgenden verschieben. Bitte mit doppelten Anführungszeichen ("…") oder ohne '
        "speichern und erneut senden."
    )


def too_big(megabytes: int, limit: int) -> str:
    """Say that the file, or what it unpacks to, is too big."""
    return (
        f"Die Datei ist zu groß ({megabytes} MB, erlaubt sind {limit} MB). "
        "Bitte in mehrere Dateien teilen oder als CSV senden."
    )


def workbook_too_big(limit: int) -> str:
    """Say that reading a workbook took more memory than it may, or broke the reader."""
    return (
        f"Die Arbeitsmappe braucht zum Lesen mehr Speicher als erlaubt ({limit} MB), oder sie ist "
        "beschädigt. Bitte leere Zeilen und Spalten hinter der Tabelle löschen (oft steht dort ein "
        "einzelner Wert), in mehrere Dateien teilen oder als CSV senden."
    )


def too_many_cells() -> str:
    """Say that a workbook has more cells than anybody can read."""
    return (
        "Die Arbeitsmappe hat zu viele Zellen. Bitte ausgefüllte Zeilen und Spalten hinter der "
        "Tabelle löschen, in mehrere Dateien teilen oder als CSV senden."
    )


def workbook_too_slow(limit: int) -> str:
    """Say that reading a workbook took longer than it may."""
    return (
        "Die Arbeitsmappe konnte nicht in der erlaubten Zeit "
        f"({count(limit, 'Sekunde', 'Sekunden')}) gelesen werden. "
        "Bitte in mehrere Dateien teilen oder als CSV senden."
    )


def changed_file() -> str:
    """Say that a file is not what it was a moment ago, e.g. because it is still being copied."""
    return (
        "Die Datei wurde während des Einlesens geändert oder entfernt; nichts wurde geladen. "
        "Bitte erneut einlesen, sobald sie vollständig im Eingang liegt."
    )


# --- files that cannot be understood -------------------------------------------------------------


def no_header(sheets: Sequence[str], hidden: Sequence[str] = ()) -> str:
    """Say that no sheet has a header row that fits a table; hidden ones were not looked at."""
    where = f" ({', '.join(map(sheet, sheets))})" if sheets else ""
    names = ", ".join(map(sheet, hidden))
    unseen = f" Ausgeblendete Blätter werden nicht gelesen: {names}." if hidden else ""
    return (
        f"Keine Zeile wurde als Kopfzeile mit den erwarteten Spalten erkannt{where}.{unseen} "
        "Bitte die Tabelle mit den vereinbarten Spaltennamen senden oder ein Profil anlegen."
    )


def missing_sheets(names: Sequence[str]) -> str:
    """Say that sheets named by the profile are not in the file."""
    return (
        f"Das Profil nennt Blätter, die in der Datei fehlen: {quoted(names)}. "
        "Bitte die Blätter ergänzen oder das Profil anpassen."
    )


def missing_columns(labels: Sequence[str], suggestions: Sequence[tuple[str, str]]) -> str:
    """Say which required columns could not be placed, with near misses."""
    hints = "".join(
        f" Ist mit „{header}“ die Spalte „{label}“ gemeint?" for header, label in suggestions
    )
    return (
        f"Es fehlen Pflichtspalten: {quoted(labels)}.{hints} "
        "Bitte die Spalten ergänzen oder ihre Namen im Profil zuordnen."
    )


def doubled_column(headers: Sequence[str], label: str) -> str:
    """Say that several columns of the file claim the same canonical column."""
    return (
        f"Mehrere Spalten der Datei passen auf „{label}“: {quoted(headers)}. "
        "Welche ist gemeint? Bitte die andere entfernen oder im Profil ausschließen."
    )


def unfit_unit(header: str, label: str, units: Sequence[str]) -> str:
    """Say that a header names a unit in which its column is not read, or two at once."""
    return (
        f"Die Überschrift „{header}“ nennt eine Einheit ({' und '.join(units)}), in der "
        f"„{label}“ nicht gelesen werden kann. Bitte in der vereinbarten Einheit senden; "
        "bei der Dauer in Minuten oder Stunden, eine von beiden in der Überschrift und im Profil."
    )


def personal_data(found: Sequence[tuple[str, str]], *, deleted: bool) -> str:
    """Say which kinds of personal data were found where, and what happens to the file."""
    fate = "wurde gelöscht" if deleted else "wurde nicht übernommen; bitte löschen Sie sie"
    told = "; ".join(f"{kind} ({place})" for kind, place in found[:_MOST_PLACES])
    others = len(found) - _MOST_PLACES
    more = f"; dazu {count(others, 'weitere Stelle', 'weitere Stellen')}" if others > 0 else ""
    return (
        f"Die Datei enthält personenbezogene Angaben: {told}{more}. "
        f"Nichts davon wurde gespeichert, die Datei {fate}. "
        "Bitte ohne diese Angaben und ohne Freitext erneut senden."
    )


def original_kept(folder: Path, until: dt.date) -> str:
    """Say where the original lies and for how long."""
    return (
        f"Das Original bleibt bis {day(until)} liegen; nach einer Änderung des Profils kann es "
        f"erneut eingelesen werden: monitor ingest {folder}"
    )


def deleted_unread() -> str:
    """Say that nothing is kept of a file that nobody could look into."""
    return "Die Datei wurde aus dem Eingang gelöscht; von ihr wird nichts aufbewahrt."


def stays_in_inbox() -> str:
    """Say that the file waits for what has to be mended."""
    return "Die Datei bleibt im Eingang, bis das berichtigt ist."


# --- what a delivery is --------------------------------------------------------------------------


def contradiction(what: str, first: str, first_source: str, second: str, second_source: str) -> str:
    """Ask which of two statements about the delivery is right."""
    return (
        f"{what}: {first_source} nennt {first}, {second_source} nennt {second}. Was ist richtig? "
        f"Bitte die Datei berichtigen oder mit --{what.lower()} angeben."
    )


def same_bytes(what: str, claimed: str, known: str, lieferung_id: str) -> str:
    """Ask whose delivery it is, if the same bytes are loaded as another one."""
    asked = contradiction(what, claimed, "die Angabe", known, "die schon geladene gleiche Datei")
    return (
        f"{asked} Wurde damals die falsche Angabe gemacht, bitte zuerst jene Lieferung "
        f"zurücknehmen: monitor retract {lieferung_id}"
    )


def unknown_table() -> str:
    """Ask which table the file belongs to."""
    return (
        "Welche Tabelle ist das? Die Spalten passen auf mehrere oder keine. "
        "Bitte mit --tabelle angeben oder im Dateinamen nennen, z. B. „stellen_2024-Q3.csv“."
    )


def unknown_traeger() -> str:
    """Ask whose delivery it is."""
    return (
        "Von welchem Träger ist die Lieferung? Bitte mit --traeger angeben "
        "oder im Dateinamen nennen, z. B. „TR01_2024-Q3.csv“."
    )


def several_traeger(number: int) -> str:
    """Say that rows of several Träger came in one file."""
    return (
        f"Die Datei enthält Zeilen von {number} Trägern. Bitte je Träger eine Datei senden "
        "oder mit --traeger angeben, wessen Lieferung es ist."
    )


def unknown_quarter() -> str:
    """Ask for which quarter it is."""
    return (
        "Für welches Quartal ist die Lieferung? In der Datei ist kein Datum lesbar. "
        "Bitte mit --quartal angeben oder im Dateinamen nennen, z. B. „TR01_2024-Q3.csv“."
    )


def bad_hint(source: str, key: str) -> str:
    """Say that a statement about the delivery is not understood."""
    return f"{source}: Die Angabe „{key}“ ist nicht lesbar. Bitte berichtigen."


def outdated(received: dt.date) -> str:
    """Say that a newer delivery of the same slot is already there."""
    return (
        f"Für diesen Träger und dieses Quartal liegt schon eine neuere Lieferung vor "
        f"(vom {day(received)}). Soll diese Datei sie ersetzen? "
        "Dann bitte mit --eingang das Datum angeben."
    )


def fewer_rows(new: int, old: int) -> str:
    """Say that a delivery would replace one with far more rows."""
    return f"Die Datei hat {rows(new)}, die frühere Lieferung {rows(old)}."


def months_gone(months: Sequence[dt.date]) -> str:
    """Say which months of the earlier delivery are not in the file."""
    names = ", ".join(f"{_MONTHS[month.month - 1]} {month.year}" for month in months)
    return f"In der Datei fehlt, was die frühere Lieferung enthält: {names}."


def unclear_order(received: dt.date) -> str:
    """Say that nobody can tell which of two files is the newer one."""
    return (
        f"Es gibt schon eine Lieferung mit demselben Eingang ({day(received)}), und diese Datei "
        "wurde nicht nach jener geändert: Welche die neuere ist, ist unklar."
    )


def waits(lieferung_id: str) -> str:
    """Ask for a decision and say how to give it."""
    return (
        "Ersetzt sie die frühere, ergänzt sie sie, oder wird sie abgelehnt? Bis zur Entscheidung "
        f"bleibt der Bestand, wie er ist: monitor ingest --ersetzt {lieferung_id} (oder "
        "--ergaenzt, --ablehnen)."
    )


def does_not_wait(lieferung_id: str) -> str:
    """Say that there is nothing to decide."""
    return (
        f"Die Lieferung {lieferung_id} wartet nicht auf eine Entscheidung. Welche warten, steht "
        "auf der Seite Qualität."
    )


def waiting_original_gone(lieferung_id: str) -> str:
    """Say that a delivery can no longer be loaded."""
    return (
        f"Das Original der Lieferung {lieferung_id} liegt nicht mehr unter originale/wartend. "
        "Bitte die Datei erneut senden lassen, oder die Lieferung mit --ablehnen abschließen."
    )


def rejected() -> str:
    """Say that somebody decided against a delivery."""
    return "Die Lieferung wurde nach Prüfung abgelehnt; der Bestand bleibt, wie er ist."


def supplements() -> str:
    """Say that a file was taken as a supplement although nobody called it one."""
    return "Die Datei enthält andere Monate als die frühere Lieferung und ergänzt sie."


# --- outcomes ------------------------------------------------------------------------------------


def loaded(accounts: Accounts) -> str:
    """Say how many rows went where."""
    parts = [f"{rows(accounts.gueltig)} übernommen"]
    if accounts.quarantaene:
        parts.append(f"{rows(accounts.quarantaene)} in Quarantäne")
    if accounts.duplikat:
        parts.append(f"{rows(accounts.duplikat)} doppelt")
    return ", ".join(parts) + "."


def known(received: dt.date) -> str:
    """Say that the same content was delivered before."""
    return f"Diese Lieferung ist bereits bekannt (Eingang {day(received)}); nichts wurde geändert."


def check_failed() -> str:
    """Say that the checks broke off; the file is not to blame."""
    return (
        "Die Prüfung der Lieferung konnte nicht durchgeführt werden; nichts wurde geladen. "
        "Bitte den Einlesevorgang wiederholen und sonst den Support verständigen."
    )


def failed() -> str:
    """Say that something unforeseen stopped the load; the file is not to blame."""
    return (
        "Die Lieferung konnte nicht verarbeitet werden; nichts wurde geladen. "
        "Bitte den Einlesevorgang wiederholen und sonst den Support verständigen."
    )


def personal_file_name() -> str:
    """Say that the name of the file names a person."""
    return (
        "Der Dateiname nennt eine Person. Er wird nicht aufbewahrt; "
        "bitte künftig nur Träger und Quartal im Namen nennen."
    )


# --- warnings ------------------------------------------------------------------------------------


def sheet_left_out(label: str) -> str:
    """Name a sheet that is not data."""
    return f"{sheet(label)} hat keine passende Kopfzeile und wurde nicht gelesen."


def sheet_hidden(label: str) -> str:
    """Name a sheet that the sender does not see."""
    return (
        f"{sheet(label)} ist ausgeblendet und wurde nicht gelesen. "
        "Gehört es zur Lieferung, bitte einblenden oder im Profil nennen."
    )


def sheet_headless(label: str) -> str:
    """Say that the rows of a sheet count although nobody knows its columns."""
    return (
        f"{sheet(label)} sieht aus wie Daten, hat aber keine Kopfzeile: Seine Zeilen sind in "
        "Quarantäne. Bitte die Kopfzeile ergänzen und die Datei erneut senden."
    )


def rows_left_out(number: int) -> str:
    """Say that rows of the delivery may stand on a sheet that is not read."""
    return f"Vielleicht enthält es {rows(number)} der Lieferung."


def unplaced_column(header: str) -> str:
    """Name a column that belongs to nothing."""
    return f"Spalte „{header}“ gehört zu keiner vereinbarten Spalte und wurde nicht übernommen."


def guessed_column(header: str, label: str) -> str:
    """Name a column that was placed although it is spelled differently."""
    return f"Spalte „{header}“ wurde als „{label}“ gelesen."


def suggested_column(header: str, label: str) -> str:
    """Name a near miss that was not taken."""
    return f"Spalte „{header}“ wurde nicht zugeordnet; gemeint ist vielleicht „{label}“."


def sum_rows(number: int) -> str:
    """Mention rows that only add up others."""
    return f"{count(number, 'Summenzeile', 'Summenzeilen')} erkannt und nicht als Daten gezählt."


def header_rows(number: int) -> str:
    """Mention header rows that come again below."""
    return f"{count(number, 'wiederholte Kopfzeile', 'wiederholte Kopfzeilen')} übergangen."


def uneven_rows(number: int) -> str:
    """Mention rows with more or fewer cells than the header."""
    return (
        f"{rows(number)} mit mehr oder weniger Zellen als die Kopfzeile: nicht lesbar, in "
        "Quarantäne. Steht ein Trennzeichen in einer Zelle, etwa ein Komma ohne Anführungszeichen?"
    )
