"""The rules as expectation suites of Great Expectations, run on DuckDB."""
