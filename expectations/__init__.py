"""The rules a delivery has to satisfy, run with Great Expectations on DuckDB."""
