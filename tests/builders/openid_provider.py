"""A provider of OpenID Connect that says what a test wants: right answers, and each wrong one."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from monitor.providers import Provider

CLIENT_ID = "monitor"
SECRET = "vertraulich"  # noqa: S105 - of a provider that lives as long as a test
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def make_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class StandInProvider:
    """State of the provider; tests change it between two requests.

    ``status`` and ``body`` by path stand for what the provider answers instead.
    """

    issuer: str
    key: RSAKey = field(default_factory=lambda: make_key("erster"))
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)  # claims of whoever sits before it
    status: dict[str, int] = field(default_factory=dict)
    body: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # challenge, ID token

    def provider(self, secret_file: Any, **changes: Any) -> Provider:
        """Return the settings that connect an application to this provider."""
        declared = {
            "name": "amt", "titel": "Anmelden mit dem Kreis-Konto", "aussteller": self.issuer,
            "client_id": CLIENT_ID, "client_secret_datei": secret_file,
            "rollen": {"leitung": ["LEITUNG"], "nord": ["TRAEGER"], "admin": ["VERWALTUNG"]},
            "traeger": {"nord": ["T01"]},
        }  # fmt: skip
        return Provider.model_validate(declared | changes)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Return the claims of an ID token; a change to ``None`` takes a claim away."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "s-1", "iat": now, "exp": now + 300,
            "preferred_username": "erika.muster", "name": "Erika Muster", "groups": ["leitung"],
        }  # fmt: skip
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def logout_claims(self, **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120,
            "jti": f"j-{time.perf_counter_ns()}", "events": {LOGOUT_EVENT: {}},
        }  # fmt: skip
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def sign(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def sign_with_secret(self, claims: dict[str, Any]) -> str:
        """Sign with what everybody knows: the public key, taken for a shared secret."""
        public = self.key.as_pem(private=False)
        key = OctKey.import_key(base64.urlsafe_b64encode(public).decode())
        return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, key, algorithms=["HS256"])

    def unsigned(self, claims: dict[str, Any]) -> str:
        parts = ({"alg": "none", "kid": self.key.kid}, claims)
        return ".".join([*(_encoded(json.dumps(part).encode()) for part in parts), ""])

    def grant(self, address: str, token: str | None = None, **claims: Any) -> dict[str, str]:
        """Sign somebody in who was led to an address; return what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        made = token or self.sign(self.claims(**({"nonce": asked["nonce"]} | claims)))
        self.codes[code] = (asked["code_challenge"], made)
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, sent: dict[str, str]) -> tuple[int, Any]:
        self.asked[path] += 1
        if path in self.body:
            return self.status.get(path, 200), self.body[path]
        if path in self.status:
            return self.status[path], {}
        answers = {
            "/.well-known/openid-configuration": lambda: (200, self._metadata()),
            "/jwks": lambda: (200, {"keys": [self.key.as_dict(private=False)]}),
            "/userinfo": lambda: (200, self.userinfo),
            "/token": lambda: self._token(sent),
            "/authorize": lambda: self._authorize(sent),
            "/logout": lambda: (200, b"Abgemeldet beim Anbieter"),
        }
        return answers.get(path, lambda: (404, {}))()

    def _authorize(self, sent: dict[str, str]) -> tuple[int, Any]:
        """Sign in whoever stands in ``person``, without asking."""
        asked = f"{self.issuer}/authorize?{urlencode(sent)}"
        back = urlencode(self.grant(asked, **self.person))
        return 302, f"{sent['redirect_uri']}?{back}".encode()

    def _metadata(self) -> dict[str, Any]:
        told = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip
        return told | self.metadata

    def _token(self, sent: dict[str, str]) -> tuple[int, Any]:
        challenge, token = self.codes.pop(sent["code"], ("", ""))
        verifier = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if not token or _encoded(verifier) != challenge:
            return 400, {"error": "invalid_grant"}
        basic = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        if sent["Authorization"] != f"Basic {basic}" and sent.get("client_secret") != SECRET:
            return 401, {"error": "invalid_client", "error_description": "vertraulich"}
        return 200, {"access_token": "zugang", "token_type": "Bearer", "id_token": token}


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@contextlib.contextmanager
def running_provider() -> Iterator[StandInProvider]:
    """Run a provider on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            self._answer({name: values[0] for name, values in query.items()})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            authorization = self.headers.get("Authorization", "")
            fields = {name: values[0] for name, values in parse_qs(sent).items()}
            self._answer({"Authorization": authorization, **fields})

        def _answer(self, sent: dict[str, str]) -> None:
            status, said = stand_in.answer(urlsplit(self.path).path, sent)
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            if status == HTTPStatus.FOUND:
                self.send_header("Location", said.decode() or f"{stand_in.issuer}/jwks")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        stand_in = StandInProvider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            thread.join()


def forgeries(stand_in: StandInProvider, claims: dict[str, Any]) -> dict[str, str]:
    """Return tokens of these claims by what is wrong with each."""
    good = stand_in.sign(claims)
    head, _, signature = good.split(".")
    other = stand_in.sign(claims | {"groups": ["admin"]}).split(".")[1]
    namesake = make_key("erster")
    return {
        "changed": f"{head}.{other}.{signature}",
        "signature cut off": f"{head}.{other}.",
        "key of a stranger": stand_in.sign(claims, namesake),
        "unknown key": stand_in.sign(claims, make_key("fremd")),
        "none": stand_in.unsigned(claims),
        "shared secret": stand_in.sign_with_secret(claims),
        "garbage": "kein.jwt.dabei",
        "not a token": "\x00",
    }


FORGERIES = (
    *("changed", "signature cut off", "key of a stranger", "unknown key", "none"),
    *("shared secret", "garbage", "not a token"),
)
