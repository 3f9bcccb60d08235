"""One provider, and this application as its client: where a sign-in goes, and what comes back.

Authorization code with PKCE (S256), state and nonce. Authlib's session does the requests; state and
verifier are kept by whoever calls, in the application's own store, and not in a cookie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

from dashboards.openid.documents import TIMEOUT, ProviderDocuments, ProviderMetadata, read_answer
from dashboards.openid.faults import OpenIdError, ProviderDownError
from dashboards.openid.signed_tokens import LogoutNotice, read_id_token, read_logout_token
from monitor.application.secrets_shown import make_secret_text
from monitor.providers import Provider

#: Kinds of errors of a provider's answer that are worth to be told apart in the log.
_KNOWN_ERRORS: Final = frozenset(
    {"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client"}
)


@dataclass(frozen=True)
class BegunSignIn:
    """A sign-in that begins: where the browser is led, and what to remember until it returns."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class ProvedIdentity:
    """What a provider vouches for, with the token that it wants back at sign-out."""

    claims: Mapping[str, Any]
    id_token: str

    @property
    def session(self) -> str | None:
        """Return the id of the session at the provider."""
        sid = self.claims.get("sid")
        return sid if isinstance(sid, str) and sid else None


class OpenIdClient:
    """One provider, and this application as its client.

    Args:
        provider: as declared in the settings.
        secret: that the application proves itself with.
        back: address of this application that browsers come back to.
        now: the clock.
    """

    def __init__(
        self, provider: Provider, secret: str, back: str, now: Callable[[], dt.datetime]
    ) -> None:
        self.provider = provider
        self._secret = secret
        self._back = back
        self._now = now
        self._documents = ProviderDocuments(provider, now)

    def begin(self) -> BegunSignIn:
        """Begin a sign-in.

        Raises:
            ProviderDownError: the provider cannot be reached.
        """
        metadata = self._documents.metadata()
        state, nonce, verifier = (make_secret_text() for _ in range(3))
        with self._session(metadata) as session:
            address, _ = session.create_authorization_url(
                metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return BegunSignIn(address, state, nonce, verifier)

    def finish(self, code: str, issuer: str | None, *, nonce: str, verifier: str) -> ProvedIdentity:
        """End a sign-in.

        Args:
            code: that the browser brought back.
            issuer: whom the browser says to come from, if at all (RFC 9207).
            nonce: what the sign-in began with.
            verifier: what the sign-in began with.

        Raises:
            OpenIdError: nothing is proved.
            ProviderDownError: the provider cannot be reached.
        """
        metadata = self._documents.metadata()
        if issuer != metadata.issuer and (issuer is not None or metadata.names_itself):
            raise OpenIdError("issuer in the address")
        with self._session(metadata) as session:
            token = _fetch_token(session, metadata, code, verifier)
            text, access_token = str(token.get("id_token")), str(token.get("access_token"))
            claims = read_id_token(
                text, self._documents, self.provider.client_id,
                nonce=nonce, access_token=access_token, now=self._now(),
            )  # fmt: skip
            if self._needs_more(claims) and metadata.userinfo_endpoint is not None:
                claims = _with_userinfo(session, metadata.userinfo_endpoint, claims)
        return ProvedIdentity(claims, text)

    def sign_out_address(self, id_token: str | None, onward: str) -> str | None:
        """Return where a browser signs out at the provider; ``None``: the provider has no such.

        Args:
            id_token: of the session that ends.
            onward: address of this application that the provider leads back to.

        Raises:
            ProviderDownError: the provider cannot be reached.
        """
        address = self._documents.metadata().end_session_endpoint
        if address is None:
            return None
        query = {"client_id": self.provider.client_id, "post_logout_redirect_uri": onward}
        if id_token is not None:
            query["id_token_hint"] = id_token
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"

    def read_logout(self, text: str) -> LogoutNotice:
        """Return which session a logout token says to have ended at the provider.

        Raises:
            OpenIdError: the token proves nothing.
            ProviderDownError: the provider cannot be reached.
        """
        return read_logout_token(text, self._documents, self.provider.client_id, now=self._now())

    def _session(self, metadata: ProviderMetadata) -> OAuth2Session:
        in_body = metadata.takes_secret_in_body
        return OAuth2Session(
            client_id=self.provider.client_id,
            client_secret=self._secret,
            token_endpoint_auth_method="client_secret_post" if in_body else "client_secret_basic",
            scope=self.provider.umfang,
            redirect_uri=self._back,
            code_challenge_method="S256",
            leeway=0,  # a token that lives for a minute is not over yet
            default_timeout=TIMEOUT,
        )

    def _needs_more(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the groups are missing, which some providers name in their userinfo only."""
        first = self.provider.gruppen_feld.partition(".")[0]
        return self.provider.gruppen_feld not in claims and first not in claims


def _fetch_token(
    session: OAuth2Session, metadata: ProviderMetadata, code: str, verifier: str
) -> Mapping[str, Any]:
    try:
        token: Mapping[str, Any] = session.fetch_token(
            metadata.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            allow_redirects=False,
        )
    except AuthlibBaseError as error:
        known = error.error if error.error in _KNOWN_ERRORS else "refused"
        raise OpenIdError(f"provider: {known}") from error
    except (requests.RequestException, ValueError, TypeError) as error:
        raise ProviderDownError("no token") from error
    return token


def _with_userinfo(
    session: OAuth2Session, address: str, claims: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the claims with those of the userinfo, which must be of the same person."""
    try:
        found = read_answer(session.get(address, allow_redirects=False))
    except AuthlibBaseError as error:
        raise OpenIdError("userinfo") from error
    except requests.RequestException as error:
        raise ProviderDownError("unreachable") from error
    if found.get("sub") != claims["sub"]:
        raise OpenIdError("userinfo of another person")
    return {**found, **claims}
