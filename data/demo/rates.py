"""How often, how long and with how many people: shares and means per kind of activity.

Invented for the demo, like the weights in ``data.demo.distributions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from data.demo.distributions import Weights

#: Shares of the rows of a kind: first contact, closure, referral, a partner taking part, no Kita.
FIRST_CONTACT: Final[Weights] = {
    "BER_FAM": 0.135,
    "BER_TEAM": 0.16,
    "KRISE": 0.3,
    "BEGL": 0.08,
    "ANTRAG": 0.09,
    "SPRECH": 0.11,
}
CLOSURE: Final[Weights] = {
    "BER_FAM": 0.105,
    "BER_TEAM": 0.05,
    "SPRECH": 0.06,
    "BEGL": 0.1,
    "ANTRAG": 0.12,
    "VERM": 0.06,
    "KRISE": 0.14,
}
REFERRAL: Final[Weights] = {
    "BER_FAM": 0.12,
    "BER_TEAM": 0.05,
    "SPRECH": 0.12,
    "BEGL": 0.15,
    "ANTRAG": 0.1,
    "VERM": 0.8,
    "KRISE": 0.35,
}
PARTNER: Final[Weights] = {
    "FAMBILD": 0.66,
    "SRANG": 0.72,
    "NETZ": 0.72,
    "VERM": 0.15,
    "BEGL": 0.3,
    "BER_FAM": 0.05,
    "SRA": 0.4,
}
WITHOUT_KITA: Final[Weights] = {
    "SRANG": 0.8,
    "NETZ": 0.8,
    "SRA": 0.5,
    "KOORD": 0.9,
    "OEFF": 0.8,
    "VERW": 0.6,
}

#: Mean duration in minutes.
MINUTES: Final[Weights] = {
    "BER_FAM": 55,
    "BER_TEAM": 40,
    "SPRECH": 60,
    "BEGL": 120,
    "ANTRAG": 50,
    "VERM": 25,
    "KRISE": 90,
    "FAMBILD": 120,
    "ELTCAFE": 120,
    "EKG": 105,
    "KIND_EINZEL": 45,
    "KIND_GRUPPE": 60,
    "SRANG": 180,
    "NETZ": 110,
    "SRA": 120,
    "KOORD": 120,
    "OEFF": 75,
    "VERW": 110,
}

#: Mean numbers of adults and of children in settings with several people; at least one adult
#: comes, or one child where no adults are expected.
ADULTS: Final[Weights] = {
    "FAMBILD": 8,
    "ELTCAFE": 7.5,
    "EKG": 6.5,
    "KIND_GRUPPE": 0,
    "SRANG": 14,
    "NETZ": 9,
    "SRA": 12,
    "KOORD": 8,
    "OEFF": 20,
    "BER_TEAM": 4,
}
CHILDREN: Final[Weights] = {"FAMBILD": 0.3, "ELTCAFE": 2, "EKG": 6.5, "KIND_GRUPPE": 7, "SRANG": 11}

GOAL: Final[Mapping[str, str]] = {
    "BER_FAM": "Z1",
    "SPRECH": "Z1",
    "BEGL": "Z2",
    "ANTRAG": "Z2",
    "VERM": "Z2",
    "KRISE": "Z3",
    "FAMBILD": "Z4",
    "ELTCAFE": "Z4",
    "EKG": "Z4",
    "SRA": "Z5",
    "BER_TEAM": "Z6",
    "KIND_EINZEL": "Z8",
    "KIND_GRUPPE": "Z8",
    "SRANG": "Z9",
    "NETZ": "Z9",
    "KOORD": "Z10",
    "OEFF": "Z11",
    "VERW": "Z11",
}
