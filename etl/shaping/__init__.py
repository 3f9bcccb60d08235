"""Which rows and columns of a file are which of the canonical schema; the staging table."""
