"""Passwords of tests, and a hasher that costs next to nothing and counts what it is asked."""

from __future__ import annotations

from argon2 import PasswordHasher

from monitor.application.accounts import Account
from monitor.application.database import ApplicationStore
from monitor.application.passwords import set_password
from tests.builders.commands import NOW

#: Nobody's: nothing in it is a word that this application refuses.
GOOD = "vier alte Katzen im Regen"


class CountingHasher(PasswordHasher):
    """Counts how often a password was verified, and how often hashed."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.verified = self.hashed = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002 - the library's name
        self.verified += 1
        return super().verify(hash, password)  # type: ignore[arg-type]

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashed += 1
        return super().hash(password, salt=salt)


def give_password(store: ApplicationStore, account: Account, password: str = GOOD) -> None:
    """Set the password of an account."""
    with store.write() as connection:
        set_password(connection, account.id, password, by="-", now=NOW, words=())
