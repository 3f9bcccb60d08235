"""Releases: drafts, publications, withdrawals, comparisons, kept foundations."""
