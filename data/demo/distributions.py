"""Distributions of the fictitious everyday work: weights per kind of activity.

Relative weights, invented for the demo; shares are of the rows of a kind. Changes over the years:
``data.demo.scenario``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Weights = Mapping[str, float]

#: Offers that bring families together (goal Z4).
NETWORK: Final[Weights] = {"FAMBILD": 2.6, "ELTCAFE": 3.7, "EKG": 2.7}

#: Every other kind of activity.
OTHER: Final[Weights] = {
    "BER_FAM": 26.0,
    "BER_TEAM": 12.0,
    "SPRECH": 5.0,
    "BEGL": 3.0,
    "ANTRAG": 6.0,
    "VERM": 5.0,
    "KRISE": 1.5,
    "KIND_EINZEL": 6.0,
    "KIND_GRUPPE": 3.8,
    "SRANG": 0.9,
    "NETZ": 3.5,
    "SRA": 1.0,
    "KOORD": 5.0,
    "OEFF": 1.5,
    "VERW": 10.4,
}

CASE_KINDS: Final = ("BER_FAM", "BER_TEAM", "SPRECH", "BEGL", "ANTRAG", "VERM", "KRISE")
CHILD_KINDS: Final = (*CASE_KINDS, "EKG", "KIND_EINZEL", "KIND_GRUPPE")
GROUP_KINDS: Final = (*NETWORK, "KIND_GRUPPE", "SRANG")

_TALK: Final[Weights] = {"EINZEL": 72, "PAAR_FAM": 28}
_GROUP: Final[Weights] = {"GRUPPE": 60, "OFFEN": 40}

SETTING: Final[Mapping[str, Weights]] = {
    "BER_FAM": _TALK,
    "SPRECH": _TALK,
    "BEGL": _TALK,
    "ANTRAG": _TALK,
    "KRISE": _TALK,
    "VERM": {"EINZEL": 60, "PAAR_FAM": 15, "OHNE_KONTAKT": 25},
    "BER_TEAM": {"EINZEL": 60, "TEAM": 40},
    "FAMBILD": _GROUP,
    "ELTCAFE": {"OFFEN": 100},
    "EKG": _GROUP,
    "KIND_EINZEL": {"EINZEL": 100},
    "KIND_GRUPPE": {"GRUPPE": 85, "OFFEN": 15},
    "SRANG": {"OFFEN": 80, "GRUPPE": 20},
    "NETZ": {"GREMIUM": 100},
    "SRA": {"GREMIUM": 50, "OFFEN": 50},
    "KOORD": {"GREMIUM": 50, "TEAM": 50},
    "OEFF": {"OFFEN": 40, "OHNE_KONTAKT": 60},
    "VERW": {"OHNE_KONTAKT": 100},
}

_TALK_PLACE: Final[Weights] = {
    "KITA": 54,
    "BUERO": 16,
    "HAUSBESUCH": 11,
    "TELEFON": 14,
    "VIDEO": 3,
    "SONST": 2,
}
_AT_THE_KITA: Final[Weights] = {"KITA": 82, "SOZIALRAUM": 18}

PLACE: Final[Mapping[str, Weights]] = {
    "BER_FAM": _TALK_PLACE,
    "KRISE": _TALK_PLACE,
    "SPRECH": {"KITA": 90, "BUERO": 10},
    "BEGL": {"BEHOERDE": 90, "SONST": 10},
    "ANTRAG": {"KITA": 60, "BUERO": 30, "HAUSBESUCH": 10},
    "VERM": {"KITA": 40, "TELEFON": 45, "BUERO": 15},
    "BER_TEAM": {"KITA": 82, "TELEFON": 14, "VIDEO": 4},
    "FAMBILD": _AT_THE_KITA,
    "ELTCAFE": {"KITA": 100},
    "EKG": _AT_THE_KITA,
    "KIND_EINZEL": {"KITA": 100},
    "KIND_GRUPPE": _AT_THE_KITA,
    "SRANG": {"SOZIALRAUM": 92, "SONST": 8},
    "NETZ": {"SOZIALRAUM": 60, "BUERO": 20, "VIDEO": 20},
    "SRA": {"SOZIALRAUM": 60, "KITA": 40},
    "KOORD": {"BUERO": 70, "VIDEO": 30},
    "OEFF": {"BUERO": 70, "SOZIALRAUM": 30},
    "VERW": {"BUERO": 75, "KITA": 25},
}

_PARENTS: Final[Weights] = {"ELTERN": 64, "FAMILIE": 36}

TARGET_GROUP: Final[Mapping[str, Weights]] = {
    "BER_FAM": {"ELTERN": 62, "FAMILIE": 34, "KIND": 4},
    "KRISE": {"ELTERN": 50, "FAMILIE": 44, "KIND": 6},
    "SPRECH": _PARENTS,
    "BEGL": _PARENTS,
    "ANTRAG": _PARENTS,
    "VERM": _PARENTS,
    "BER_TEAM": {"FACHKRAFT": 62, "KITA_LEITUNG": 20, "TEAM": 18},
    "FAMBILD": {"ELTERN": 85, "FAMILIE": 15},
    "ELTCAFE": {"ELTERN": 90, "FAMILIE": 10},
    "EKG": {"FAMILIE": 100},
    "KIND_EINZEL": {"KIND": 100},
    "KIND_GRUPPE": {"KINDERGRUPPE": 100},
    "SRANG": {"FAMILIE": 60, "ELTERN": 20, "OEFFENTLICHKEIT": 20},
    "NETZ": {"NETZWERKPARTNER": 100},
    "SRA": {"ELTERN": 40, "FACHKRAFT": 20, "NETZWERKPARTNER": 40},
    "KOORD": {"FACHKRAFT": 40, "NETZWERKPARTNER": 60},
    "OEFF": {"OEFFENTLICHKEIT": 100},
    "VERW": {"KITA_LEITUNG": 40, "TEAM": 60},
}

_FAMILY_REASON: Final[Weights] = {
    "ERZIEHUNG": 22,
    "ENTWICKLUNG": 14,
    "VERHALTEN": 12,
    "FAMKONFLIKT": 9,
    "ELTBELASTUNG": 7,
    "GESUNDHEIT": 4,
    "FINANZEN": 8,
    "WOHNEN": 3,
    "ARBEIT": 3,
    "MIGRATION": 5,
    "UEBERGANG": 7,
    "VERSORGUNG": 3,
    "KINDERSCHUTZ": 0.6,
    "GEWALT": 0.6,
    "ISOLATION": 2.5,
    "SONST": 2,
}
_PAPERS_REASON: Final[Weights] = {
    "FINANZEN": 46,
    "WOHNEN": 14,
    "ARBEIT": 10,
    "MIGRATION": 18,
    "GESUNDHEIT": 4,
    "VERSORGUNG": 6,
    "SONST": 2,
}

REASON: Final[Mapping[str, Weights]] = {
    "BER_FAM": _FAMILY_REASON,
    "SPRECH": _FAMILY_REASON,
    "VERM": _FAMILY_REASON,
    "BEGL": _PAPERS_REASON,
    "ANTRAG": _PAPERS_REASON,
    "KRISE": {
        "FAMKONFLIKT": 34,
        "ELTBELASTUNG": 24,
        "KINDERSCHUTZ": 10,
        "GEWALT": 9,
        "WOHNEN": 10,
        "VERSORGUNG": 11,
        "SONST": 2,
    },
    "BER_TEAM": {"TEAMFRAGE": 30, "VERHALTEN": 34, "ENTWICKLUNG": 26, "UEBERGANG": 8, "SONST": 2},
}

_CALM: Final[Weights] = {"REGULAER": 89, "DRINGEND": 9, "AKUT": 2}

URGENCY: Final[Mapping[str, Weights]] = {
    **dict.fromkeys(CASE_KINDS, _CALM),
    "BER_FAM": {"REGULAER": 85, "DRINGEND": 10, "AKUT": 5},
    "KRISE": {"DRINGEND": 40, "AKUT": 60},
}

_FAMILY_ACCESS: Final[Weights] = {
    "SELBST": 30,
    "KITA_TEAM": 30,
    "AKTIVE_ANSPRACHE": 15,
    "AUS_ANGEBOT": 8,
    "ANDERE_ELTERN": 5,
    "JUGENDAMT": 3,
    "FRUEHE_HILFEN": 2,
    "GESUNDHEIT": 2,
    "BERATUNGSSTELLE": 2,
    "SCHULE": 1,
    "SONST": 2,
}

ACCESS: Final[Mapping[str, Weights]] = {
    **dict.fromkeys(CASE_KINDS, _FAMILY_ACCESS),
    "BER_TEAM": {"KITA_TEAM": 80, "SELBST": 18, "SONST": 2},
}

AGE_GROUP: Final[Weights] = {
    "U3": 25,
    "UE3": 36,
    "VORSCHULE": 25,
    "SCHULKIND": 4,
    "GEMISCHT": 8,
    "KA": 2,
}
NEED: Final[Weights] = {"KEINES": 50, "MIND_1": 43, "UNBEKANNT": 7}
PROTECTION: Final[Weights] = {"NEIN": 96, "BERATUNG_8B": 2.6, "VERFAHREN_8A": 0.4, "KA": 1}
PERSPECTIVE: Final[Weights] = {"FACHKRAFT": 45, "FAMILIE": 15, "GEMEINSAM": 40}
GAS_WEIGHT: Final[Weights] = {"1": 70, "2": 20, "3": 8, "4": 2}

BODY: Final[Weights] = {
    "EB": 16,
    "ASD": 8,
    "FRUEHE_HILFEN": 8,
    "FRUEHFOERDERUNG": 10,
    "THERAPIE": 9,
    "KINDERARZT": 8,
    "GESUNDHEITSAMT": 3,
    "JOBCENTER": 6,
    "SOZIALAMT": 3,
    "FAMILIENKASSE": 4,
    "ELTERNGELD": 1,
    "AUSLAENDERBEHOERDE": 1.5,
    "MIGRATIONSBERATUNG": 4,
    "SCHULDNERBERATUNG": 2,
    "SUCHTBERATUNG": 1,
    "FRAUENSCHUTZ": 0.8,
    "WOHNHILFE": 1.5,
    "FAMILIENBILDUNG": 5,
    "SPRACHKURS": 3,
    "GRUNDSCHULE": 4,
    "VEREIN": 2,
    "GEMEINDE": 2,
    "SONST": 0.7,
}
