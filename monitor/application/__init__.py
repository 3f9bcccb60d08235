"""The application's own store: accounts, sessions, tokens and the audit log, in SQLite.

The only thing that the web writes. Figures and deliveries are never kept here.
"""
