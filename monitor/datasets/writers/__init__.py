"""How a dataset is written: one module per file format, each with equal bytes for equal rows.

CSV, Parquet and XLSX are written slice by slice. SPSS and Stata files are made in memory; those and
XLSX are offered up to the number of rows that ``monitor.datasets.formats`` names.
"""
