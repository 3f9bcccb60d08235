from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.warehouse.deliveries import LIVE, NEVER_LOADED, Accounts, DeliveryStatus

COUNT = st.integers(min_value=0, max_value=10**9)


@settings(deadline=None)  # no timed assertions: the machine may be busy
@given(COUNT, COUNT, COUNT, COUNT, COUNT)
def test_every_row_is_in_exactly_one_account(
    valid: int, quarantined: int, duplicate: int, refused: int, waiting: int
) -> None:
    accounts = Accounts(valid, quarantined, duplicate, refused, waiting)
    assert accounts.roh == valid + quarantined + duplicate + refused + waiting


def test_refused_replaced_and_retracted_deliveries_do_not_count() -> None:
    assert set(DeliveryStatus) - set(LIVE) == {
        *NEVER_LOADED,
        DeliveryStatus.ERSETZT,
        DeliveryStatus.ZURUECKGEZOGEN,
    }
