"""The private warehouse, a DuckDB file: its tables, its one writer, the delivery register."""
