"""The conversation with identity providers, by OpenID Connect; Authlib is imported here only."""
