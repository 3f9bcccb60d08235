"""What the demo's office wrote beside its figures, all invented: actions, events, commentaries.

The texts follow the story of ``data.demo.scenario``. Actions with a wave are the recommendations of
the analyses of 2023 and 2026: of those due in 2024 two of three are carried out, in 2025 three of
four, in 2026 so far two of four.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

#: The day on which the last of the texts is written.
WRITTEN_ON: Final = dt.date(2026, 11, 16)

_DISTRICT: Final = "KREIS"
_BENDORF, _PELLENZ, _VORDEREIFEL = "071370203", "071375001", "071375003"
_MENDIG, _WEISSENTHURM = "071375004", "071375008"
#: Meetings of the committee.
_SUMMER_2023, _WINTER_2024 = dt.date(2023, 7, 4), dt.date(2024, 2, 20)
_SPRING_2025, _AUTUMN_2025 = dt.date(2025, 3, 18), dt.date(2025, 11, 18)
_SUMMER_2026, _AUTUMN_2026 = dt.date(2026, 6, 16), dt.date(2026, 9, 15)


@dataclass(frozen=True)
class InventedAction:
    """An action; ``owner`` and ``state`` are codes of the application's store."""

    indicator: str
    area: str
    owner: str
    decided_on: dt.date
    due_on: dt.date
    state: str
    text: str
    done_on: dt.date | None = None
    review_on: dt.date | None = None
    wave: str | None = None
    is_released: bool = True


@dataclass(frozen=True)
class InventedOccurrence:
    """Something that happened."""

    indicator: str
    area: str
    happened_on: dt.date
    text: str
    is_released: bool = True


@dataclass(frozen=True)
class InventedCommentary:
    """What a function says to a goal; ``function`` and ``level`` are codes of the store."""

    goal: str
    area: str
    quarter: str
    level: str
    function: str
    text: str
    is_released: bool = True


ACTIONS: Final = (
    InventedAction(
        "Z4.1", _DISTRICT, "FACHSTELLE", _SUMMER_2023, dt.date(2024, 6, 30), "UMGESETZT",
        "In jeder Kita mindestens ein Angebot je Quartal, bei dem Familien einander kennenlernen; "
        "Räume und Zeiten vereinbart die Fachstelle mit den Kita-Leitungen.",
        done_on=dt.date(2024, 5, 15), review_on=dt.date(2025, 6, 30), wave="W2023",
    ),
    InventedAction(
        "Z2.2", _DISTRICT, "FACHSTELLE", _SUMMER_2023, dt.date(2024, 9, 30), "UMGESETZT",
        "Übersicht der Beratungsstellen mit freien Plätzen aufbauen und monatlich fortschreiben.",
        done_on=dt.date(2024, 9, 10), review_on=dt.date(2025, 9, 30), wave="W2023",
    ),
    InventedAction(
        "Z9.1", _VORDEREIFEL, "TRAEGER", _SUMMER_2023, dt.date(2024, 12, 31), "AUFGEGEBEN",
        "Elterncafé in zwei weiteren Kitas der Vordereifel, mit Fahrdienst aus den Ortsgemeinden. "
        "Aufgegeben, weil sich kein Fahrdienst gefunden hat.",
        wave="W2023",
    ),
    InventedAction(
        "Z7.1", _DISTRICT, "FACHSTELLE", _SUMMER_2023, dt.date(2025, 3, 31), "UMGESETZT",
        "Aushänge und Einladungen in den vier Sprachen, die in den Kitas am häufigsten gesprochen "
        "werden, und in Leichter Sprache.",
        done_on=dt.date(2025, 2, 18), review_on=dt.date(2026, 6, 30), wave="W2023",
    ),
    InventedAction(
        "Z9.2", _DISTRICT, "TRAEGER", _SUMMER_2023, dt.date(2025, 6, 30), "UMGESETZT",
        "Für jedes offene Angebot einen Partner im Sozialraum benennen, etwa Verein, Grundschule "
        "oder Familienbildungsstätte.",
        done_on=dt.date(2025, 5, 12), review_on=dt.date(2026, 6, 30), wave="W2023",
    ),
    InventedAction(
        "Z3.2", _DISTRICT, "TRAEGER", _SUMMER_2023, dt.date(2025, 9, 30), "AUFGEGEBEN",
        "Offene Sprechstunde in allen Kitas an zwei Tagen der Woche. Aufgegeben zugunsten fester "
        "Zeiten an einem Tag, weil die Stellenanteile nicht reichen.",
        wave="W2023",
    ),
    InventedAction(
        "Z5.1b", _DISTRICT, "FACHSTELLE", _SUMMER_2023, dt.date(2025, 12, 31), "UMGESETZT",
        "Die Befragung der Fachkräfte kürzen und in die Dienstzeit legen.",
        done_on=dt.date(2025, 11, 20), review_on=dt.date(2026, 6, 30), wave="W2023",
    ),
    InventedAction(
        "Z10.2", _DISTRICT, "FACHSTELLE", _WINTER_2024, dt.date(2024, 4, 1), "UMGESETZT",
        "Erinnerung an alle Träger eine Woche vor der Frist; wer zweimal zu spät liefert, bekommt "
        "einen Termin mit der Fachstelle.",
        done_on=dt.date(2024, 3, 25), review_on=dt.date(2025, 3, 31),
    ),
    InventedAction(
        "Z2.3", _DISTRICT, "LEITUNG", _SPRING_2025, dt.date(2026, 6, 30), "IN_ARBEIT",
        "Mit den Trägern der Beratungsstellen über zusätzliche Plätze für Erziehungsberatung "
        "verhandeln und das Ergebnis in die Haushaltsberatung einbringen.",
        review_on=dt.date(2027, 3, 31), wave="W2023",
    ),
    InventedAction(
        "Z8.1", _WEISSENTHURM, "TRAEGER", _SPRING_2025, dt.date(2026, 3, 31), "UMGESETZT",
        "Ein festes Angebot für Kinder in jeder Kita der Verbandsgemeinde Weißenthurm.",
        done_on=dt.date(2026, 2, 27), review_on=dt.date(2026, 9, 30), wave="W2023",
    ),
    InventedAction(
        "Z6.4", _DISTRICT, "FACHSTELLE", _AUTUMN_2025, dt.date(2026, 1, 31), "UMGESETZT",
        "Fallbesprechung bei drohendem Abbruch: Nach zwei versäumten Terminen berät die "
        "Kita-Sozialarbeit mit der Fachberatung das weitere Vorgehen.",
        done_on=dt.date(2026, 1, 26), review_on=dt.date(2026, 9, 30),
    ),
    InventedAction(
        "Z11.2", _DISTRICT, "LEITUNG", _AUTUMN_2025, dt.date(2026, 9, 30), "IN_ARBEIT",
        "Ausgaben und Zuwendung je Quartal abgleichen, damit eine Überschreitung früh auffällt.",
        is_released=False,
    ),
    InventedAction(
        "Z6.3", _DISTRICT, "FACHSTELLE", _SUMMER_2026, dt.date(2026, 10, 31), "UMGESETZT",
        "Leitfaden für das Erstgespräch: Ziele werden mit der Familie in ihren eigenen Worten "
        "festgehalten und nach acht Wochen gemeinsam angesehen.",
        done_on=dt.date(2026, 10, 20), review_on=dt.date(2027, 6, 30), wave="W2026",
    ),
    InventedAction(
        "Z5.1a", _WEISSENTHURM, "FACHSTELLE", _SUMMER_2026, dt.date(2026, 12, 31), "BESCHLOSSEN",
        "Rückmeldung der Befragung an die Elternausschüsse, mit einem Termin in jeder Kita.",
        wave="W2026",
    ),
    InventedAction(
        "Z9.1", _MENDIG, "TRAEGER", _SUMMER_2026, dt.date(2027, 6, 30), "IN_ARBEIT",
        "Zwei weitere offene Angebote im Sozialraum, eines davon am Nachmittag.",
        wave="W2026",
    ),
    InventedAction(
        "Z1.2", _VORDEREIFEL, "TRAEGER", _AUTUMN_2026, dt.date(2026, 11, 15), "IN_ARBEIT",
        "Vertretung aus dem Nachbarraum Maifeld, damit Erstgespräche bei Ausfällen nicht warten.",
        review_on=dt.date(2027, 3, 31),
    ),
)  # fmt: skip

OCCURRENCES: Final = (
    InventedOccurrence(
        "Z7.1", _DISTRICT, dt.date(2022, 4, 1),
        "In vielen Kitas werden Kinder aus der Ukraine aufgenommen.",
    ),
    InventedOccurrence(
        "Z8.1", _PELLENZ, dt.date(2024, 8, 12), "Neue Kita mit fünf Gruppen eröffnet.",
    ),
    InventedOccurrence(
        "Z6.4", _DISTRICT, dt.date(2025, 4, 1),
        "Neuer Bogen für den Abschluss: Abbrüche werden seither mit ihrem Grund festgehalten.",
    ),
    InventedOccurrence(
        "Z2.3", _DISTRICT, dt.date(2025, 9, 1),
        "Eine Beratungsstelle nimmt für sechs Monate keine neuen Anmeldungen an.",
    ),
    InventedOccurrence(
        "Z1.2", _VORDEREIFEL, dt.date(2026, 7, 1),
        "Personalwechsel: Eine Stelle ist seit Juli unbesetzt, die Vertretung kommt an zwei Tagen.",
        is_released=False,
    ),
    InventedOccurrence(
        "Z10.2", _DISTRICT, dt.date(2026, 7, 15),
        "Ein Träger stellt seine Software um und liefert das dritte Quartal später.",
        is_released=False,
    ),
    InventedOccurrence(
        "Z4.2", _BENDORF, dt.date(2025, 10, 6), "Umzug des Familienzentrums in das Bürgerhaus.",
    ),
)  # fmt: skip

#: Public ones stand beside the newest released quarter and the one before, internal ones beside
#: the newest of all.
COMMENTARIES: Final = (
    InventedCommentary(
        "Z6", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "FACHSTELLE",
        "Das Ziel ist seit dem vierten Quartal 2025 nicht erreicht. Begleitungen enden häufiger "
        "vorzeitig als bis 2024, und vereinbarte Ziele werden seltener erreicht. Seit April 2025 "
        "wird ein Abbruch anders festgehalten; wie viel davon auf die neue Erfassung entfällt, "
        "lässt sich aus den Zahlen nicht sagen.\n\nDie Fallbesprechung bei drohendem Abbruch "
        "gibt es seit Januar. Im ersten Halbjahr 2026 liegt der Wert noch in derselben "
        "Größenordnung; für ein Urteil ist es zu früh.",
    ),
    InventedCommentary(
        "Z6", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "AUSSCHUSS",
        "Der Ausschuss hat am 15. September um einen Bericht über die vorzeitig beendeten "
        "Begleitungen gebeten. Er ist für die erste Sitzung 2027 vorgesehen.",
    ),
    InventedCommentary(
        "Z6", _DISTRICT, "2026-Q1", "VEROEFFENTLICHUNG", "FACHSTELLE",
        "Die Werte des zweiten Halbjahrs 2025 liegen außerhalb der üblichen Schwankung. Die "
        "Fachstelle bespricht sie mit allen Trägern; im November wurde die Fallbesprechung bei "
        "drohendem Abbruch beschlossen.",
    ),
    InventedCommentary(
        "Z1", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "FACHSTELLE",
        "Wer anfragt, bekommt in aller Regel innerhalb einer Woche ein erstes Gespräch. Für den "
        "Kreis ist das Ziel erreicht; für die einzelnen Sozialräume reichen die Fallzahlen eines "
        "Quartals nicht für ein sicheres Urteil.",
    ),
    InventedCommentary(
        "Z10", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "TRAEGER",
        "Ein Träger liefert wegen seiner Personalausstattung regelmäßig nach der Frist. Die "
        "Träger haben vereinbart, ihn ab dem vierten Quartal beim Zusammenstellen der Daten zu "
        "unterstützen.",
    ),
    InventedCommentary(
        "Z5", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "AUSSCHUSS",
        "Der Ausschuss hat die Ergebnisse der Befragung 2026 am 16. Juni zur Kenntnis genommen. "
        "Er bittet darum, die Beteiligung der Fachkräfte bei der nächsten Befragung mit den "
        "Trägern gesondert vorzubereiten.",
    ),
    InventedCommentary(
        "Z9", _MENDIG, "2026-Q2", "VEROEFFENTLICHUNG", "TRAEGER",
        "Zwei weitere Angebote sind in Vorbereitung. Das erste beginnt nach den Herbstferien in "
        "Zusammenarbeit mit der Grundschule.",
    ),
    InventedCommentary(
        "Z2", _DISTRICT, "2026-Q2", "VEROEFFENTLICHUNG", "FACHSTELLE",
        "Entwurf: Der Anteil der Vermittlungen, die an fehlenden Plätzen scheitern, steigt seit "
        "2024 in kleinen Schritten. Mit den Beratungsstellen wird verhandelt; Stand bis zur "
        "Sitzung ergänzen.",
        is_released=False,
    ),
    InventedCommentary(
        "Z6", _DISTRICT, "2026-Q3", "STEUERUNG", "LEITUNG",
        "Nicht bis zum Jahresbericht warten: Die Fachberatung geht bis Februar die Abbrüche des "
        "ersten Halbjahrs mit den drei Trägern durch, bei denen sie am häufigsten sind. Danach "
        "wird entschieden, ob der Leitfaden für das Erstgespräch allen Trägern vorgegeben wird.",
    ),
    InventedCommentary(
        "Z10", _DISTRICT, "2026-Q3", "STEUERUNG", "FACHSTELLE",
        "Die Lieferung eines Trägers für das dritte Quartal steht wegen der Umstellung seiner "
        "Software noch aus; zugesagt ist sie für Mitte Dezember. Die Zahlen des Quartals bleiben "
        "bis dahin vorläufig.",
    ),
    InventedCommentary(
        "Z1", _VORDEREIFEL, "2026-Q3", "STEUERUNG", "FACHSTELLE",
        "Eine Stelle ist seit Juli unbesetzt, Familien warten länger. Die Vertretung aus dem "
        "Maifeld beginnt im November an zwei Tagen; dringende Anfragen gehen bis dahin an die "
        "Fachstelle.",
    ),
)  # fmt: skip
