"""Writers of a dataset: a module per file format, each with equal bytes for equal rows.

CSV, Parquet and XLSX are written slice by slice. SPSS and Stata files are made in memory; these
files and XLSX have limits of rows (``monitor.datasets.formats``).
"""
