"""What a provider publishes about itself: where its addresses are, and the keys that it signs with.

Both are fetched when first needed, so that the application starts while a provider is down, and
again after an hour, so that a withdrawn key counts no longer. A key that is not known yet is asked
for at once, but at most once a minute: whoever sends forged tokens shall not make us ask for each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from dashboards.openid.faults import OpenIdError, ProviderDownError
from monitor.providers import Provider, is_safe_address

#: Seconds that a provider may take to answer.
TIMEOUT: Final = 10

_LASTS: Final = dt.timedelta(hours=1)
_BETWEEN_ROTATIONS: Final = dt.timedelta(minutes=1)
#: After a failure nobody waits for the provider again for a while.
_PAUSE: Final = dt.timedelta(seconds=15)


@dataclass(frozen=True)
class ProviderMetadata:
    """Addresses and habits of a provider (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    takes_secret_in_body: bool
    names_itself: bool  # in the address that it leads browsers back to (RFC 9207)


class ProviderDocuments:
    """Metadata and keys of one provider; safe for threads, since each is replaced as a whole."""

    def __init__(self, provider: Provider, now: Callable[[], dt.datetime]) -> None:
        self._provider = provider
        self._now = now
        self._metadata: tuple[dt.datetime, ProviderMetadata] | None = None
        self._keys: tuple[dt.datetime, KeySet] | None = None
        self._rotated_at: dt.datetime | None = None
        self._failed_at: dt.datetime | None = None

    def metadata(self) -> ProviderMetadata:
        """Return the provider's metadata.

        Raises:
            ProviderDownError: the provider cannot be reached, or its metadata are of no use.
        """
        kept = self._metadata
        if kept is None or self._is_over(kept[0], _LASTS):
            issuer = self._provider.aussteller
            found = self._fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            kept = self._metadata = (self._now(), _read_metadata(found, issuer))
        return kept[1]

    def keys(self) -> KeySet:
        """Return the keys of the provider.

        Raises:
            ProviderDownError: the provider cannot be reached, or its keys are of no use.
        """
        kept = self._keys
        if kept is None or self._is_over(kept[0], _LASTS):
            return self._fetch_keys()
        return kept[1]

    def newer_keys(self) -> KeySet:
        """Return the keys of the provider as of now, after it signed with one that is not known.

        Raises:
            OpenIdError: the keys were asked for just now.
            ProviderDownError: the provider cannot be reached, or its keys are of no use.
        """
        if self._rotated_at is not None and not self._is_over(self._rotated_at, _BETWEEN_ROTATIONS):
            raise OpenIdError("unknown key")
        self._rotated_at = self._now()
        return self._fetch_keys()

    def _fetch_keys(self) -> KeySet:
        keys = _read_keys(self._fetch(self.metadata().jwks_uri))
        self._keys = (self._now(), keys)
        return keys

    def _is_over(self, since: dt.datetime, span: dt.timedelta) -> bool:
        return self._now() - since >= span

    def _fetch(self, address: str) -> Mapping[str, Any]:
        if self._failed_at is not None and not self._is_over(self._failed_at, _PAUSE):
            raise ProviderDownError("failed just now")
        try:
            found = _get_json(address)
        except ProviderDownError:
            self._failed_at = self._now()
            raise
        self._failed_at = None
        return found


def _get_json(address: str) -> Mapping[str, Any]:
    try:
        answer = requests.get(
            address, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"}
        )
        return read_answer(answer)
    except requests.RequestException as error:
        raise ProviderDownError("unreachable") from error


def read_answer(answer: requests.Response) -> Mapping[str, Any]:
    """Return the object that a provider answers with; a redirect is not followed.

    Raises:
        ProviderDownError: another status, or no JSON object.
    """
    if answer.status_code != HTTPStatus.OK:
        raise ProviderDownError(f"status {answer.status_code}")
    try:
        found = answer.json()
    except ValueError as error:
        raise ProviderDownError("no JSON") from error
    if not isinstance(found, dict):
        raise ProviderDownError("no JSON object")
    return found


def _read_metadata(found: Mapping[str, Any], issuer: str) -> ProviderMetadata:
    if found.get("issuer") != issuer:
        raise ProviderDownError("metadata of another issuer")
    methods = found.get("token_endpoint_auth_methods_supported")
    return ProviderMetadata(
        issuer=issuer,
        authorization_endpoint=_address(found, "authorization_endpoint"),
        token_endpoint=_address(found, "token_endpoint"),
        jwks_uri=_address(found, "jwks_uri"),
        userinfo_endpoint=_address_if_any(found, "userinfo_endpoint"),
        end_session_endpoint=_address_if_any(found, "end_session_endpoint"),
        takes_secret_in_body=isinstance(methods, list) and "client_secret_post" in methods,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise ProviderDownError(f"metadata without {name}")
    return address


def _address_if_any(found: Mapping[str, Any], name: str) -> str | None:
    return None if found.get(name) is None else _address(found, name)


def _read_keys(found: Mapping[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": list(found["keys"])})
    except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProviderDownError("no keys") from error
