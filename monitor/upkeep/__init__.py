"""Keeping an instance in working order: backup and restore, a look at what is wrong with it."""
