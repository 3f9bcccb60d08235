"""Keeping an instance in order: leftovers of killed runs, terms, backups, a look at faults."""
