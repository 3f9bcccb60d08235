"""An authenticator in software: makes and uses a passkey as a browser would, maybe wrongly."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

_PRESENT, _WITH_KEY = 0x01, 0x40


@dataclass
class Authenticator:
    """One key of one account at one origin."""

    origin: str
    host: str
    key_id: bytes = b"key-of-the-tests-0001"
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """Return what the browser says about a new passkey."""
        told = self._client_data("webauthn.create", options)
        data = self._data(_PRESENT | _WITH_KEY) + bytes(16) + len(self.key_id).to_bytes(2, "big")
        data += self.key_id + cbor2.dumps(self._public_key())
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._said(clientDataJSON=told, attestationObject=attestation)

    def sign(self, options: str) -> str:
        """Return what the browser says about a use of the passkey."""
        self.counter += 1
        told, data = self._client_data("webauthn.get", options), self._data(_PRESENT)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(clientDataJSON=told, authenticatorData=data, signature=signed)

    def _client_data(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(told).encode()

    def _data(self, flags: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _public_key(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"),
                -3: numbers.y.to_bytes(32, "big")}  # fmt: skip

    def _said(self, **response: bytes) -> str:
        named = bytes_to_base64url(self.key_id)
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": encoded})
