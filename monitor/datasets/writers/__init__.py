"""How a dataset is written: one module per file format, each with equal bytes for equal rows.

Rows are streamed into CSV and Parquet; the other formats hold them in memory and so are offered up
to the number of rows that ``monitor.datasets.formats`` names.
"""
