"""Tables of the application's store.

Times are whole seconds since 1970 (UTC), so that every database compares them alike; only the audit
log writes them out, since they are hashed there. Secrets that a person or a program presents
(session cookies, links, tokens) are kept as SHA-256 only. A change here needs a step in
``migrations/versions``; a test compares both.
"""

from __future__ import annotations

from typing import Any, Final

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


def _written() -> tuple[Column[Any], ...]:
    """Return the columns of whatever is kept in versions: every save is a row of its own."""
    return (
        Column("entry_id", String, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("text", Text, nullable=False),  # empty: erased
        Column("is_released", Boolean, nullable=False),
        Column("written_at", Integer, nullable=False),
        Column("author", String, nullable=False),  # id of an account
        Column("author_name", String, nullable=False),  # as it was then
    )


#: What a function says to a goal in an area and quarter, beside figures of one level.
COMMENTARY: Final = Table(
    "commentary",
    metadata,
    *_written(),
    Column("goal_id", String, nullable=False),
    Column("area_id", String, nullable=False),
    Column("quarter", String, nullable=False),
    Column("level", String, nullable=False),
    Column("function", String, nullable=False),
    Column("figures", String, nullable=False),  # fingerprint of the figures written beside
    Column("snapshot_id", String, nullable=False),
    UniqueConstraint("goal_id", "area_id", "quarter", "level", "function", "version"),
)

#: What was decided for an indicator in an area; with a wave: a recommendation of its analysis.
PLANNED_ACTION: Final = Table(
    "planned_action",
    metadata,
    *_written(),
    Column("indicator_id", String, nullable=False),
    Column("area_id", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("decided_on", String, nullable=False),  # days are ISO
    Column("due_on", String, nullable=False),
    Column("state", String, nullable=False),
    Column("done_on", String),
    Column("review_on", String),
    Column("wave", String),
)

#: What happened and may show in an indicator of an area.
OCCURRENCE: Final = Table(
    "occurrence",
    metadata,
    *_written(),
    Column("indicator_id", String, nullable=False),
    Column("area_id", String, nullable=False),
    Column("happened_on", String, nullable=False),
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
