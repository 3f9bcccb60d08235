"""What can go wrong with a provider; ``reason`` is for the log and holds nothing that was sent."""

from __future__ import annotations

from monitor.errors import MonitorError


class OpenIdError(MonitorError):
    """What a browser or a provider sent proves nothing: nobody is signed in, or out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderDownError(OpenIdError):
    """The provider cannot be reached, or answers what no provider would."""
