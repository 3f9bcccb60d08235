"""The rules a delivery has to satisfy, run with Great Expectations on DuckDB.

``rules*`` declare, ``violations`` say what a rule means as SQL, ``runner`` carries a check out.
"""
