"""Tokens that a provider signed: of whoever signs in, and of sessions that end there.

A token counts if one of the provider's own keys signed it, by an algorithm with a public key
(never ``none``, never a shared secret), for this application, and now: clocks may differ by two
minutes. What each must say: OpenID Connect Core 1.0, section 3.1.3.7, and Back-Channel Logout 1.0,
section 2.6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from dashboards.openid.documents import ProviderDocuments
from dashboards.openid.faults import OpenIdError

#: Seconds that the provider's clock and ours may differ by.
LEEWAY: Final = 120

_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST_SUBJECT: Final = 255

#: What the libraries raise for a token or key that is none.
_FAULTS: Final = (JoseError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True)
class LogoutNotice:
    """What a provider says of a session that ended there; ``id`` may come once."""

    id: str
    subject: str | None
    session: str | None
    expires_at: dt.datetime


def read_id_token(
    text: str,
    documents: ProviderDocuments,
    client_id: str,
    *,
    nonce: str,
    access_token: str,
    now: dt.datetime,
) -> Mapping[str, Any]:
    """Return what a provider says of whoever signs in.

    Args:
        text: the token.
        documents: of the provider.
        client_id: for whom the token must be.
        nonce: what this sign-in began with.
        access_token: that came with the token, whose hash the token may hold.
        now: aware time.

    Raises:
        OpenIdError: the token proves nothing.
        ProviderDownError: the keys of the provider cannot be fetched.
    """
    token = _read_signed(text, documents)
    options = _expected(documents.metadata().issuer, client_id)
    told = {"nonce": nonce, "client_id": client_id, "access_token": access_token}
    try:
        claims = CodeIDToken(token.claims, token.header, options, told)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except _FAULTS as error:
        raise OpenIdError(_reason(error)) from error
    if not 1 <= len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise OpenIdError("claim sub")
    return dict(claims)


def read_logout_token(
    text: str, documents: ProviderDocuments, client_id: str, *, now: dt.datetime
) -> LogoutNotice:
    """Return which session ended at a provider.

    Args:
        text: the token.
        documents: of the provider.
        client_id: for whom the token must be.
        now: aware time.

    Raises:
        OpenIdError: the token proves nothing.
        ProviderDownError: the keys of the provider cannot be fetched.
    """
    claims = _read_signed(text, documents).claims
    needed = {name: {"essential": True} for name in ("iat", "exp", "jti", "events")}
    options = needed | _expected(documents.metadata().issuer, client_id)
    try:
        jwt.JWTClaimsRegistry(int(now.timestamp()), LEEWAY, **options).validate(claims)
        expires_at = dt.datetime.fromtimestamp(claims["exp"] + LEEWAY, dt.UTC)
    except (*_FAULTS, OverflowError, OSError) as error:
        raise OpenIdError(_reason(error)) from error
    if not _is_logout(claims):
        raise OpenIdError("no logout token")
    subject, session = claims.get("sub"), claims.get("sid")
    return LogoutNotice(claims["jti"], subject, session, expires_at)


def _is_logout(claims: Mapping[str, Any]) -> bool:
    events, named = claims["events"], [claims.get("sub"), claims.get("sid")]
    return (
        isinstance(events, dict)
        and isinstance(events.get(_LOGOUT_EVENT), dict)
        and "nonce" not in claims
        and any(named)
        and all(each is None or isinstance(each, str) for each in named)
    )


def _expected(issuer: str, client_id: str) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
    }


def _read_signed(text: str, documents: ProviderDocuments) -> jwt.Token:
    try:
        try:
            return _decode(text, documents.keys())
        except InvalidKeyIdError:  # the provider may have changed its key
            return _decode(text, documents.newer_keys())
    except _FAULTS as error:
        raise OpenIdError(_reason(error)) from error


def _decode(text: str, keys: KeySet) -> jwt.Token:
    registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
    return jwt.decode(text, keys, registry=registry)


def _reason(error: BaseException) -> str:
    """Return what is wrong with a token, without anything that it holds."""
    if isinstance(error, ClaimError):
        return f"claim {error.claim}"
    return error.error if isinstance(error, JoseError) else "garbage"
