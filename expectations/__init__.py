"""Rules for deliveries, run with Great Expectations on DuckDB.

Rules are declared in ``rules``; ``rules.violations`` holds their meaning as SQL; a check is carried
out by ``runner``.
"""
