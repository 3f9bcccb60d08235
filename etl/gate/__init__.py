"""The gate: every cell is looked at for personal data before anything is written."""
