"""Rows for science: made for one contract, kept beside no release."""
