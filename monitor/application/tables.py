"""Tables of the application's store.

Times are whole seconds since 1970 (UTC), so that every database compares them alike; only the audit
log writes them out, since they are hashed there. Secrets that a person or a program presents
(session cookies, links, tokens) are kept as SHA-256 only. A change here needs a step in
``migrations/versions``; a test compares both.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _account_key() -> Column[str]:
    return Column(
        "account_id", String, ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    )


#: People. Either a password or a provider with the subject that it names.
ACCOUNT: Final = Table(
    "account",
    metadata,
    Column("id", String, primary_key=True),  # 'K-' and 12 hex digits
    Column("name", String, nullable=False, unique=True),  # to sign in with, in lower case
    Column("full_name", String, nullable=False),
    Column("password_hash", String),
    Column("provider", String),
    Column("subject", String),
    Column("is_demo", Boolean, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("locked_at", Integer),
    Column("last_sign_in_at", Integer),
    UniqueConstraint("provider", "subject"),
)

ACCOUNT_ROLE: Final = Table(
    "account_role",
    metadata,
    Column("account_id", String, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String, primary_key=True),
)

#: Träger whose deliveries an account with the role TRAEGER sees.
ACCOUNT_TRAEGER: Final = Table(
    "account_traeger",
    metadata,
    Column("account_id", String, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("traeger_id", String, primary_key=True),
)

#: Contracts on rows for science, whose files an account with the role EVALUATION may fetch.
ACCOUNT_CONTRACT: Final = Table(
    "account_contract",
    metadata,
    Column("account_id", String, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("contract_id", String, primary_key=True),
)

#: One-time links: to set a first or a new password.
INVITATION: Final = Table(
    "invitation",
    metadata,
    Column("token_hash", String, primary_key=True),
    _account_key(),
    Column("created_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("used_at", Integer),
)

#: Second factors: an app's secret, a passkey's public key, the hash of a recovery code.
SECOND_FACTOR: Final = Table(
    "second_factor",
    metadata,
    Column("id", String, primary_key=True),
    _account_key(),
    Column("kind", String, nullable=False),  # TOTP, PASSKEY, WIEDERHERSTELLUNG
    Column("label", String, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("credential_id", LargeBinary, unique=True),
    Column("counter", Integer, nullable=False),  # of the passkey; last time step of an app
    Column("created_at", Integer, nullable=False),
    Column("used_at", Integer),
)

SESSION: Final = Table(
    "session",
    metadata,
    Column("id_hash", String, primary_key=True),
    _account_key(),
    Column("public_id", String, nullable=False, unique=True),  # to name it on pages
    Column("csrf", String, nullable=False),
    Column("is_complete", Boolean, nullable=False),  # False: the second factor is still missing
    Column("created_at", Integer, nullable=False),
    Column("seen_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("client", String, nullable=False),  # browser and system, in words
    Column("provider", String),
    Column("provider_session", String),  # 'sid' of the provider
    Column("id_token", Text),  # hint for signing out at the provider
    Index(None, "account_id"),
    Index(None, "provider", "provider_session"),
)

#: What one step of signing in leaves for the next (state, nonce, challenge), and used ids.
SIGN_IN_STEP: Final = Table(
    "sign_in_step",
    metadata,
    Column("id_hash", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("content", Text, nullable=False),  # JSON
    Column("expires_at", Integer, nullable=False),
)

#: Failed attempts by account name and by address, both hashed.
FAILURE: Final = Table(
    "failure",
    metadata,
    Column("key_hash", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Integer, nullable=False),
    Column("free_at", Integer, nullable=False),
)

TOKEN: Final = Table(
    "token",
    metadata,
    Column("id", String, primary_key=True),
    _account_key(),
    Column("label", String, nullable=False),
    Column("token_hash", String, nullable=False, unique=True),
    Column("scope", String, nullable=False),  # resources, separated by a space
    Column("created_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("revoked_at", Integer),
    Column("used_at", Integer),
)

#: Who did what, each entry chained to the one before by its hash.
AUDIT: Final = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),  # ISO, UTC
    Column("actor", String, nullable=False),  # account id, 'befehl:<user>' or '-'
    Column("action", String, nullable=False),
    Column("object", String, nullable=False),
    Column("details", Text, nullable=False),  # JSON object, keys sorted
    Column("hash", String, nullable=False),
    sqlite_autoincrement=True,
)

#: The last entry that was removed when its term was over: the chain goes on from its hash.
AUDIT_START: Final = Table(
    "audit_start",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("hash", String, nullable=False),
)

#: Facts about the store itself, e.g. the id of the instance.
FACT: Final = Table(
    "fact",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
