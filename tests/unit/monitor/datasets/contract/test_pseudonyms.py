"""Pseudonyms stay within a contract, differ between contracts, and never hold the Kita's id."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from monitor.confidentiality.perturbation.keys import derived_keys, record_keys
from monitor.datasets.contract.pseudonyms import pseudonyms

SECRET = bytes(range(32))
_KITAS = st.lists(st.text(min_size=1), unique=True, max_size=50)


@given(_KITAS)
def test_the_same_in_a_contract_and_one_for_each_kita(kitas: list[str]) -> None:
    found = pseudonyms(SECRET, "V-0123456789ab", kitas)
    assert found == pseudonyms(SECRET, "V-0123456789ab", reversed(kitas))
    assert len(set(found.values())) == len(kitas)


@given(_KITAS.filter(bool))
def test_two_contracts_and_two_secrets_share_nothing(kitas: list[str]) -> None:
    files = [
        pseudonyms(secret, contract, kitas).values()
        for secret in (SECRET, bytes(32))
        for contract in ("V-0123456789ab", "V-ba9876543210")
    ]
    assert len({one for file in files for one in file}) == 4 * len(kitas)


def test_a_pseudonym_says_nothing_of_the_kita_or_of_a_key() -> None:
    kitas = [f"K{number:03d}" for number in range(100)]
    found = pseudonyms(SECRET, "V-0123456789ab", kitas)
    assert not any(kita in text for text in found.values() for kita in kitas)
    known = {*derived_keys(SECRET, [(kita,) for kita in kitas])}
    known |= {*derived_keys(SECRET, [("V-0123456789ab", kita) for kita in kitas])}
    known |= {*record_keys(SECRET, pl.Series(kitas))}
    assert not known & {int(text[2:10], 16) for text in found.values()}


def test_a_pseudonym_never_changes() -> None:
    # a file that is made again has to fit the one before
    found = pseudonyms(SECRET, "V-0123456789ab", ["K001"])
    assert found == {"K001": "P-4fc48c4742c49c03"}
